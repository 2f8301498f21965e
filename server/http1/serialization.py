"""
Serialization: heads, fields and chunks, written as bytes.

What would not be read back as it was meant is refused with a L{LocalProtocolError}: it
is a mistake of the program, not of the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from server.http1.errors import LocalProtocolError
from server.http1.events import Field
from server.http1.grammar import FIELD_LINE, NOT_VISIBLE, OWS, REASON, TOKEN
from server.http1.status import reasonFor
from server.semantics.secrets import masked


def writeFields(fields: Sequence[Field]) -> bytes:
    """
    Write field lines.

    @raise LocalProtocolError: when a name or a value is not allowed, above all when it
        holds a line end, which would begin another field.
    """
    lines = b"".join([b"%b: %b\r\n" % field for field in fields])
    # Only what the reader's own grammar reads back is written.
    if FIELD_LINE.findall(lines) != list(fields):
        return b"".join([_writeField(name, value.strip(OWS)) for name, value in fields])
    return lines


def _writeField(name: bytes, value: bytes) -> bytes:
    line = b"%b: %b\r\n" % (name, value)
    if FIELD_LINE.findall(line) != [(name, value)]:
        (shown,) = masked([(name, value)])
        raise LocalProtocolError(f"not a well-formed field: {shown!r}")
    return line


def writeRequestHead(method: bytes, target: bytes, fields: Sequence[Field]) -> bytes:
    """
    Write the head of a request.

    @param target: as it is to appear in the request line. It may hold bytes that ought to
        be encoded, as browsers send them.
    @raise LocalProtocolError: when method, target or a field is not well-formed.
    """
    if not TOKEN.fullmatch(method) or not target or NOT_VISIBLE.search(target):
        raise LocalProtocolError(f"not a request's method and target: {method!r} {target!r}")
    return b"%b %b HTTP/1.1\r\n%b\r\n" % (method, target, writeFields(fields))


def writeResponseHead(status: int, fields: Sequence[Field], reason: bytes | None = None) -> bytes:
    """
    Write the head of a response.

    @raise LocalProtocolError: when status, reason or a field is not well-formed.
    """
    return b"%b%b\r\n" % (writeStatusLine(status, reason), writeFields(fields))


# A server has few of them, and writes them over and over again.
@lru_cache(64)
def writeStatusLine(status: int, reason: bytes | None = None) -> bytes:
    """
    Write the first line of a response.

    RFC 9112 section 4: "A server MUST send the space that separates the
    status-code from the reason-phrase even when the reason-phrase is absent".
    RFC 9110 section 6.2: "A server SHOULD send a response version equal to the
    highest version to which the server is conformant that has a major version
    less than or equal to the one received", which is 1.1 to a client of 1.0 too.

    RFC 9110 section 15: "Values outside the range 100..599 are invalid", and a client
    "SHOULD process the response as if it had a 5xx". Other people's servers use values up
    to 999, and a proxy must be able to repeat what such a server has said.

    @raise LocalProtocolError: when status or reason is not well-formed.
    """
    if not 100 <= status <= 999:
        raise LocalProtocolError(f"not a status code: {status}")
    if reason is None:
        reason = reasonFor(status)
    elif not REASON.fullmatch(reason):
        raise LocalProtocolError(f"not a reason phrase: {reason!r}")
    return b"HTTP/1.1 %d %b\r\n" % (status, reason)


def writeChunk(data: bytes) -> bytes:
    """
    Write one chunk. RFC 9112 section 7.1: a chunk of size zero would end the
    message, so where there is no data, no chunk is written.
    """
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


def writeLastChunk(trailers: Sequence[Field] = ()) -> bytes:
    """
    Write the chunk of size zero, which ends the message, and the trailer section.

    @raise LocalProtocolError: when a trailer field is not well-formed.
    """
    return b"0\r\n%b\r\n" % writeFields(trailers)
