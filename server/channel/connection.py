"""
A connection: what leaves it, and how it ends. It knows nothing of requests.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from twisted.internet.interfaces import (
    IAddress,
    IHalfCloseableProtocol,
    ISSLTransport,
    ITCPTransport,
)
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from server.channel.deadline import Deadline, Patience
from server.channel.sending import END, Sending
from server.channel.twistednames import isDirect, progressOf


# Thousands of connections share a few addresses of ours.
@lru_cache(64)
def sharedAddress(address: IAddress) -> IAddress:
    """
    Keep one of those that are equal.
    """
    return address


@implementer(IHalfCloseableProtocol)
class Connection(Sending):
    """
    Sends no faster than the client reads, and closes so that the last answer
    arrives.

    @ivar hungUp: whether the client has said that it will send no more.
    @ivar isLate: whether the time is over, while is done what is to be done then.
    @ivar crowd: the connections of a site that are open, this one among them.
    """

    patience = Patience()
    hungUp = False
    isLate = False
    crowd: set[Any] | None = None

    _host: IAddress
    _progress: object = None
    _isSent = False  # all that is to be sent before the end

    def connectionMade(self) -> None:
        """
        The client is there.
        """
        if ITCPTransport.providedBy(self.transport):
            self.transport.setTcpNoDelay(True)
        self.transport.registerProducer(self, True)
        self._host = sharedAddress(self.transport.getHost())
        if isDirect(self.transport):
            self._outbox = getattr(self.factory, "outbox", None)
        self._held = []
        self.deadline = Deadline(self.factory.reactor, self._beLate)

    def getPeer(self) -> IAddress:
        """
        The client's address.
        """
        peer: IAddress = self.transport.getPeer()
        return peer

    def getHost(self) -> IAddress:
        """
        Our own address. It is known to the end, and longer than the transport is.
        """
        return self._host

    def isSecure(self) -> bool:
        """
        Tell whether the connection is encrypted.
        """
        return bool(ISSLTransport.providedBy(self.transport))

    # The end, in stages: send the rest, say that this was all, read what the client
    # still sends, close.

    def close(self) -> None:
        """
        End the connection behind what was sent.

        RFC 9112 section 9.6: "If a server performs an immediate close of a TCP
        connection, there is a significant risk that the client will not be able to
        read the last HTTP response. ... To avoid the TCP reset problem, servers
        typically close a connection in stages. First, the server performs a
        half-close by closing only the write side".
        """
        if self.waits & END:
            return
        self.waits |= END
        self.flush()
        self.unregisterProducer()
        self.transport.unregisterProducer()
        self.transport.resumeProducing()
        if self.hungUp or self.isSecure() or not hasattr(self.transport, "loseWriteConnection"):
            self.transport.loseConnection()
        else:
            self.transport.loseWriteConnection()
        self._awaitProgress()

    def abort(self) -> None:
        """
        End the connection at once, whatever is still to be sent.
        """
        self.waits |= END
        self.transport.abortConnection()

    def loseConnection(self) -> None:
        """
        A handler wants to end the connection.
        """
        self.close()

    def writeConnectionLost(self) -> None:
        """
        All has been sent, and the end of it.
        """
        self._isSent = True
        if self.hungUp:
            self.transport.loseConnection()
        else:
            self.deadline.set(self.patience.linger)

    def readConnectionLost(self) -> None:
        """
        The client will send no more, but may still read.
        """
        self.hungUp = True
        if self._isSent:
            self.transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is gone, and with it whoever could be sent something.
        """
        self.waits |= END
        self._held, self._heldSize, self._outbox = [], 0, None
        self.deadline.stop()
        self.stopProducing()
        if self.crowd is not None:
            self.crowd.discard(self)

    # Time.

    def _awaitProgress(self) -> None:
        self._progress = progressOf(self.transport)
        self.deadline.set(self.patience.response)

    def _beLate(self) -> None:
        """
        The time is over. Whoever watches can tell that what is closed now is closed for that.
        """
        self.isLate = True
        self.deadlinePassed()
        self.isLate = False

    def deadlinePassed(self) -> None:
        """
        What was waited for has not come.
        """
        if self._isSent:
            self.transport.loseConnection()
        elif self._progress == progressOf(self.transport):
            self.abort()
        else:
            self._awaitProgress()
