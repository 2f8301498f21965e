"""
The proxy as a server: one client's connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.web.http import HTTPChannel
from twisted.web.http_headers import Headers
from zope.interface import implementer

from server.proxy.request import ProxyRequest
from server.proxy.transport import IConnection
from server.proxy.tunnel import Tunnel

if TYPE_CHECKING:
    from server.proxy.site import Proxy


@implementer(IHalfCloseableProtocol)
class ProxyChannel(HTTPChannel):
    """
    One client's connection: requests, and perhaps a tunnel behind them.

    Underscored names here are Twisted's, and not public. The tests of this file
    fail when they change.
    """

    site: Proxy
    requests: list[ProxyRequest]
    transport: IConnection
    tunnel: Tunnel | None = None

    def dataReceived(self, data: bytes) -> None:
        """
        Something came. Behind a refusal, which closes the connection, Twisted would
        go on in the middle of the request that it has refused.
        """
        if not self.transport.disconnecting:
            super().dataReceived(data)

    def allHeadersReceived(self) -> None:
        """
        The head of a request is complete.
        """
        request = self.requests[-1]
        # Twisted would say 100 Continue by itself. That is for the server to say
        # (RFC 9110 section 10.1.1), so it does not get to see the question.
        expectations = request.requestHeaders.getRawHeaders(b"Expect", [])
        request.requestHeaders.removeHeader(b"Expect")
        super().allHeadersReceived()
        for value in expectations:
            request.requestHeaders.addRawHeader(b"Expect", value)
        request.headReceived(self._command, self._path, self._version)

    def openTunnel(self, tunnel: Tunnel) -> None:
        """
        Speak HTTP no more.

        RFC 9110 section 9.3.6: "A server MUST NOT send any Transfer-Encoding or
        Content-Length header fields in a 2xx (Successful) response to CONNECT."
        """
        request = self.requests[0]
        request.setResponseCode(200)
        request.startedWriting = 1
        request.isTunnel = True
        self.writeHeaders(b"HTTP/1.1", b"200", b"Connection established", Headers())
        self.tunnel = tunnel
        early, self._dataBuffer = b"".join(self._dataBuffer), []
        self.transport.resumeProducing()
        if early:
            tunnel.nearReceived(early)

    def rawDataReceived(self, data: bytes) -> None:
        """
        Something came that is no line.
        """
        if self.tunnel is not None:
            self.tunnel.nearReceived(data)
        else:
            super().rawDataReceived(data)

    def endTunnel(self) -> None:
        """
        Send no more through the tunnel.
        """
        self.requests[0].unregisterProducer()
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()

    def readConnectionLost(self) -> None:
        """
        The client has ended its side. In a tunnel it may still want to read. A
        client that waits for a response does not do that: it has gone.
        """
        if self.tunnel is not None:
            self.tunnel.nearEnded()
            return
        for request in list(self.requests):
            request.connectionLost(connectionDone)
        self.closeSoon()

    def closeSoon(self) -> None:
        """
        Close, but do not wait for ever for the client to take the rest. Twisted does
        that behind a time-out.
        """
        self.timeoutConnection()

    def writeConnectionLost(self) -> None:
        """
        We have ended ours.
        """
