"""
The lines of a message, laid out: first lines, fields, and the lines between chunks.

All of this is called with bytes that the engine has accepted, or with the beginning of
what it has not finished: the beginning of a line is laid out as far as it goes, and is not
said to mean more than any line of its kind. What does not even begin like a line of its
kind is left as unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.explain.descriptions import ofField, ofMethod, ofStatus, ofValue, ofVersion
from server.explain.span import Direction, Row, Span
from server.explain.target import splitTarget
from server.explain.value import splitValue
from server.http1.grammar import NOT_TEXT, OWS, TOKEN

CRLF = b"\r\n"
VERSION_NAME = b"HTTP/"
LINE = re.compile(rb"[^\n]*+\n|[^\n]++")
WORDS = re.compile(rb"([^ ]*+)( ?+)([^ ]*+)( ?+)(.*+)", re.DOTALL)
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]*+)(.*+)", re.DOTALL)


def splitLine(line: bytes) -> tuple[bytes, bytes]:
    """
    Split a line from its line end, of which only the CR may have come.
    """
    text = line.removesuffix(b"\n").removesuffix(b"\r")
    return text, line[len(text) :]


def headSpans(direction: Direction, data: bytes, start: int, since: int = 0) -> list[Span]:
    """
    Lay out a head, or its beginning, and empty lines before it.

    @param since: an offset: lines that end before it, or there, are left out.
    """
    skipped = data.rfind(b"\n", 0, max(since - start, 0)) + 1
    row, hasBegun = Row(start + skipped), bool(data[:skipped].strip(CRLF))
    for line in LINE.findall(data, skipped):
        if splitLine(line)[0]:
            _layLine(row, direction, line, isFirst=not hasBegun)
            hasBegun = True
        else:
            row.lay(_emptyKind(line, "end of head" if hasBegun else "empty line"), line)
    return row.spans


def _emptyKind(line: bytes, kind: str) -> str:
    """
    A CR alone does not yet say which line end it will be.
    """
    return kind if line == CRLF else "line end"


def _layLine(row: Row, direction: Direction, line: bytes, isFirst: bool) -> None:
    if not line.endswith(CRLF) and not _mayBecome(line, direction, isFirst):
        row.lay("unchecked", line)
    elif not isFirst:
        row.layWhole("field line", fieldLine(line, row.end))
    elif direction is Direction.REQUESTS:
        row.layWhole("request line", requestLine(line, row.end))
    else:
        row.layWhole("status line", statusLine(line, row.end))


def _mayBecome(line: bytes, direction: Direction, isFirst: bool) -> bool:
    """
    Tell whether a line that the engine has not looked at begins as one of its kind does.
    """
    text = splitLine(line)[0]
    if NOT_TEXT.search(text):
        return False
    if not isFirst:
        return TOKEN.fullmatch(text.partition(b":")[0]) is not None
    if direction is Direction.REQUESTS:
        return TOKEN.fullmatch(text.partition(b" ")[0]) is not None
    return text.startswith(VERSION_NAME[: len(text)])


def requestLine(line: bytes, start: int) -> Row:
    """
    RFC 9112 section 3: C{request-line = method SP request-target SP HTTP-version}.
    """
    row, (text, end) = Row(start), splitLine(line)
    method, space, target, other, version = _words(text)
    isWhole = end == CRLF
    row.lay("method", method, ofMethod(method) if isWhole else None)
    row.lay("space", space)
    parts = splitTarget(method, target, row.end) if isWhole else ()
    row.lay("target", target, None, parts)
    row.lay("space", other)
    row.lay("version", version, ofVersion(version) if isWhole else None)
    row.lay("line end", end)
    return row


def statusLine(line: bytes, start: int) -> Row:
    """
    RFC 9112 section 4: C{status-line = HTTP-version SP status-code SP [ reason-phrase ]}.
    """
    row, (text, end) = Row(start), splitLine(line)
    version, space, code, other, reason = _words(text)
    isWhole = end == CRLF
    row.lay("version", version, ofVersion(version) if isWhole else None)
    row.lay("space", space)
    row.lay("status code", code, ofStatus(code) if isWhole else None)
    row.lay("space", other)
    row.lay("reason", reason)
    row.lay("line end", end)
    return row


def _words(text: bytes) -> Sequence[bytes]:
    match = WORDS.fullmatch(text)
    return match.groups() if match else (text, b"", b"", b"", b"")


def fieldLine(line: bytes, start: int) -> Row:
    """
    RFC 9112 section 5: C{field-line = field-name ":" OWS field-value OWS}.
    """
    row, (text, end) = Row(start), splitLine(line)
    name, colon, rest = text.partition(b":")
    value = rest.strip(OWS)
    before = rest[: len(rest) - len(rest.lstrip(OWS))]
    isWhole = end == CRLF
    row.lay("field name", name, ofField(name) if isWhole else None)
    row.lay("colon", colon)
    row.lay("white space", before)
    if isWhole:
        row.lay("field value", value, ofValue(name, value), splitValue(name, value, row.end))
    else:
        row.lay("field value", value)
    row.lay("white space", rest[len(before) + len(value) :])
    row.lay("line end", end)
    return row


def framingSpans(data: bytes, start: int, isFirst: bool, since: int = 0) -> list[Span]:
    """
    Lay out what comes between chunks and after the last one, or its beginning.

    @param isFirst: whether no chunk comes before it.
    @param since: an offset: trailer lines that end before it, or there, are left out.
    """
    row = Row(start)
    if not isFirst:
        row.lay("chunk end", data[:2])
        data = data[2:]
    isAfterLast = False  # after the last chunk
    for line in LINE.findall(data):
        if isAfterLast and row.end + len(line) <= since:
            row.end += len(line)
        elif isAfterLast:
            _layTrailer(row, line)
        else:
            isAfterLast = _layChunkLine(row, line)
    return row.spans


def _layChunkLine(row: Row, line: bytes) -> bool:
    """
    RFC 9112 section 7.1: C{chunk-size [ chunk-ext ] CRLF}; and C{last-chunk = 1*("0") ...}.

    @return: whether it announces the trailer section.
    """
    parts, (text, end) = Row(row.end), splitLine(line)
    match = CHUNK_LINE.fullmatch(text)
    size, extension = match.groups() if match else (text, b"")
    isLast = bool(size) and not size.strip(b"0") and end == CRLF
    parts.lay("last chunk size" if isLast else "chunk size", size)
    parts.lay("chunk extension", extension)
    parts.lay("line end", end)
    row.layWhole("chunk line", parts)
    return isLast


def _layTrailer(row: Row, line: bytes) -> None:
    if splitLine(line)[0]:
        row.layWhole("trailer line", fieldLine(line, row.end))
    else:
        row.lay(_emptyKind(line, "end of trailers"), line)
