"""
Which request waits: the one that is being handled now.

What a request has begun carries on in its context: a coroutine has the context of whoever
started it (L{contextvars}; C{Deferred.fromCoroutine} and C{inlineCallbacks} copy it). A
plain callback runs in the context of whoever had the result. So we do not know to which
request what it begins to wait for belongs, and leave it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime

from server.waitevents import Over, listeners, notHeard, waitFor
from server.wire.hooks import Hooks
from server.xray.happenings import Waited, Waits
from server.xray.teller import Teller
from server.xray.texts import shortened

Current = ContextVar["RequestWaits | None"]


class RequestWaits:
    """
    What one request waits for.

    @ivar teller: tells what happens to it.
    """

    def __init__(self, teller: Teller, current: Current) -> None:
        """
        @param current: holds the one of the request that is being handled.
        """
        self.teller = teller
        self._current = current
        self._numbers = count(1)
        self._running: set[int] = set()

    def begin(self, cause: str) -> Over:
        """
        Tell that it begins to wait.

        @return: to be called when that is over.
        """
        teller, number, began = self.teller, next(self._numbers), self.teller.seconds()
        cause = shortened(cause)
        teller.tell(Waits, number=number, cause=cause)
        self._running.add(number)

        def over() -> None:
            if number in self._running:
                self._running.remove(number)
                teller.tell(Waited, number=number, cause=cause, lasted=teller.seconds() - began)

        return over

    @contextmanager
    def isCurrent(self) -> Iterator[None]:
        """
        Whatever is begun within this context belongs to this request.
        """
        token = self._current.set(self)
        try:
            yield
        finally:
            self._current.reset(token)


class WaitListener:
    """
    Hears of all that is waited for, including delays: C{deferLater} has the reactor call a
    Deferred later.

    @ivar current: holds the waits of the request that is being handled, if any.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        self._reactor = reactor
        self._hooks = Hooks(reactor)
        self._isOn = False
        self.current: Current = ContextVar("current", default=None)

    def start(self) -> None:
        """
        Hear of Deferreds and of delayed calls from now on; to start twice does nothing.
        """
        if not self._isOn:
            self._isOn = True
            self._hooks.put("callLater", self._hearing(self._reactor.callLater))
            listeners.append(self._listen)

    def stop(self) -> None:
        if self._isOn:
            self._isOn = False
            self._hooks.remove()
            listeners.remove(self._listen)

    def _listen(self, cause: str) -> Over:
        """
        Somebody begins to wait: that belongs to the request in whose context it happens, if
        to any.

        @return: to be called when the wait is over.
        """
        waiting = self.current.get()
        return notHeard if waiting is None else waiting.begin(cause)

    def _hearing(self, callLater: Callable[..., Any]) -> Callable[..., Any]:
        """
        Make a C{callLater} that hears of each call. Each request of Twisted's channel
        comes this way, with its timeout, and keeps it for as long as the connection is open:
        where no request is watched, this does next to nothing.
        """
        current = self.current

        def hearAndCallLater(
            delay: float, function: Callable[..., Any], *arguments: Any, **named: Any
        ) -> Any:
            if current.get() is not None:
                hear(delay, function)
            return callLater(delay, function, *arguments, **named)

        return hearAndCallLater


def hear(delay: float, function: Callable[..., Any]) -> None:
    """
    A request that is watched has something called later.
    """
    deferred = getattr(function, "__self__", None)
    if isinstance(deferred, Deferred):
        waitFor(f"delay (deferLater, {delay:g} s)", deferred)
