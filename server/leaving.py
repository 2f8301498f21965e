"""
How a server that stops takes leave of its clients.

RFC 9112 section 9.6: "A server that sends a "close" connection option MUST initiate
closure of the connection ... after it sends the final response"; a client that reads it
knows that none of its requests is lost, and that the next one needs another connection.
So from the signal on, each answer says so, on whatever channel it leaves.
"""

from __future__ import annotations

from typing import Any

from twisted.web.http import HTTPChannel, Request

from server.wire import Direction
from server.wire.tap import TappedConnection

#: Seconds that an idle HTTP connection stays open, for a request that is on its way.
ON_ITS_WAY = 0.1


def channelOf(connection: TappedConnection) -> Any:
    """
    Find the protocol that speaks on a connection.
    """
    protocol: Any = connection.wrappedProtocol
    return getattr(protocol, "_channel", protocol)  # Site wraps its HTTPChannel


def isIdle(connection: TappedConnection) -> bool:
    """
    Tell whether a connection owes its client nothing: no request runs on it,
    and the last bytes were not the client's.
    """
    channel = channelOf(connection)
    running = getattr(channel, "isAnswering", None) or getattr(channel, "requests", ())
    return not running and connection.lastDirection is not Direction.ARRIVED


def takeLeave(connection: TappedConnection) -> bool:
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
