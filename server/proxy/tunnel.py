"""
A tunnel: what CONNECT asks for.

RFC 9110 section 9.3.6: "CONNECT requests that the recipient establish a tunnel to
the destination origin server identified by the request target and, if
successful, thereafter restrict its behavior to blind forwarding of data, in both
directions, until the tunnel is closed."
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from server.pages import BadRequest
from server.proxy.fields import checkLoop
from server.proxy.guardedconnect import attempt, connect
from server.proxy.request import ProxyRequest
from server.proxy.target import Target
from server.proxy.transport import IConnection, IEnd

#: After how many seconds a tunnel is closed if nothing goes through it.
IDLE_LIMIT = 600.0


@implementer(IEnd)
class End(Protocol):
    """
    One end of a tunnel.

    @ivar hasEnded: whether it will send no more.
    """

    transport: IConnection
    hasEnded = False

    def __init__(self, tunnel: Tunnel) -> None:
        self.tunnel = tunnel

    def dataReceived(self, data: bytes) -> None:
        self.tunnel.passOn(self, data)

    def readConnectionLost(self) -> None:
        """
        This end sends no more, but may still read.
        """
        self.hasEnded = True
        self.tunnel.ended(self)

    def writeConnectionLost(self) -> None:
        """
        All that the other end sent has gone out here.
        """

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.tunnel.lost(self, reason)

    def sendNoMore(self) -> None:
        """
        The other end sends no more.
        """
        # With a paused producer registered, the connection would not end its side.
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()

    def leave(self, reason: Failure) -> None:
        """
        The other end is gone: close, after what is still to be sent, or break off as it did.
        """
        self.transport.unregisterProducer()
        if reason.check(ConnectionDone):
            self.transport.loseConnection()
        else:
            self.transport.abortConnection()


class Tunnel(TimeoutMixin):
    """
    A request for a tunnel, and the tunnel.

    @ivar near: the client's end.
    @ivar far: the server's.
    """

    isOpen = False

    def __init__(self, request: ProxyRequest, target: Target) -> None:
        self.request = request
        self.target = target
        self.proxy = request.proxy
        self.near, self.far = End(self), End(self)

    def callLater(self, period: float, func: Callable[[], object]) -> IDelayedCall:
        """
        Measure the time limit with the proxy's reactor: the mixin calls this.
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
        Connect to the server, the far end.
        """
        connecting = Deferred.fromCoroutine(attempt(self.open(), self.request.tell))
        connecting.addErrback(lambda failure: failure.trap(CancelledError) and None)
        self.request.notifyFinish().addErrback(lambda reason: connecting.cancel())

    async def open(self) -> None:
        """
        Connect, and tell the client that it may begin.

        @raise Problem: when there is no tunnel to this destination.
        """
        request, reactor, policy = self.request, self.proxy.reactor, self.proxy.policy
        if request.contentLength != 0:
            raise BadRequest("A CONNECT has no content.")
        checkLoop(request.fields, self.proxy.pseudonym)
        tap = self.proxy.tapFor(request, self.target)
        await connect(reactor, policy, self.target, request.getHost(), self.far, tap)
        self.isOpen = request.isTunnel = True
        request.setResponseCode(200)
        self.setTimeout(IDLE_LIMIT)
        channel = request.channel
        channel.openTunnel(self.near)
        # Each end is the producer of the other: whichever is full makes the one that fills
        # it wait.
        self.near.transport.registerProducer(self.far.transport, True)
        self.far.transport.registerProducer(self.near.transport, True)
        channel.readInTunnel(self.near)

    def otherThan(self, end: End) -> End:
        """
        Find the end that is not this one.
        """
        return self.far if end is self.near else self.near

    def passOn(self, end: End, data: bytes) -> None:
        """
        Send to the other end what one has sent, unchanged; that counts as a sign of life.
        """
        self.resetTimeout()
        if end is self.far:
            self.request.sentLength += len(data)
        self.otherThan(end).transport.write(data)

    def ended(self, end: End) -> None:
        """
        One end sends no more. Where neither does, close both.
        """
        self.otherThan(end).sendNoMore()
        if self.near.hasEnded and self.far.hasEnded:
            self.near.transport.loseConnection()
            self.far.transport.loseConnection()

    def lost(self, end: End, reason: Failure) -> None:
        """
        One end is gone: the other one is closed, too, after what was still to be sent to it.
        """
        self.setTimeout(None)
        if self.isOpen:
            self.isOpen = False
            self.otherThan(end).leave(reason)

    def timeoutConnection(self) -> None:
        """
        Nothing has gone through for a long time.
        """
        self.far.transport.abortConnection()
