"""
Handing over: another protocol takes the place of ours on a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol, INegotiated, IProtocol
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http, server

from server.channel.answering import Answering
from server.channel.request import Request
from server.channel.sending import END


class HandingOver(Answering):
    """
    Leaves its connection to a successor: a WebSocket that a request has asked for, or
    HTTP/2 where TLS has agreed on that.
    """

    requestFactory: Callable[..., http.Request] = Request
    site: server.Site | None = None
    callLater: object = None

    _successor: Any = None
    _upgraded: Sequence[http.Request] = ()

    def connectionMade(self) -> None:
        """
        The client is there.
        """
        super().connectionMade()
        if INegotiated.providedBy(self.transport):
            self.dataReceived = self._firstDataReceived  # type: ignore[method-assign]

    def _protocolUpgradeForWebsockets(self, protocol: IProtocol) -> None:
        """
        Leave the connection to L{twisted.web.websocket}, which calls this.
        """
        self._handOver(protocol)
        protocol.makeConnection(self.transport)

    def _handOver(self, successor: Any) -> None:
        self._successor = successor
        self._upgraded, self.requests = self.requests, ()
        self.waits |= END
        self.flush()
        self.deadline.set(None)
        self.transport.unregisterProducer()
        self.dataReceived = successor.dataReceived  # type: ignore[method-assign]

    def _firstDataReceived(self, data: bytes) -> None:
        """
        The client has agreed on a protocol, and speaks it.
        """
        del self.dataReceived
        if self.transport.negotiatedProtocol == b"h2":
            # Imported here, because a server without TLS never speaks HTTP/2.
            from server.channel.http2.opening import makeHttp2

            http2 = makeHttp2(self)
            self._handOver(http2)
            http2.makeConnection(self.transport)
        self.dataReceived(data)

    @property
    def isAnswering(self) -> bool:
        """
        Whether a client waits for an answer.
        """
        return bool(self.requests or getattr(self._successor, "streams", ()))

    def takeLeave(self) -> None:
        """
        The server stops: begin nothing new.
        """
        if self._successor is not None and hasattr(self._successor, "takeLeave"):
            self._successor.takeLeave()

    def readConnectionLost(self) -> None:
        """
        The client will send no more.
        """
        super().readConnectionLost()
        if self._successor is not None:
            successor = IHalfCloseableProtocol(self._successor, None)
            if successor is not None:
                successor.readConnectionLost()
            else:
                self.transport.loseConnection()

    def writeConnectionLost(self) -> None:
        """
        All has been sent. Whether that was all, the successor knows.
        """
        if self._successor is None:
            super().writeConnectionLost()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is gone.
        """
        super().connectionLost(reason)
        self._drop(reason)
        if self._successor is not None:
            self._successor.connectionLost(reason)
            for request in self._upgraded:
                request.connectionLost(reason)
