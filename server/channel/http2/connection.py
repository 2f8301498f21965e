"""
A connection of HTTP/2: its streams, and how much of them is looked at in a turn of
the reactor.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from h2 import events
from h2.errors import ErrorCodes
from h2.exceptions import ProtocolError
from twisted.internet.error import ConnectionAborted, ConnectionDone
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from server.channel.deadline import Call
from server.channel.http2.framing import Framing
from server.channel.http2.stream import Stream
from server.channel.http2.translation import Malformed
from server.channel.states import CLOSING, READING
from server.http1.events import Field

#: Streams that are looked at in one turn of the reactor; then others have theirs.
A_FEW = 4

#: How many streams a client may break off beyond those that it lets end. A client that
#: begins streams only to break them off makes the server work for nothing.
MOST_BROKEN = 1000


class Http2Connection(Framing):
    """
    Has the requests of all streams answered.

    @ivar streams: those that are open, by number.
    @ivar timeOut: how many seconds it may be without one; L{None} for ever.
    @ivar isLeaving: whether no further request is answered.
    """

    timeOut: float | None = 60
    isLeaving = False

    def __init__(self, makeStream: Callable[[Http2Connection, int], Stream]) -> None:
        """
        @param makeStream: called with this connection and the number of the stream.
        """
        super().__init__()
        self.streams: dict[int, Stream] = {}
        self._makeStream = makeStream
        self._arrived: deque[Stream] = deque()  # have something for their channels
        self._sending: deque[Stream] = deque()  # have something for the client
        self._broken: list[Stream] = []  # by their channels, which do not know it yet
        self._turnCall: Call | None = None
        self._mayBreak = MOST_BROKEN
        self._last = 0  # the number of the last stream

    def connectionMade(self) -> None:
        """
        The client has agreed to speak HTTP/2.
        """
        super().connectionMade()
        self._rearm()

    # What arrives.

    def dataReceived(self, data: bytes) -> None:
        """
        Bytes have arrived. They are only sorted here: what a stream brings is looked at
        in a later turn, and so not at all where the stream is broken off by then.
        """
        if self.state >= CLOSING:
            return
        try:
            arrived = self.frames.receive_data(data)
        except ProtocolError:  # h2 has written a GOAWAY that says which
            self.end()
            return
        for event in arrived:
            self._sort(event)
        self.turnLater()

    def _sort(self, event: events.Event) -> None:
        if isinstance(event, events.RequestReceived):
            self._begin(event.stream_id, event.headers, event.stream_ended is not None)
        elif isinstance(event, events.DataReceived):
            self._contentReceived(event)
        elif isinstance(event, events.StreamEnded):
            self._requestEnded(event.stream_id)
        elif isinstance(event, events.StreamReset):
            self._brokenOff(event.stream_id)
        elif isinstance(event, events.WindowUpdated):
            self._windowOpened(event.stream_id)
        elif isinstance(event, events.RemoteSettingsChanged):
            self._windowOpened(0)
        elif isinstance(event, events.ConnectionTerminated):
            self.end()

    def _begin(self, number: int, fields: Sequence[Field], isWhole: bool) -> None:
        """
        A request has come. RFC 9113 section 8.7: REFUSED_STREAM says "that the stream
        is being closed prior to any processing having occurred", so that the client
        may ask again elsewhere.
        """
        if self.isLeaving:
            self.reset(number, ErrorCodes.REFUSED_STREAM)
            return
        self._last = number
        stream = self._makeStream(self, number)
        try:
            stream.begin(list(fields), isWhole)
        except Malformed as error:
            self._log.debug("refused: {error}", error=error)
            self.reset(number, ErrorCodes.PROTOCOL_ERROR)
            return
        self.streams[number] = stream
        self._take(number)
        self._rearm()

    def _take(self, number: int) -> Stream:
        """
        Find a stream that something has arrived on.
        """
        stream = self.streams[number]
        if stream not in self._arrived:
            self._arrived.append(stream)
        return stream

    def _contentReceived(self, event: events.DataReceived) -> None:
        if event.stream_id in self.streams:
            stream = self._take(event.stream_id)
            stream.contentArrived(event.data, event.flow_controlled_length)
        else:
            self.ignore(event.flow_controlled_length)

    def _requestEnded(self, number: int) -> None:
        self.silenced(number)
        if number in self.streams:
            self._take(number).endArrived()

    def _brokenOff(self, number: int) -> None:
        """
        The client no longer wants an answer.
        """
        self.silenced(number)
        stream = self.streams.pop(number, None)
        if stream is not None:
            stream.lose(Failure(ConnectionAborted()))
            self._rearm()
        self._mayBreak -= 1
        if self._mayBreak < 0 and self.state < CLOSING:
            self.frames.close_connection(ErrorCodes.ENHANCE_YOUR_CALM)
            self.end()

    def _windowOpened(self, number: int) -> None:
        """
        The client takes more content of one stream, or of all.
        """
        for stream in list(self.streams.values()):
            if stream.hasContent and number in (0, stream.number):
                self.sendLater(stream)

    # One turn: a few streams are looked at, and what they bring forth is sent.

    def proceed(self) -> None:
        """
        Go on: the client has taken what was sent.
        """
        self.turnLater()

    def sendLater(self, stream: Stream) -> None:
        """
        Send what a stream has to send, in this turn or the next.
        """
        if stream not in self._sending:
            self._sending.append(stream)
        self.turnLater()

    def turnLater(self) -> None:
        """
        Have a turn soon, if none is ordered already.
        """
        if self._turnCall is None and self.state < CLOSING:
            self._turnCall = self.factory.reactor.callLater(0, self._turn)

    def _turn(self) -> None:
        self._turnCall = None
        broken, self._broken = self._broken, []
        for stream in broken:
            stream.lose(Failure(ConnectionAborted()))
        for _ in range(A_FEW):
            if self._arrived and self.state is READING:
                self._arrived.popleft().deliver()
        while self._sending and self.state is READING:
            self._sendFrame(self._sending.popleft())
        self.flushFrames()
        if self.isLeaving and not self.streams:
            self.close()
        elif self._arrived and not self.isBlocked:
            self.turnLater()

    def _sendFrame(self, stream: Stream) -> None:
        """
        Send the heads of a stream and a piece of its content; if there is more, after
        the other streams.
        """
        if not stream.connected:
            return
        isOver = self.sendHeads(stream) or self.sendContent(stream)
        if isOver:
            self._finish(stream)
            return
        stream.relieve()
        if stream.hasContent and self.room(stream) > 0:
            self._sending.append(stream)

    # The end, of a stream and of the connection.

    def _finish(self, stream: Stream) -> None:
        """
        An answer has been sent: forget its stream, and tell a client that still sends to
        stop.
        """
        del self.streams[stream.number]
        if not stream.isClientDone:
            self.dismiss(stream.number)
        self._mayBreak = min(self._mayBreak + 1, MOST_BROKEN)
        stream.lose(Failure(ConnectionDone()))
        self._rearm()

    def breakOff(self, stream: Stream) -> None:
        """
        The channel of a stream breaks it off. It hears of the end in the next turn: as
        on any other transport, not in the middle of what it does.
        """
        stream.connected = False
        if self.streams.pop(stream.number, None) is not None:
            self.reset(stream.number, ErrorCodes.INTERNAL_ERROR)
            self._broken.append(stream)
            self._rearm()
            self.turnLater()

    def takeLeave(self) -> None:
        """
        Answer what was asked, and nothing after it.
        """
        if not self.isLeaving and self.state < CLOSING:
            self.isLeaving = True
            self.sayLast(self._last)
            self.turnLater()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        The connection is gone, and with it all streams.
        """
        super().connectionLost(reason)
        if self._turnCall is not None:
            self._turnCall.cancel()
            self._turnCall = None
        streams, self.streams = [*self.streams.values(), *self._broken], {}
        for stream in streams:
            stream.lose(reason)

    # Time.

    def _rearm(self) -> None:
        """
        Without a stream, the connection may be idle for a while. Each stream has a
        deadline of its own.
        """
        if self.state is READING:
            self.deadline.set(None if self.streams else self.timeOut)

    def unblock(self) -> None:
        """
        The client has read what waited to be sent: its idle time begins anew.
        """
        super().unblock()
        self._rearm()

    def requestIsLate(self) -> None:
        """
        Nothing has been asked for a while.
        """
        self.takeLeave()
