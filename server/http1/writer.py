"""
The writer: bytes of well-formed responses. It knows no socket and no clock.

L{ResponseWriter} answers one request, and takes care of what the RFCs ask of the
end of a message and of the connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from server.http1.events import CHUNKED, SIZED, TO_CLOSE, UNFRAMED, Field, Framing, Request
from server.http1.grammar import DIGITS, OWS
from server.http1.lines import writeChunk, writeFields, writeHead, writeStatusLine
from server.http1.rules import CODING, LENGTH, Values, connectionOptions, gather

LAST_CHUNK = b"0\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

#: The fields of a response that the writer must know of; others it only writes.
RULING = frozenset((b"connection", CODING, LENGTH, b"date"))

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


class ResponseWriter:
    """
    Writes the response to one request.

    @ivar keepAlive: whether another request may follow on the connection; final
        once the head is written.
    @ivar framing: how the client will find the end of the content; L{None} before
        the head is written.
    """

    __slots__ = ("_date", "_method", "_missing", "_version", "framing", "keepAlive")

    def __init__(self, request: Request, date: bytes, keepAlive: bool = True) -> None:
        """
        @param date: the value of the Date field, see L{server.http1.dates}.
        @param keepAlive: whether the server wants the connection to go on.
        """
        self.keepAlive = keepAlive and request.keepAlive
        self.framing: Framing | None = None
        self._method = request.method
        self._version = request.version
        self._date = date
        self._missing = 0  # how many bytes of the announced content

    def interim(self, status: int, fields: Sequence[Field] = ()) -> bytes:
        """
        Write a response before the final one.

        RFC 9110 section 15.2: "a server MUST NOT send a 1xx response to an HTTP/1.0
        client." RFC 9112 section 6.1 and RFC 9110 section 8.6: it has neither
        Transfer-Encoding nor Content-Length.

        @raise ValueError: otherwise.
        """
        if not 100 <= status <= 199 or self._version == b"HTTP/1.0":
            raise ValueError(f"{status} cannot be sent to {self._version!r} in between")
        if self.framing is not None:
            raise ValueError("the final response has begun")
        return writeHead(status, _without(fields, (LENGTH, CODING)))

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
        @raise ValueError: when a field is not well-formed, or the fields say
            something about framing that is not true.
        """
        if not 200 <= status <= 599 or self.framing is not None:
            raise ValueError(f"{status} is no final status, or not the first")
        if self._mayNotHaveLength(status):
            fields, length = _without(fields, (LENGTH,)), None
        prepared = prepareAgain(tuple(fields))
        if length is None:
            framing, added = self._frame(status, prepared.length)
        elif prepared.length is None:
            framing, added = self._frame(status, length)
            added = b"Content-Length: %d\r\n" % length
        else:
            raise ValueError("Content-Length is said twice")
        general = self._general(prepared, framing)
        line = writeStatusLine(status, reason)
        self.framing = framing
        return b"%b%b%b%b\r\n" % (line, prepared.lines, added, general)

    def content(self, data: bytes) -> bytes:
        """
        Write a piece of content, or nothing where the response has none.

        @raise ValueError: when it is more than was announced.
        """
        if self.framing is CHUNKED:
            return writeChunk(data)
        if self.framing is SIZED:
            if len(data) > self._missing:
                raise ValueError(
                    f"{len(data) - self._missing} bytes more than Content-Length says"
                )
            self._missing -= len(data)
        elif self.framing is UNFRAMED:
            return b""
        elif self.framing is None:
            raise ValueError("the head comes first")
        return data

    def end(self, trailers: Sequence[Field] = ()) -> bytes:
        """
        Write what ends the response.

        RFC 9110 section 6.5.1: a client need not look at trailer fields. Where the
        framing has no place for them, they are left out.

        @raise ValueError: when content is missing: then nothing but closing the
            connection tells the client; or when a field cannot be a trailer.
        """
        if self.framing is None or self._missing:
            raise ValueError(f"the response is not complete: {self._missing} bytes are missing")
        if self.framing is not CHUNKED:
            return b""
        if any(name.lower() in NOT_TRAILERS for name, _ in trailers):
            raise ValueError(f"not all of these can be trailers: {trailers!r}")
        return LAST_CHUNK + writeFields(trailers) + b"\r\n"

    def whole(self, status: int, fields: Sequence[Field], content: bytes) -> bytes:
        """
        Write a whole response, whose content is at hand.

        @param fields: without Content-Length.
        """
        head = self.head(status, fields, length=len(content))
        return head + self.content(content)

    def _frame(self, status: int, length: int | None) -> tuple[Framing, bytes]:
        """
        Decide how the content ends, and what says so (RFC 9112 section 6).

        @param length: of the content, where it is announced.
        """
        # RFC 9110 section 15.3.6: "a server MUST NOT generate content in a 205
        # response"; a length of zero tells so.
        if status == 205:
            return UNFRAMED, b"Content-Length: 0\r\n"
        if status == 304 or self._method == b"HEAD" or self._mayNotHaveLength(status):
            return UNFRAMED, b""
        if length is not None:
            self._missing = length
            return SIZED, b""
        # RFC 9112 section 6.1: "A server MUST NOT send a response containing
        # Transfer-Encoding unless the corresponding request indicates HTTP/1.1".
        if self._version == b"HTTP/1.1":
            return CHUNKED, b"Transfer-Encoding: chunked\r\n"
        return TO_CLOSE, b""

    def _mayNotHaveLength(self, status: int) -> bool:
        """
        RFC 9110 section 8.6: "A server MUST NOT send a Content-Length header field in
        any response with a status code of 1xx (Informational) or 204 (No Content).
        A server MUST NOT send a Content-Length header field in any 2xx (Successful)
        response to a CONNECT request". That of a 205 is written by us.
        """
        return status in (204, 205) or (self._method == b"CONNECT" and status < 300)

    def _general(self, prepared: Prepared, framing: Framing) -> bytes:
        """
        Add what every response needs, and decide whether the connection goes on.

        RFC 9110 section 6.6.1: "An origin server with a clock MUST generate a Date
        header field in all 2xx, 3xx, and 4xx responses". RFC 9112 section 9.6: "A
        sender SHOULD send a Connection header field containing the "close"
        connection option when it intends to close a connection."
        """
        saysClose = b"close" in prepared.options
        self.keepAlive &= not saysClose and framing is not TO_CLOSE
        general = b"" if prepared.hasDate else b"Date: %b\r\n" % self._date
        if not self.keepAlive and not saysClose:
            return general + b"Connection: close\r\n"
        if self.keepAlive and self._version == b"HTTP/1.0":
            return general + b"Connection: keep-alive\r\n"
        return general


class Prepared(NamedTuple):
    """
    Fields as they are written, and what the writer must know of them.

    @ivar length: the announced length of the content.
    @ivar options: the connection options.
    """

    lines: bytes
    length: int | None
    options: Sequence[bytes]
    hasDate: bool


def prepare(fields: tuple[Field, ...]) -> Prepared:
    """
    Write the fields of a response, and read them.

    @raise ValueError: as of L{ResponseWriter.head}.
    """
    ruling = gather(fields, RULING)
    options = connectionOptions(ruling)
    return Prepared(writeFields(fields), _announcedLength(ruling), options, b"date" in ruling)


# Most resources send the same fields with each of their responses. To recognize
# them takes a tenth of the time.
prepareAgain = lru_cache(64)(prepare)


def _without(fields: Iterable[Field], names: Sequence[bytes]) -> list[Field]:
    return [field for field in fields if field[0].lower() not in names]


def _announcedLength(ruling: Values) -> int | None:
    """
    Read the Content-Length that a program sets. RFC 9112 section 6.2 forbids it
    beside Transfer-Encoding, which is the writer's own to set.

    @raise ValueError: when it is no length, repeated, or beside the other.
    """
    if CODING in ruling:
        raise ValueError("Transfer-Encoding is added where it is needed; leave it out")
    if LENGTH not in ruling:
        return None
    values = ruling[LENGTH]
    length = values[0].strip(OWS)
    if len(values) > 1 or not DIGITS.fullmatch(length):
        raise ValueError(f"no Content-Length: {values!r}")
    return int(length)
