"""
The channel: puts the engine's reader and writer under a C{Site}, in place of
Twisted's own C{HTTPChannel}. It knows connections and handlers, and no rule of HTTP.

Three may have to be waited for, and then no further request is looked at: the
handler of the request before it, a client that does not read its answers, the end
of the connection. What arrives meanwhile stays in the reader, up to a limit; then
nothing more is read from the network.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.interfaces import (
    IConsumer,
    IHalfCloseableProtocol,
    INegotiated,
    IProtocol,
    ITransport,
)
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http, server
from twisted.web.http_headers import Headers
from zope.interface import implementer

from server.channel.connection import CLIENT, END, HANDLER, SMALL, Connection
from server.channel.dates import DateSource
from server.channel.fields import fieldsOf
from server.channel.receiving import fill, receive
from server.channel.request import Request
from server.channel.twistednames import makeHttp2Channel
from server.http1 import events
from server.http1.errors import MessageError
from server.http1.events import (
    MESSAGE,
    TO_CLOSE,
    UNFRAMED,
    Data,
    EndOfMessage,
    Field,
    NeedMore,
    Waiting,
)
from server.http1.limits import Limits
from server.http1.refusal import writeRefusal
from server.http1.requests import RequestReader
from server.http1.writer import CONTINUE, ResponseWriter, TooLong

#: Bytes that may wait in the reader before nothing more is read. While a handler
#: works we read on, because that is how we learn that its client has left.
EAGER = 16384

#: Bytes that a transport reads at a time, and while large content comes: to read four
#: times as much at once makes an upload faster by a quarter.
USUAL_READ = FileDescriptor.bufferSize
LARGE_READ = 4 * USUAL_READ

HEAD = (Waiting.START_LINE, Waiting.FIELDS)
FAILED = b"500 Internal Server Error\nThe server failed at this; its log says why.\n"

currentDate = DateSource(time.time)


def asBytes(data: bytes) -> bytes:
    """
    Take what handlers write: bytes, or what is like bytes.

    @raise TypeError: when it is something else, such as text.
    """
    return data if isinstance(data, bytes) else bytes(memoryview(data))


@implementer(ITransport, IConsumer)
class Channel(Connection):
    """
    Reads requests and has them answered, one after the other.

    @ivar requests: the request that is read or answered, if any.
    @ivar writer: writes its response.
    @ivar limits: how much is read.
    @ivar timeOut: seconds that a connection may be idle; L{None} for ever.
    """

    limits = Limits()
    timeOut: float | None = 60
    requestFactory: Callable[..., http.Request] = Request
    site: server.Site | None = None
    callLater: object = None
    requests: Sequence[http.Request] = ()
    writer: ResponseWriter

    _event: events.Request | None = None
    _isProceeding = False
    _isPaused = False
    _waiting = MESSAGE
    _contentSince = 0.0
    _received = 0
    _successor: Any = None
    _upgraded: Sequence[http.Request] = ()

    def connectionMade(self) -> None:
        """
        The client is there, and asks for nothing yet.
        """
        super().connectionMade()
        self._reader = RequestReader(self.limits, self.isSecure())
        self.deadline.set(self.timeOut)
        if INegotiated.providedBy(self.transport):
            self.dataReceived = self._firstDataReceived  # type: ignore[method-assign]

    def dataReceived(self, data: bytes) -> None:
        """
        Bytes have arrived.
        """
        if self.waits & END:
            return
        self._reader.feed(data)
        self.proceed()
        self._pauseIfFull()

    def _pauseIfFull(self) -> None:
        """
        Where enough waits in the reader, read no more until it has been emptied, or
        the end has come.
        """
        if not self.waits or self.waits & END or self._reader.available <= EAGER:
            return
        if not self._isPaused:
            self._isPaused = True
            self.transport.pauseProducing()

    def proceed(self) -> None:
        """
        Take one event after the other, until somebody must be waited for.
        """
        if self._isProceeding:  # a handler has answered at once: the loop goes on
            return
        self._isProceeding = True
        try:
            while not self.waits:
                event = self._reader.nextEvent()
                if isinstance(event, events.Request):
                    self._begin(event)
                elif isinstance(event, NeedMore):
                    self._await(event.waiting)
                    break
                elif isinstance(event, Data):
                    self._received += len(event.data)
                    self.requests[0].handleContentChunk(event.data)
                elif isinstance(event, EndOfMessage) and self._event is not None:
                    self._answer(self._event)
        except MessageError as error:
            self.refuse(error)
        except Exception:
            self._fail(Failure())
        finally:
            self._isProceeding = False

    def _begin(self, event: events.Request) -> None:
        """
        The head of a request has come.
        """
        self._event = event
        self.writer = ResponseWriter(event, currentDate())
        request = self.requestFactory(self, 0)
        self.requests = (request,)
        fill(request, event)
        self._waiting = MESSAGE
        if event.framing is UNFRAMED:
            self._reader.skipEnd()
            self._answer(event)
            return
        self._received, self._contentSince = 0, self.factory.reactor.seconds()
        if event.contentLength and event.contentLength > USUAL_READ:
            self.transport.bufferSize = LARGE_READ
        if event.expectsContinue:
            self.send(CONTINUE)

    def _answer(self, event: events.Request) -> None:
        """
        A request is complete.
        """
        self.waits |= HANDLER
        if event.contentLength:
            self.transport.bufferSize = USUAL_READ
        receive(self.requests[0], event)
        if self._successor is not None:
            self._successor.dataReceived(self._reader.takeRest())
        elif self.waits & HANDLER:
            self._rearm()

    def requestDone(self, request: http.Request) -> None:
        """
        The running request has been answered.
        """
        self.requests, self._event = (), None  # whoever is idle needs no memory
        if self.waits & END:
            return
        try:
            rest = self.writer.end()
        except ValueError:
            self._log.failure("{request} has not sent what it announced", request=request)
            self.cut()
            return
        self.send(rest)
        self.waits &= ~HANDLER
        if self.writer.keepAlive:
            self.proceed()
        else:
            self.close()

    # What goes wrong.

    def refuse(self, error: MessageError) -> None:
        """
        Say what is wrong with a message, and close.
        """
        self._log.debug("refused: {error}", error=error)
        self._drop(Failure(error))
        self.send(writeRefusal(error, currentDate()))
        self.close()

    def _fail(self, failure: Failure) -> None:
        """
        Answer for an error of ours or of a handler: log it, and tell the client no
        more than that.
        """
        self._log.failure("{event} failed", failure, event=self._event)
        if self.waits & END:
            return
        if self.writer.framing is not None:
            self.cut()
            return
        self._drop(failure)
        self.writer.keepAlive = False
        fields = [(b"Content-Type", b"text/plain; charset=utf-8")]
        self.send(self.writer.whole(500, fields, FAILED))
        self.close()

    def cut(self) -> None:
        """
        End the connection in the middle of an answer, so that the client notices. It
        would not where the end of the connection is the end of the answer; a reset
        is noticed.
        """
        if self.writer.framing is TO_CLOSE:
            self.abort()
        else:
            self.close()

    def _drop(self, reason: Failure) -> None:
        """
        Give up the running request.
        """
        requests, self.requests = self.requests, ()
        for request in requests:
            request.connectionLost(reason)

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

    def _await(self, waiting: Waiting) -> None:
        """
        The reader needs more: give the client time for it.
        """
        before, self._waiting = self._waiting, waiting
        if self._isPaused:
            self._isPaused = False
            self.transport.resumeProducing()
        if waiting is MESSAGE:
            self.deadline.set(self.timeOut)
        elif waiting is Waiting.NOTHING:
            self.close()
        elif waiting not in HEAD:
            self.deadline.setAt(self._endOfPatience())
        elif before not in HEAD:
            self.deadline.set(self.patience.head)

    def _endOfPatience(self) -> float:
        """
        @return: until when we wait for content; the more has come, the longer.
        """
        patience = self.patience
        return self._contentSince + patience.content + self._received / patience.rate

    def _rearm(self) -> None:
        """
        A handler works. It may take its time, as long as its client is there.
        """
        if self.waits == HANDLER:
            self.deadline.set(self.patience.hungUp if self.hungUp else None)

    def resumeProducing(self) -> None:
        """
        The client has read. What it has sent meanwhile may still be too much.
        """
        self._isPaused = False
        super().resumeProducing()
        self._rearm()
        self._pauseIfFull()

    def deadlinePassed(self) -> None:
        """
        The client took too long. RFC 9110 section 15.5.9: 408 means that "the server did
        not receive a complete request message within the time that it was prepared
        to wait".
        """
        if self.waits & (END | CLIENT):
            super().deadlinePassed()
        elif self.waits & HANDLER:
            self.abort()
        elif self._waiting is MESSAGE:
            self.close()
        else:
            sentence = f"It took too long; still missing: {self._waiting.value}."
            error = MessageError(408, sentence, "RFC 9110 section 15.5.9", self._reader.offset)
            error.answersHead = self._event is not None and self._event.method == b"HEAD"
            self.refuse(error)

    # The end.

    def readConnectionLost(self) -> None:
        """
        The client will send no more. It still gets the answers to what it has sent,
        if they come soon.
        """
        super().readConnectionLost()
        if self._successor is not None:
            successor = IHalfCloseableProtocol(self._successor, None)
            if successor is not None:
                successor.readConnectionLost()
            else:
                self.transport.loseConnection()
        elif not self.waits & END:
            self._reader.end()
            self.proceed()
            if self.waits & HANDLER:
                self._rearm()

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

    # What a request asks of its channel.

    def begin(
        self,
        code: int,
        fields: Sequence[Field],
        reason: bytes,
        data: bytes,
        length: int | None = None,
    ) -> None:
        """
        Send the head of a response and the first piece of its content.

        @param length: of the content, where no field says it.
        @raise ValueError: when they are not well-formed.
        """
        if self.waits & END:
            return
        data = asBytes(data)  # or not, and then the head must not have begun
        head = self.writer.head(code, fields, reason, length)
        if len(data) >= SMALL:
            self.send(head)
            head = b""
        self._sendContent(head, data)

    def write(self, data: bytes) -> None:
        """
        Send a piece of content.

        @raise ValueError: when it is more than was announced, such as a file that has
            grown; what was announced is sent.
        @raise TypeError: when it is not bytes.
        """
        if not self.waits & END:
            self._sendContent(b"", asBytes(data))

    def _sendContent(self, before: bytes, data: bytes) -> None:
        try:
            content = self.writer.content(data)
        except TooLong as error:
            self.send(before + error.allowed)
            raise
        self.send(before + content)

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """
        Send several pieces of content.
        """
        self.write(b"".join(data))

    def writeHeaders(self, version: bytes, code: bytes, reason: bytes, headers: Headers) -> None:
        """
        Send the head of a response: Twisted's own request asks for it.
        """
        self.begin(int(code), fieldsOf(headers), reason, b"")
        self.requests[0].chunked = 0  # our writer cuts the content into chunks

    # Other protocols.

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
        The client has agreed on a protocol, and speaks it. HTTP/2 is Twisted's.
        """
        del self.dataReceived
        if self.transport.negotiatedProtocol == b"h2":
            factory = self.requestFactory
            isOurs = isinstance(factory, type) and issubclass(factory, Request)
            http2 = makeHttp2Channel(self, server.Request if isOurs else factory)
            self._handOver(http2)
            http2.makeConnection(self.transport)
            self.transport.registerProducer(http2, True)
        self.dataReceived(data)
