"""
From the fields of HTTP/2 to the head of HTTP/1.1, and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.http1.events import Field, Response
from server.http1.grammar import TOKEN

#: Names that only mean something to one connection of HTTP/1.1.
CONNECTION_SPECIFIC = frozenset(
    (b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade")
)

#: Added to a request whose content comes without a length; no client has sent it.
CHUNKED_FIELD = (b"Transfer-Encoding", b"chunked")


class Malformed(Exception):
    """
    The fields are not a request. RFC 9113 section 8.1.1: "Malformed requests ... MUST be
    treated as a stream error ... of type PROTOCOL_ERROR."
    """


def writeRequestHead(fields: Sequence[Field], isWhole: bool) -> bytes:
    """
    Write what a client has asked in the words of HTTP/1.1.

    @param fields: as HTTP/2 has them, those with a colon first.
    @param isWhole: whether no content follows.
    @raise Malformed: when HTTP/1.1 would understand something else.
    """
    pseudo = {name: value for name, value in fields if name.startswith(b":")}
    others = [_checked(name, value) for name, value in fields if name not in pseudo]
    for name, value in pseudo.items():
        _checked(name[1:], value)
    line = b"%b %b HTTP/1.1" % (pseudo.get(b":method", b""), _pathOf(pseudo))
    if b":authority" in pseudo:
        others = [(b"Host", pseudo[b":authority"]), *without(others, b"host")]
    if not isWhole and all(name != b"content-length" for name, _ in others):
        others.append(CHUNKED_FIELD)
    lines = [line, *(b"%b: %b" % field for field in _joinCookies(others))]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _checked(name: bytes, value: bytes) -> Field:
    """
    RFC 9113 section 8.2.1: "A field value MUST NOT contain the zero value (ASCII NUL,
    0x00), line feed (ASCII LF, 0x0a), or carriage return (ASCII CR, 0x0d) at any
    position." Section 8.2.2: "Any message containing connection-specific header fields
    MUST be treated as malformed". In HTTP/1.1 either could begin a second request.
    """
    if not TOKEN.fullmatch(name) or any(byte in value for byte in b"\0\r\n"):
        raise Malformed(f"not a field: {(name, value)!r}")
    if name in CONNECTION_SPECIFIC:
        raise Malformed(f"HTTP/2 has no {name!r}")
    return name, value


def _pathOf(pseudo: dict[bytes, bytes]) -> bytes:
    """
    RFC 9113 section 8.3.1: C{:path} holds path and query; "OPTIONS requests ... that do
    not include a path component ... MUST include a ":path" pseudo-header field with a
    value of '*'". The absolute form of HTTP/1.1 has no place here.
    """
    path = pseudo.get(b":path", b"")
    if not path.startswith((b"/", b"*")):
        raise Malformed(f"not a path: {path!r}")
    return path


def _joinCookies(fields: list[Field]) -> list[Field]:
    """
    RFC 9113 section 8.2.3: "If there are multiple Cookie header fields after
    decompression, these MUST be concatenated into a single octet string using the
    two-octet delimiter of 0x3b, 0x20 (the ASCII string "; ")".
    """
    crumbs = [value for name, value in fields if name == b"cookie"]
    if len(crumbs) < 2:
        return fields
    return [*without(fields, b"cookie"), (b"cookie", b"; ".join(crumbs))]


def without(fields: Iterable[Field], unwanted: bytes) -> list[Field]:
    """
    Leave out the fields of one name.
    """
    return [(name, value) for name, value in fields if name != unwanted]


def answerFields(head: Response) -> list[Field]:
    """
    Write the head of an answer as HTTP/2 has it.

    RFC 9113 section 8.2: "Field names MUST be converted to lowercase when constructing
    an HTTP/2 message." Section 8.2.2: "An endpoint MUST NOT generate an HTTP/2 message
    containing connection-specific header fields."
    """
    named = [(name.lower(), value) for name, value in head.fields]
    kept = [(name, value) for name, value in named if name not in CONNECTION_SPECIFIC]
    return [(b":status", b"%d" % head.status), *kept]
