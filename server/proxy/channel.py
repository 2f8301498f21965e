"""
The proxy as a server: one client's connection.

It is the channel of step 15, with two things of its own: it may also have to wait for the
server that a request goes on to; and a connection may become a tunnel.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.channel.answering import currentDate
from server.channel.channel import Channel
from server.channel.states import Event
from server.http1 import RemoteProtocolError, writeRefusal
from server.http1.requests import RequestReader
from server.pages import Problem, problemBytes
from server.proxy.proxyreader import ProxyReader
from server.proxy.transport import IEnd

log = Logger()

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"

ONLY_HTTP = (
    "A proxy is asked for http: addresses only. For https:, ws: and wss:, a client asks it"
    " for a tunnel, with CONNECT."
)


class ProxyChannel(Channel):
    """
    One client's connection: requests, and perhaps a tunnel after them.
    """

    site: Any  # a Proxy, which makes channels of this class
    _isHeld = False
    _heldSince = 0.0

    def makeReader(self) -> RequestReader:
        """
        Make the reader of this connection's requests.
        """
        return ProxyReader(self.limits)

    # The server that the content goes on to.

    def pauseReading(self) -> None:
        """
        The server is not there yet, or does not read as fast as the client sends.
        """
        if not self._isHeld:
            self._isHeld = True
            self._heldSince = self.factory.reactor.seconds()
            self.on(Event.HOLD)

    def resumeReading(self) -> None:
        """
        The server has caught up. The time that this took does not count against the
        client.
        """
        if self._isHeld:
            self._isHeld = False
            self.timeouts.contentSince += self.factory.reactor.seconds() - self._heldSince
            self.on(Event.RELEASE)

    def proceed(self) -> None:
        """
        Go on, unless the server does not read: another reason to wait may have come and gone
        in the meantime.
        """
        if self._isHeld:
            self.on(Event.HOLD)
        super().proceed()

    def send(self, data: bytes) -> None:
        """
        Send bytes. As long as there are any, a client that only listens counts as present.
        """
        super().send(data)
        if self.hungUp:
            self.rearm()

    # What goes wrong.

    def refuse(self, error: RemoteProtocolError) -> None:
        """
        Say on a page what is wrong with a request, and close.
        """
        if self.requests and self.writer.framing is not None:  # the answer has begun
            self.cut()
            return
        self.drop(Failure(error))
        if error.statusHint == 421:
            # RFC 9110 section 15.5.20: "A proxy MUST NOT generate a 421 response."
            error.statusHint, error.sentence = 400, ONLY_HTTP
        self.site.requestRefused(cast(IPv4Address, self.getPeer()).host, error)
        problem = Problem(str(error))
        problem.status = error.statusHint
        telling = Deferred.fromCoroutine(problemBytes(self.site.layout, problem))
        # Without the page, in plain words: the client must not wait for ever.
        telling.addErrback(partial(log.failure, "a page could not be made"))
        telling.addCallback(partial(writeRefusal, error, currentDate()))
        telling.addCallback(self.send)
        telling.addCallback(lambda _: self.close())

    # The tunnel.

    def openTunnel(self, near: IEnd) -> None:
        """
        Stop speaking HTTP. The request for the tunnel lasts until the tunnel ends.

        RFC 9110 section 9.3.6: "A server MUST NOT send any Transfer-Encoding or
        Content-Length header fields in a 2xx (Successful) response to CONNECT."

        @param near: takes our place.
        """
        self.send(ESTABLISHED)
        self.upgradeTo(near, keepsRequests=True)
        near.makeConnection(self.transport)

    def readInTunnel(self, near: IEnd) -> None:
        """
        Hand over what the client has sent too early, and read on.
        """
        self.transport.resumeProducing()
        near.dataReceived(self._reader.takeRest())
        if self.hungUp:
            near.readConnectionLost()
