"""
Forms: what the content of a request holds as names and values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote_to_bytes as unquote

from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from server.problem import FormError

Arguments = dict[bytes, list[bytes]]

#: More names and values than any form has; each takes memory beyond its bytes.
MOST_FIELDS = 10_000
#: Bytes of a form that is encoded as in a URL. Decoding that many takes some hundredths of
#: a second, and fifty times their size in memory, while all others wait. Multipart is for
#: what is larger.
MOST_ENCODED = 2**17
#: Bytes of a multipart form that are looked at together.
PIECE = 65536


def readForm(contentType: bytes, content: BinaryIO, mostEncoded: int = MOST_ENCODED) -> Arguments:
    """
    Read the form in the content of a request.

    @param contentType: the value of the field.
    @param content: it is read from its present position to its end.
    @param mostEncoded: how many bytes a form may have that is encoded as in a URL.
    @return: the values by name; empty where the content is something else.
    @raise FormError: when it is not well-formed.
    """
    # Each byte is one character of latin-1, so nothing is lost on the way to
    # text and back, whatever the client's charset.
    kind, options = parse_options_header(contentType.decode("latin-1"))
    if kind == "application/x-www-form-urlencoded":
        text = content.read(mostEncoded + 1)
        if len(text) > mostEncoded:
            raise FormError(f"A form of this kind may have at most {mostEncoded:,} bytes.", 413)
        return parsePairs(text)
    if kind == "multipart/form-data":
        return _gather(_readParts(options.get("boundary", "").encode("latin-1"), content))
    return {}


def parsePairs(text: bytes) -> Arguments:
    """
    Parse C{name=value&name=value}, as a query or a form has it. As Twisted does,
    take a semicolon for an ampersand, and leave out what has no equals sign.

    @raise FormError: when there are too many.
    """
    if not text:
        return {}
    text = text.replace(b";", b"&")
    if text.count(b"&") >= MOST_FIELDS:
        raise FormError(f"A form may have at most {MOST_FIELDS:,} fields.")
    pairs = (pair.partition(b"=") for pair in text.split(b"&"))
    return _gather((_decode(name), _decode(value)) for name, equals, value in pairs if equals)


def _decode(text: bytes) -> bytes:
    return unquote(text.replace(b"+", b" "))


def _gather(pairs: Iterator[tuple[bytes, bytes]]) -> Arguments:
    arguments: Arguments = {}
    for name, value in pairs:
        arguments.setdefault(name, []).append(value)
    return arguments


def _readParts(boundary: bytes, content: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """
    Read C{multipart/form-data} (RFC 7578), files among the fields.
    """
    name, pieces = b"", list[bytes]()
    try:
        with PushMultipartParser(
            boundary, max_segment_count=MOST_FIELDS, header_charset="latin-1"
        ) as parser:
            for event in parser.parse_blocking(lambda size: content.read(min(size, PIECE))):
                if isinstance(event, MultipartSegment):
                    name, pieces = event.name.encode("latin-1"), []
                elif event is None and name:
                    yield name, b"".join(pieces)
                elif event is not None:
                    pieces.append(bytes(event))
    except (MultipartError, ValueError) as error:
        raise FormError(f"The form is not well-formed: {error}.") from error
