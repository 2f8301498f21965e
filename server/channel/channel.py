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

from server.channel.reading import Reading
from server.channel.receiving import fill, receive
from server.channel.sending import CLIENT, END, HANDLER
from server.http1 import events
from server.http1.errors import RemoteProtocolError
from server.http1.events import (
    MESSAGE,
    UNFRAMED,
    Data,
    EndOfMessage,
    NeedMore,
    Waiting,
)
from server.http1.writer import CONTINUE

#: Bytes that a transport reads at a time, and while large content comes: to read four
#: times as much at once makes an upload faster by a quarter.
USUAL_READ = FileDescriptor.bufferSize
LARGE_READ = 4 * USUAL_READ

HEAD = (Waiting.START_LINE, Waiting.FIELDS)


class Channel(Reading):
    """
    Reads requests and has them answered, one after the other.
    """

    _isProceeding = False
    _waiting = MESSAGE
    _contentSince = 0.0
    _received = 0

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
                    # Most clients wait for the answer before they ask again.
                    if self._begin(event) and not self.waits:
                        self._await(MESSAGE)
                        break
                elif isinstance(event, NeedMore):
                    self._await(event.waiting)
                    break
                elif isinstance(event, Data):
                    self._pass(event.data + self._reader.takeChunks())
                elif isinstance(event, EndOfMessage) and self.event is not None:
                    self._answer(self.event)
                if self._reader.available and self._turns.isOver(end):
                    self._giveWay()
        except RemoteProtocolError as error:
            self.refuse(error)
        except Exception:
            self.fail(Failure())
        finally:
            self._isProceeding = False

    def _begin(self, event: events.Request) -> bool:
        """
        The head of a request has come.

        @return: whether that was all, and nothing follows it yet.
        """
        self.event, self._writer, self._waiting = event, None, MESSAGE
        request = self.requestFactory(self, 0)
        self.requests = (request,)
        fill(request, event)
        if event.framing is not UNFRAMED and not self._hasContent(event):
            return False
        isAll = self._reader.skipEnd()
        self._answer(event)
        return isAll

    def _hasContent(self, event: events.Request) -> bool:
        """
        Content follows a head. Take it at once where all of it is here already, as most
        is that is short: to ask for its events takes a quarter of the request's time.

        @return: whether that was the request.
        """
        if event.expectsContinue:
            self.send(CONTINUE)
        content = b"" if self.waits else self._reader.takeWhole()
        if content:
            self.requests[0].handleContentChunk(content)
            return not self.waits
        self._received, self._contentSince = 0, self.factory.reactor.seconds()
        if event.contentLength and event.contentLength > USUAL_READ:
            self.transport.bufferSize = LARGE_READ
        return False

    def _pass(self, content: bytes) -> None:
        """
        Pass content on to the request that it belongs to.
        """
        self._received += len(content)
        self.requests[0].handleContentChunk(content)

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
        self.requests, self.event = (), None  # whoever is idle needs no memory
        if self.waits & END:
            return
        if self._writer is not None and not self._endStream(request, self._writer):
            return
        self.waits &= ~HANDLER
        if not self._goesOn or self.isLast:
            self.close()
        elif not self._isProceeding:
            self.proceed()

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
            error = RemoteProtocolError(
                408, sentence, "RFC 9110 section 15.5.9", self._reader.offset
            )
            error.answersHead = self.event is not None and self.event.method == b"HEAD"
            self.refuse(error)

    # The end.

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
