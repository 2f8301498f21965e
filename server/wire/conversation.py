"""
What has been said on one connection, as far as it is on tape.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from server.wire.chunk import Chunk, Direction
from server.wire.place import Place
from server.wire.tape import Tape


class Stretch:
    """
    What one connection has said on one reel.

    @ivar places: where on the tape.
    @ivar apart: what is not on tape, by its index in C{places}: what is no bytes, or long.
    @ivar sizes: how many bytes have arrived, and have left; known once the reel is full.
    @ivar told: how many places somebody who looks on has been told of.
    @ivar isBeginning: whether it begins where a message does, as far as the server knows.
    """

    __slots__ = ("apart", "conversation", "isBeginning", "places", "sizes", "told")

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.places = array("I")
        self.apart: dict[int, Chunk] = {}
        self.sizes = [0, 0]
        self.told = 0
        self.isBeginning = False

    def get(self, index: int) -> Chunk:
        """
        Find one piece.
        """
        conversation = self.conversation
        chunk = self.apart.get(index)
        if chunk is not None:
            return chunk
        seconds, isLeft, data = conversation.tape.read(self.places[index])
        direction = Direction.LEFT if isLeft else Direction.ARRIVED
        return Chunk(conversation.number, seconds - conversation.began, direction, data)

    def view(self, index: int, isLeft: bool) -> memoryview | None:
        """
        Find the bytes of one piece; L{None} where they went the other way.
        """
        chunk = self.apart.get(index)
        if chunk is None:
            wentSo, data = self.conversation.tape.read(self.places[index])[1:]
        else:
            wentSo, data = chunk.direction is Direction.LEFT, chunk.data
        return memoryview(data) if wentSo is isLeft else None

    def measure(self, index: int) -> tuple[bool, int]:
        """
        Tell of one piece whether it left, and how long it is.
        """
        chunk = self.apart.get(index)
        if chunk is None:
            return self.conversation.tape.measure(self.places[index])
        return chunk.direction is Direction.LEFT, len(chunk.data)


class Conversation:
    """
    One connection.

    @ivar number: of the connection, 1 for the first one.
    @ivar opened: when it began, in UTC.
    @ivar began: the same on the reactor's clock.
    @ivar peer: who the client is, as C{127.0.0.1:51234}.
    @ivar stretches: what is kept, the oldest first.
    @ivar sizes: how many of the bytes that are kept have arrived, and how many have left.
    @ivar dropped: how many of the first things that happened are no longer kept.
    @ivar ended: the chunk that tells of the end, once there is one.
    @ivar append: remembers a place on the tape.
    @ivar tape: where the bytes are.
    @ivar protocol: who speaks on the server's side, as long as the connection is open.
    """

    __slots__ = (
        *("_begin", "append", "began", "_closed", "_droppedSizes", "dropped", "ended"),
        *("number", "opened", "peer", "protocol", "sizes", "stretches", "tape"),
    )

    def __init__(
        self,
        first: Chunk,
        began: float,
        tape: Tape,
        begin: Callable[[Stretch], None],
        protocol: object = None,
    ) -> None:
        """
        @param began: when, on the reactor's clock.
        @param begin: is called when this begins to say something on a reel.
        """
        self.number = first.connection
        self.opened = datetime.now(UTC)
        self.began = began
        self.peer = first.note
        self.stretches: list[Stretch] = []
        self.sizes = [0, 0]
        self.dropped = 0
        self._droppedSizes = self._closed = 0, 0
        self.ended: Chunk | None = None
        self.tape = tape
        self.protocol = protocol
        self._begin = begin
        self.append: Callable[[int], None] = self._appendFirst

    def _appendFirst(self, place: int) -> None:
        """
        Whoever says nothing takes no room on a reel.
        """
        stretch = Stretch(self)
        self.stretches.append(stretch)
        self._begin(stretch)
        stretch.places.append(place)
        self.append = stretch.places.append

    def keepApart(self, chunk: Chunk) -> None:
        """
        Remember what is not on tape.
        """
        self.append(0)
        stretch = self.stretches[-1]
        stretch.apart[len(stretch.places) - 1] = chunk
        if chunk.direction is Direction.CLOSED:
            self.ended, self.protocol = chunk, None
        elif chunk.data:
            self.sizes[chunk.direction is Direction.LEFT] += len(chunk.data)

    def closeStretch(self) -> None:
        """
        The reel is full.
        """
        self.append = self._appendFirst
        arrived, left = self.sizes
        self.stretches[-1].sizes = [arrived - self._closed[0], left - self._closed[1]]
        self._closed = arrived, left

    def dropOldest(self) -> None:
        """
        Forget the oldest stretch.
        """
        stretch = self.stretches.pop(0)
        self.dropped += len(stretch.places)
        arrived, left = stretch.sizes
        self.sizes[False] -= arrived
        self.sizes[True] -= left
        self._closed = self._closed[0] - arrived, self._closed[1] - left
        self._droppedSizes = self._droppedSizes[0] + arrived, self._droppedSizes[1] + left

    @property
    def droppedBytes(self) -> dict[Direction, int]:
        """
        How many bytes are no longer kept, by direction.
        """
        return dict(zip((Direction.ARRIVED, Direction.LEFT), self._droppedSizes, strict=True))

    @property
    def size(self) -> int:
        """
        How many bytes are kept.
        """
        return sum(self.sizes)

    @property
    def length(self) -> int:
        """
        How many things have happened, those that are dropped among them.
        """
        return self.dropped + sum(len(each.places) for each in self.stretches)

    @property
    def chunks(self) -> Sequence[Chunk]:
        """
        What is kept, in order, with C{OPENED} first unless that is dropped.
        """
        return self.since(0)

    def since(self, position: int, most: int | None = None) -> Sequence[Chunk]:
        """
        List what has happened from a position on: 0 is the opening.

        @param most: how many chunks are wanted at most.
        """
        kept = (stretch.get(index) for stretch, index in self._from(position))
        return list(islice(kept, most))

    def measure(self, position: int, most: int) -> Iterator[tuple[bool, int]]:
        """
        Tell of what has happened from a position on whether it left, and how many bytes it
        has. They are not read: there may be many.

        @param most: how many things are wanted at most.
        @return: nothing, where the first of them is no longer kept.
        """
        wanted = islice(self._from(position), most if position >= self.dropped else 0)
        return (stretch.measure(index) for stretch, index in wanted)

    def places(self) -> list[Place]:
        """
        List the places where reading can begin, the oldest first: one for each reel.
        """
        found: list[Place] = []
        position, (arrived, left) = self.dropped, self._droppedSizes
        for stretch in self.stretches:
            found.append(Place(position, arrived, left, stretch.isBeginning))
            position += len(stretch.places)
            arrived += stretch.sizes[False]
            left += stretch.sizes[True]
        return found

    def bytesOf(self, direction: Direction, first: int, end: int) -> list[memoryview]:
        """
        Find the bytes that went one way, from a position on and before another.
        """
        wanted = direction is Direction.LEFT
        places = islice(self._from(first), end - max(first, self.dropped))
        views = (stretch.view(index, wanted) for stretch, index in places)
        return [view for view in views if view is not None]

    def backwards(self) -> Iterator[Chunk]:
        """
        Go back through what is kept, the newest first.
        """
        for stretch in reversed(self.stretches):
            for index in reversed(range(len(stretch.places))):
                yield stretch.get(index)

    def _from(self, position: int) -> Iterator[tuple[Stretch, int]]:
        first = max(position - self.dropped, 0)
        for stretch in self.stretches:
            count = len(stretch.places)
            for index in range(first, count):
                yield stretch, index
            first = max(first - count, 0)
