"""
The plan of a response: all that is decided before its first byte, from its status and
fields and from the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from server.http1.errors import LocalProtocolError
from server.http1.events import CHUNKED, SIZED, TO_CLOSE, UNFRAMED, Field, Framing
from server.http1.grammar import DIGITS, OWS
from server.http1.rules import CONTENT_LENGTH, TRANSFER_ENCODING, Values, connectionOptions, gather
from server.http1.serialization import writeFields, writeStatusLine


# Not compared by what it holds: it never changes, and is looked up with every answer.
@dataclass(frozen=True, eq=False)
class Always:
    """
    Fields that every response has.

    @ivar fields: by canonical name.
    """

    fields: Mapping[bytes, bytes]

    def beside(self, own: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
        """
        Add the fields of one response to these; one of the same name takes the other's
        place.
        """
        return {**self.fields, **own}


NONE = Always({})


class ResponsePlan(NamedTuple):
    """
    How a response is sent.

    @ivar begin: its head, up to the fields that no two responses share.
    @ivar saysLength: whether a Content-Length follows here.
    @ivar hasDate: whether the Date is among the fields; else it follows.
    @ivar end: the rest of the head.
    @ivar framing: how the client will find the end of the content.
    @ivar length: of the content, where a field announces it, else 0.
    @ivar keepAlive: whether another request may follow on the connection.
    """

    begin: bytes
    saysLength: bool
    hasDate: bool
    end: bytes
    framing: Framing
    length: int
    keepAlive: bool

    def write(self, length: int, date: bytes) -> bytes:
        """
        Write the head.

        @param length: of the content, written where the plan has a place for it.
        @param date: the value of the Date field, where no other was set.
        """
        size = b"Content-Length: %d\r\n" % length if self.saysLength else b""
        day = b"" if self.hasDate else b"Date: %b\r\n" % date
        return b"%b%b%b%b" % (self.begin, size, day, self.end)


def plan(
    status: int,
    reason: bytes | None,
    fields: tuple[Field, ...],
    method: bytes,
    version: bytes,
    keepAlive: bool,
    isMeasured: bool,
) -> ResponsePlan:
    """
    Plan a response.

    @param method: of the request.
    @param version: of the request.
    @param keepAlive: whether client and server want the connection to go on.
    @param isMeasured: whether the length of the content is known without a field.
    @raise LocalProtocolError: when a field is not well-formed, or the fields say something
        about framing that is not true.
    """
    if status < 200:
        raise LocalProtocolError(f"{status} is not a final status")
    if _mayNotHaveLength(status, method):
        fields, isMeasured = without(fields, (CONTENT_LENGTH,)), False
    given = gather(fields)
    length = _announcedLength(given)
    if isMeasured and length is not None:
        raise LocalProtocolError("Content-Length is given twice")
    hasLength = isMeasured or length is not None
    framing, line = _frame(status, method, version, hasLength)
    keepAlive, end = _persist(version, keepAlive and framing is not TO_CLOSE, given)
    begin = writeStatusLine(status, reason) + writeFields(fields) + line
    return ResponsePlan(begin, isMeasured, b"date" in given, end, framing, length or 0, keepAlive)


# Most resources answer with the same fields again and again. Recognizing them takes a
# tenth of the time.
planCached = lru_cache(64)(plan)


def _frame(status: int, method: bytes, version: bytes, hasLength: bool) -> tuple[Framing, bytes]:
    """
    Decide how the content ends, and which field line says so (RFC 9112 section 6). A
    Content-Length is not among them: it comes from the fields, or from the length of the
    content.
    """
    # RFC 9110 section 15.3.6: "a server MUST NOT generate content in a 205
    # response"; a length of zero says so.
    if status == 205:
        return UNFRAMED, b"Content-Length: 0\r\n"
    if status == 304 or method == b"HEAD" or _mayNotHaveLength(status, method):
        return UNFRAMED, b""
    if hasLength:
        return SIZED, b""
    # RFC 9112 section 6.1: "A server MUST NOT send a response containing
    # Transfer-Encoding unless the corresponding request indicates HTTP/1.1".
    if version == b"HTTP/1.1":
        return CHUNKED, b"Transfer-Encoding: chunked\r\n"
    return TO_CLOSE, b""


def _mayNotHaveLength(status: int, method: bytes) -> bool:
    """
    RFC 9110 section 8.6: "A server MUST NOT send a Content-Length header field in
    any response with a status code of 1xx (Informational) or 204 (No Content).
    A server MUST NOT send a Content-Length header field in any 2xx (Successful)
    response to a CONNECT request". That of a 205 is written by us.
    """
    return status in (204, 205) or (method == b"CONNECT" and status < 300)


def _persist(version: bytes, keepAlive: bool, given: Values) -> tuple[bool, bytes]:
    """
    Decide whether the connection goes on, and how the head ends.

    RFC 9112 section 9.6: "A sender SHOULD send a Connection header field containing
    the "close" connection option when it intends to close a connection." Section 9.3:
    after an HTTP/1.0 request it goes on only where both say so.
    """
    if b"close" in connectionOptions(given):
        return False, b"\r\n"
    if not keepAlive:
        return False, b"Connection: close\r\n\r\n"
    return True, b"\r\n" if version == b"HTTP/1.1" else b"Connection: keep-alive\r\n\r\n"


def _announcedLength(given: Values) -> int | None:
    """
    Read the Content-Length that a program sets. RFC 9112 section 6.2 forbids it
    beside Transfer-Encoding, which is the writer's own to set.

    @raise LocalProtocolError: when it is not a length, repeated, or beside the other.
    """
    if TRANSFER_ENCODING in given:
        raise LocalProtocolError("Transfer-Encoding is added where it is needed; leave it out")
    if CONTENT_LENGTH not in given:
        return None
    values = given[CONTENT_LENGTH]
    length = values[0].strip(OWS)
    if len(values) > 1 or not DIGITS.fullmatch(length):
        raise LocalProtocolError(f"not one Content-Length: {values!r}")
    return int(length)


def without(fields: Iterable[Field], names: Sequence[bytes]) -> tuple[Field, ...]:
    """
    Leave out the fields with certain names.

    @param names: in lower case.
    """
    return tuple(field for field in fields if field[0].lower() not in names)
