"""
The pace at which pages are made anew, so that a step stays quick, however many look on.

What a step says in a second may take longer to explain. So onlookers get a share of the time:
it is enough to have each thing on the page at once where somebody types, but not where a
program sends thousands of requests. Then the page falls behind, and the step does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

Made = TypeVar("Made")

#: For how many seconds something is made at a time.
SLICE = 0.003
#: How much onlookers get on top of the time that the step uses, as a part of it.
SHARE = 0.1
#: How much they get of the time in which this process has nothing to do; and by how much
#: that shrinks with the share of its time that the step uses.
FREE, TAKEN = 0.4, 3
#: What Linux says of a process: for how many nanoseconds it has run, and for how many it has
#: waited for a processor.
SCHEDULED = Path("/proc/self/schedstat")
#: How many seconds pass between two checks whether there is time again.
MOMENT = 0.02
#: How much time can be saved up, in seconds; how much each turn takes besides its work;
#: and the shortest time that can be told from none.
MOST_SAVED, TURN, LEAST = 0.1, 0.001, 1e-6


class Pace:
    """
    Gives turns to the makers of pages.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        self._reactor = reactor
        self._queue = DeferredLock()
        self._saved = MOST_SAVED
        self._worked = 0.0
        self._counted, self._used = reactor.seconds(), process_time()
        self._waited = waitedTime()

    def seconds(self) -> float:
        """
        Tell the time, on the reactor's clock.
        """
        return self._reactor.seconds()

    @contextmanager
    def work(self) -> Iterator[None]:
        """
        Count the time that something takes.
        """
        began = process_time()
        try:
            yield
        finally:
            self._worked += process_time() - began

    def make(self, make: Callable[..., Made], *arguments: Any) -> Made:
        """
        Make something, and count the time that it takes.
        """
        with self.work():
            return make(*arguments)

    async def pause(self) -> None:
        """
        Let the step have its turn if enough was made in this one.
        """
        if self._worked >= SLICE:
            await self.turn()

    async def turn(self) -> None:
        """
        Let the step have its turn, and wait until there is time again.
        """
        await self._queue.run(lambda: Deferred.fromCoroutine(self._wait()))

    async def _wait(self) -> None:
        await deferLater(self._reactor, 0)
        self._worked += TURN
        self._count()
        while self._saved < 0:
            await deferLater(self._reactor, MOMENT)
            self._count()

    def _count(self) -> None:
        """
        Count how much time there is now. Time that other programs of this machine take belongs
        to nobody here: so the step's time is processor time. While this process waits for a
        processor, it has something to do, and the step can use none.
        """
        now, used, waited = self._reactor.seconds(), process_time(), waitedTime()
        passed = now - self._counted
        usable = passed - (waited - self._waited)
        idle = usable - (used - self._used)
        step = max(used - self._used - self._worked, 0.0)
        taken = TAKEN * passed * step / max(usable, step, LEAST)
        earned = SHARE * step + max(FREE * idle - taken, 0.0)
        self._saved = min(self._saved - self._worked + earned, MOST_SAVED)
        self._counted, self._used, self._waited, self._worked = now, used, waited, 0.0


def waitedTime() -> float:
    """
    Tell for how many seconds this process has waited for a processor; 0 where the system does
    not say.
    """
    try:
        return int(SCHEDULED.read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
