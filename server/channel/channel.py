"""
The channel: puts the engine's reader and writer under a C{Site}, in place of
Twisted's own C{HTTPChannel}. It knows connections and handlers, and no rule of HTTP.

Four may have to be waited for, and then no further request is looked at: the
handler of the request before it, a client that does not read its answers, the end
of the connection, and other connections whose turn it is. What arrives meanwhile stays
in the reader, up to a limit; then nothing more is read from the network.
"""

from __future__ import annotations

from twisted.internet.abstract import FileDescriptor
from twisted.python.failure import Failure
from twisted.web import http

from server.channel.handingover import HandingOver
from server.channel.receiving import fill, receive
from server.channel.sending import CLIENT, END, HANDLER, OTHERS
from server.channel.turns import Turns
from server.http1 import events
from server.http1.errors import MessageError
from server.http1.events import (
    MESSAGE,
    UNFRAMED,
    Data,
    EndOfMessage,
    NeedMore,
    Waiting,
)
from server.http1.limits import Limits
from server.http1.requests import RequestReader
from server.http1.writer import CONTINUE

#: Bytes that may wait in the reader before nothing more is read. While a handler
#: works we read on, because that is how we learn that its client has left.
EAGER = 16384

#: Bytes that a transport reads at a time, and while large content comes: to read four
#: times as much at once makes an upload faster by a quarter.
USUAL_READ = FileDescriptor.bufferSize
LARGE_READ = 4 * USUAL_READ

HEAD = (Waiting.START_LINE, Waiting.FIELDS)


class Channel(HandingOver):
    """
    Reads requests and has them answered, one after the other.

    @ivar limits: how much is read.
    @ivar timeOut: seconds that a connection may be idle; L{None} for ever.
    """

    limits = Limits()
    timeOut: float | None = 60

    _isProceeding = False
    _isPaused = False
    _waiting = MESSAGE
    _contentSince = 0.0
    _received = 0
    _endsAt: int | None = None  # the offset of the first byte that is not answered

    def connectionMade(self) -> None:
        """
        The client is there, and asks for nothing yet.
        """
        super().connectionMade()
        self._reader = RequestReader(self.limits, self.isSecure())
        self._turns = getattr(self.factory, "turns", None) or Turns(self.factory.reactor)
        self.deadline.set(self.timeOut)

    def dataReceived(self, data: bytes) -> None:
        """
        Bytes have arrived.
        """
        if self.waits & END:
            return
        self._reader.feed(data)
        self.proceed()
        if self.waits:
            self._pauseIfFull()

    def _pauseIfFull(self) -> None:
        """
        Where enough waits in the reader, read no more until it has been emptied, or
        the end has come. When we leave, all that there is is enough.
        """
        isEnough = self._reader.available > EAGER or self._endsAt is not None
        if isEnough and self.waits and not self.waits & END and not self._isPaused:
            self._isPaused = True
            self.transport.pauseProducing()

    def proceed(self) -> None:
        """
        Take one event after the other, until somebody must be waited for, or it is
        the turn of others.
        """
        if self._isProceeding:  # a handler has answered at once: the loop goes on
            return
        self._isProceeding = True
        end = self._turns.end()
        try:
            while not self.waits:
                event = self._reader.nextEvent()
                if isinstance(event, events.Request):
                    self._begin(event)
                    # Most clients wait for the answer before they ask again.
                    if self._reader.isIdle() and not self.waits:
                        self._await(MESSAGE)
                        break
                elif isinstance(event, NeedMore):
                    self._await(event.waiting)
                    break
                elif isinstance(event, Data):
                    self._received += len(event.data)
                    self.requests[0].handleContentChunk(event.data)
                elif isinstance(event, EndOfMessage) and self._event is not None:
                    self._answer(self._event)
                if self._reader.available and self._turns.isOver(end):
                    self._giveWay()
        except MessageError as error:
            self.refuse(error)
        except Exception:
            self.fail(Failure())
        finally:
            self._isProceeding = False

    def _giveWay(self) -> None:
        """
        More has been read than there was time for. Let others have their turn.
        """
        if not self.waits:
            self.waits |= OTHERS
            self.deadline.set(None)
            self._turns.queue(self._goOn)

    def _goOn(self) -> None:
        """
        It is our turn again.
        """
        self.waits &= ~OTHERS
        self.proceed()

    def _begin(self, event: events.Request) -> None:
        """
        The head of a request has come.
        """
        self._event, self._writer, self._waiting = event, None, MESSAGE
        request = self.requestFactory(self, 0)
        self.requests = (request,)
        fill(request, event)
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
        if self._endsAt is not None:
            self._sayLast()
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
        if self._writer is not None and not self._endStream(request, self._writer):
            return
        self.waits &= ~HANDLER
        if self._goesOn and not self.isLast:
            self.proceed()
        else:
            self.close()

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

    @property
    def isAnswering(self) -> bool:
        """
        Whether the client is owed something: an answer, the rest of one, or the time to
        take it.
        """
        if self._successor is not None:
            return super().isAnswering
        return bool(self.requests or self.waits or self._held or self._reader.available)

    def takeLeave(self) -> None:
        """
        The server stops. Answer what has been read, say in the last answer that it is
        the last, and begin nothing else.
        """
        super().takeLeave()
        self._endsAt = self._reader.offset + self._reader.available
        if self.waits & HANDLER:
            self._sayLast()
        self._pauseIfFull()

    def _sayLast(self) -> None:
        """
        Where nothing more is to be answered behind this request, let its answer say so.
        """
        if self._endsAt is not None and self._reader.offset >= self._endsAt:
            self.isLast = True

    def readConnectionLost(self) -> None:
        """
        The client will send no more. It still gets the answers to what it has sent,
        if they come soon.
        """
        super().readConnectionLost()
        if not self.waits & END:
            self._reader.end()
            self.proceed()
            if self.waits & HANDLER:
                self._rearm()
