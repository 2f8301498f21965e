"""
A guard on each connection of the clients: it is between the network and Twisted's client, and sees
every byte of an answer first.

It knows two things that Twisted's client does not. It says what is wrong with a
malformed head (L{lessons.clients.heads}). And it notices when a server answers
before it has the whole request, as one does that refuses a large form.
"""

from __future__ import annotations

from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import (
    IProtocol,
    IProtocolFactory,
    IReactorTime,
    IStreamClientEndpoint,
    ITCPTransport,
)
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol
from zope.interface import implementer

from lessons.clients.heads import BadAnswer, Head, HeadReader


class EarlyAnswer(Exception):
    """
    The server has answered before it had the whole request.

    @ivar head: the head of its answer.
    """

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self.head = head


class GuardedConnection(ProtocolWrapper):
    """
    One connection, for one request and its answer.

    @ivar fault: why it was given up, if it was.
    @ivar held: what arrived while the request was still being sent.
    """

    factory: GuardingFactory
    wrappedProtocol: HTTP11ClientProtocol
    fault: Exception | None = None
    held = b""

    def __init__(self, factory: GuardingFactory, wrappedProtocol: IProtocol) -> None:
        super().__init__(factory, wrappedProtocol)
        self.reader = HeadReader()

    def dataReceived(self, data: bytes) -> None:
        """
        Look at what has arrived, then pass it on.
        """
        if self.fault is not None:
            return
        try:
            self.reader.feed(data)
        except BadAnswer as fault:
            self.giveUp(fault)
            return
        if self.isSending():
            self.hold(data)
        else:
            super().dataReceived(data)

    def isSending(self) -> bool:
        """
        Tell whether the request is still being sent.
        """
        return bool(self.wrappedProtocol.state == "TRANSMITTING")

    # RFC 9112 section 9.5: "A client sending a message body SHOULD monitor the
    # network connection for an error status code while it is transmitting the
    # request. If the client sees a response that indicates the server does not
    # wish to receive the message body and is closing the connection, the client
    # SHOULD immediately cease transmitting the body and close the connection."
    def hold(self, data: bytes) -> None:
        """
        Keep what comes early, unless it says already that the rest of the
        request is not wanted.
        """
        self.held += data
        final = self.reader.final
        if final is not None and final.code >= 300:
            self.giveUp(EarlyAnswer(final))
        elif final is not None:
            cast(Any, self.transport).pauseProducing()

    def unregisterProducer(self) -> None:
        """
        The request has been sent: pass on what came early.
        """
        super().unregisterProducer()
        # Twisted's client says so just before it expects an answer.
        self.factory.reactor.callLater(0, self.release)

    def release(self) -> None:
        """
        Pass on what came early.
        """
        if self.held and self.fault is None and self.wrappedProtocol is not None:
            held, self.held = self.held, b""
            cast(Any, self.transport).resumeProducing()
            super().dataReceived(held)

    def giveUp(self, fault: Exception) -> None:
        """
        Take no more, and close the connection.
        """
        self.fault = fault
        cast(ITCPTransport, self.transport).abortConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is closed: say why, if we know better than the network.
        """
        if self.fault is None and self.isSending() and self.reader.final is not None:
            self.fault = EarlyAnswer(self.reader.final)
        super().connectionLost(reason if self.fault is None else Failure(self.fault))


class GuardingFactory(WrappingFactory[GuardedConnection]):
    """
    Puts a guard on the connection that a factory is for.
    """

    noisy = False
    protocol = GuardedConnection

    def __init__(self, reactor: IReactorTime, factory: IProtocolFactory) -> None:
        super().__init__(factory)
        self.reactor = reactor


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """
    Connects as another endpoint does, with a guard.
    """

    def __init__(self, reactor: IReactorTime, endpoint: IStreamClientEndpoint) -> None:
        self.reactor = reactor
        self.endpoint = endpoint

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:
        """
        Connect.

        @return: fires with the protocol that the guard protects.
        """
        connected = self.endpoint.connect(GuardingFactory(self.reactor, protocolFactory))
        return connected.addCallback(unguarded)


def unguarded(guarded: IProtocol) -> IProtocol:
    """
    Find the protocol that a guard protects.
    """
    return cast(GuardedConnection, guarded).wrappedProtocol
