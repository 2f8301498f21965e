"""
What is masked before it is shown.

A class looks on: what a field such as Authorization or Cookie says is as good as
somebody's password for as long as it is valid. A view shows it only when it is asked to.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.inspector.secretfinder import Finder
from server.inspector.secretranges import Range
from server.semantics.secrets import MASK
from server.wire import Conversation, Direction
from server.wire.place import Place


class Secrets:
    """
    Knows the secrets in both directions of a connection, as far as it has come.
    """

    def __init__(self, place: Place) -> None:
        """
        @param place: where it begins to look. Where that is in the middle of a message, it
            may be in the middle of a secret.
        """
        self._finders = {
            Direction.ARRIVED: Finder(place.arrived, place.isBeginning),
            Direction.LEFT: Finder(place.left, place.isBeginning),
        }

    def forget(self, conversation: Conversation) -> None:
        """
        Forget what is no longer kept.
        """
        for direction, dropped in conversation.droppedBytes.items():
            self._finders[direction].forget(dropped)

    def read(self, direction: Direction, data: bytes) -> None:
        """
        Look for secrets in the next bytes of one direction.
        """
        self._finders[direction].feed(data)

    def within(self, direction: Direction, start: int, end: int) -> list[Range]:
        """
        Tell where the secrets are among some of the bytes.

        @return: ranges from C{start} to C{end}, in order.
        """
        return self._finders[direction].within(start, end)

    def masked(self, direction: Direction, data: bytes, start: int) -> bytes:
        """
        Put a mask in place of each secret in a piece.

        @param start: the offset of its first byte.
        """
        return masked(data, self.within(direction, start, start + len(data)), start)


def masked(data: bytes, ranges: Sequence[Range], start: int = 0) -> bytes:
    """
    Put a mask in place of each secret.

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
    Put a mask in place of each secret in a head, or in what is sent first.
    """
    finder = Finder()
    finder.feed(data)
    return masked(data, finder.within(0, len(data)))
