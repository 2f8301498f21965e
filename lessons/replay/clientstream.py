"""
The bytes that a client sends to each step, and how it sends them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ClientStream:
    """
    All that one client sends on its connection.

    @ivar data: all that it sends.
    @ivar origin: what they are, for a person: C{the file as it is}.
    @ivar hangsUp: whether it says after them that it will send no more (a half-close).
    @ivar isInPieces: whether it sends them byte by byte.
    """

    data: bytes
    origin: str = ""
    hangsUp: bool = False
    isInPieces: bool = False

    def pieces(self) -> Sequence[bytes]:
        """
        The bytes as they are sent.
        """
        if not self.isInPieces:
            return [self.data]
        return [self.data[index : index + 1] for index in range(len(self.data))]
