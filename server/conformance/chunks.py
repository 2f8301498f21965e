"""
Rules of the transfer coding chunked: sizes, extensions, line ends and trailer fields (RFC
9112 section 7.1).
"""

from __future__ import annotations

from server.conformance.case import (
    ACCEPTED,
    LINES,
    After,
    Case,
    Family,
    Level,
    Need,
    Silence,
    request,
)
from server.conformance.content import coded

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

NEEDS = (Need.CHUNKS, Need.CONTENT)
chunk = Family("chunks", NEEDS)
trailer = Family("trailers", NEEDS)

CHUNK = "RFC 9112 section 7.1"
EXTENSION = "RFC 9112 section 7.1.1"
TRAILER = "RFC 9112 section 7.1.2"


def chunked(content: bytes) -> bytes:
    """
    A POST request with chunked content.
    """
    return coded(b"chunked", content)


# fmt: off
CHUNKS: tuple[Case, ...] = (
    chunk.accept("chunks-none", CHUNK, MUST,
        "Content may be empty.",
        chunked(b"0\r\n\r\n")),
    chunk.accept("chunks-several", CHUNK, MUST,
        "Sizes are hexadecimal, in upper and lower case, and may begin with zeros.",
        chunked(b"A\r\n0123456789\r\na\r\n0123456789\r\n0005\r\nhello\r\n000\r\n\r\n")),
    chunk.accept("chunk-holds-line-ends", CHUNK, MUST,
        "A chunk may hold anything.",
        chunked(b"9\r\n\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n")),
    chunk.accept("chunk-extension", EXTENSION, MUST,
        "Unknown chunk extensions are ignored.",
        chunked(b"5;a;b=c;d=\"e;\\\"f\"\r\nhello\r\n0;g\r\n\r\n")),
    chunk.accept("chunk-extension-space", EXTENSION, MUST,
        "White space around the parts of an extension is parsed.",
        chunked(b"5 ; a = b\r\nhello\r\n0\r\n\r\n")),
    chunk.refuse("chunk-extension-malformed", EXTENSION, SHOULD,
        "What only looks like an extension is not one.",
        chunked(b"5;\x01\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-extension-unnamed", EXTENSION, SHOULD,
        "An extension has a name.",
        chunked(b"5;\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-extension-unclosed", EXTENSION, SHOULD,
        "A quoted value ends with a quote.",
        chunked(b"5;a=\"b\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-extension-cr", EXTENSION, MUST,
        "A bare CR in a chunk line is invalid.",
        chunked(b"5;a\rb\r\nhello\r\n0\r\n\r\n"), 400, ACCEPTED, silence=Silence.CLOSES),
    chunk.refuse("chunk-extension-long", EXTENSION, MAY,
        "The length of chunk extensions is limited.",
        chunked(b"5;a=" + b"b" * 100_000 + b"\r\nhello\r\n0\r\n\r\n"), 413, 400, 431),
    chunk.refuse("chunk-extensions-many", EXTENSION, MAY,
        "The length of all chunk extensions together is limited.",
        chunked((b"1;a=" + b"b" * 500 + b"\r\nx\r\n") * 1000 + b"0\r\n\r\n"), 413, 400, 431),
    chunk.refuse("chunk-size-missing", CHUNK, SHOULD,
        "A chunk has a size.",
        chunked(b"\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-letters", CHUNK, SHOULD,
        "A size consists of hexadecimal digits.",
        chunked(b"xyz\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-prefix", CHUNK, SHOULD,
        "A size has no prefix 0x.",
        chunked(b"0x5\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-sign", CHUNK, SHOULD,
        "A size has no sign.",
        chunked(b"+5\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-negative", CHUNK, SHOULD,
        "A size is not negative.",
        chunked(b"-5\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-underscore", CHUNK, SHOULD,
        "A size has no underscores.",
        chunked(b"0_5\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-leading-space", CHUNK, SHOULD,
        "No white space comes before a size.",
        chunked(b" 5\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-size-trailing-space", CHUNK, MAY,
        "White space after a size, without an extension, is not in the grammar.",
        chunked(b"5 \r\nhello\r\n0\r\n\r\n"), 400, ACCEPTED),
    chunk.refuse("chunk-size-huge", CHUNK, MUST,
        "A huge size does not overflow: 2 to the power of 64, plus 5, is not 5.",
        chunked(b"10000000000000005\r\nhello\r\n0\r\n\r\n"), 413, 400, ACCEPTED,
        after=After.CLOSES, silence=Silence.WAITS),
    chunk.refuse("chunk-too-short", CHUNK, SHOULD,
        "A chunk ends where its size says.",
        chunked(b"3\r\nhello\r\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-lf-after-size", CHUNK, MAY,
        "A size ends with CR LF; LF alone may be recognized.",
        chunked(b"5\nhello\r\n0\r\n\r\n"), 400, ACCEPTED),
    chunk.refuse("chunk-cr-after-size", LINES, MUST,
        "A bare CR ends no line.",
        chunked(b"5\rhello\r\n0\r\n\r\n"), 400, ACCEPTED, after=After.CLOSES,
        silence=Silence.WAITS),
    chunk.refuse("chunk-lf-after-data", CHUNK, SHOULD,
        "A chunk is followed by CR LF.",
        chunked(b"5\r\nhello\n0\r\n\r\n"), 400, after=After.CLOSES),
    chunk.refuse("chunk-two-bytes-after", CHUNK, SHOULD,
        "Two other bytes are not CR LF.",
        chunked(b"5\r\nhelloXX0\r\n\r\n"), 400, after=After.CLOSES),
    # RFC 9112 section 7.1.2, RFC 9110 section 6.5
    trailer.accept("trailer", TRAILER, MUST,
        "Trailer fields are read.",
        chunked(b"5\r\nhello\r\n0\r\nX-Sum: 5\r\nX-More:\r\n\r\n")),
    trailer.refuse("trailer-length", "RFC 9110 section 6.5.1", MUST,
        "Trailer fields are not merged into the header: they change no framing.",
        chunked(b"5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n"), ACCEPTED, 400),
    trailer.refuse("trailer-host", "RFC 9110 section 6.5.1", MUST,
        "Nor do they count as header fields: a second Host here is not one.",
        chunked(b"5\r\nhello\r\n0\r\nHost: other\r\n\r\n"), ACCEPTED, 400),
    trailer.refuse("trailer-connection", "RFC 9110 section 6.5.1", MUST,
        "Close in a trailer field closes nothing.",
        chunked(b"5\r\nhello\r\n0\r\nConnection: close\r\n\r\n"), ACCEPTED, 400),
    trailer.refuse("trailer-coding", "RFC 9110 section 6.5.1", MUST,
        "A coding in a trailer field codes nothing.",
        chunked(b"5\r\nhello\r\n0\r\nTransfer-Encoding: gzip\r\n\r\n"), ACCEPTED, 400),
    trailer.refuse("trailer-unended", TRAILER, SHOULD,
        "An empty line ends the trailer section: a request after the last chunk is not a trailer.",
        chunked(b"5\r\nhello\r\n0\r\n") + request(), 400, after=After.CLOSES),
    trailer.refuse("trailer-cr", LINES, MUST,
        "A bare CR in a trailer is refused, or replaced by a space.",
        chunked(b"5\r\nhello\r\n0\r\nX-Sum: 5\r6\r\n\r\n"), 400, ACCEPTED, silence=Silence.CLOSES),
    trailer.refuse("trailer-malformed", "RFC 9112 section 5.1", SHOULD,
        "A trailer field is a field.",
        chunked(b"5\r\nhello\r\n0\r\nX Sum: 5\r\n\r\n"), 400, after=After.CLOSES),
    trailer.refuse("trailer-folded", "RFC 9112 section 5.2", MUST,
        "A folded trailer is refused, or unfolded.",
        chunked(b"5\r\nhello\r\n0\r\nX-Sum: 5\r\n 6\r\n\r\n"), 400, ACCEPTED),
    trailer.refuse("trailer-long", "RFC 9110 section 5.4", MUST,
        "A trailer section larger than the server wishes is answered with a 4xx.",
        chunked(b"0\r\n" + b"X-Long: aaaaaaaa\r\n" * 10_000 + b"\r\n"), 431, 400, 413, ACCEPTED,
        silence=Silence.CLOSES),
)
# fmt: on
