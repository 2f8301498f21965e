"""
A connection: what leaves it, and how it ends. It knows nothing of requests.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import (
    IAddress,
    IPushProducer,
    ISSLTransport,
    ITCPTransport,
)
from twisted.logger import Logger
from zope.interface import implementer

from server.channel.deadline import Deadline, Patience
from server.channel.lazyattribute import LazyAttribute
from server.channel.machine import Machine
from server.channel.producing import Producing
from server.channel.states import BLOCKED, STALLED
from server.channel.timeouts import Timeouts
from server.channel.twistednames import isDirect
from server.channel.writebuffer import WriteBuffer

if TYPE_CHECKING:
    from twisted.web.http import HTTPFactory


# Thousands of connections share a few addresses of ours.
@lru_cache(64)
def sharedAddress(address: IAddress) -> IAddress:
    """
    Keep one address of those that are equal.
    """
    return address


@implementer(IPushProducer)
class Connection(Machine):
    """
    Sends no faster than the client reads, and closes so that the last answer arrives.

    Its parts: C{output} takes what is written, C{deadline} is moved by C{timeouts}, and a
    producer of content, where there is one, is told when to pause. Most methods are actions
    of the table in L{server.channel.states}. HTTP/1.1 and HTTP/2 have all of this in common.

    @ivar siblings: the connections of a site that are open, this one among them.
    """

    factory: HTTPFactory
    transport: Any
    patience = Patience()
    siblings: set[Any] | None = None

    # Made when it is first needed: a client that is answered at once never needs it.
    timeouts = LazyAttribute(
        lambda self: Timeouts(self.factory.reactor, self.deadline, self.patience)
    )

    _log = Logger()
    _producing: Producing | None = None
    _host: IAddress

    def connectionMade(self) -> None:
        """
        Send small answers at once (no Nagle), and be told when the client reads too slowly.
        """
        if ITCPTransport.providedBy(self.transport):
            self.transport.setTcpNoDelay(True)
        self.transport.registerProducer(self, True)
        self._host = sharedAddress(self.transport.getHost())
        batch = getattr(self.factory, "writeBatch", None) if isDirect(self.transport) else None
        self.output = WriteBuffer(self.transport, batch)
        self.deadline = Deadline(self.factory.reactor, self.deadlinePassed)

    def getPeer(self) -> IAddress:
        """
        @return: the client's address, as the transport has it.
        """
        peer: IAddress = self.transport.getPeer()
        return peer

    def getHost(self) -> IAddress:
        """
        Our own address. It is known to the end, even after the transport is gone.
        """
        return self._host

    def isSecure(self) -> bool:
        """
        Tell whether the connection is encrypted.
        """
        return bool(ISSLTransport.providedBy(self.transport))

    # What is decided by subclasses that know what is said on it.

    def proceed(self) -> None:
        """
        Go on: nobody is waited for any more.
        """
        raise NotImplementedError

    def requestIsLate(self) -> None:
        """
        The client has asked for nothing, or for half of something, for too long.
        """
        raise NotImplementedError

    def cut(self) -> None:
        """
        End the connection in the middle of an answer, so that the client notices.
        """
        raise NotImplementedError

    def inputEnded(self) -> None:
        """
        The client will send no more, but may still read.
        """

    # Writing, and back-pressure: the transport's buffer is full, and then it is empty.

    def send(self, data: bytes) -> None:
        """
        Send bytes to the client, through the write buffer.
        """
        self.output.write(data)

    @property
    def isBlocked(self) -> bool:
        """
        Whether the client does not take what has been sent.
        """
        return self.state in (STALLED, BLOCKED)

    def block(self) -> None:
        """
        Stop whatever would make more for a client that does not read: whoever sends the
        answer, and its own further requests.
        """
        self.transport.pauseProducing()
        if self._producing is not None:
            self._producing.pause()
        self.timeouts.progress(self.transport)

    def unblock(self) -> None:
        """
        Go on with what was stopped.
        """
        self.transport.resumeProducing()
        if self._producing is not None:
            self._producing.resume()
        self.proceed()

    def stopProducing(self) -> None:
        """
        The client is gone: whoever produces content for it may stop.
        """
        producing, self._producing = self._producing, None
        if producing is not None:
            producing.stop()

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        """
        Let a producer write the answer.

        @raise RuntimeError: when there is one already.
        """
        if self._producing is not None:
            raise RuntimeError(f"{self._producing.producer!r} has not been unregistered")
        producing = Producing(producer, not streaming, self.factory.reactor, self._producerFailed)
        self._producing = producing
        producing.start(self.isBlocked)

    def unregisterProducer(self) -> None:
        """
        The producer has nothing more to send.
        """
        producing, self._producing = self._producing, None
        if producing is not None:
            producing.end()

    def _producerFailed(self) -> None:
        self._producing = None
        self.cut()

    # The end, in stages: send the rest, say that this was all, read what the client
    # still sends, close.

    def closeInStages(self) -> None:
        """
        Send the rest, and say that it was all.

        RFC 9112 section 9.6: "If a server performs an immediate close of a TCP
        connection, there is a significant risk that the client will not be able to
        read the last HTTP response. ... To avoid the TCP reset problem, servers
        typically close a connection in stages. First, the server performs a
        half-close by closing only the write side".
        """
        self.output.flush()
        self.unregisterProducer()
        self.transport.unregisterProducer()
        self.transport.resumeProducing()
        if self.hungUp or self.isSecure() or not hasattr(self.transport, "loseWriteConnection"):
            self.transport.loseConnection()
        else:
            self.transport.loseWriteConnection()
        self.timeouts.progress(self.transport)

    def abortTransport(self) -> None:
        """
        Send no more: what waits to be sent is dropped.
        """
        self.transport.abortConnection()

    def linger(self) -> None:
        """
        Wait until the client has closed its side, too.
        """
        if self.hungUp:
            self.closeTransport()
        else:
            self.timeouts.linger()

    def closeTransport(self) -> None:
        """
        The answer is sent and the client has ended its side, or has had its time for that:
        close.
        """
        self.transport.loseConnection()

    def lose(self) -> None:
        """
        Nothing can be sent any more: let go of what was held back, and of whoever made it.
        """
        self.output.discard()
        self.deadline.stop()
        if self._producing is not None:
            self.stopProducing()
        if self.siblings is not None:
            self.siblings.discard(self)

    def abortIfStuck(self) -> None:
        """
        Give a client more time where it has taken something; end the connection where it
        has not.
        """
        if self.timeouts.hasProgress(self.transport):
            self.timeouts.progress(self.transport)
        else:
            self.abort()
