"""
Dispatching: the way of every request, from the bytes that arrive to the handler that answers.

The next request is looked at only in the state C{READING}. In all others somebody is waited
for, and what arrives meanwhile stays in the reader, up to a limit; then nothing more is read
from the network.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.abstract import FileDescriptor
from twisted.python.failure import Failure
from twisted.web import http, server

from server.channel.answering import Answering
from server.channel.backpressure import Backpressure
from server.channel.receiving import fill, receive
from server.channel.request import Request
from server.channel.states import (
    ANSWERED,
    ANSWERING,
    CLOSING,
    DATA,
    ON_REQUEST,
    READING,
    TABLE,
    Event,
)
from server.channel.turns import Turns
from server.channel.upgrade import Upgrade
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
from server.http1.limits import Limits
from server.http1.requests import RequestReader
from server.http1.writer import CONTINUE

#: Bytes that a transport reads at a time, and while large content comes: reading four
#: times as much at once makes an upload faster by a quarter.
USUAL_READ = FileDescriptor.bufferSize
LARGE_READ = 4 * USUAL_READ


class Dispatching(Answering):
    """
    Reads requests and has them answered, one after the other.

    A superclass, not a part that is held: on the way of every request it looks at the state,
    the running request and more of the connection at some twenty places. Through an
    attribute, and with calls that only lead to it, those would be some forty instructions
    more, of some 1,300: too many for what every request pays.

    @ivar limits: how much is read of a request.
    """

    limits = Limits()
    requestFactory: Callable[..., http.Request] = Request
    site: server.Site | None = None

    _isProceeding = False
    _missing = MESSAGE  # what the reader waits for
    _upgrade: Upgrade | None = None

    def connectionMade(self) -> None:
        """
        The client is there, and asks for nothing yet.
        """
        super().connectionMade()
        # The class says the same. But what every request looks at is found sooner in the
        # connection itself.
        self.state = READING
        self.isLast = self._isProceeding = False
        self._upgrade = None
        self._reader = self.makeReader()
        self._backpressure = Backpressure(self.transport, self._reader)
        self._turns = getattr(self.factory, "turns", None) or Turns(self.factory.reactor)

    def makeReader(self) -> RequestReader:
        """
        Make the reader of this connection's requests.
        """
        return RequestReader(self.limits, self.isSecure(), isSharing=True)

    def awaitMore(self, missing: Waiting) -> None:
        """
        The reader needs more: give the client time for it.
        """
        raise NotImplementedError

    def rearm(self) -> None:
        """
        It is not the client that is waited for: give it the time that it has then.
        """
        raise NotImplementedError

    # The way of every request.

    def dataReceived(self, data: bytes) -> None:
        """
        Have the bytes read, unless the connection's state says to ignore them; and pause the
        transport where they are more than may wait.
        """
        # As L{on}, but first the reader is fed: where there is nothing to do, it is not.
        cell = TABLE[self.state][DATA]
        if cell.action:
            feed = self._reader.feed  # looked at, then called: see _begin
            feed(data)
            getattr(self, cell.action)()
            if self.state is not cell.state:  # it went on, and now waits for somebody
                self.pauseIfFull()

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
            while self.state is READING:
                event = self._reader.nextEvent()
                if isinstance(event, events.Request):
                    # Most clients wait for the answer before they ask again.
                    if self._begin(event) and self.state is READING:
                        self.awaitMore(MESSAGE)
                        break
                elif isinstance(event, NeedMore):
                    self.awaitMore(event.waiting)
                    break
                elif isinstance(event, Data):
                    self._pass(event.data + self._reader.takeChunks())
                elif isinstance(event, EndOfMessage) and self.event is not None:
                    self._answer(self.event)
                if self._reader.available and self._turns.isOver(end):
                    self.on(Event.TURN_OVER)
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
        self.event, self._writer, self._missing = event, None, MESSAGE
        # Python finds a method of a class fast, and what an attribute holds. Where one
        # expression calls what an attribute holds, Python looks for a method first, the slow
        # way.
        makeRequest = self.requestFactory
        request = makeRequest(self, 0)
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
        short content is: asking for its events takes a quarter of the request's time.

        @return: whether that was the request.
        """
        if event.expectsContinue:
            self.send(CONTINUE)
        content = self._reader.takeWhole() if self.state is READING else b""
        if content:
            self.requests[0].handleContentChunk(content)
            return self.state is READING
        self.timeouts.beginContent()
        if event.contentLength and event.contentLength > USUAL_READ:
            self.transport.bufferSize = LARGE_READ
        return False

    def _pass(self, content: bytes) -> None:
        """
        Pass content on to the request that it belongs to.
        """
        self.timeouts.received += len(content)
        self.requests[0].handleContentChunk(content)

    def _answer(self, event: events.Request) -> None:
        """
        A request's head is complete: have its resource answer, or hand the connection over
        where the request was for an upgrade.

        @param event: the head, as the engine has read it.
        """
        self.state = ON_REQUEST[self.state]
        if event.contentLength:
            self.transport.bufferSize = USUAL_READ
        if self._backpressure.endsAt is not None:
            self.isLast = self._backpressure.isAtEnd
        receive(self.requests[0], event)
        if self._upgrade is not None:
            self._upgrade.successor.dataReceived(self._reader.takeRest())
        elif self.state is ANSWERING:
            self.rearm()

    def requestDone(self, request: http.Request) -> None:
        """
        The running request has been answered.
        """
        self.requests, self.event = (), None  # an idle connection needs no memory
        writer = self._writer  # none where all went out in one piece: then nothing is left to end
        if writer is None or (self.state < CLOSING and self._endStream(request, writer)):
            self.on(ANSWERED)

    def next(self) -> None:
        """
        An answer has been written: look at the next request, if there is to be one.
        """
        if not self._keepsAlive or self.isLast:
            self.close()
        elif not self._isProceeding:
            self.proceed()

    # Turns, and back-pressure.

    def queue(self) -> None:
        """
        More has been read than there was time for. Let others have their turn.
        """
        self.deadline.set(None)
        self._turns.queue(self._takeTurn)

    def leaveQueue(self) -> None:
        """
        The client does not read: no turn is of any use.
        """
        self._turns.leave(self._takeTurn)
        self.block()

    def _takeTurn(self) -> None:
        self.on(Event.TURN)

    def unblock(self) -> None:
        """
        The client has read. What it has sent meanwhile may still be too much.
        """
        self._backpressure.isPaused = False
        super().unblock()
        self.rearm()
        self.pauseIfFull()

    def pauseIfFull(self) -> None:
        """
        Somebody is waited for: take no more than can wait.
        """
        if READING < self.state < CLOSING:
            self._backpressure.pauseIfFull()
