"""
Reading a form with files as it arrives: of a file, only its size and its
SHA-256 are kept, so that a file of any size takes no more memory than one of a
few bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)
from twisted.web.http import Request

#: How much one form may make us keep.
MAX_PARTS = 100
MAX_TEXT = 100_000  # bytes in all text fields together

FORM = b"multipart/form-data"

#: RFC 2046 section 5.1.1: "Boundary delimiters must not appear within the encapsulated
#: material", and have 1 to 70 characters of US-ASCII. Clients disagree on which
#: characters.
BOUNDARY = re.compile(rb"[ -~]{0,69}[!-~]")


@dataclass
class Part:
    """
    One part of a form.

    @ivar filename: what the client calls the file; L{None} for a text field.
    @ivar size: how many bytes have come so far.
    @ivar text: the content of a text field.
    """

    name: str
    filename: str | None
    contentType: str
    size: int = 0
    text: bytearray = field(default_factory=bytearray)
    digest: Any = field(default_factory=sha256)

    def take(self, data: bytes) -> None:
        """
        Take a piece of the content.
        """
        self.size += len(data)
        self.digest.update(data)
        if self.filename is None:
            self.text += data

    def isNoFile(self) -> bool:
        """
        Tell whether it is a field for which no file was chosen. HTML, "multipart form
        data": that is sent as an empty file without a name.
        """
        return self.filename == "" and not self.size

    def __str__(self) -> str:
        if self.filename is None:
            return f"field {shown(self.name)}: {shown(self.text.decode('utf-8', 'replace'))}"
        if self.isNoFile():
            return f"field {shown(self.name)}: no file was chosen"
        return (
            f"file {shown(self.filename)} in field {shown(self.name)}: "
            f"{shown(self.contentType)}, {self.size:,} bytes, SHA-256 {self.digest.hexdigest()}"
        )


def asTyped(text: str) -> str:
    """
    Read a part's words as UTF-8, as browsers write them (RFC 7578 section 5.1). A name
    that is not UTF-8, such as that of an old file, keeps its bytes.

    @param text: each byte of it is one character of latin-1.
    """
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


def shown(text: str) -> str:
    """
    Make a client's words fit for one line of our answer.
    """
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


class FormReader:
    """
    Reads one multipart form.

    @ivar parts: what has come, in order.
    @ivar error: what is wrong with the form; empty while nothing is.
    """

    def __init__(self, boundary: bytes) -> None:
        """
        @param boundary: what is between the parts (RFC 2046 section 5.1.1).
        """
        self.parts: list[Part] = []
        self.textSize = 0
        self.error = "" if BOUNDARY.fullmatch(boundary) else "The form has no good boundary"
        try:
            # Not its strict mode: that refuses even a line end after the last
            # boundary, when it arrives in a piece of its own.
            self.parser = PushMultipartParser(
                boundary, max_segment_count=MAX_PARTS, header_charset="latin-1"
            )
        except MultipartError as error:
            self.error = self.error or str(error)

    def write(self, data: bytes) -> None:
        """
        Take a piece of the content.
        """
        try:
            for event in () if self.error else self.parser.parse(data):
                self.take(event)
        except MultipartError as error:
            self.error = str(error)

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        """
        Take what the parser has found: a part's head, a piece of it, its end.
        """
        if isinstance(event, MultipartSegment):
            filename = None if event.filename is None else asTyped(event.filename)
            kind = asTyped(event.content_type or "no type")
            self.parts.append(Part(asTyped(event.name), filename, kind))
        elif event:
            self.parts[-1].take(bytes(event))
            self.textSize += len(event) if self.parts[-1].filename is None else 0
            if self.textSize > MAX_TEXT:
                raise MultipartError(f"the text fields hold more than {MAX_TEXT} bytes")

    def finish(self) -> None:
        """
        No more content will come: the form must be complete.
        """
        try:
            if not self.error:
                self.parser.close()
        except MultipartError as error:
            self.error = str(error)

    def isWithoutFile(self) -> bool:
        """
        Tell whether it is a form like ours for which no file was chosen.
        """
        files = [part for part in self.parts if part.filename is not None]
        return not self.error and bool(files) and all(part.isNoFile() for part in files)

    def fields(self) -> Iterator[tuple[bytes, bytes]]:
        """
        The text fields, as names and values.
        """
        for part in self.parts:
            if part.filename is None:
                yield part.name.encode("utf-8", "surrogateescape"), bytes(part.text)


def mayBeForm(contentType: bytes) -> bool:
    """
    Tell whether there may be a form to read: most requests have none, and parsing what
    they say about their content takes long.

    @param contentType: the value of the field.
    """
    return FORM in contentType.lower()


def makeReader(request: Request) -> FormReader | None:
    """
    Make a reader for a request's content.

    @return: L{None} where the content is not a multipart form.
    """
    contentType = request.getHeader(b"Content-Type")
    if contentType is None or not mayBeForm(contentType):
        return None
    kind, options = parse_options_header(contentType.decode("latin-1"))
    if kind.encode() != FORM:
        return None
    return FormReader(options.get("boundary", "").encode("latin-1"))
