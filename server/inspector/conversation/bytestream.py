"""
What was sent one way, as a stream of bytes: in which pieces it came, and what is secret in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from server.inspector.offsets import Offsets, Spot
from server.inspector.secretranges import Range
from server.wire import Chunk, Direction

#: Finds the secrets between two offsets.
FindSecrets = Callable[[int, int], Sequence[Range]]


def nothing(start: int, end: int) -> Sequence[Range]:
    """
    Find no secrets: all bytes may be shown.
    """
    return ()


def starred(data: bytes, start: int, ranges: Sequence[Range]) -> bytes:
    """
    Put a star in place of each byte of a secret: so all other bytes stay in their places.

    @param start: the offset of the first byte.
    """
    if not ranges:
        return data
    shown = bytearray(data)
    for first, end in ranges:
        first, end = max(first - start, 0), min(end - start, len(data))
        shown[first:end] = b"*" * (end - first)
    return bytes(shown)


class Piece(NamedTuple):
    """
    One thing that happened, and where.

    @ivar position: its place in the conversation; 0 is the opening.
    @ivar chunk: what happened.
    @ivar start: the offset of its first byte, from the first of its direction.
    """

    position: int
    chunk: Chunk
    start: int

    @property
    def end(self) -> int:
        """
        The offset after its last byte.
        """
        return self.start + len(self.chunk.data)


class ByteStream:
    """
    What was sent in one direction, as far as it is kept and has been read.
    """

    def __init__(self, offsets: Offsets, direction: Direction, secrets: FindSecrets) -> None:
        """
        @param secrets: finds the ranges that are not shown.
        """
        self.secrets = secrets
        self._offsets, self._direction = offsets, direction

    @property
    def start(self) -> int:
        """
        The offset of the first byte.
        """
        return self._offsets.startOf(self._direction)

    @property
    def end(self) -> int:
        """
        The offset after the last one.
        """
        return self._offsets.endOf(self._direction)

    def count(self, start: int, end: int) -> int:
        """
        Count the pieces that hold the bytes between two offsets.
        """
        first, last = (self._find(offset) for offset in (start, end - 1))
        return last.number - first.number + 1 if first and last and start < end else 0

    def between(self, start: int, end: int, most: int | None = None) -> list[Spot]:
        """
        Find the pieces that hold the bytes between two offsets.

        @param most: how many are looked for.
        """
        first = self._find(start)
        if first is None:
            return []
        spots = islice(self._offsets.follow(self._direction, first), most)
        return list(takewhile(lambda spot: spot.start < end, spots))

    def _find(self, offset: int) -> Spot | None:
        """
        Find the piece that holds a byte, or the first one that is kept.
        """
        return self._offsets.find(self._direction, max(offset, self.start))

    def shown(self, start: int, end: int) -> bytes:
        """
        Copy the bytes between two offsets, those that are kept, with stars in place of
        secrets.
        """
        start = max(start, self.start)
        return starred(self.read(start, end), start, self.secrets(start, end))

    def read(self, start: int, end: int) -> bytes:
        """
        Copy the bytes between two offsets, those that are kept, as they were sent.
        """
        return self._offsets.read(self._direction, start, min(end, self.end))

    def startOf(self, position: int) -> int:
        """
        Find the offset of the first byte at a position, or after it.
        """
        return self._offsets.at(self._direction, position)
