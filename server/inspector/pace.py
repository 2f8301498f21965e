"""
The pace at which pages are made anew, so that a step stays quick, however many look on.

What a step says in a second may take longer to explain. So whoever looks on gets a share of
the time: enough that each thing is on the page at once where somebody types, and no more
where a program sends thousands of requests. Then the page comes behind, and the step does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

from twisted.internet.defer import Deferred, DeferredLock
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

#: The share of the time; and how much of it can be saved up, in seconds.
SHARE, MOST = 0.1, 0.3


class Pace:
    """
    Gives turns to whoever makes something for a page.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        self._reactor = reactor
        self._queue = DeferredLock()
        self._saved = MOST
        self._counted = reactor.seconds()

    @contextmanager
    def work(self) -> Iterator[None]:
        """
        Count the time that something takes.
        """
        began = process_time()
        try:
            yield
        finally:
            self._saved -= process_time() - began

    async def turn(self) -> None:
        """
        Let the step have its turn, and wait until there is time again.
        """
        await self._queue.run(self._wait)

    def _wait(self) -> Deferred[None]:
        return deferLater(self._reactor, self._missing() / SHARE)

    def _missing(self) -> float:
        """
        Count how much more time was taken than there was.
        """
        now = self._reactor.seconds()
        self._saved = min(MOST, self._saved + (now - self._counted) * SHARE)
        self._counted = now
        return max(-self._saved, 0.0)
