"""
The interface of what looks on while a response passes.
"""

from __future__ import annotations

from typing import Protocol as Interface


class Watcher(Interface):
    """
    Sees the content of a response go by. It cannot change it.
    """

    def contentReceived(self, data: bytes) -> None:
        """
        A piece of the content goes by, as the server has encoded it.
        """

    def contentEnded(self, isWhole: bool) -> None:
        """
        That was all.

        @param isWhole: whether it was all that the server meant to send.
        """
