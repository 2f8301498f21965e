"""
Who is replaced, when, and in which order all are.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Protocol

from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.processes.member import Member, Watcher, howEnded
from server.processes.slot import Slot
from server.shutdown import GRACE

log = Logger()

#: Seconds that a worker gets that is replaced: for a request that runs, and for an idle
#: connection. Nobody waits for it, so these are long: clients that go on asking are told
#: with an answer that the connection ends, and lose none.
LEISURE = 60.0
IDLE_LEISURE = 5.0
#: Seconds after which one that is still there hangs.
HANG_TIMEOUT = LEISURE + 5.0


class Spawn(Protocol):
    """
    Starts a worker.
    """

    def __call__(self, number: int, generation: str, watcher: Watcher, /) -> Member: ...


class Crew:
    """
    All workers.

    The first starts alone. So what is made at the first start of all (tables, a
    certificate) is made once, and what is wrong with the command line is said once.

    @ivar members: all that run, also those that are about to end.
    @ivar onAllReady: called once, when all accept connections.
    @ivar onAllNew: called when all have been replaced, after L{renew}.
    @ivar onLost: called with one that has ended, and is to be replaced.
    @ivar onNoStart: called when none can be started in the beginning, with how it ended.
    @ivar onAllClosed: called when none accepts any more, after L{leave}.
    @ivar onAllGone: called when none is left, after L{leave}.
    """

    def __init__(self, reactor: IReactorTime, size: int, spawn: Spawn, generation: str) -> None:
        """
        @param size: how many workers there are to be.
        @param generation: names these workers, and no others.
        """
        self.reactor = reactor
        self.spawn = spawn
        self.generation = self.firstGeneration = generation
        self.slots = [Slot(number) for number in range(1, size + 1)]
        self.members: set[Member] = set()
        self.hasBegun = self.isStopping = False
        self.rounds = 0
        self.toRenew: list[Slot] = []
        self.isWantedAgain = False
        self.onAllReady: Callable[[], object] = lambda: None
        self.onAllNew: Callable[[], object] = lambda: None
        self.onLost: Callable[[Member], object] = lambda member: None
        self.onNoStart: Callable[[Failure], object] = lambda reason: None
        self.onAllClosed: Callable[[], object] = lambda: None
        self.onAllGone: Callable[[], object] = lambda: None

    def start(self) -> None:
        """
        Start the first.
        """
        self._fill(self.slots[0])

    def _fill(self, slot: Slot) -> None:
        """
        Start a worker for a place that nobody has.
        """
        slot.retry = None
        slot.member = self._spawn(slot)

    def _spawn(self, slot: Slot) -> Member:
        member = self.spawn(slot.number, self.generation, self)
        self.members.add(member)
        return member

    def onReady(self, member: Member) -> None:
        """
        A worker accepts connections.
        """
        slot = self._slotOf(member)
        if self.isStopping:
            return
        if member is slot.successor:
            self._succeed(slot, member)
        elif not self.hasBegun:
            self._begin()

    def _begin(self) -> None:
        """
        Start those that have not been, and tell when all are there.
        """
        for slot in self.slots:
            if slot.member is None and slot.retry is None:
                self._fill(slot)
        if all(slot.member and slot.member.isReady for slot in self.slots):
            self.hasBegun = True
            self.onAllReady()

    def _slotOf(self, member: Member) -> Slot:
        return self.slots[member.number - 1]

    def onClosed(self, member: Member) -> None:
        """
        A worker accepts no more.
        """
        if self.isStopping and all(each.isClosed for each in self.members):
            self.onAllClosed()

    def onEnded(self, member: Member, reason: Failure) -> None:
        """
        A worker has ended.
        """
        self.members.discard(member)
        slot = self._slotOf(member)
        if self.isStopping:
            if not self.members:
                self.onAllGone()
        elif not (self.hasBegun or member.isReady):
            self.onNoStart(reason)
        elif member is slot.successor:
            self._failToRenew(slot, member, reason)
        elif member is slot.member:
            self._replace(slot, member, reason)

    def _replace(self, slot: Slot, member: Member, reason: Failure) -> None:
        """
        Start another in the place of one that has ended.
        """
        slot.member = None
        self.onLost(member)
        how = howEnded(reason)
        if slot.successor is not None:  # it is on its way
            log.warn("{worker} {how}", worker=member, how=how)
            return
        pause = slot.pause(self.reactor.seconds() - member.startedAt)
        if not pause:
            log.warn("{worker} {how}; another takes its place", worker=member, how=how)
            self._fill(slot)
            return
        log.error(
            "{worker} {how}, {count} times in a row at once; the next try is in {pause:g} s",
            worker=member,
            how=how,
            count=slot.failures,
            pause=pause,
        )
        slot.retry = self.reactor.callLater(pause, self._fill, slot)

    def renew(self) -> None:
        """
        Replace all, one after the other: a new one is ready before the old one leaves.
        """
        if self.isStopping or not self.hasBegun:
            return
        if self.toRenew:
            self.isWantedAgain = True
            return
        self.rounds += 1
        self.generation = f"{self.firstGeneration}.{self.rounds}"
        current = {slot.member for slot in self.slots}
        for member in list(self.members):
            member.send(signal.SIGHUP)  # it opens its logs again, whatever comes
            if member not in current:  # still there since the last time
                member.leave(GRACE)
        self.toRenew = list(self.slots)
        self._renewNext()

    def _renewNext(self) -> None:
        slot = self.toRenew[0]
        if slot.retry is not None:
            slot.retry.cancel()
            slot.retry = None
        slot.successor = self._spawn(slot)

    def _succeed(self, slot: Slot, successor: Member) -> None:
        """
        Give a place to whoever is ready for it, and go on with the next place.
        """
        before, slot.member, slot.successor = slot.member, successor, None
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

    def _end(self, member: Member) -> None:
        """
        End a worker that does not end by itself.
        """
        if member in self.members:
            member.send(signal.SIGKILL)

    def _failToRenew(self, slot: Slot, member: Member, reason: Failure) -> None:
        """
        Keep the old ones where a new one does not start.
        """
        slot.successor = None
        self.toRenew, self.isWantedAgain = [], False
        how = howEnded(reason)
        log.error("{worker} {how} at once: those that run stay", worker=member, how=how)
        if slot.member is None:
            self._replace(slot, member, reason)

    def leave(self, grace: float) -> None:
        """
        Have all end.

        @param grace: seconds that a running request gets.
        """
        self.isStopping = True
        for slot in self.slots:
            if slot.retry is not None:
                slot.retry.cancel()
                slot.retry = None
        for member in list(self.members):
            member.leave(grace)
        if not self.members:
            self.onAllGone()

    def kill(self) -> None:
        """
        End those that do not.
        """
        for member in list(self.members):
            self._end(member)

    def tell(self, facts: dict[str, str]) -> None:
        """
        Tell all what has changed.
        """
        for member in self.members:
            member.tell(facts)
