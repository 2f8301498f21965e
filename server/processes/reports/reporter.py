"""
A worker's side: it takes the place of the inspector, and reports to the parent's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.web.server import Request

from server.inspector.beginnings import isBetween
from server.linked.access import Access
from server.processes.control import INSPECTOR, LOOKED_AT
from server.processes.reports.messages import (
    Closed,
    Ended,
    Lost,
    Opened,
    Pieces,
    Untold,
    happened,
    written,
)
from server.processes.reports.sendqueue import SendQueue
from server.wire.batches import Batch, Batches
from server.wire.batches import Pieces as Gathered
from server.wire.blocks import Block
from server.wire.chunk import Chunk, Direction
from server.wire.follow import Follow
from server.xray import Happening, RequestRecord, XRay

#: How many bytes all batches together may hold.
IN_BATCHES = 2**21
#: How many seconds pass until what lies in them is reported, where nobody looks on.
MOMENT = 0.04
#: How many seconds a worker that ends gives its parent to take what still waits.
FLUSH_TIMEOUT = 0.3


@dataclass
class Account:
    """
    One connection, as far as it is reported.

    @ivar things: how many chunks there was no room for, since there last was room.
    @ivar arrived: how many bytes in them had arrived.
    @ivar left: how many had left.
    """

    batch: Batch
    things: int = 0
    arrived: int = 0
    left: int = 0


class Wire:
    """
    Watches a tap, as a recorder does, and reports what it tells.
    """

    def __init__(self, queue: SendQueue, xray: XRay) -> None:
        """
        @param xray: knows how many requests of a connection were not watched.
        """
        self._queue = queue
        self._xray = xray
        self._batches = Batches(IN_BATCHES)
        self._open: dict[int, Account] = {}
        self._untold = 0

    def setPatience(self, isPatient: bool) -> None:
        """
        Let pieces wait in batches, or report each at once.
        """
        self._batches.isPatient = isPatient
        self._batches.empty()

    def empty(self) -> None:
        """
        Report what lies in the batches.
        """
        self._batches.empty()

    def follow(self, opened: Chunk, began: float, protocol: object = None) -> Follow:
        """
        Begin to report on a connection; where there is no room, do not.

        @param began: when it began, on the reactor's clock.
        @param protocol: the one that speaks on the server's side.
        """
        number = opened.connection
        if self._untold and self._queue.offer(written(Untold(self._untold))):
            self._untold = 0
        if self._untold or not self._queue.offer(written(Opened(number, began, opened.note))):
            self._untold += 1
            return Follow()
        batch = self._batches.make(partial(self._report, number), partial(isBetween, protocol))
        self._open[number] = Account(batch)
        return batch

    def __call__(self, chunk: Chunk) -> None:
        """
        Report what is not bytes, after the bytes that came before it.
        """
        if chunk.direction is Direction.OPENED:
            self.follow(chunk, 0)
        account = self._open.get(chunk.connection)
        if account is None:
            return
        account.batch.empty()
        if chunk.direction is Direction.ENDED:
            ended = Ended(chunk.connection, chunk.seconds, chunk.by)
            if not self._offer(account, chunk.connection, written(ended)):
                account.things += 1
        elif chunk.direction is Direction.CLOSED:
            self._close(account, chunk)

    def _close(self, account: Account, chunk: Chunk) -> None:
        """
        Report that a connection is closed. That is never left out: there cannot be more of
        these reports than there are connections that were reported as opened, and not as
        closed.
        """
        number = chunk.connection
        closed = written(Closed(number, chunk.seconds, chunk.note, chunk.by))
        self._queue.offer(self._lost(account, number) + closed, isDue=True)
        self._batches.remove(account.batch)
        self._xray.forget(number)
        del self._open[number]

    def _report(self, number: int, pieces: Gathered, isBeginning: bool) -> None:
        """
        Report what lay in a batch, or count it where there is no room.
        """
        account = self._open.get(number)
        if account is None or self._queue.isOver:
            return
        block, count = Block(pieces), len(pieces) // 3
        message = Pieces(number, isBeginning, self._xray.missed(number), count, block.written())
        if not self._offer(account, number, written(message)):
            account.things += count
            account.arrived += block.arrived
            account.left += block.left

    def _offer(self, account: Account, number: int, message: bytes) -> bool:
        """
        Report something, and before it how much was left out.
        """
        if not self._queue.offer(self._lost(account, number) + message):
            return False
        account.things = account.arrived = account.left = 0
        return True

    def _lost(self, account: Account, number: int) -> bytes:
        """
        Write how much was left out, if anything was.
        """
        if not account.things:
            return b""
        return written(Lost(number, account.things, account.arrived, account.left))


class ToldAccess(Access):
    """
    Knows about the parent's inspector what the parent has told.
    """

    def __init__(self, told: Mapping[str, str]) -> None:
        super().__init__()
        self._told = told

    def linkFor(self, request: Request) -> str | None:
        """
        Write the link, once the parent has told where it leads.
        """
        self.place, _, self.token = self._told.get(INSPECTOR, "").partition(" ")
        return super().linkFor(request) if self.token else None


class Reporter:
    """
    Reports what the tap and the x-ray of a worker tell.

    @ivar recorder: watches the tap.
    @ivar xray: watches what becomes of requests.
    @ivar queue: the worker's end of the pair of sockets.
    @ivar access: finds the link to the inspector.
    """

    def __init__(
        self, reactor: Any, told: Mapping[str, str], isPatient: bool, tracesAll: bool
    ) -> None:
        """
        @param told: what the parent tells.
        @param isPatient: whether pieces may wait until there are more.
        @param tracesAll: whether every request is watched.
        """
        self._reactor: IReactorTime = reactor
        self._told = told
        self._isPatient = isPatient
        self.queue = SendQueue()
        self.xray = XRay(reactor)
        self.recorder = Wire(self.queue, self.xray)
        self.access = ToldAccess(told)
        self.xray.whenChanged = self._happened
        if tracesAll:
            self.xray.watchers.append(lambda record, happening: None)

    def start(self) -> None:
        """
        Begin: from now on, what lies in batches is reported every moment.
        """
        self.hear()
        self._tick()
        self._reactor.addSystemEventTrigger("before", "shutdown", self._end)  # type: ignore[attr-defined]

    def hear(self) -> None:
        """
        The parent has told whether somebody looks: then what happens is reported at once.
        """
        isLookedAt = self._told.get(LOOKED_AT) == "yes"
        self.recorder.setPatience(self._isPatient and not isLookedAt)

    def _tick(self) -> None:
        self.recorder.empty()
        self._reactor.callLater(MOMENT, self._tick)

    def _end(self) -> Deferred[None]:
        """
        The worker ends: wait a moment for the parent to take what has happened.
        """
        self.recorder.empty()
        return self.queue.whenIdle().addTimeout(FLUSH_TIMEOUT, self._reactor, lambda *late: None)

    def _happened(self, record: RequestRecord, happening: Happening) -> None:
        """
        Report what has happened to a request.
        """
        message = happened(happening, record.began, record.omitted)
        if not self.queue.offer(written(message)):
            record.omitted += 1
