"""
What is masked before it is shown.

A class looks on: what a field such as Authorization or Cookie says is somebody's password
for as long as it holds. No view shows it unless it is asked to.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.inspector.secretfinder import Finder, Range
from server.semantics.secrets import MASK
from server.wire import Chunk, Conversation, Direction


class Secrets:
    """
    Knows the secrets in both directions of a connection, as far as it has come.
    """

    def __init__(self) -> None:
        self._finders = {Direction.ARRIVED: Finder(), Direction.LEFT: Finder()}
        self._position = 0

    def catchUp(self, conversation: Conversation) -> None:
        """
        Look at what has happened since.
        """
        self.forget(conversation)
        for chunk in conversation.since(self._position):
            self.read(chunk)

    def forget(self, conversation: Conversation) -> None:
        """
        Forget what is no longer kept, also what nobody has looked at.
        """
        self._position = max(self._position, conversation.dropped)
        for direction, finder in self._finders.items():
            dropped = conversation.droppedBytes[direction]
            finder.skip(max(dropped - finder.end, 0))
            finder.forget(dropped)

    def read(self, chunk: Chunk) -> None:
        """
        Look at the next thing that has happened.
        """
        self._position += 1
        if chunk.data:
            self._finders[chunk.direction].feed(chunk.data)

    def end(self, direction: Direction) -> int:
        """
        How many bytes have gone in a direction, those that are dropped among them.
        """
        return self._finders[direction].end

    def within(self, direction: Direction, start: int, end: int) -> list[Range]:
        """
        Tell where the secrets are among some of the bytes.

        @return: ranges from C{start} to C{end}, in order.
        """
        return self._finders[direction].within(start, end)

    def masked(self, direction: Direction, data: bytes, start: int) -> bytes:
        """
        Put a mask in the place of each secret in a piece.

        @param start: the offset of its first byte.
        """
        return masked(data, self.within(direction, start, start + len(data)), start)


def masked(data: bytes, ranges: Sequence[Range], start: int = 0) -> bytes:
    """
    Put a mask in the place of each secret.

    @param ranges: where they are, in order.
    @param start: the offset of the first byte.
    """
    shown, position = [], 0
    for first, end in ranges:
        shown += [data[position : first - start], MASK]
        position = end - start
    return b"".join([*shown, data[position:]])


def maskedBytes(data: bytes) -> bytes:
    """
    Put a mask in the place of each secret in a head, or in what is sent first.
    """
    finder = Finder()
    finder.feed(data)
    return masked(data, finder.within(0, len(data)))
