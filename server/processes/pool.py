"""
The pool of workers: which one is replaced and when, and in which order all are.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Protocol

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.processes.slot import Slot
from server.processes.workerprocess import Watcher, WorkerProcess, howEnded
from server.shutdown import GRACE

log = Logger()

#: How many seconds a worker gets that is replaced: for a running request, and for an idle
#: connection. Nobody waits for it, so these are long: clients that go on asking are told
#: with an answer that the connection ends, and do not lose one.
LEISURE = 60.0
IDLE_LEISURE = 5.0
#: After how many seconds a worker that is still there must be hanging.
HANG_TIMEOUT = LEISURE + 5.0


class Spawn(Protocol):
    """
    Starts a worker, which tells the watcher of its life from then on.
    """

    def __call__(self, number: int, generation: str, watcher: Watcher, /) -> WorkerProcess: ...


class WorkerPool:
    """
    All workers.

    The first starts alone. So what is made at the very first start (tables, a certificate)
    is made once, and what is wrong with the command line is said once.

    @ivar workers: all that run, including those that are about to end.
    @ivar onAllReady: called once, when all accept connections.
    @ivar onAllNew: called when all have been replaced, after L{renew}.
    @ivar onLost: called with a worker that has ended, and is to be replaced.
    @ivar onNoStart: called when the first worker cannot be started, with how it ended.
    @ivar onAllClosed: called when none of them accepts any more, after L{leave}.
    @ivar onAllGone: called when none is left, after L{leave}.
    """

    def __init__(self, reactor: IReactorTime, size: int, spawn: Spawn, generation: str) -> None:
        """
        @param size: how many workers there should be.
        @param generation: names these workers, and no others.
        """
        self.reactor = reactor
        self.spawn = spawn
        self.generation = self.firstGeneration = generation
        self.slots = [Slot(number) for number in range(1, size + 1)]
        self.workers: set[WorkerProcess] = set()
        self.hasBegun = self.isStopping = False
        self.rounds = 0
        self.toRenew: list[Slot] = []
        self.isWantedAgain = False
        self.onAllReady: Callable[[], object] = lambda: None
        self.onAllNew: Callable[[], object] = lambda: None
        self.onLost: Callable[[WorkerProcess], object] = lambda worker: None
        self.onNoStart: Callable[[Failure], object] = lambda reason: None
        self.onAllClosed: Callable[[], object] = lambda: None
        self.onAllGone: Callable[[], object] = lambda: None

    def start(self) -> None:
        """
        Start the first worker; the others follow when it is ready.
        """
        self._fill(self.slots[0])

    def _fill(self, slot: Slot) -> None:
        """
        Start a worker for an empty place.
        """
        slot.retry = None
        slot.worker = self._spawn(slot)

    def _spawn(self, slot: Slot) -> WorkerProcess:
        worker = self.spawn(slot.number, self.generation, self)
        self.workers.add(worker)
        return worker

    def onReady(self, worker: WorkerProcess) -> None:
        """
        A worker accepts connections: it takes the place of the one it succeeds, or the next
        ones are started.
        """
        slot = self._slotOf(worker)
        if self.isStopping:
            return
        if worker is slot.successor:
            self._succeed(slot, worker)
        elif not self.hasBegun:
            self._begin()

    def _begin(self) -> None:
        """
        Start the workers that have not been started, and tell when all are there.
        """
        for slot in self.slots:
            if slot.worker is None and slot.retry is None:
                self._fill(slot)
        if all(slot.worker and slot.worker.isReady for slot in self.slots):
            self.hasBegun = True
            self.onAllReady()

    def _slotOf(self, worker: WorkerProcess) -> Slot:
        return self.slots[worker.number - 1]

    def onClosed(self, worker: WorkerProcess) -> None:
        """
        A worker accepts no more: at the end, when that is so of all, it is told.
        """
        if self.isStopping and all(each.isClosed for each in self.workers):
            self.onAllClosed()

    def onEnded(self, worker: WorkerProcess, reason: Failure) -> None:
        """
        A worker has ended: when that was not wanted, another one takes its place.
        """
        self.workers.discard(worker)
        slot = self._slotOf(worker)
        if self.isStopping:
            if not self.workers:
                self.onAllGone()
        elif not (self.hasBegun or worker.isReady):
            self.onNoStart(reason)
        elif worker is slot.successor:
            self._failToRenew(slot, worker, reason)
        elif worker is slot.worker:
            self._replace(slot, worker, reason)

    def _replace(self, slot: Slot, worker: WorkerProcess, reason: Failure) -> None:
        """
        Start another worker in place of one that has ended.
        """
        slot.worker = None
        self.onLost(worker)
        how = howEnded(reason)
        if slot.successor is not None:  # it is on its way
            log.warn("{worker} {how}", worker=worker, how=how)
            return
        pause = slot.pause(self.reactor.seconds() - worker.startedAt)
        if not pause:
            log.warn("{worker} {how}; another takes its place", worker=worker, how=how)
            self._fill(slot)
            return
        log.error(
            "{worker} {how}, {count} times in a row soon after its start; the next try is in "
            "{pause:g} s",
            worker=worker,
            how=how,
            count=slot.failures,
            pause=pause,
        )
        slot.retry = self.reactor.callLater(pause, self._fill, slot)

    def renew(self) -> None:
        """
        Replace all workers, one after the other: the new one is ready before the old one
        leaves.
        """
        if self.isStopping or not self.hasBegun:
            return
        if self.toRenew:
            self.isWantedAgain = True
            return
        self.rounds += 1
        self.generation = f"{self.firstGeneration}.{self.rounds}"
        current = {slot.worker for slot in self.slots}
        for worker in list(self.workers):
            worker.send(signal.SIGHUP)  # it opens its logs again, whatever comes
            if worker not in current:  # still there since the last time
                worker.leave(GRACE)
        self.toRenew = list(self.slots)
        self._renewNext()

    def _renewNext(self) -> None:
        slot = self.toRenew[0]
        if slot.retry is not None:
            slot.retry.cancel()
            slot.retry = None
        slot.successor = self._spawn(slot)

    def _succeed(self, slot: Slot, successor: WorkerProcess) -> None:
        """
        Give a place to the worker that is ready for it, and go on with the next place.
        """
        before, slot.worker, slot.successor = slot.worker, successor, None
        slot.failures = 0
        if before is not None:
            before.leave(LEISURE, IDLE_LEISURE)
            self.reactor.callLater(HANG_TIMEOUT, self._end, before)
        del self.toRenew[0]
        if self.toRenew:
            self._renewNext()
        elif self.isWantedAgain:
            self.isWantedAgain = False
            self.renew()
        else:
            self.onAllNew()

    def _end(self, worker: WorkerProcess) -> None:
        """
        Kill a worker that does not end by itself.
        """
        if worker in self.workers:
            worker.send(signal.SIGKILL)

    def _failToRenew(self, slot: Slot, worker: WorkerProcess, reason: Failure) -> None:
        """
        Keep the old workers where a new one does not start.
        """
        slot.successor = None
        self.toRenew, self.isWantedAgain = [], False
        how = howEnded(reason)
        log.error(
            "{worker} {how} soon after its start: those that are running stay",
            worker=worker,
            how=how,
        )
        if slot.worker is None:
            self._replace(slot, worker, reason)

    def leave(self, grace: float) -> None:
        """
        Have all workers end.

        @param grace: how many seconds a running request gets.
        """
        self.isStopping = True
        for slot in self.slots:
            if slot.retry is not None:
                slot.retry.cancel()
                slot.retry = None
        for worker in list(self.workers):
            worker.leave(grace)
        if not self.workers:
            self.onAllGone()

    def kill(self) -> None:
        """
        Kill the workers that have not ended.
        """
        for worker in list(self.workers):
            self._end(worker)

    def tell(self, facts: dict[str, str]) -> None:
        """
        @param facts: what has changed, by name, in the words of L{server.processes.control}.
        """
        for worker in self.workers:
            worker.tell(facts)
