"""
Where the bytes of a conversation's pieces are, as far as it has been read.

There may be a million pieces. So only some of their places are kept, at regular distances,
and the others are measured when somebody asks: no question takes longer where more is
kept.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain, takewhile
from typing import NamedTuple

from server.wire import Conversation, Direction
from server.wire.place import Place

#: For how many pieces one place is kept.
STEP = 64
#: How many stretches of bytes are kept once they have been put together: a page asks for
#: them again.
READ = 16
SIDES = {Direction.ARRIVED: False, Direction.LEFT: True}


class Spot(NamedTuple):
    """
    Where one piece is.

    @ivar position: its number among the things that happened on its connection.
    @ivar number: its number among the pieces that went the same way and have been read.
    @ivar start: the offset of its first byte.
    @ivar end: the offset after its last one.
    """

    position: int
    number: int
    start: int
    end: int


class Side:
    """
    One direction.

    @ivar offset: after the last byte that was read.
    @ivar count: how many pieces were read.
    @ivar offsets: what C{offset} was at each of the places that are kept.
    @ivar counts: what C{count} was at each of them.
    """

    def __init__(self, offset: int) -> None:
        self.offset, self.count = offset, 0
        self.offsets, self.counts = array("Q"), array("Q")

    def mark(self) -> None:
        """
        Keep the present place, to measure from.
        """
        self.offsets.append(self.offset)
        self.counts.append(self.count)

    def forget(self, marks: int, offset: int) -> None:
        """
        Forget the first places.

        @param offset: of the first byte that is still kept.
        """
        del self.offsets[:marks], self.counts[:marks]
        self.offsets[0] = max(self.offsets[0], offset)


class Offsets:
    """
    Where each piece is, and its bytes.

    @ivar end: the position after the last piece that was read.
    """

    def __init__(self, conversation: Conversation, place: Place) -> None:
        """
        @param place: where reading begins.
        """
        self._conversation = conversation
        self._positions = array("Q")  # of the places that are kept
        self._sides = {
            Direction.ARRIVED: Side(place.arrived),
            Direction.LEFT: Side(place.left),
        }
        self.end = place.position
        self._read: OrderedDict[tuple[Direction, int], bytes] = OrderedDict()
        self._mark()

    def _mark(self) -> None:
        self._positions.append(self.end)
        for side in self._sides.values():
            side.mark()

    def add(self, direction: Direction, size: int) -> None:
        """
        Learn of the next thing that has happened.
        """
        if self.end - self._positions[-1] == STEP:
            self._mark()
        self.end += 1
        if size:
            side = self._sides[direction]
            side.offset += size
            side.count += 1

    def forget(self) -> None:
        """
        Forget the places of what is no longer kept.
        """
        dropped = self._conversation.dropped
        if dropped <= self._positions[0]:
            return
        marks = bisect_right(self._positions, dropped) - 1
        del self._positions[:marks]
        self._positions[0] = dropped
        for direction, offset in self._conversation.droppedBytes.items():
            side = self._sides[direction]
            side.forget(marks, offset)
            nextCount = side.counts[1] if len(side.counts) > 1 else side.count
            side.counts[0] = nextCount - sum(1 for _ in self._measured(direction, 0))

    @property
    def first(self) -> int:
        """
        The position of the first thing whose place is known.
        """
        return self._positions[0]

    def startOf(self, direction: Direction) -> int:
        """
        The offset of the first byte whose place is known.
        """
        return self._sides[direction].offsets[0]

    def endOf(self, direction: Direction) -> int:
        """
        The offset after the last one.
        """
        return self._sides[direction].offset

    def at(self, direction: Direction, position: int) -> int:
        """
        Find the offset of the first byte that went one way from a position on.
        """
        mark = max(bisect_right(self._positions, position) - 1, 0)
        offset = self._sides[direction].offsets[mark]
        for spot in self._measured(direction, mark):
            if spot.position >= position:
                break
            offset = spot.end
        return offset

    def find(self, direction: Direction, offset: int) -> Spot | None:
        """
        Find the piece that holds a byte.
        """
        mark = max(bisect_right(self._sides[direction].offsets, offset) - 1, 0)
        spots = self._measured(direction, mark)
        return next((spot for spot in spots if spot.start <= offset < spot.end), None)

    def follow(self, direction: Direction, first: Spot) -> Iterator[Spot]:
        """
        List a piece and those after it that went the same way.
        """
        return chain.from_iterable(self._groups(direction, first))

    def read(self, direction: Direction, start: int, end: int) -> bytes:
        """
        Put together the bytes between two offsets, as far as they are kept.
        """
        start = max(start, self.startOf(direction))
        known = self._read.pop((direction, start), b"")
        if start + len(known) < end:
            known += self._readOn(direction, start + len(known), end)
        self._read[direction, start] = known
        if len(self._read) > READ:
            self._read.popitem(last=False)
        return known[: max(end - start, 0)]

    def _readOn(self, direction: Direction, start: int, end: int) -> bytes:
        first = self.find(direction, start)
        if first is None:
            return b""
        views: list[memoryview] = []
        groups = self._groups(direction, first)
        for group in takewhile(lambda group: group[0].start < end, groups):
            begin, last = group[0].position, group[-1].position
            views += self._conversation.bytesOf(direction, begin, last + 1)
        # Only what is asked for is copied: a piece may be long.
        views[0] = views[0][start - first.start :]
        return b"".join(_first(views, end - start))

    def _groups(self, direction: Direction, first: Spot) -> Iterator[list[Spot]]:
        """
        Do the same, with those together that are between two places that are kept.
        """
        counts = self._sides[direction].counts
        number = first.number
        mark = bisect_right(counts, number) - 1
        while 0 <= mark < len(counts):
            found = [it for it in self._measured(direction, mark) if it.number >= number]
            if found:
                yield found
                number = found[-1].number + 1
            # Much may have gone the other way in between.
            mark = max(bisect_right(counts, number) - 1, mark + 1)

    def _measured(self, direction: Direction, mark: int) -> Iterator[Spot]:
        """
        Measure the pieces that went one way, from one place that is kept to the next.
        """
        side, isLeft = self._sides[direction], SIDES[direction]
        position, number, start = self._positions[mark], side.counts[mark], side.offsets[mark]
        end = self._positions[mark + 1] if mark + 1 < len(self._positions) else self.end
        measured = self._conversation.measure(position, end - position)
        for place, (wentSo, size) in enumerate(measured, position):
            if size and wentSo is isLeft:
                yield Spot(place, number, start, start + size)
                number += 1
                start += size


def _first(views: list[memoryview], size: int) -> Iterator[memoryview]:
    """
    Take views of the first C{size} bytes.
    """
    for view in views:
        if size <= 0:
            return
        yield view[:size]
        size -= len(view)
