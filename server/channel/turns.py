"""
Turns: no connection keeps the others waiting.

A client may send a thousand requests at once (RFC 9112 section 9.3.2, pipelining).
Answering them all before looking at anybody else would be unfair; answering one, and then
looking at everybody, would be slow. So a connection has a few milliseconds, and one that
has not come to an end by then goes to the end of a queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from server.channel.deadline import Clock

#: How many seconds a connection may work before others get their turn; and how many those
#: in the queue have together, before the reactor looks at who else has sent something.
TURN = 0.005


class Turns:
    """
    The queue, shared by all connections of a site.
    """

    def __init__(self, clock: Clock) -> None:
        """
        @param clock: the reactor, which calls at the next turn and knows the time.
        """
        self._clock = clock
        self._waiting: deque[Callable[[], None]] = deque()
        self._isCalled = False

    def end(self) -> float:
        """
        @return: until when a turn that begins now may last, in the clock's time. Where
            others wait, it is over at once: after one request.
        """
        now = self._clock.seconds()
        return now if self._waiting else now + TURN

    def isOver(self, end: float) -> bool:
        """
        Tell whether a turn is over.

        @param end: what L{end} said when it began.
        """
        return self._clock.seconds() >= end

    def queue(self, goOn: Callable[[], None]) -> None:
        """
        Join the end of the queue.

        @param goOn: called when it is our turn again.
        """
        self._waiting.append(goOn)
        self._callLater()

    def leave(self, goOn: Callable[[], None]) -> None:
        """
        Leave the queue: there is nothing to do with a turn.
        """
        self._waiting.remove(goOn)

    def _callLater(self) -> None:
        if self._waiting and not self._isCalled:
            self._isCalled = True
            self._clock.callLater(0, self._next)

    def _next(self) -> None:
        """
        Let those who wait go on, one after the other, for as long as a turn lasts.
        """
        self._isCalled = False
        end = self._clock.seconds() + TURN
        try:
            for _ in range(len(self._waiting)):
                self._waiting.popleft()()
                if self.isOver(end):
                    break
        finally:
            self._callLater()
