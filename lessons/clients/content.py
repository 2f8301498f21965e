"""
Reading the content of a response piece by piece, and not for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IDelayedCall, IReactorTime, ITransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import IResponse

Collector = Callable[[bytes], object]


class ContentReader(Protocol, TimeoutMixin):
    """
    Passes the content of one response on, as it arrives.

    @ivar finished: fires with L{None} at the end of the content, and fails
        when it is cut short, when it stops coming, or when the collector fails.
    """

    def __init__(self, collector: Collector, reactor: IReactorTime, patience: float) -> None:
        """
        @param collector: called with each piece.
        @param patience: seconds to wait for the next piece.
        """
        self.collector = collector
        self.patience = patience
        self.reactor = reactor
        self.finished: Deferred[None] = Deferred(lambda finished: self.leave())

    def callLater(self, period: float, func: Callable[[], object]) -> IDelayedCall:
        """
        The mixin's way to the reactor.
        """
        return self.reactor.callLater(period, func)

    def connectionMade(self) -> None:
        """
        The content begins: limit the time for its first piece.
        """
        self.setTimeout(self.patience)

    def dataReceived(self, data: bytes) -> None:
        """
        A piece of it has arrived.
        """
        self.resetTimeout()
        try:
            self.collector(data)
        except Exception:  # whatever it is, it is the collector's caller's
            self.fail(Failure())

    def timeoutConnection(self) -> None:
        """
        No piece has arrived for too long.
        """
        self.fail(Failure(TimeoutError(self.patience)))

    def fail(self, reason: Failure) -> None:
        """
        Take no more, and fail for this reason.
        """
        self.leave()
        if not self.finished.called:
            self.finished.errback(reason)

    def leave(self) -> None:
        """
        Close the connection, and wait for nothing more.
        """
        self.setTimeout(None)
        cast(ITransport, self.transport).loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The content is over, or the connection is.
        """
        self.setTimeout(None)
        if self.finished.called:
            return
        # PotentialDataLoss: only the end of the connection tells the end of
        # this content (RFC 9112 section 6.3, rule 8), so nobody can say
        # whether it is whole.
        if reason.check(ResponseDone, PotentialDataLoss):
            self.finished.callback(None)
        else:
            self.finished.errback(reason)


class TimeLimit:
    """
    Cancels a Deferred that does not fire in time.
    """

    def __init__(self, reactor: IReactorTime, patience: float, waiting: Deferred[Any]) -> None:
        """
        @param patience: how long it may take, in seconds.
        """
        self.patience = patience
        self.call = reactor.callLater(patience, waiting.cancel)
        waiting.addBoth(self.end)

    def restart(self) -> None:
        """
        Grant the whole time once more.
        """
        if self.call.active():
            self.call.reset(self.patience)

    def end(self, result: Any) -> Any:
        """
        The Deferred has fired, in time or not.
        """
        if self.call.active():
            self.call.cancel()
        return result


class Unread(Protocol):
    """
    Takes no content, and closes the connection.
    """

    def connectionMade(self) -> None:
        """
        It begins: close the connection.
        """
        cast(ITransport, self.transport).loseConnection()


def discard(response: IResponse) -> None:
    """
    Leave the content of a response unread. Somebody has to say so, since until
    then the connection waits for a reader.
    """
    response.deliverBody(Unread())
