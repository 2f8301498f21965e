"""
A strict reader of responses: what is not well-formed HTTP/1.1 is an error here.

A browser forgives a server much, and shows the page anyway. Whoever writes a
server wants to hear of every mistake, so this reader forgives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# RFC 9112 section 4: status-line = HTTP-version SP status-code SP [ reason-phrase ]
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ([\t \x21-\x7e\x80-\xff]*)")
# Section 5: field-line = field-name ":" OWS field-value OWS
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
# Section 7.1: chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,16}")


#: Bytes of an answer that a complaint quotes.
MOST_SHOWN = 200


class Malformed(AssertionError):
    """
    These bytes are not a whole, well-formed response. An C{AssertionError},
    so that a test which meets one counts as failed, not as broken.
    """


def demand(fulfilled: object, complaint: str) -> None:
    """
    Insist on something.

    @raise Malformed: when it is not so.
    """
    if not fulfilled:
        raise Malformed(complaint)


def show(data: bytes) -> str:
    """
    Quote the beginning of some bytes, for a person: what is not printable ASCII
    becomes an escape.
    """
    return "'" + data[:MOST_SHOWN].decode("latin-1").encode("unicode_escape").decode("ascii") + "'"


@dataclass(frozen=True)
class Response:
    """
    One response.

    @ivar fields: the values by lower-case name; a repeated one joined by C{, }. Bytes
        beyond ASCII (obs-text) are read as Latin-1.
    """

    status: int
    reason: str
    fields: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """
        The content, read as UTF-8.
        """
        return self.content.decode()


def readResponse(data: bytes, toHead: bool = False) -> tuple[Response, bytes]:
    """
    Read the first response of some bytes.

    @param toHead: it answers a HEAD request, so it has no content.
    @return: the response, and the bytes after it.
    @raise Malformed: when the bytes are not a whole, well-formed response.
    """
    head, separator, rest = data.partition(b"\r\n\r\n")
    demand(separator, f"no empty line ends the head: {show(data)}")
    first, *lines = head.split(b"\r\n")
    status, reason = readStatusLine(first)
    fields = readFields(lines)
    content, rest = readContent(status, fields, rest, toHead)
    return Response(status, reason, fields, content), rest


def readStatusLine(line: bytes) -> tuple[int, str]:
    """
    Read a status line.

    @return: the status code and the reason phrase.
    """
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        raise Malformed(f"not a status line: {show(line)}")
    return int(match[1]), match[2].decode("latin-1")


def readFields(lines: list[bytes]) -> dict[str, str]:
    """
    Read field lines into the values by lower-case name.
    """
    fields: dict[str, str] = {}
    for line in lines:
        match = FIELD_LINE.fullmatch(line)
        if match is None:
            raise Malformed(f"not a field line: {show(line)}")
        name, value = match[1].decode().lower(), match[2].decode("latin-1").strip()
        demand(name != "content-length" or name not in fields, "Content-Length twice")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


# RFC 9112 section 6.3: how the length of the content is known.
def readContent(
    status: int, fields: dict[str, str], rest: bytes, toHead: bool
) -> tuple[bytes, bytes]:
    """
    Take the content by its framing (RFC 9112 section 6.3).

    @return: the content, and what follows it.
    """
    if toHead or status in (204, 304) or status < 200:
        return b"", rest
    if fields.get("transfer-encoding") == "chunked":
        return readChunks(rest)
    if "content-length" not in fields:
        return rest, b""  # the end of the connection is the end of the content
    length = readLength(fields["content-length"])
    demand(len(rest) >= length, f"{length} bytes announced, {len(rest)} sent")
    return rest[:length], rest[length:]


# RFC 9110 section 8.6: Content-Length = 1*DIGIT
def readLength(value: str) -> int:
    """
    Read the value of Content-Length: digits alone (RFC 9110 section 8.6).

    @raise Malformed: when it is anything else.
    """
    demand(re.fullmatch("[0-9]{1,18}", value), f"not a Content-Length: {value[:40]!r}")
    return int(value)


def readChunks(rest: bytes) -> tuple[bytes, bytes]:
    """
    Take chunked content without trailers (RFC 9112 section 7.1).

    @return: the content, and what follows it.
    @raise Malformed: where it is not whole, or not well-formed.
    """
    chunks: list[bytes] = []
    position = 0
    while not chunks or chunks[-1]:
        lineEnd = rest.find(b"\r\n", position)
        size = rest[position : max(lineEnd, position)]
        demand(CHUNK_SIZE.fullmatch(size), f"not a chunk size: {show(rest[position:][:80])}")
        begin, end = lineEnd + 2, lineEnd + 2 + int(size, 16)
        demand(rest[end : end + 2] == b"\r\n", f"no line end after a chunk at byte {end}")
        chunks.append(rest[begin:end])
        position = end + 2
    return b"".join(chunks), rest[position:]


def readResponses(data: bytes) -> list[Response]:
    """
    Read responses to the last byte.
    """
    responses = []
    while data:
        response, data = readResponse(data)
        responses.append(response)
    return responses


def final(data: bytes, toHead: bool = False) -> Response:
    """
    Read what must be exactly one final response. Interim ones (1xx) may come before it (RFC 9110
    section 15.2); they are skipped.
    """
    response, rest = readResponse(data, toHead)
    while response.status < 200:
        response, rest = readResponse(rest, toHead)
    demand(not rest, f"bytes after the response: {show(rest)}")
    return response


def only(data: bytes, toHead: bool = False) -> Response:
    """
    Read what must be exactly one response.
    """
    response, rest = readResponse(data, toHead)
    demand(not rest, f"bytes after the response: {show(rest)}")
    return response
