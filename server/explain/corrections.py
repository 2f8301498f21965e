"""
The corrected request.

There are many small repairs, and one judge: a repair is kept if the engine, reading the
head again, comes nearer to its end. Only what it accepts in the end is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_from_bytes

from server.explain.descriptions import METHODS
from server.http1 import RemoteProtocolError, Request, RequestReader
from server.http1.grammar import AUTHORITY_FORM
from server.http1.target import KEPT

#: A longer head is not corrected, and no more repairs than this are made in one.
LONGEST_HEAD, ROUNDS = 8192, 12

LINE_END = re.compile(rb"\r*\n")
HEAD_END = re.compile(rb"\r?\n\r*\n")
BYTES_OF_TELNET = re.compile(rb"\xff\xf4\xff\xfd\x06|\xff[\xf0-\xfa]|\xff[\xfb-\xfe].", re.DOTALL)
TYPOGRAPHIC = (
    (re.compile(rb"\xe2\x80[\x98-\x9f]"), b'"'),
    (re.compile(rb"\xe2\x80[\x90-\x95]"), b"-"),
    (re.compile(rb"\xc2\xa0"), b" "),
    (re.compile(rb"\xef\xbb\xbf"), b""),
)
ERASING, LF = b"\x08\x7f", 10

Repair = Callable[[bytes], bytes]


def correct(data: bytes) -> bytes | None:
    """
    Find the head of the request that was meant.

    @param data: the bytes that the engine does not accept, from the first of the head.
    @return: L{None} where it cannot be found, or is too long.
    """
    end = HEAD_END.search(data)
    head = data[: end.end()] if end else data
    text = _ended(LINE_END.sub(b"\r\n", head))
    missing = _missing(text)
    for _ in range(ROUNDS):
        if missing < 0 or len(text) > LONGEST_HEAD:
            break
        better = _repair(text, missing)
        if better is None:
            return None
        text, missing = better
    return text if missing < 0 else None


def _ended(text: bytes) -> bytes:
    """
    Put one empty line after a head, and none before it.
    """
    return text.strip(b"\r\n") + b"\r\n\r\n"


def _repair(text: bytes, missing: int) -> tuple[bytes, int] | None:
    """
    Make the first repair that helps.
    """
    for repair in REPAIRS:
        better = _ended(repair(text))
        if better != text and (left := _missing(better)) < missing:
            return better, left
    return None


def _missing(text: bytes) -> int:
    """
    Count the bytes of a head from its first fault on; -1 where it has none.
    """
    reader = RequestReader()
    reader.feed(text)
    try:
        event = reader.nextEvent()
    except RemoteProtocolError as error:
        return len(text) - error.offset
    isWhole = isinstance(event, Request) and event.end == len(text)
    return -1 if isWhole else len(text)


def _onFirstLine(change: Repair) -> Repair:
    def repair(text: bytes) -> bytes:
        line, end, rest = text.partition(b"\n")
        bare = line.rstrip(b"\r")
        return change(bare) + line[len(bare) :] + end + rest

    return repair


def _onFields(pattern: bytes, replacement: bytes) -> Repair:
    compiled = re.compile(pattern)

    def repair(text: bytes) -> bytes:
        line, end, rest = text.partition(b"\n")
        return line + end + compiled.sub(replacement, rest)

    return repair


def _substitute(pattern: bytes, replacement: bytes) -> Repair:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(replacement, text)


def _takeTyped(text: bytes) -> bytes:
    """
    Take out what telnet has added, and let each backspace erase what it was meant to.
    """
    kept = bytearray()
    for byte in BYTES_OF_TELNET.sub(b"", text):
        if byte not in ERASING:
            kept.append(byte)
        elif kept and kept[-1] != LF:
            kept.pop()
    return bytes(kept)


def _writePlainly(text: bytes) -> bytes:
    for pattern, plain in TYPOGRAPHIC:
        text = pattern.sub(plain, text)
    return text


def _addVersion(line: bytes) -> bytes:
    """
    Add what is missing at the end of a request line: the version, and the target as well.
    """
    words = line.split()
    isMethod = bool(words) and words[0].upper() in METHODS
    if not isMethod or words[-1].upper().startswith(b"HTTP/"):
        return line
    target = b"%20".join(words[1:]) or b"/"
    return b"%b %b HTTP/1.1" % (words[0].upper(), target)


def _encodeTarget(line: bytes) -> bytes:
    """
    Percent-encode a target, put a slash before it, and leave out a fragment: that stays in
    the browser (RFC 9110 section 4.2.5).
    """
    method, _, rest = line.partition(b" ")
    target, space, version = rest.rpartition(b" ")
    if not space or b"://" in target or target == b"*" or AUTHORITY_FORM.fullmatch(target):
        return line
    target = re.sub(rb"%(?![0-9A-Fa-f]{2})", b"%25", target.partition(b"#")[0])
    path = b"/" + quote_from_bytes(target, KEPT + "%").encode("ascii").lstrip(b"/")
    return b"%b %b %b" % (method, path, version)


def _keepFirst(name: bytes) -> Repair:
    """
    Keep the first field of a name, and no other.
    """
    field = re.compile(rb"(?im)^" + name + rb":[^\n]*+\n")

    def repair(text: bytes) -> bytes:
        first = field.search(text)
        if first is None:
            return text
        return text[: first.end()] + field.sub(b"", text[first.end() :])

    return repair


def _trustChunks(text: bytes) -> bytes:
    """
    RFC 9112 section 6.3: Transfer-Encoding overrides Content-Length.
    """
    if not re.search(rb"(?im)^transfer-encoding:", text):
        return text
    return re.sub(rb"(?im)^content-length:[^\n]*+\n", b"", text)


REPAIRS: tuple[Repair, ...] = (
    _takeTyped,
    _writePlainly,
    _substitute(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)", b""),  # control characters
    _onFirstLine(lambda line: b" ".join(line.split())),
    _onFirstLine(_addVersion),
    _onFirstLine(_substitute(rb"(?i) http/1\.([01])$", rb" HTTP/1.\1")),
    _onFirstLine(_substitute(rb"(?i) http/[^ ]*$", b" HTTP/1.1")),
    _onFirstLine(_encodeTarget),
    _onFields(rb"(?m)^([^\s:]+)[ \t]+:", rb"\1:"),  # a space before the colon
    _onFields(rb"\r\n[ \t]+", b" "),  # folded lines
    _onFields(rb"\A[ \t]+", b""),  # an indented first field
    _onFields(rb"(?m)^([A-Za-z-]+)[ \t]+(?=[^ \t\r:])([^:\r\n]*\r)$", rb"\1: \2"),  # no colon
    _onFields(rb"(?im)^(host:[ \t]*)https?://", rb"\1"),
    _onFields(rb"(?im)^(host:[ \t]*[^/\s]+)/[^\r\n]*", rb"\1"),
    _onFields(rb"(?im)^(content-length:[ \t]*)\+?([0-9]+)(?:[ \t]*,[ \t]*\2)*(?=\r)", rb"\1\2"),
    _keepFirst(b"host"),
    _keepFirst(b"content-length"),
    _trustChunks,
    _onFirstLine(lambda line: line + b"\r\nHost: localhost"),
)
