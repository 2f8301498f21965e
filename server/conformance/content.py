"""
Where a message ends: Content-Length and Transfer-Encoding.
"""

from __future__ import annotations

from server.conformance.case import (
    ACCEPTED,
    After,
    Case,
    Check,
    Family,
    Level,
    Need,
    Silence,
    request,
)

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

length = Family("Content-Length")
coding = Family("Transfer-Encoding")

FRAMING = "RFC 9112 section 6.3"
CODING = "RFC 9112 section 6.1"
LENGTH = "RFC 9110 section 8.6"

CHUNKED_HELLO = b"5\r\nhello\r\n0\r\n\r\n"
LENGTH_5 = b"Content-Length: 5"
CHUNKED = b"Transfer-Encoding: chunked"
IN_CHUNKS = frozenset({Need.CHUNKS})
READ = frozenset({Need.CONTENT})


def post(*lines: bytes, content: bytes = b"") -> bytes:
    """
    Make a POST request, with field lines and content.
    """
    return request(*lines, start=b"POST / HTTP/1.1", content=content)


def sized(value: bytes, content: bytes = b"hello") -> bytes:
    """
    A POST request with some Content-Length.
    """
    return post(b"Content-Length: " + value, content=content)


def coded(value: bytes, content: bytes = CHUNKED_HELLO) -> bytes:
    """
    A POST request with some Transfer-Encoding.
    """
    return post(b"Transfer-Encoding: " + value, content=content)


# fmt: off
CONTENT: tuple[Case, ...] = (
    length.accept("length", FRAMING, MUST,
        "Content of a given length is read, and the next request begins after it.",
        sized(b"5"), needs=READ),
    length.accept("length-zero", FRAMING, MUST,
        "A length of zero is a length.",
        sized(b"0", b""), needs=READ),
    length.accept("length-leading-zeros", LENGTH, MUST,
        "A length may begin with zeros.",
        sized(b"0005"), needs=READ),
    length.accept("length-white-space", "RFC 9112 section 5.1", MUST,
        "White space around a length is not part of it.",
        sized(b"\t 5 \t"), needs=READ),
    length.accept("length-1.0", FRAMING, MUST,
        "The content of an HTTP/1.0 request has a length, too.",
        request(b"Content-Length: 5", start=b"POST / HTTP/1.0", content=b"hello"), needs=READ),
    length.refuse("length-none", FRAMING, MUST,
        "A request without both fields has no content, whatever its method.",
        post(),
        ACCEPTED, 411),
    length.refuse("length-get", FRAMING, MUST,
        "Framing does not depend on the method: a GET may have content.",
        request(b"Content-Length: 5", content=b"hello"),
        ACCEPTED, 400, 413, checks=(Check.NO_MORE,)),
    length.refuse("length-head", FRAMING, MUST,
        "So may a HEAD.",
        request(b"Content-Length: 5", start=b"HEAD / HTTP/1.1", content=b"hello"),
        ACCEPTED, 400, 413, checks=(Check.NO_MORE,)),
    length.accept("length-looks-like-request", FRAMING, MUST,
        "Content is not a request, whatever it looks like.",
        sized(b"23", b"GET /other HTTP/1.1\r\n\r\n"), needs=READ),
    length.refuse("length-not-digits", FRAMING, MUST,
        "An invalid length is answered with 400, and the connection closed.",
        sized(b"abc"), 400, after=After.CLOSES),
    length.refuse("length-empty", FRAMING, MUST,
        "An empty length is invalid.",
        sized(b""), 400, after=After.CLOSES),
    length.refuse("length-plus", FRAMING, MUST,
        "A length has no sign.",
        sized(b"+5"), 400, after=After.CLOSES),
    length.refuse("length-minus", FRAMING, MUST,
        "A length is not negative.",
        sized(b"-5"), 400, after=After.CLOSES),
    length.refuse("length-minus-zero", FRAMING, MUST,
        "Nor has zero a sign.",
        sized(b"-0", b""), 400, after=After.CLOSES),
    length.refuse("length-hexadecimal", FRAMING, MUST,
        "A length is decimal.",
        sized(b"0x5"), 400, after=After.CLOSES),
    length.refuse("length-decimal-point", FRAMING, MUST,
        "A length is a whole number.",
        sized(b"5.0"), 400, after=After.CLOSES),
    length.refuse("length-underscore", FRAMING, MUST,
        "A length has no underscores, as numbers of some languages may.",
        sized(b"1_0"), 400, after=After.CLOSES),
    length.refuse("length-space-within", FRAMING, MUST,
        "A length has no spaces within.",
        sized(b"5 5"), 400, after=After.CLOSES),
    length.refuse("length-other-digits", FRAMING, MUST,
        "The digits are those of ASCII.",
        sized("٥".encode()), 400, after=After.CLOSES),
    length.refuse("length-superscript", FRAMING, MUST,
        "A superscript digit is not one of them.",
        sized(b"\xb2", b"he"), 400, after=After.CLOSES),
    length.refuse("length-form-feed", FRAMING, MUST,
        "A form feed is not white space that may come around a length.",
        sized(b"5\x0c"), 400, after=After.CLOSES),
    length.refuse("length-list-equal", FRAMING, MAY,
        "A list of equal lengths is refused, or taken for one.",
        sized(b"5, 5"), 400, ACCEPTED),
    length.refuse("length-list-different", FRAMING, MUST,
        "A list of different lengths is refused.",
        sized(b"5, 6"), 400, after=After.CLOSES),
    length.refuse("length-list-invalid", FRAMING, MUST,
        "A list with an invalid length is refused.",
        sized(b"5, x"), 400, after=After.CLOSES),
    length.refuse("length-twice-equal", FRAMING, MAY,
        "Several equal lengths are refused, or taken for one.",
        post(b"Content-Length: 5", b"Content-Length: 5", content=b"hello"), 400, ACCEPTED),
    length.refuse("length-twice-different", FRAMING, MUST,
        "Different lengths are refused.",
        post(b"Content-Length: 5", b"Content-Length: 6", content=b"hello"),
        400, after=After.CLOSES),
    length.refuse("length-huge", LENGTH, MUST,
        "A huge length does not overflow: 2 to the power of 64, plus 5, is not 5.",
        sized(b"18446744073709551621"), 413, 400, ACCEPTED,
        after=After.CLOSES, silence=Silence.WAITS, needs=READ),
    length.refuse("length-5000-digits", LENGTH, MUST,
        "A length of 5000 digits is not a reason to fail.",
        sized(b"9" * 5000), 413, 400, 431, ACCEPTED, after=After.CLOSES, silence=Silence.WAITS,
        needs=READ),
    # RFC 9112 section 6.1
    coding.refuse("chunked", CODING, MUST,
        "The transfer coding chunked is understood, unless a length is required (411).",
        coded(b"chunked"), ACCEPTED, 411, needs=READ),
    coding.accept("chunked-upper-case", "RFC 9112 section 7", MUST,
        "Coding names are case-insensitive.",
        coded(b"Chunked"), needs=READ | IN_CHUNKS),
    coding.accept("chunked-empty-members", "RFC 9110 section 5.6.1.2", MUST,
        "Empty members of a list are ignored.",
        coded(b", chunked,"), needs=READ | IN_CHUNKS),
    coding.accept("chunked-white-space", "RFC 9112 section 5.1", MUST,
        "White space around a coding is not part of it.",
        coded(b"\t chunked \t"), needs=READ | IN_CHUNKS),
    coding.refuse("chunked-get", CODING, MUST,
        "Framing does not depend on the method.",
        request(CHUNKED, content=CHUNKED_HELLO),
        ACCEPTED, 400, 411, 413, checks=(Check.NO_MORE,), needs=IN_CHUNKS),
    coding.refuse("coding-unknown-chunked", CODING, SHOULD,
        "A coding that is not understood is answered with 501.",
        coded(b"brew, chunked"), 501, 400),
    coding.refuse("coding-gzip-chunked", CODING, SHOULD,
        "So is gzip; a server that understands it sees that the content is not gzip.",
        coded(b"gzip, chunked"), 501, 400, needs=READ),
    coding.refuse("coding-gzip-line-chunked", CODING, SHOULD,
        "Several lines are one list.",
        post(b"Transfer-Encoding: gzip", CHUNKED, content=CHUNKED_HELLO), 501, 400, needs=READ),
    coding.refuse("coding-gzip-parameters", "RFC 9112 section 7.2", SHOULD,
        "Parameters of a compression are treated as an error.",
        coded(b"gzip;q=1, chunked"), 501, 400),
    coding.refuse("coding-not-final", FRAMING, MUST,
        "Where chunked is not the last coding, the answer is 400 and a closed connection.",
        coded(b"chunked, gzip"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-line-not-final", FRAMING, MUST,
        "The last coding may be in another line than chunked.",
        post(CHUNKED, b"Transfer-Encoding: gzip", content=CHUNKED_HELLO),
        400, 501, after=After.CLOSES),
    coding.refuse("coding-without-chunked", FRAMING, MUST,
        "Where chunked is missing, the answer is 400 and a closed connection.",
        coded(b"gzip"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-identity", FRAMING, MUST,
        "The coding identity no longer exists.",
        coded(b"identity"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-empty", FRAMING, MUST,
        "An empty Transfer-Encoding does not end with chunked.",
        coded(b""), 400, 501, after=After.CLOSES),
    coding.refuse("coding-chunked-twice", CODING, MAY,
        "Chunked is not applied twice.",
        coded(b"chunked, chunked"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-chunked-two-lines", CODING, MAY,
        "Nor is it in two lines.",
        post(CHUNKED, CHUNKED, content=CHUNKED_HELLO), 400, 501, after=After.CLOSES),
    coding.refuse("coding-similar", FRAMING, MUST,
        "xchunked is not chunked.",
        coded(b"xchunked"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-quoted", FRAMING, MUST,
        "A coding is a token, not a quoted string.",
        coded(b'"chunked"'), 400, 501, after=After.CLOSES),
    coding.refuse("coding-vertical-tab", FRAMING, MUST,
        "A vertical tab is neither white space nor part of a coding.",
        coded(b"\x0bchunked"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-parameters", "RFC 9112 section 7.1", SHOULD,
        "Parameters of chunked are treated as an error.",
        coded(b"chunked;q=1"), 400, 501, after=After.CLOSES),
    coding.refuse("coding-and-length", CODING, MUST,
        "Both fields: refused, or the length ignored; in any case the connection is closed.",
        post(b"Content-Length: 5", CHUNKED, content=CHUNKED_HELLO),
        400, ACCEPTED, 411, 501, after=After.CLOSES),
    coding.refuse("coding-before-length", CODING, MUST,
        "The order of the two does not matter.",
        post(CHUNKED, b"Content-Length: 5", content=CHUNKED_HELLO),
        400, ACCEPTED, 411, 501, after=After.CLOSES),
    coding.refuse("coding-in-1.0", CODING, MUST,
        "In HTTP/1.0 the framing is faulty, and the connection is closed.",
        request(CHUNKED, b"Connection: keep-alive",
            start=b"POST / HTTP/1.0", content=CHUNKED_HELLO),
        400, ACCEPTED, 411, 501, after=After.CLOSES),
    coding.refuse("coding-and-length-in-1.0", CODING, MUST,
        "It is faulty even if a length is present.",
        request(CHUNKED, b"Content-Length: 15", b"Connection: keep-alive",
            start=b"POST / HTTP/1.0", content=CHUNKED_HELLO),
        400, ACCEPTED, 411, 501, after=After.CLOSES),
)
# fmt: on
