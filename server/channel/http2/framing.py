"""
The frames of an HTTP/2 connection. The library h2 knows their form, and which of them
may follow which.
"""

from __future__ import annotations

from contextlib import suppress

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.exceptions import StreamClosedError
from hyperframe.frame import GoAwayFrame
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from server.channel.connection import Connection
from server.channel.deadline import Call
from server.channel.http2.stream import Stream
from server.channel.states import CLOSING
from server.channel.writebuffer import SMALL


class Framing(Connection):
    """
    Sends the frames of streams, as much as flow control allows.

    @ivar frames: makes them, and reads those of the client.
    """

    def __init__(self) -> None:
        self.frames = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        self._unsent = 0  # bytes of content in frames that have not been sent yet
        self._dismissed: dict[int, Call] = {}  # answered, but not heard to the end

    def connectionMade(self) -> None:
        """
        Begin with our settings, which HTTP/2 wants first.
        """
        super().connectionMade()
        self.frames.initiate_connection()
        self.flushFrames()

    def turnLater(self) -> None:
        """
        Send soon what waits to be sent.
        """
        raise NotImplementedError

    def allow(self, number: int, size: int) -> None:
        """
        Let the client send C{size} more bytes of content, on a stream and on the
        connection.
        """
        if self.state < CLOSING:
            self.frames.acknowledge_received_data(size, number)
            self.turnLater()

    def sendHeads(self, stream: Stream) -> bool:
        """
        Send the heads that wait.

        @return: whether the answer has no more.
        """
        isOver = False
        while (head := stream.takeHead()) is not None:
            isOver = stream.isSent
            self.frames.send_headers(stream.number, head, end_stream=isOver)
        return isOver

    def sendContent(self, stream: Stream) -> bool:
        """
        Send a piece of content, as large as a frame may be.

        @return: whether it was the last.
        """
        data = stream.take(self.room(stream))
        if data:
            self.frames.send_data(stream.number, data, end_stream=stream.isSent)
            self._unsent += len(data)
        elif stream.isSent:
            self.frames.end_stream(stream.number)
        if self._unsent >= SMALL:
            self.flushFrames()
        return stream.isSent

    def room(self, stream: Stream) -> int:
        """
        Tell how many bytes of content the client takes now in one frame.
        """
        window = self.frames.local_flow_control_window(stream.number)
        return min(window, self.frames.max_outbound_frame_size)

    def flushFrames(self) -> None:
        """
        Send all frames that have been made.
        """
        self._unsent = 0
        if self.state < CLOSING:
            self.send(self.frames.data_to_send())

    def reset(self, number: int, code: ErrorCodes) -> None:
        """
        Break off a stream, and say why with an error code.
        """
        if self.state < CLOSING:
            with suppress(StreamClosedError):  # by a frame that came with the others
                self.frames.reset_stream(number, code)

    def dismiss(self, number: int) -> None:
        """
        Ask the client to send no more of a request that has been answered.

        RFC 9113 section 8.1: "a server MAY request that the client abort transmission of
        a request without error by sending a RST_STREAM with an error code of NO_ERROR
        after sending a complete response". Clients that get it together with the answer
        may not read the answer (curl 7.88 does not), so it comes a little later.
        """
        later = self.factory.reactor.callLater
        self._dismissed[number] = later(self.patience.linger, self._dismissNow, number)

    def _dismissNow(self, number: int) -> None:
        del self._dismissed[number]
        self.reset(number, ErrorCodes.NO_ERROR)
        self.flushFrames()

    def silenced(self, number: int) -> None:
        """
        A client has ended its side of a stream.
        """
        call = self._dismissed.pop(number, None)
        if call is not None:
            call.cancel()

    def ignore(self, size: int) -> None:
        """
        Let the client send C{size} more bytes on other streams, but not on one whose
        request has been answered.
        """
        if size and self.state < CLOSING:
            self.frames.increment_flow_control_window(size)

    def sayLast(self, number: int) -> None:
        """
        Tell the client which request is the last that we answer.

        RFC 9113 section 6.8: GOAWAY "allows an endpoint to gracefully stop accepting new
        streams while still finishing processing of previously established streams."
        To h2 that frame means the end of everything, so it is not told of this one.
        """
        self.flushFrames()
        self.send(GoAwayFrame(0, number, ErrorCodes.NO_ERROR).serialize())

    def end(self) -> None:
        """
        Send the frames that are still to be sent, and close.
        """
        self.flushFrames()
        self.close()

    def cut(self) -> None:
        """
        End the connection at once, without a GOAWAY: what waits to be sent is lost.
        """
        self.abort()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        Cancel what was to be sent on streams that are answered, but not heard to the end.
        """
        super().connectionLost(reason)
        for number in list(self._dismissed):
            self.silenced(number)
