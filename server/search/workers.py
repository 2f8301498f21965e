"""
Work that blocks, done in the reactor's threads.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.interfaces import IReactorThreads
from twisted.internet.threads import deferToThreadPool

from server.pages import Unavailable

WorkOutcome = TypeVar("WorkOutcome")
WorkArguments = ParamSpec("WorkArguments")

#: How many functions may run at the same time; others wait. The reactor's threads are
#: there for other work as well.
MOST = 4


BUSY = "Many others are searching. Try again in a few seconds."
RETRY_WHEN_BUSY = 5  # seconds


class Deadline:
    """
    When work in a thread has to end. A thread cannot be cancelled from outside:
    it asks now and then.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.end = clock() + seconds

    def isOver(self) -> bool:
        """
        Tell whether time is up.
        """
        return self.clock() >= self.end

    def cancel(self) -> None:
        """
        Let time be up now.
        """
        self.end = self.clock()


class SearchLimit:
    """
    Lets a limited number work at the same time, and sends all others away: whoever had to
    wait long would be gone before getting a turn.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.count = 0

    async def join(self, work: Coroutine[Any, Any, WorkOutcome]) -> WorkOutcome:
        """
        Do something, unless too many others are at it.

        @raise Unavailable: when they are.
        """
        if self.count >= self.most:
            work.close()
            raise Unavailable(BUSY, RETRY_WHEN_BUSY)
        self.count += 1
        try:
            return await work
        finally:
            self.count -= 1


class Workers:
    """
    Runs functions in the reactor's threads, each with a deadline.
    """

    def __init__(self, reactor: IReactorThreads) -> None:
        self.reactor = reactor
        self.places = DeferredSemaphore(MOST)
        self.deadlines: set[Deadline] = set()

    def run(
        self,
        seconds: float,
        function: Callable[Concatenate[Deadline, WorkArguments], WorkOutcome],
        *args: WorkArguments.args,
        **kwargs: WorkArguments.kwargs,
    ) -> Deferred[WorkOutcome]:
        """
        Run a function.

        @param seconds: how long it may take.
        @param function: called with a L{Deadline} and the arguments.
        @return: fires with its outcome. Cancelling it ends the deadline.
        """
        deadline = Deadline(seconds)
        self.deadlines.add(deadline)

        def over(outcome: Any) -> Any:
            deadline.cancel()
            self.deadlines.discard(deadline)
            return outcome

        def begin() -> Deferred[WorkOutcome]:
            pool = self.reactor.getThreadPool()
            return deferToThreadPool(self.reactor, pool, function, deadline, *args, **kwargs)

        result: Deferred[WorkOutcome] = Deferred()
        # A place is free again when the thread is, not when nobody waits for the outcome.
        self.places.run(begin).chainDeferred(result)
        return result.addBoth(over)

    def stop(self) -> None:
        """
        Let all work end as soon as it can.
        """
        for deadline in self.deadlines:
            deadline.cancel()
