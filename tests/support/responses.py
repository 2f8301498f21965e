"""
A strict reader of responses: what is no well-formed HTTP/1.1 is an error here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3}) ([\t \x21-\x7e]*)")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*)")


@dataclass(frozen=True)
class Response:
    """
    One response.

    @ivar fields: the values by lower-case name; a repeated one joined by C{, }.
    """

    status: int
    reason: str
    fields: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """
        The content as UTF-8.
        """
        return self.content.decode()


def readResponse(data: bytes, toHead: bool = False) -> tuple[Response, bytes]:
    """
    Read the first response of some bytes.

    @param toHead: it answers a HEAD request, so it has no content.
    @return: the response, and the bytes behind it.
    @raise AssertionError: when the bytes are not a whole, well-formed response.
    """
    head, separator, rest = data.partition(b"\r\n\r\n")
    assert separator, f"no empty line ends the head: {data!r}"
    first, *lines = head.split(b"\r\n")
    status = STATUS_LINE.fullmatch(first)
    assert status, f"no status line: {first!r}"
    fields = readFields(lines)
    content, rest = readContent(int(status[1]), fields, rest, toHead)
    return Response(int(status[1]), status[2].decode(), fields, content), rest


def readFields(lines: list[bytes]) -> dict[str, str]:
    """
    Read field lines.
    """
    fields: dict[str, str] = {}
    for line in lines:
        match = FIELD_LINE.fullmatch(line)
        assert match, f"no field line: {line!r}"
        name, value = match[1].decode().lower(), match[2].decode().strip()
        assert name != "content-length" or name not in fields, "Content-Length twice"
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def readContent(
    status: int, fields: dict[str, str], rest: bytes, toHead: bool
) -> tuple[bytes, bytes]:
    """
    Take the content by its framing.
    """
    if toHead or status in (204, 304) or status < 200:
        return b"", rest
    if fields.get("transfer-encoding") == "chunked":
        return readChunks(rest)
    if "content-length" not in fields:
        return rest, b""
    length = int(fields["content-length"])
    assert len(rest) >= length, f"{length} bytes announced, {len(rest)} sent"
    return rest[:length], rest[length:]


def readChunks(rest: bytes) -> tuple[bytes, bytes]:
    """
    Take chunked content without trailers.
    """
    content = b""
    while True:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        assert rest[length : length + 2] == b"\r\n", f"no line end behind a chunk: {rest[:80]!r}"
        content, rest = content + rest[:length], rest[length + 2 :]
        if length == 0:
            return content, rest


def readResponses(data: bytes) -> list[Response]:
    """
    Read responses to the last byte.
    """
    responses = []
    while data:
        response, data = readResponse(data)
        responses.append(response)
    return responses


def only(data: bytes, toHead: bool = False) -> Response:
    """
    Read what must be exactly one response.
    """
    response, rest = readResponse(data, toHead)
    assert not rest, f"bytes behind the response: {rest!r}"
    return response
