"""
What has been said on one connection, as far as it is on tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice

from server.wire.batches import Batch
from server.wire.blocks import Block, Blocks, Measure, Piece, WrittenBlock
from server.wire.chunk import Chunk, Direction
from server.wire.place import Place
from server.wire.tape import Tape


class Stretch(Blocks):
    """
    What one connection has said on one reel.

    @ivar told: how many of its things an onlooker has been told of.
    @ivar isBeginning: whether it begins where a message does, as far as the server knows.
    """

    __slots__ = ("conversation", "isBeginning", "told")

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(conversation.tape, conversation.number, conversation.began)
        self.conversation = conversation
        self.told = 0
        self.isBeginning = False


class Conversation:
    """
    One connection. Whatever is asked of it, its batch is emptied first.

    @ivar number: of the connection, 1 for the first one.
    @ivar opened: when it began, in UTC.
    @ivar began: the same on the reactor's clock.
    @ivar peer: who the client is, such as C{127.0.0.1:51234}.
    @ivar sizeOnTape: how many bytes are kept, not counting those in the batch.
    @ivar ended: the chunk that tells of the end, once there is one.
    @ivar tape: where the bytes are.
    @ivar batch: what is not yet there.
    @ivar protocol: the one that speaks on the server's side, as long as the connection is
        open.
    @ivar servedBy: which process that is, where there are several.
    @ivar nickname: what the client has called itself in a class; empty where it has not.
    @ivar owner: whoever has shown that it is theirs; L{None} where nobody has.
    """

    __slots__ = (
        *("_begin", "_dropped", "_droppedSizes", "_stretch", "_stretches", "batch", "began"),
        *("ended", "nickname", "number", "opened", "owner", "peer", "protocol", "servedBy"),
        *("sizeOnTape", "tape"),
    )

    batch: Batch

    def __init__(
        self,
        first: Chunk,
        began: float,
        tape: Tape,
        begin: Callable[[Stretch, bool], None],
        protocol: object = None,
    ) -> None:
        """
        @param began: when, on the reactor's clock.
        @param begin: is called when this first says something on a reel, and is told
            whether a message begins there.
        """
        self.number = first.connection
        self.opened = datetime.now(UTC)
        self.began = began
        self.peer = first.note
        self._stretches: list[Stretch] = []
        self._stretch: Stretch | None = None
        self._dropped = self.sizeOnTape = 0
        self._droppedSizes = [0, 0]
        self.ended: Chunk | None = None
        self.tape = tape
        self.protocol = protocol
        self.servedBy = self.nickname = ""
        self.owner: object = None
        self._begin = begin

    def add(self, block: Block | WrittenBlock, place: int, isBeginning: bool) -> None:
        """
        Remember what is on tape.

        @param isBeginning: whether a message begins with the first of these pieces.
        """
        self._current(isBeginning).add(block, place)
        self.sizeOnTape += block.arrived + block.left

    def addApart(self, chunk: Chunk, isBeginning: bool = False) -> None:
        """
        Remember what is not on tape.
        """
        self._current(isBeginning).addApart(chunk)
        self.sizeOnTape += len(chunk.data)
        if chunk.direction is Direction.CLOSED:
            self.ended, self.protocol = chunk, None

    def _current(self, isBeginning: bool) -> Stretch:
        """
        Find the stretch on this reel, or make it: where nothing is said, no room is taken.
        """
        if self._stretch is None:
            self._stretch = Stretch(self)
            self._begin(self._stretch, isBeginning)
            self._stretches.append(self._stretch)
        return self._stretch

    def closeStretch(self) -> None:
        """
        The reel is full: what comes next belongs to another stretch.
        """
        self._stretch = None

    def dropOldest(self) -> None:
        """
        Forget the oldest stretch that is kept.
        """
        stretch = self._stretches.pop(0)
        self._dropped += stretch.length
        self.sizeOnTape -= sum(stretch.sizes)
        for side, size in enumerate(stretch.sizes):
            self._droppedSizes[side] += size

    def lose(self, things: int, arrived: int, left: int) -> None:
        """
        Some of it was never told. What is kept has no gaps: so everything before that is
        forgotten.
        """
        while self._stretches:
            self.dropOldest()
        self.closeStretch()
        self._dropped += things
        self._droppedSizes[False] += arrived
        self._droppedSizes[True] += left

    def isOldest(self, stretch: Stretch) -> bool:
        """
        Tell whether a stretch is the first that is kept; it may be gone.
        """
        return bool(self._stretches) and self._stretches[0] is stretch

    def isNew(self) -> bool:
        """
        Tell whether nothing has happened so far, apart from what lies in the batch.
        """
        return not self._dropped and not self._stretches

    def isForgotten(self) -> bool:
        """
        Tell whether it is over, and nothing of it is kept.
        """
        return self.ended is not None and not self._stretches

    # What an onlooker asks.

    @property
    def stretches(self) -> Sequence[Stretch]:
        """
        The stretches that are kept, the oldest first.
        """
        self.batch.empty()
        return self._stretches

    @property
    def dropped(self) -> int:
        """
        How many of the first things that happened are no longer kept.
        """
        self.batch.empty()
        return self._dropped

    @property
    def droppedBytes(self) -> dict[Direction, int]:
        """
        How many bytes are no longer kept, by direction.
        """
        self.batch.empty()
        return dict(zip((Direction.ARRIVED, Direction.LEFT), self._droppedSizes, strict=True))

    @property
    def size(self) -> int:
        """
        How many bytes are kept.
        """
        self.batch.empty()
        return self.sizeOnTape

    @property
    def length(self) -> int:
        """
        How many things have happened, including those that are dropped.
        """
        return self.dropped + sum(each.length for each in self._stretches)

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
        kept = (each.chunks(first) for each, first in self._from(position))
        return list(islice(chain.from_iterable(kept), most))

    def measure(self, position: int, most: int) -> Iterator[Measure]:
        """
        List what has happened from a position on: whether each thing left, and how many
        bytes it has. They are not read: there may be many.

        @param most: how many things are wanted at most.
        @return: nothing, where the first of them is no longer kept.
        """
        kept = (each.measures(first) for each, first in self._from(position))
        return islice(chain.from_iterable(kept), most if position >= self.dropped else 0)

    def places(self) -> list[Place]:
        """
        List the places where reading can begin, the oldest first: one for each reel.
        """
        found: list[Place] = []
        position, (arrived, left) = self.dropped, self._droppedSizes
        for stretch in self.stretches:
            found.append(Place(position, arrived, left, stretch.isBeginning))
            position += stretch.length
            arrived += stretch.sizes[False]
            left += stretch.sizes[True]
        return found

    def bytesOf(self, direction: Direction, first: int, end: int) -> list[memoryview]:
        """
        Find the bytes that went one way, from a position on and before another.
        """
        wanted = direction is Direction.LEFT
        kept = (each.pieces(index) for each, index in self._from(first))
        pieces: Iterator[Piece] = islice(chain.from_iterable(kept), end - max(first, self.dropped))
        return [memoryview(data) for _, isLeft, data in pieces if isLeft is wanted]

    def backwards(self) -> Iterator[Chunk]:
        """
        Go back through what is kept, the newest first.
        """
        return chain.from_iterable(each.backwards() for each in reversed(self.stretches))

    def _from(self, position: int) -> Iterator[tuple[Stretch, int]]:
        """
        Find the stretches from a position on, and where in each to begin.
        """
        first = max(position - self.dropped, 0)
        for stretch in self._stretches:
            yield stretch, min(first, stretch.length)
            first = max(first - stretch.length, 0)
