"""
The response, as a resource makes it on its request.

Most resources set a few fields and return their content. For those the fields stay a
plain dictionary, and the whole answer goes to the channel in one piece. Where a resource
wants more (a second field of the same name, streaming, compression), the general way below
gives the same bytes.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from sys import maxsize
from typing import Any, Protocol

from twisted.internet.defer import Deferred

# Not through the module: twisted.web.http is a proxy that warns of old names, and
# each look-up through it costs a microsecond.
from twisted.web.http import NOT_MODIFIED

from server.channel.describing import CONTENT_LENGTH, CONTENT_TYPE, Describing
from server.http1.events import UNFRAMED


class Encoding(Protocol):
    """
    Makes encoders for responses.

    @ivar shortest: the length, in bytes, below which no content is encoded.
    """

    shortest: int

    def encoderForRequest(self, request: Any) -> Any: ...


class Responding(Describing):
    """
    A request of L{twisted.web.server}, as far as it is a response.

    @cvar encoding: makes what may change the content of any response on its way, above all
        compress it, besides what resources bring themselves. It is asked as late as
        possible, and not for whole answers that are too short for it.
    """

    encoding: Encoding | None = None

    channel: Any
    notifications: Sequence[Deferred[None]] = ()  # type: ignore[assignment]
    _content: Any = None
    _isOrdinary = True  # no subclass has its own way to write
    _isDecided = False  # whether the content is encoded
    _shortest = maxsize

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._shortest = cls.encoding.shortest if cls.encoding else maxsize
        cls._isOrdinary = cls.write is Responding.write and cls.finish is Responding.finish

    def _isWhole(self, fields: dict[bytes, bytes] | None) -> bool:
        """
        Tell whether what a resource has returned is the whole answer, with plain fields.
        """
        return self._isOrdinary and not (
            fields is None
            or self._encoder
            or self.startedWriting
            or self.finished
            or self._disconnected
            or self.producer
            or self.cookies
            or self.etag is not None
            or self.lastModified is not None
            or CONTENT_LENGTH in fields
        )

    def _answer(self, body: bytes) -> None:
        """
        Answer with what a resource has returned.
        """
        # RFC 9110 section 8.6: in an answer to HEAD or a 304, a server "MUST NOT send
        # Content-Length" but that of the content which it does not send. Resources
        # return nothing then, and nothing is known of it.
        if body or not (self.method == b"HEAD" or self.code == NOT_MODIFIED):
            length = len(body)
            if length >= self._shortest:
                self._decideEncoding()
            if self._isWhole(self._plain):
                self._length = length
                self._answerWhole(body)
                return
            self._setLength(length)
        self.write(body)
        self.finish()

    def _decideEncoding(self) -> None:
        """
        Find out whether the content is to be encoded; this is done once.
        """
        if self.encoding is not None and self._encoder is None and not self._isDecided:
            self._isDecided = True
            self._encoder = self.encoding.encoderForRequest(self)

    def _setLength(self, length: int) -> None:
        """
        The length of the content is known. An encoder, which may change it, finds it
        among the fields, as with Twisted's own request.
        """
        if self._encoder:
            self.setHeader(b"Content-Length", b"%d" % length)
        else:
            self._length = length

    def _answerWhole(self, body: bytes) -> None:
        """
        Answer in one piece: what L{write} and L{finish} would do one after the other.
        """
        fields: Any = self._plain
        kind = self.defaultContentType
        isTyped = CONTENT_TYPE in fields or kind is None or self._hasType()
        if not isTyped and self._hasContent():
            fields[CONTENT_TYPE] = kind
        own = tuple(fields.items())
        self.sentLength = self.channel.answerWhole(self.code, self.code_message, own, body)
        self.startedWriting = 1
        self._conclude()

    def write(self, data: bytes) -> None:
        """
        Send a piece of the response; the first time, its head as well.

        @raise RuntimeError: after C{finish}.
        @raise ValueError: when the response is not well-formed, or longer than its
            Content-Length.
        """
        if self.finished:
            raise RuntimeError("Request.write was called after Request.finish.")
        if not self._disconnected and not self._inFakeHead:
            if not self.startedWriting and self._length is None:
                self._decideEncoding()
            self._send(self._encoder.encode(data) if self._encoder else data)

    def _send(self, data: bytes) -> None:
        channel = self.channel
        if self.startedWriting:
            channel.write(data)
        else:
            channel.begin(self.code, self._fields(), self.code_message, data, self._length)
            self.startedWriting = 1
        if channel.writer.framing is not UNFRAMED:
            self.sentLength += len(data)

    def sendFile(self, descriptor: int, offset: int, count: int) -> int:
        """
        Send a piece of a file as content, without reading it, where that can be done.

        @param descriptor: of the file.
        @return: how many bytes have been sent; 0 where they have to be written.
        """
        if self.finished or self._disconnected or not self.startedWriting or self._encoder:
            return 0
        sent: int = self.channel.sendFile(descriptor, offset, count)
        self.sentLength += sent
        return sent

    def finish(self) -> None:
        """
        End the response.

        @raise RuntimeError: when the client has already left.
        """
        if self._disconnected:
            raise RuntimeError(
                "Request.finish called on a request after its connection was lost; "
                "use Request.notifyFinish to keep track of this."
            )
        if self.finished:
            warnings.warn("Warning! request.finish called twice.", stacklevel=2)
            return
        if self.code == NOT_MODIFIED and not self.startedWriting:
            self._decideEncoding()  # RFC 9110 section 15.4.5: it has the Vary of a 200
        rest = self._encoder.finish() if self._encoder else b""
        if rest or not self.startedWriting:
            self._send(rest)
        self._conclude()

    def _conclude(self) -> None:
        """
        Tell everybody who waits for it that the response is complete.
        """
        self.finished = 1
        if self.producer:
            self._log.error("{request} still has a producer", request=self)
            self.unregisterProducer()
        channel, self.channel = self.channel, None
        try:
            channel.factory.log(self)
        except Exception:  # a full disk, perhaps: that is no reason to leave the client waiting
            self._log.failure("the access log cannot be written")
        channel.requestDone(self)
        if self._content is not None:
            self._content.close()
        if self.notifications:
            notifications, self.notifications = self.notifications, ()
            for waiting in notifications:
                waiting.callback(None)

    def notifyFinish(self) -> Deferred[None]:
        """
        @return: fires when all has been sent, and fails when the client leaves before
            that.
        """
        waiting: Deferred[None] = Deferred()
        self.notifications = [*self.notifications, waiting]
        return waiting
