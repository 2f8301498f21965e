"""
What a client raises when it cannot go on.
"""

from __future__ import annotations

from lessons.clients.statuses import Exit
from lessons.plain import oneLine


class ClientError(Exception):
    """
    Something went wrong that can be said in one line.
    """

    def __init__(self, words: str, status: Exit = Exit.OTHER) -> None:
        """
        @param status: how the program ends.
        """
        super().__init__(oneLine(words))
        self.status = status
