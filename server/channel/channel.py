"""
The channel: puts the engine's reader and writer under a C{Site}, in place of
Twisted's own C{HTTPChannel}. It knows connections and handlers, but none of the rules of
HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import INegotiated, IProtocol
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http

from server.channel.dispatching import Dispatching
from server.channel.states import ANSWERING, HELD, READING, STALLED, Event
from server.channel.upgrade import Upgrade
from server.http1.errors import RemoteProtocolError
from server.http1.events import MESSAGE, Waiting

HEAD = (Waiting.START_LINE, Waiting.FIELDS)


class Channel(Dispatching):
    """
    Knows how long its client may take, how a connection ends, and how another protocol takes
    it over.

    It decides what L{Dispatching} leaves open: whom to wait for how long. The two have one
    state and one reader; they are apart so that each can be read in one go.

    @ivar timeOut: how many seconds a connection may be idle; L{None} for ever.
    """

    timeOut: float | None = 60
    callLater: object = None  # those who make a protocol for a C{Site} set it

    def connectionMade(self) -> None:
        """
        The client is there, and asks for nothing yet.
        """
        super().connectionMade()
        self.deadline.set(self.timeOut)
        if INegotiated.providedBy(self.transport):
            self.dataReceived = self._firstDataReceived  # type: ignore[method-assign]

    # Time.

    def setTimeout(self, period: float | None) -> float | None:
        """
        Change how long the connection may be idle. Resources call it, as they may with
        Twisted's channel.

        @param period: in seconds; L{None} for ever.
        @return: what it was.
        """
        before, self.timeOut = self.timeOut, period
        return before

    def awaitMore(self, missing: Waiting) -> None:
        """
        The reader needs more: give the client time for it.
        """
        before, self._missing = self._missing, missing
        if self._backpressure.isPaused:
            self._backpressure.resume()
        if missing is MESSAGE:
            self.deadline.set(self.timeOut)
        elif missing is Waiting.NOTHING:
            self.close()
        elif missing not in HEAD:
            self.timeouts.content()
        elif before not in HEAD:
            self.timeouts.head()

    def rearm(self) -> None:
        """
        It is not the client that is waited for, but a handler, or the server behind a
        proxy.
        """
        if self.state is ANSWERING:
            self.timeouts.handler(self.hungUp)
        elif self.state is HELD:
            self.deadline.set(None)

    def requestIsLate(self) -> None:
        """
        The client took too long. RFC 9110 section 15.5.9: 408 means that "the server did
        not receive a complete request message within the time that it was prepared
        to wait".
        """
        if self._missing is MESSAGE:
            self.close()
            return
        sentence = f"It took too long; still missing: {self._missing.value}."
        error = RemoteProtocolError(408, sentence, "RFC 9110 section 15.5.9", self._reader.offset)
        error.answersHead = self.event is not None and self.event.method == b"HEAD"
        self.refuse(error)

    # The end.

    def inputEnded(self) -> None:
        """
        The client will send no more. It still gets the answers to what it has sent,
        if they come soon.
        """
        self._reader.end()
        self.proceed()
        self.rearm()

    @property
    def isAnswering(self) -> bool:
        """
        Whether the client is owed something: an answer, the rest of one, or the time to
        take it.
        """
        if self._upgrade is not None:
            return bool(self.requests) or self._upgrade.isAnswering
        isBusy = self.state is not READING or not self.output.isEmpty
        return bool(self.requests or isBusy or self._reader.available)

    @property
    def isBetween(self) -> bool:
        """
        Whether what arrives next begins a request, and all before it are answered.
        """
        return self._upgrade is None and not self.isAnswering

    def finishUp(self) -> None:
        """
        The server stops. Answer what has been read, say in the last answer that it is the
        last, and begin nothing new.
        """
        self._backpressure.endHere()
        if self.state in (ANSWERING, STALLED):
            self.isLast = self._backpressure.isAtEnd
        self.pauseIfFull()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        Tell whoever still works for this connection: the requests that are not answered, and
        the protocol that has taken over.
        """
        super().connectionLost(reason)
        if self.requests:
            self.drop(reason)
        if self._upgrade is not None:
            self._upgrade.lost(reason)

    # Another protocol takes over.

    def _protocolUpgradeForWebsockets(self, protocol: IProtocol) -> None:
        """
        Leave the connection to L{twisted.web.websocket}, which calls this.
        """
        self.upgradeTo(protocol)
        protocol.makeConnection(self.transport)

    def _firstDataReceived(self, data: bytes) -> None:
        """
        The client has agreed on a protocol, and speaks it.
        """
        del self.dataReceived
        if self.transport.negotiatedProtocol == b"h2":
            # Imported here, because a server without TLS never speaks HTTP/2.
            from server.channel.http2.opening import makeHttp2

            http2 = makeHttp2(self)
            self.upgradeTo(http2)
            http2.makeConnection(self.transport)
        self.dataReceived(data)

    def upgradeTo(self, successor: Any, keepsRequests: bool = False) -> None:
        """
        Leave the connection to another protocol.

        @param keepsRequests: the request for it goes on, until that ends.
        """
        requests: Sequence[http.Request] = ()
        if not keepsRequests:
            requests, self.requests = self.requests, ()
        self._upgrade = Upgrade(self.transport, successor, requests)
        self.dataReceived = successor.dataReceived  # type: ignore[method-assign]
        self.on(Event.UPGRADE)

    def makeWay(self) -> None:
        """
        Send what is still ours to send, and look at nothing more.
        """
        self.output.flush()
        self.deadline.set(None)
        self.transport.unregisterProducer()

    def tellInputEnded(self) -> None:
        """
        The successor's client will send no more.
        """
        if self._upgrade is not None:
            self._upgrade.inputEnded()

    def tellShutdown(self) -> None:
        """
        The server stops: the successor is to begin nothing new.
        """
        if self._upgrade is not None:
            self._upgrade.shutdown()
