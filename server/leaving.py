"""
Who is connected, and how a server that stops takes leave of them.

RFC 9112 section 9.6: "A server that sends a "close" connection option MUST initiate
closure of the connection ... after it sends the final response"; a client that reads it
knows that none of its requests is lost, and that the next one needs another connection.
So from the signal on, each answer says so, on whatever channel it leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from twisted.internet.interfaces import IProtocolFactory, IReactorTime
from twisted.web.http import HTTPChannel, Request

from server.greeting import PlainFactory
from server.wire import Direction, Tap
from server.wire.chunk import Watch, nobodyWatches
from server.wire.tap import channelOf

#: Seconds that an idle HTTP connection stays open, for a request that is on its way.
ON_ITS_WAY = 0.1


class Listener:
    """
    A factory to listen with, and who is connected by way of it.

    A site on our own channel knows its connections, and they know what they owe. Any other
    gets a tap, which knows who is connected and who spoke last. So does a site that is
    watched, and then the tap is there to watch and for nothing else.

    @ivar factory: what to listen with.
    """

    def __init__(
        self,
        reactor: IReactorTime,
        factory: Any,
        watch: Watch | None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """
        @param watch: is told what arrives and leaves, if anybody is.
        @param numbers: those of the connections, where listeners share them.
        """
        isOurs = hasattr(factory, "channels")
        self._ownSite = factory if isOurs else None
        # Our own channel answers a client that begins with TLS.
        tapped = factory if isOurs else PlainFactory(factory)
        self._tap = Tap(reactor, tapped, watch or nobodyWatches, numbers)
        self.factory: IProtocolFactory = factory if isOurs and watch is None else self._tap

    def connections(self) -> list[Any]:
        """
        List the connections that are open.
        """
        return list(self._connected())

    def count(self) -> int:
        """
        Tell how many there are.
        """
        return len(self._connected())

    def _connected(self) -> Collection[Any]:
        return self._tap.protocols if self._ownSite is None else self._ownSite.channels


def isIdle(connection: Any) -> bool:
    """
    Tell whether a connection owes its client nothing: no request runs on it,
    and the last bytes were not the client's.
    """
    channel = channelOf(connection)
    running = getattr(channel, "isAnswering", None) or getattr(channel, "requests", ())
    return not running and getattr(connection, "lastDirection", None) is not Direction.ARRIVED


def takeLeave(connection: Any) -> bool:
    """
    Have the protocol of a connection answer what it has read, and then end.

    @return: whether it has a way to tell its client so, as HTTP has.
    """
    channel = channelOf(connection)
    if hasattr(channel, "takeLeave"):  # our own
        channel.takeLeave()
    elif isinstance(channel, HTTPChannel):
        leaveStock(channel)
    else:
        return False
    return True


def leaveStock(channel: HTTPChannel) -> None:
    """
    Have Twisted's channel say C{close} in each answer that has not begun. Of requests
    that were sent together, it answers one more.
    """

    def isToPersist(request: Request, version: bytes) -> bool:
        request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
        return False

    channel.checkPersistence = isToPersist  # type: ignore[method-assign]
    for request in channel.requests:
        if not request.startedWriting:
            channel.persistent = isToPersist(request, b"")
