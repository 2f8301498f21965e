"""
How a server stops: it accepts nobody any more, lets running requests finish, and closes
connections on which neither side owes anything.

RFC 9112 section 9.6: "A server that sends a "close" connection option MUST initiate
closure of the connection ... after it sends the final response"; a client that reads it
knows that none of its requests is lost, and that the next one needs another connection.
So from the signal on, each answer says this, whatever channel it is sent on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from twisted.internet.error import ReactorNotRunning

from server.listening import IReactor
from server.wire import Direction
from server.wire.tap import channelOf

if TYPE_CHECKING:
    # Steps 1 to 3 do without it, and so they begin sooner.
    from twisted.web.http import HTTPChannel, Request

#: How many seconds a running request gets to finish after Ctrl-C or SIGTERM.
GRACE = 1.5

#: How many seconds an idle HTTP connection stays open, for a request that is on its way.
ON_ITS_WAY = 0.1

#: How many seconds one stays open on which nothing has been said yet: whoever has just connected
#: is about to ask, and may be on a busy machine.
FIRST_ON_ITS_WAY = 0.5

#: How many seconds pass between two checks whether all have finished: within L{GRACE}, and
#: where there is more time.
LOOK_AFTER, LOOK_SELDOM_AFTER = 0.02, 0.2


class Shutdown:
    """
    The last moments of a server that accepts nobody any more.

    @ivar cutAt: when the connections that are still busy are cut, on the reactor's clock;
        C{None} until the shutdown begins.
    """

    def __init__(self, reactor: IReactor, connections: Callable[[], Collection[Any]]) -> None:
        """
        @param connections: lists the connections that are open, and waited for.
        """
        self.reactor = reactor
        self.connections = connections
        self.cutAt: float | None = None
        self._idleUntil = 0.0

    def begin(self, grace: float, onItsWay: float = ON_ITS_WAY) -> None:
        """
        Let running requests finish, and then stop the reactor. When told again, the
        shorter time counts.

        @param grace: how many seconds a running request gets.
        @param onItsWay: how many seconds an idle connection stays open, see L{ON_ITS_WAY};
            one on which nothing was said yet a little longer.
        """
        now = self.reactor.seconds()
        idleUntil, cutAt = now + onItsWay, now + grace
        if self.cutAt is not None:
            self._idleUntil, self.cutAt = min(self._idleUntil, idleUntil), min(self.cutAt, cutAt)
            return
        self._leaving = {each for each in self.connections() if takeLeave(each)}
        self._idleUntil, self.cutAt = idleUntil, cutAt
        self._closeIdle()

    def _closeIdle(self) -> None:
        """
        Close idle connections, and look again until none is left.
        """
        now = self.reactor.seconds()
        for connection in filter(isIdle, self.connections()):
            more = FIRST_ON_ITS_WAY - ON_ITS_WAY if isFresh(connection) else 0.0
            if connection not in self._leaving or now >= self._idleUntil + more:
                connection.transport.loseConnection()
        left = (self.cutAt or 0) - now
        if self.connections() and left > 0:
            after = LOOK_AFTER if left <= GRACE else LOOK_SELDOM_AFTER
            self.reactor.callLater(after, self._closeIdle)
        else:
            with suppress(ReactorNotRunning):  # something else has stopped it
                self.reactor.stop()


def isIdle(connection: Any) -> bool:
    """
    Tell whether a connection owes its client nothing: no request runs on it,
    and the last bytes were not the client's.
    """
    channel = channelOf(connection)
    running = getattr(channel, "isAnswering", None) or getattr(channel, "requests", ())
    return not running and getattr(connection, "lastDirection", None) is not Direction.ARRIVED


def isFresh(connection: Any) -> bool:
    """
    Tell whether nothing has been said on a connection yet.
    """
    return getattr(connection, "lastDirection", None) is Direction.OPENED


def takeLeave(connection: Any) -> bool:
    """
    Tell the protocol of a connection to answer what it has read, and then end.

    @return: whether it has a way of telling its client so, as HTTP has.
    """
    channel = channelOf(connection)
    if hasattr(channel, "takeLeave"):  # our own
        channel.takeLeave()
    elif hasattr(channel, "checkPersistence"):  # Twisted's
        leaveStock(channel)
    else:
        return False
    return True


def leaveStock(channel: HTTPChannel) -> None:
    """
    Make Twisted's channel say C{close} in each answer that has not begun. It answers one
    more of the requests that were sent together.
    """

    def isToPersist(request: Request, version: bytes) -> bool:
        request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
        return False

    channel.checkPersistence = isToPersist  # type: ignore[method-assign]
    for request in channel.requests:
        if not request.startedWriting:
            channel.persistent = isToPersist(request, b"")
