"""
A tunnel: what CONNECT asks for.

RFC 9110 section 9.3.6: "CONNECT requests that the recipient establish a tunnel to
the destination origin server identified by the request target and, if
successful, thereafter restrict its behavior to blind forwarding of data, in both
directions, until the tunnel is closed."
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IDelayedCall, IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from server.pages import BadRequest
from server.proxy.connecting import attempt, connect
from server.proxy.fields import checkLoop
from server.proxy.target import Target
from server.proxy.transport import IConnection

if TYPE_CHECKING:
    from server.proxy.request import ProxyRequest

#: Seconds after which a tunnel is closed through which nothing goes.
IDLE_LIMIT = 600.0


@implementer(IHalfCloseableProtocol)
class Tunnel(Protocol, TimeoutMixin):
    """
    The far end of a tunnel. The near end is the channel on which it was asked for.
    """

    transport: IConnection
    isOpen = False
    nearHasEnded = farHasEnded = False

    def __init__(self, request: ProxyRequest, target: Target) -> None:
        self.request = request
        self.target = target
        self.proxy = request.proxy

    def callLater(self, period: float, func: Callable[[], object]) -> IDelayedCall:
        """
        Where the time limit comes from.
        """
        return self.proxy.reactor.callLater(period, func)

    def start(self) -> None:
        """
        Wait for the end of the request.
        """

    def requestContentReceived(self, data: bytes) -> None:
        """
        A request for a tunnel has no content; see L{requestEnded}.
        """

    def requestEnded(self) -> None:
        """
        Connect to the far end.
        """
        connecting = Deferred.fromCoroutine(attempt(self.open(), self.request.tell))
        connecting.addErrback(lambda failure: failure.trap(CancelledError) and None)
        self.request.notifyFinish().addErrback(self.nearLost, connecting)

    async def open(self) -> None:
        """
        Connect, and tell the client that it may begin.

        @raise Problem: when there is no tunnel to this destination.
        """
        request = self.request
        if request.contentLength != 0:
            raise BadRequest("A CONNECT has no content.")
        checkLoop(request.fields, self.proxy.pseudonym)
        await connect(self.proxy.reactor, self.proxy.policy, self.target, request.getHost(), self)
        self.isOpen = True
        self.setTimeout(IDLE_LIMIT)
        # Each end is the producer of the other: whichever is full lets the one
        # that fills it wait.
        request.registerProducer(self.transport, True)
        self.transport.registerProducer(request.transport, True)
        request.channel.openTunnel(self)

    def dataReceived(self, data: bytes) -> None:
        """
        The far end has sent something.
        """
        self.resetTimeout()
        self.request.sentLength += len(data)
        self.request.transport.write(data)

    def nearReceived(self, data: bytes) -> None:
        """
        The client has sent something.
        """
        self.resetTimeout()
        self.transport.write(data)

    def readConnectionLost(self) -> None:
        """
        The far end sends no more, but may still read.
        """
        self.farHasEnded = True
        self.request.channel.endTunnel()
        self.closeIfDone()

    def nearEnded(self) -> None:
        """
        The client sends no more, but may still read.
        """
        self.nearHasEnded = True
        # With a paused producer registered, the connection would not end its side.
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()
        self.closeIfDone()

    def closeIfDone(self) -> None:
        """
        Where neither end sends any more, close both.
        """
        if self.nearHasEnded and self.farHasEnded:
            self.transport.loseConnection()
            self.request.channel.loseConnection()

    def writeConnectionLost(self) -> None:
        """
        What the client sent has all gone to the far end.
        """

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The far end is gone.
        """
        self.setTimeout(None)
        channel = self.request.channel
        if channel is None or not self.isOpen:
            return
        self.request.unregisterProducer()
        if reason.check(ConnectionDone):
            channel.loseConnection()
        else:
            self.request.transport.abortConnection()

    def nearLost(self, reason: Failure, connecting: Deferred[None]) -> None:
        """
        The client is gone.
        """
        connecting.cancel()
        if not self.isOpen:
            return
        self.transport.unregisterProducer()
        if reason.check(ConnectionDone):
            self.transport.loseConnection()
        else:
            self.transport.abortConnection()

    def timeoutConnection(self) -> None:
        """
        Nothing has gone through for a long time.
        """
        self.transport.abortConnection()
