"""
What every response must be like; and messages that break off, which need no response.
"""

from __future__ import annotations

from server.conformance.case import (
    ACCEPTED,
    LINES,
    After,
    Case,
    Check,
    Family,
    Level,
    Silence,
    request,
)
from server.conformance.connections import CLOSING, closing
from server.conformance.content import CHUNKED, FRAMING, IN_CHUNKS, READ, post

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

incomplete = Family("incomplete messages")
response = Family("responses")

INCOMPLETE = "RFC 9112 section 8"
DATE = "RFC 9110 section 6.6.1"

# fmt: off
ANSWERS: tuple[Case, ...] = (
    # RFC 9112 section 8
    incomplete.refuse("incomplete-head", INCOMPLETE, MAY,
        "A head that breaks off may be answered with an error, and is closed.",
        b"GET / HTTP/1.1\r\nHost: exam", 400, 408, hangsUp=True, after=After.CLOSES,
        silence=Silence.CLOSES),
    incomplete.refuse("incomplete-content", FRAMING, MUST,
        "Content that breaks off is incomplete: whatever the page says, the connection is closed.",
        post(b"Content-Length: 50", content=b"hello"),
        400, 408, ACCEPTED, 500, 502, 503, hangsUp=True, after=After.CLOSES,
        silence=Silence.CLOSES, needs=READ),
    incomplete.refuse("incomplete-chunks", INCOMPLETE, MUST,
        "So are chunks without a last one.",
        post(CHUNKED, content=b"5\r\nhello\r\n"), 400, 408, ACCEPTED, 500, 502, 503,
        hangsUp=True, after=After.CLOSES, silence=Silence.CLOSES, needs=READ | IN_CHUNKS),
    incomplete.accept("half-close", CLOSING, MAY,
        "A client that will send no more still gets the answer to a complete request.",
        request(), hangsUp=True, after=After.CLOSES),
    incomplete.accept("half-close-pipelined", CLOSING, MAY,
        "So it does to several.",
        request() * 2, answers=2, hangsUp=True, after=After.CLOSES),
    incomplete.accept("head-without-end", "RFC 9110 section 5.3", MUST,
        "No request is applied before its whole header has come.",
        b"GET / HTTP/1.1\r\nHost: example.com\r\n", answers=0, checks=(Check.NO_MORE,)),
    # RFC 9110 sections 6.6.1, 9.3.2 and 15.5
    response.accept("date", DATE, MUST,
        "A 2xx, 3xx or 4xx response has a Date field.",
        request(), checks=(Check.DATE,)),
    response.refuse("date-error", DATE, MUST,
        "So has the refusal of a malformed message.",
        request(b"Bad Name: a"), 400, checks=(Check.DATE,), conditional=True),
    response.refuse("date-redirect", DATE, MUST,
        "So has a redirect, where that is the answer to a target that is not encoded.",
        request(start=b"GET /?q=a|b HTTP/1.1"), 301, 400, checks=(Check.DATE,), conditional=True),
    response.accept("date-form", "RFC 9110 section 5.6.7", MUST,
        "There is one Date, and it has the fixed form.",
        request(), checks=(Check.DATE_FORM,)),
    response.accept("one-framing", "RFC 9112 section 6.2", MUST,
        "No response has both Content-Length and Transfer-Encoding.",
        request(), checks=(Check.ONE_FRAMING,)),
    response.accept("answer-ends", "RFC 9110 section 8.6", MUST,
        "An answer has no more content than it says.",
        request(), checks=(Check.NO_MORE,)),
    response.accept("delimited", FRAMING, SHOULD,
        "A response ends by itself, even where the connection ends after it.",
        closing(b"close"), after=After.CLOSES, checks=(Check.DELIMITED,)),
    response.refuse("error-explained", "RFC 9110 section 15.5", SHOULD,
        "A refusal explains itself.",
        request(b"Bad Name: a"), 400, checks=(Check.CONTENT,), conditional=True),
    response.refuse("error-content-type", "RFC 9110 section 8.3", SHOULD,
        "It says what kind of content that is.",
        request(b"Bad Name: a"), 400, checks=(Check.CONTENT_TYPE,), conditional=True),
    response.refuse("error-closes", LINES, SHOULD,
        "After what is not an HTTP message, the connection is closed.",
        request(b"Bad Name: a") + request(), 400, after=After.CLOSES, conditional=True),
    response.refuse("error-says-close", CLOSING, SHOULD,
        "A refusal that ends the connection says so.",
        post(b"Content-Length: x"), 400, after=After.CLOSES, checks=(Check.CLOSE,),
        conditional=True),
    response.refuse("error-keeps-word", CLOSING, MUST,
        "A server that says close closes, after a refusal as well.",
        request(b"Accept: */*", host=False), 400, checks=(Check.CLOSED_IF_SAID,),
        conditional=True),
    response.accept("head-no-content", "RFC 9110 section 9.3.2", MUST,
        "The answer to HEAD has no content: the next response follows at once.",
        request(start=b"HEAD / HTTP/1.1") + request(), answers=2, methods=(b"HEAD", b"GET")),
    response.accept("head-length", "RFC 9110 section 8.6", MUST,
        "A Content-Length in the answer to HEAD is that of the answer to GET.",
        request(start=b"HEAD / HTTP/1.1") + request(),
        answers=2, methods=(b"HEAD", b"GET"), checks=(Check.LENGTH_OF_GET,)),
    response.accept("head-fields", "RFC 9110 section 9.3.2", SHOULD,
        "The answer to HEAD has the fields of the answer to GET.",
        request(start=b"HEAD / HTTP/1.1") + request(),
        answers=2, methods=(b"HEAD", b"GET"), checks=(Check.FIELDS_OF_GET,)),
    response.refuse("head-refused", "RFC 9110 section 9.3.2", MUST,
        "Nor has a refusal of HEAD.",
        request(start=b"HEAD / HTTP/1.1", host=False), 400, conditional=True),
)
# fmt: on
