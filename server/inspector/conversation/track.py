"""
The pieces of a conversation, each at its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from server.inspector.secretfinder import Range
from server.wire import Chunk, Conversation, Direction

#: Finds the secrets between two offsets.
FindSecrets = Callable[[int, int], Sequence[Range]]


def nothing(start: int, end: int) -> Sequence[Range]:
    """
    Keep nothing secret.
    """
    return ()


def starred(data: bytes, start: int, ranges: Sequence[Range]) -> bytes:
    """
    Put a star in the place of each byte of a secret: so all others stay in their places.

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


class Track:
    """
    The pieces of one direction, in order, as far as they are kept.
    """

    def __init__(
        self, conversation: Conversation, direction: Direction, secrets: FindSecrets
    ) -> None:
        """
        @param secrets: finds the ranges that are not shown.
        """
        self.secrets = secrets
        self._conversation, self._direction = conversation, direction
        pieces = conversation.sizesOf(direction)
        self._positions = [position for position, size in pieces]
        sizes = (size for position, size in pieces)
        self._starts = list(accumulate(sizes, initial=conversation.droppedBytes[direction]))

    @property
    def start(self) -> int:
        """
        The offset of the first byte that is kept.
        """
        return self._starts[0]

    @property
    def end(self) -> int:
        """
        The offset after the last one.
        """
        return self._starts[-1]

    def count(self, start: int, end: int) -> int:
        """
        Count the pieces that hold the bytes between two offsets.
        """
        return len(self._between(start, end))

    def between(self, start: int, end: int, most: int | None = None) -> list[Piece]:
        """
        Find the pieces that hold the bytes between two offsets.

        @param most: how many are looked for.
        """
        found = self._between(start, end)[:most]
        if not found:
            return []
        first, last = self._positions[found[0]], self._positions[found[-1]]
        chunks = self._conversation.since(first, last + 1 - first)
        return [
            Piece(position, chunks[position - first], self._starts[index])
            for index, position in enumerate(self._positions[found[0] : found.stop], found[0])
        ]

    def _between(self, start: int, end: int) -> range:
        first = max(bisect_right(self._starts, start) - 1, 0)
        behind = min(bisect_left(self._starts, end), len(self._positions))
        return range(first, behind)

    def shown(self, start: int, end: int) -> bytes:
        """
        Copy the bytes between two offsets, those that are kept, with stars in the places of
        secrets.
        """
        start = max(start, self.start)
        return starred(self.read(start, end), start, self.secrets(start, end))

    def read(self, start: int, end: int) -> bytes:
        """
        Copy the bytes between two offsets, those that are kept, as they are.
        """
        start = max(start, self.start)
        found = self._between(start, end)
        if not found:
            return b""
        first, last = self._positions[found[0]], self._positions[found[-1]]
        views = self._conversation.bytesOf(self._direction, first, last + 1)
        # Only what is asked for is copied: a piece may be long.
        views[-1] = views[-1][: end - self._starts[found[-1]]]
        views[0] = views[0][start - self._starts[found[0]] :]
        return b"".join(views)

    def startOf(self, position: int) -> int:
        """
        Find the offset of the first byte at a position, or after it.
        """
        return self._starts[bisect_left(self._positions, position)]
