"""
What a step answers to the bytes of a replay: its bytes, and how the connection ended.
"""

from __future__ import annotations

from dataclasses import dataclass

#: No more bytes of an answer are heard.
MOST_READ = 2**20


@dataclass(frozen=True)
class Answer:
    """
    What a step answers.

    @ivar data: what it sent: C{MOST_READ} bytes of it, or a few more, where there was no end.
    @ivar closed: whether it closed the connection.
    @ivar milliseconds: from the first byte that was sent to the last that came; L{None}
        where none did.
    @ivar problem: why it could not be asked; empty where it could.
    """

    step: int
    data: bytes = b""
    closed: bool = False
    milliseconds: int | None = None
    problem: str = ""
