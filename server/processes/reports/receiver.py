"""
The parent's side: passes on what a worker reports to whoever watches here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import NamedTuple

from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.processes.reports.frames import Broken, Frames
from server.processes.reports.messages import (
    Closed,
    Ended,
    Happened,
    Lost,
    Message,
    Opened,
    Pieces,
    Untold,
    happeningOf,
    read,
)
from server.wire import Chunk, Conversation, Direction, Recorder
from server.wire.blocks import Block, WrittenBlock
from server.wire.chunk import Watch
from server.xray import RequestRecord, XRay

log = Logger()

#: How many closed connections are remembered, since something may still be reported about
#: them: requests are told that their client has gone after the tap is told.
MOST_CLOSED = 1000


@dataclass
class Lane:
    """
    One connection.

    @ivar number: the number that it has here.
    @ivar began: when it began, on the reactor's clock.
    @ivar kept: what is recorded of it, and by which recorder.
    """

    number: int
    began: float
    isOpen: bool = True
    kept: list[tuple[Recorder, Conversation]] = field(default_factory=list)


class Watching(NamedTuple):
    """
    Who watches the workers.

    @ivar watches: the recorder among them is given blocks, and all others chunks.
    @ivar xray: keeps what happens to requests.
    @ivar numbers: for the connections of all workers.
    @ivar seconds: tells the time.
    """

    watches: Sequence[Watch]
    xray: XRay
    numbers: Iterator[int]
    seconds: Callable[[], float]


class Receiver(Protocol):
    """
    Receives what one worker reports.
    """

    def __init__(self, watching: Watching, worker: object) -> None:
        """
        @param worker: it has a name once it has been started.
        """
        self._watching = watching
        self._worker = worker
        self._frames = Frames()
        self._lanes: dict[int, Lane] = {}  # by the numbers that they have in the worker
        self._closed = 0

    def dataReceived(self, data: bytes) -> None:
        """
        Read on. Something that cannot be understood ends this: the worker goes on serving,
        but is no longer watched.
        """
        try:
            for frame in self._frames.feed(data):
                self.hear(read(frame))
        except Broken as error:
            log.error("{worker} is no longer watched: {error}", worker=self._worker, error=error)
            if self.transport is not None:
                self.transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The worker has ended, and with it what it had open.
        """
        note = f"{self._worker} has ended"
        for lane in [each for each in self._lanes.values() if each.isOpen]:
            passed = max(self._watching.seconds() - lane.began, 0.0)
            self._tell(Chunk(lane.number, passed, Direction.CLOSED, note=note, by="server"))
        self._lanes.clear()

    def _tell(self, chunk: Chunk) -> None:
        for watch in self._watching.watches:
            watch(chunk)

    @singledispatchmethod
    def hear(self, message: Message) -> None:
        """
        Pass on one message to the parent's own watches, as if what it tells had happened
        here.
        """

    @hear.register
    def _(self, it: Opened) -> None:
        lane = self._lanes[it.connection] = Lane(next(self._watching.numbers), it.began)
        opened = Chunk(lane.number, 0, Direction.OPENED, note=it.note)
        for watch in self._watching.watches:
            if isinstance(watch, Recorder):
                conversation = watch.begin(opened, it.began)
                conversation.servedBy = str(self._worker)
                lane.kept.append((watch, conversation))
            else:
                watch(opened)

    @hear.register
    def _(self, it: Pieces) -> None:
        lane = self._find(it.connection)
        try:
            block = WrittenBlock(it.length, it.block)
        except ValueError as error:
            raise Broken(str(error)) from error
        if it.missed:
            self._watching.xray.miss(lane.number).count = it.missed
        for recorder, conversation in lane.kept:
            keep(recorder, conversation, block, it.isBeginning)
        others = [it for it in self._watching.watches if not isinstance(it, Recorder)]
        for chunk in chunksOf(block, lane) if others else ():
            for watch in others:
                watch(chunk)

    @hear.register
    def _(self, it: Lost) -> None:
        for recorder, conversation in self._find(it.connection).kept:
            recorder.lose(conversation, it.things, it.arrived, it.left)

    @hear.register
    def _(self, it: Ended) -> None:
        lane = self._find(it.connection)
        self._tell(Chunk(lane.number, it.seconds, Direction.ENDED, by=it.by))

    @hear.register
    def _(self, it: Closed) -> None:
        lane = self._find(it.connection)
        lane.isOpen = False
        lane.kept.clear()
        self._tell(Chunk(lane.number, it.seconds, Direction.CLOSED, b"", it.note, it.by))
        self._closed += 1
        if self._closed > MOST_CLOSED:
            self._forgetClosed()

    @hear.register
    def _(self, it: Untold) -> None:
        for watch in self._watching.watches:
            if isinstance(watch, Recorder):
                watch.forgotten += it.connections

    @hear.register
    def _(self, it: Happened) -> None:
        number = self._find(it.connection).number if it.connection else None
        happening = happeningOf(it, number)
        record = self._recordOf(number, it)
        record.omitted = it.omitted
        if record.add(happening):
            self._watching.xray.changed(record, happening)

    def _find(self, connection: int) -> Lane:
        """
        Find a connection. A connection that there was no room to report has a number all
        the same: requests on it may be reported.
        """
        lane = self._lanes.get(connection)
        if lane is None:
            lane = self._lanes[connection] = Lane(next(self._watching.numbers), 0, isOpen=False)
            self._closed += 1
        return lane

    def _forgetClosed(self) -> None:
        self._lanes = {number: lane for number, lane in self._lanes.items() if lane.isOpen}
        self._closed = 0

    def _recordOf(self, number: int | None, it: Happened) -> RequestRecord:
        """
        Find the record of a request, or begin one.
        """
        for record in reversed(self._watching.xray.requests(number)):
            if (record.request, record.began) == (it.request, it.began):
                return record
        record = RequestRecord(number, it.request, it.began)
        self._watching.xray.keep(record)
        return record


def keep(
    recorder: Recorder, conversation: Conversation, block: WrittenBlock, isBeginning: bool
) -> None:
    """
    Keep a block; where somebody wants to hear of each piece, keep each by itself.
    """
    if not recorder.viewers:
        recorder.keep(conversation, block, isBeginning)
        return
    pieces = block.pieces
    for first in range(0, len(pieces), 3):
        piece = Block(pieces[first : first + 3])
        recorder.keep(conversation, piece, isBeginning and not first)


def chunksOf(block: WrittenBlock, lane: Lane) -> Iterator[Chunk]:
    """
    Write the pieces of a block as chunks.
    """
    pieces = iter(block.pieces)
    for seconds, isLeft, data in zip(pieces, pieces, pieces, strict=True):
        direction = Direction.LEFT if isLeft else Direction.ARRIVED
        yield Chunk(lane.number, seconds - lane.began, direction, data)
