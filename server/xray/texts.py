"""
A client's bytes, as text that can be kept and shown: bounded, escaped, and with a mask in
place of each secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from twisted.python.failure import Failure
from twisted.web.http import Request
from twisted.web.server import NOT_DONE_YET

from server.console import printable
from server.escapes import visible
from server.problem import FormError
from server.semantics.secrets import masked, maskedURL
from server.xray.happenings import Pairs

#: How many characters one text has at most; and how many are kept of an answer's first
#: bytes.
LONGEST_TEXT = 300
FIRST = 60
#: How many fields or arguments are shown, and how many characters of them together; how
#: many segments of a path.
MOST_PAIRS = 50
MOST_OF_PAIRS = 5000
MOST_SEGMENTS = 12

Fields = list[tuple[bytes, bytes]]


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """
    Cut a text that is too long, and say how long it was.
    """
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"


def shown(data: bytes, most: int = LONGEST_TEXT) -> str:
    """
    Write a client's bytes as text, escaped, and cut where they are too many.
    """
    text = visible(data[:most])[:most]
    return text if len(data) <= most else f"{text}… ({len(data):,} bytes)"


def nameOf(thing: object) -> str:
    """
    Name an object by its class.
    """
    return type(thing).__name__


def segmentsText(segments: Sequence[bytes]) -> str:
    """
    Write a list of segments, as Python does.
    """
    texts = [f"b'{shown(segment, 60)}'" for segment in segments[:MOST_SEGMENTS]]
    if len(segments) > MOST_SEGMENTS:
        texts.append(f"… and {len(segments) - MOST_SEGMENTS:,} more")
    return f"[{', '.join(texts)}]"


def pairsText(fields: Sequence[tuple[bytes, bytes]]) -> Pairs:
    """
    Write fields or arguments, without their secrets.
    """
    texts: list[tuple[str, str]] = []
    size = 0
    for name, value in masked(fields[:MOST_PAIRS]):
        pair = (shown(name, 100), shown(maskedURL(value)))  # as Referer has one
        size += len(pair[0]) + len(pair[1])
        if size > MOST_OF_PAIRS:
            break
        texts.append(pair)
    if len(fields) > len(texts):
        texts.append(("…", f"and {len(fields) - len(texts):,} more"))
    return tuple(texts)


def argsText(args: dict[bytes, list[Any]]) -> Pairs:
    """
    Write the arguments of a request.
    """
    try:
        every = [(name, value or b"") for name, values in args.items() for value in values]
    except FormError as error:
        return (("(unreadable)", shortened(printable(error.sentence))),)
    return pairsText(every)


def fieldsOf(request: Request) -> Fields:
    """
    List the header fields of a request, as the program sees them.
    """
    every: Iterable[tuple[bytes, Sequence[bytes]]] = request.requestHeaders.getAllRawHeaders()
    return [(name, value) for name, values in every for value in values]


def contentText(fields: Fields) -> str:
    """
    Say how long the content of a request is.
    """
    said = {name.lower(): value for name, value in fields}
    if b"transfer-encoding" in said:
        return "in chunks, of no length that was said"
    length = said.get(b"content-length")
    return "none" if length is None else f"{shown(length, 20)} bytes"


def uriText(uri: bytes) -> str:
    """
    Write the target of a request.
    """
    return shown(maskedURL(uri))


def firstText(data: bytes) -> str:
    """
    Write the first bytes of an answer. A form that is repeated in it has secrets, as a
    query has.
    """
    return shown(maskedURL(b"?" + data[:FIRST])[1:], FIRST)


def resultText(result: object) -> str:
    """
    Say what a resource has returned.
    """
    if isinstance(result, bytes):
        return f"{len(result)} byte{'' if len(result) == 1 else 's'}"
    return "NOT_DONE_YET" if result is NOT_DONE_YET else f"{nameOf(result)}, which is not a page"


def errorText(reason: Failure) -> str:
    """
    Say what was raised: its class, and the beginning of its text.
    """
    said = printable(reason.getErrorMessage())
    return shortened(f"{nameOf(reason.value)}: {said}")
