"""
Undoing what C{Content-Encoding} did to the content, to look at it: the client
gets the bytes as they are.

A few kilobytes can stand for gigabytes. So the decoders hand out small pieces, and the
caller may stop after any of them. Where much work yields no content, the pieces are empty.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Protocol as Interface

#: The longest piece, in bytes.
PIECE = 16384

#: What C{zlib} takes for a number of window bits: a gzip header, a zlib one, none.
GZIP, ZLIB, RAW = 31, 15, -15

#: Content that was encoded more often than this was not meant to be read.
MOST_CODINGS = 2


class Undecodable(Exception):
    """
    The content cannot be looked at. Argument: why, for a person.
    """


class Decoder(Interface):
    """
    Undoes one coding, piece by piece.
    """

    def feed(self, data: bytes) -> Iterator[bytes]:
        """
        Decode a piece.

        @raise Undecodable: when it is not in this coding.
        """

    def isWhole(self) -> bool:
        """
        Tell whether the content may end with what was fed.
        """


class Inflater:
    """
    Undoes C{gzip} or C{deflate}: streams one after another, the latter with or without a
    zlib header.
    """

    def __init__(self, isGzip: bool) -> None:
        self.isGzip = isGzip
        self.inflating: zlib._Decompress | None = None
        self.hasEnded = False

    def isWhole(self) -> bool:
        """
        Tell whether a stream has ended, and no other one has begun.
        """
        return self.hasEnded and self.inflating is None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """
        Decode a piece.

        @return: the content in small pieces, some of them empty.
        """
        while data := self.withoutPadding(data):
            if self.inflating is None:
                self.inflating = self.begin(data)
            yield from self.inflate(self.inflating, data)
            data = self.takeRest(self.inflating)
            yield b""  # a stream may be empty, and another empty one come after it

    def withoutPadding(self, data: bytes) -> bytes:
        """
        Skip zeros after a stream: programs that write in blocks leave some.
        """
        return data.lstrip(b"\0") if self.isWhole() else data

    def begin(self, data: bytes) -> zlib._Decompress:
        """
        Begin a stream.

        RFC 9110 section 8.4.1.2: "Some non-conformant implementations send the
        "deflate" compressed data without the zlib wrapper." RFC 1950 section 2.2
        tells how such a wrapper begins.
        """
        isWrapped = data[0] & 0x0F == 8 and data[0] >> 4 <= 7
        return zlib.decompressobj(GZIP if self.isGzip else ZLIB if isWrapped else RAW)

    def inflate(self, inflating: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        """
        Decode up to the end of a stream.
        """
        try:
            piece = inflating.decompress(data, PIECE)
            while piece:
                yield piece
                piece = inflating.decompress(inflating.unconsumed_tail, PIECE)
        except zlib.error:
            raise Undecodable("not encoded as it says") from None

    def takeRest(self, inflating: zlib._Decompress) -> bytes:
        """
        Take what comes after the end of a stream: with gzip, that may be another stream.
        """
        if not inflating.eof:
            return b""
        self.inflating, self.hasEnded = None, True
        return inflating.unused_data if self.isGzip else b""


def makeDecoder(name: str) -> Decoder:
    """
    Make the decoder that undoes one coding.

    @raise Undecodable: when we have none for it. C{br} and C{zstd} would need a
        library that stops at a limit.
    """
    if name in ("gzip", "x-gzip"):
        return Inflater(isGzip=True)
    if name == "deflate":
        return Inflater(isGzip=False)
    raise Undecodable(f"encoded with {name[:20]}")


def makeDecoders(names: Iterable[str]) -> list[Decoder]:
    """
    Make the decoders that undo all codings of some content.

    @param names: as in C{Content-Encoding}: "in the order in which they were
        applied" (RFC 9110 section 8.4).
    @return: the decoders, for the last coding first.
    @raise Undecodable: when that cannot be done.
    """
    applied = [name.lower() for name in names if name.lower() != "identity"]
    if len(applied) > MOST_CODINGS:
        raise Undecodable("encoded too many times")
    return [makeDecoder(name) for name in reversed(applied)]


def decode(decoders: Iterable[Decoder], data: bytes) -> Iterator[bytes]:
    """
    Decode a piece with one decoder after the other.
    """
    return reduce(feedAll, decoders, iter([data]))


def feedAll(pieces: Iterator[bytes], decoder: Decoder) -> Iterator[bytes]:
    """
    Feed pieces to a decoder, one at a time, as its own pieces are wanted.
    """
    for piece in pieces:
        yield from decoder.feed(piece)
