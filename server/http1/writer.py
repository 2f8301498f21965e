"""
The writer: bytes of well-formed responses. It knows no socket and no clock.

L{ResponseWriter} answers one request, and takes care of what the RFCs ask of the
end of a message and of the connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from server.http1.errors import LocalProtocolError
from server.http1.events import CHUNKED, SIZED, UNFRAMED, Field, Framing, Request
from server.http1.plan import NONE, Always, planCached, without
from server.http1.rules import CONTENT_LENGTH, TRANSFER_ENCODING
from server.http1.serialization import writeChunk, writeLastChunk, writeResponseHead
from server.semantics.secrets import masked

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

#: The methods whose responses are framed differently from all others.
UNLIKE_GET = (b"HEAD", b"CONNECT")

#: RFC 9110 section 6.5.1: a sender MUST NOT send a trailer that is needed for
#: framing, routing, authentication, request modifiers, or content handling.
NOT_TRAILERS = frozenset(
    (
        b"authorization",
        b"cache-control",
        b"connection",
        b"content-encoding",
        b"content-length",
        b"content-range",
        b"content-type",
        b"date",
        b"expect",
        b"host",
        b"location",
        b"max-forwards",
        b"retry-after",
        b"set-cookie",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"vary",
        b"www-authenticate",
    )
)


class TooMuchContent(LocalProtocolError):
    """
    More content than was announced.

    @ivar allowed: what may still be sent of it.
    """

    def __init__(self, surplus: int, allowed: bytes) -> None:
        """
        @param surplus: how many bytes too many, for the message.
        """
        super().__init__(f"{surplus} bytes more than Content-Length says")
        self.allowed = allowed


class ResponseWriter:
    """
    Writes the response to one request.

    @ivar keepAlive: whether another request may follow on the connection; final
        once the head is written.
    @ivar framing: how the client will find the end of the content; L{None} before
        the head is written.
    @ivar missing: how many bytes of an announced content are still to come. What reaches
        the client by another way is subtracted from it.
    """

    __slots__ = ("_date", "_method", "_version", "framing", "keepAlive", "missing")

    def __init__(self, request: Request, date: bytes, keepAlive: bool = True) -> None:
        """
        @param date: the value of the Date field, see L{server.channel.dates}.
        @param keepAlive: whether the server wants the connection to go on.
        """
        self.keepAlive = keepAlive and request.keepAlive
        self.framing: Framing | None = None
        # No other method matters, and clients can invent many.
        self._method = request.method if request.method in UNLIKE_GET else b"GET"
        self._version = request.version
        self._date = date
        self.missing = 0  # how many bytes of the announced content

    def interim(self, status: int, fields: Sequence[Field] = ()) -> bytes:
        """
        Write a response before the final one.

        RFC 9110 section 15.2: "a server MUST NOT send a 1xx response to an HTTP/1.0
        client." RFC 9112 section 6.1 and RFC 9110 section 8.6: it has neither
        Transfer-Encoding nor Content-Length.

        @raise LocalProtocolError: otherwise.
        """
        if not 100 <= status <= 199 or self._version == b"HTTP/1.0":
            raise LocalProtocolError(
                f"{status} cannot be sent to {self._version!r} as an interim response"
            )
        if self.framing is not None:
            raise LocalProtocolError("the final response has begun")
        return writeResponseHead(status, without(fields, (CONTENT_LENGTH, TRANSFER_ENCODING)))

    def head(
        self,
        status: int,
        fields: Sequence[Field],
        reason: bytes | None = None,
        length: int | None = None,
    ) -> bytes:
        """
        Write the final head.

        The framing is decided here: by a Content-Length where there is one, else in
        chunks where the client understands them, else by closing. Fields that the
        status forbids are left out; Date and Connection are added.

        @param length: of the content, instead of a Content-Length field.
        @raise LocalProtocolError: when a field is not well-formed, or the fields say
            something about framing that is not true.
        """
        if self.framing is not None:
            raise LocalProtocolError("the final response has begun")
        isMeasured = length is not None
        plan = planCached(
            status, reason, tuple(fields), self._method, self._version, self.keepAlive, isMeasured
        )
        self.framing, self.keepAlive = plan.framing, plan.keepAlive
        if plan.framing is SIZED:
            self.missing = plan.length if length is None else length
        return plan.write(length or 0, self._date)

    def content(self, data: bytes) -> bytes:
        """
        Write a piece of content, or nothing where the response has none.

        @raise LocalProtocolError: when it is more than was announced.
        """
        if self.framing is SIZED:
            if len(data) > self.missing:
                allowed, self.missing = data[: self.missing], 0
                raise TooMuchContent(len(data) - len(allowed), allowed)
            self.missing -= len(data)
        elif self.framing is CHUNKED:
            return writeChunk(data)
        elif self.framing is UNFRAMED:
            return b""
        elif self.framing is None:
            raise LocalProtocolError("the head comes first")
        return data

    def end(self, trailers: Sequence[Field] = ()) -> bytes:
        """
        Write what ends the response.

        RFC 9110 section 6.5.1: a client need not look at trailer fields. Where the
        framing has no place for them, they are left out.

        @raise LocalProtocolError: when content is missing: then nothing but closing the
            connection tells the client; or when a field cannot be a trailer.
        """
        if self.framing is None or self.missing:
            raise LocalProtocolError(
                f"the response is not complete: {self.missing} bytes are missing"
            )
        if self.framing is not CHUNKED:
            return b""
        if any(name.lower() in NOT_TRAILERS for name, _ in trailers):
            raise LocalProtocolError(f"not all of these can be trailers: {masked(trailers)!r}")
        return writeLastChunk(trailers)

    def whole(self, status: int, fields: Sequence[Field], content: bytes) -> bytes:
        """
        Write a whole response, whose content is at hand.

        @param fields: without Content-Length.
        """
        head = self.head(status, fields, length=len(content))
        return head + self.content(content)


def writeWhole(
    request: Request,
    status: int,
    reason: bytes | None,
    fields: tuple[Field, ...],
    content: bytes,
    date: bytes,
    keepAlive: bool = True,
    always: Always = NONE,
) -> tuple[bytes, bytes, bool]:
    """
    Write a whole response at once: what a L{ResponseWriter} would write in several steps.

    @param fields: without Content-Length.
    @param keepAlive: whether the server wants the connection to go on.
    @param always: further fields, where these are not among C{fields}.
    @return: the head; the content, which may have to be empty; whether another request may
        follow on the connection.
    @raise LocalProtocolError: as L{ResponseWriter.head}.
    """
    method = request.method if request.method in UNLIKE_GET else b"GET"
    mayGoOn = keepAlive and request.keepAlive
    head, hasContent, goesOn = wholeHead(
        status, reason, fields, always, method, request.version, mayGoOn, len(content), date
    )
    return head, content if hasContent else b"", goesOn


# Within a second many answers are alike, and of the same length.
@lru_cache(256)
def wholeHead(
    status: int,
    reason: bytes | None,
    own: tuple[Field, ...],
    always: Always,
    method: bytes,
    version: bytes,
    keepAlive: bool,
    length: int,
    date: bytes,
) -> tuple[bytes, bool, bool]:
    """
    Write the head of a whole response.

    @return: the head; whether the content follows it; whether another request may follow on
        the connection.
    """
    fields = tuple(always.beside(dict(own)).items())
    plan = planCached(status, reason, fields, method, version, keepAlive, True)
    return plan.write(length, date), plan.framing is not UNFRAMED, plan.keepAlive
