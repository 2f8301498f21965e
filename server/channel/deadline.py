"""
How long a server is willing to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Patience:
    """
    All are in seconds, except where it says otherwise. How long a connection may be
    idle is not among them: that is the C{timeout} of a C{Site}.

    @ivar head: from the first byte of a request to the end of its head, however
        the bytes trickle. Longer: 408.
    @ivar content: until the content must have come. Longer: 408.
    @ivar rate: how many bytes of content earn one more second.
    @ivar response: the time in which the client must have taken something of a response
        that waits to be sent. Longer: the connection is cut.
    @ivar hungUp: the time that a handler still gets when its client has said that it will
        send no more. A client that has left altogether looks the same.
    @ivar linger: from our last byte to the client's.
    """

    head: float = 20
    content: float = 20
    rate: float = 1000
    response: float = 60
    hungUp: float = 10
    linger: float = 2


class Call(Protocol):
    """
    What a clock has promised to call.
    """

    def cancel(self) -> None: ...

    def reset(self, secondsFromNow: float, /) -> None: ...


class Clock(Protocol):
    """
    What tells the time and calls back: a reactor.
    """

    def seconds(self) -> float: ...

    def callLater(self, delay: float, callable: Callable[[], object], /) -> Call: ...


class Deadline:
    """
    A point in time that can be moved.

    Every request moves it, mostly to later, and it is hardly ever reached. So moving it to
    later only notes a number: the call that was ordered for the earlier time orders
    another one when it comes.
    """

    __slots__ = ("_at", "_call", "_clock", "_passed", "_wakes")

    def __init__(self, clock: Clock, passed: Callable[[], None]) -> None:
        """
        @param passed: called when the deadline has passed.
        """
        self._clock = clock
        self._passed: Callable[[], None] | None = passed
        self._call: Call | None = None
        self._at = self._wakes = inf

    def set(self, seconds: float | None) -> None:
        """
        Move it to C{seconds} from now; L{None} for never.
        """
        if seconds is None:
            self._at = inf
            return
        self._at = at = self._clock.seconds() + seconds
        # Most are later than the call that has been ordered: then a number is noted.
        if at < self._wakes and self._passed is not None:
            self._order(max(0.0, seconds))

    def setAt(self, time: float) -> None:
        """
        Move it to a time of the clock.
        """
        self._at = time
        if time < self._wakes and self._passed is not None:
            self._order(max(0.0, time - self._clock.seconds()))

    def stop(self) -> None:
        """
        Never pass. This is final, and lets go of whoever waits.
        """
        self._passed = None
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _order(self, seconds: float) -> None:
        self._wakes = self._at
        if self._call is None:
            self._call = self._clock.callLater(seconds, self._wake)
        else:
            self._call.reset(seconds)

    def _wake(self) -> None:
        self._call, self._wakes = None, inf
        left = self._at - self._clock.seconds()
        if left == inf:
            return
        if left > 0:
            self._order(left)
            return
        self._at = inf
        if self._passed is not None:
            self._passed()
