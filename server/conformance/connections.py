"""
From one message to the next: persistence, pipelining, Expect, Upgrade, and what
every response must be.
"""

from __future__ import annotations

from server.conformance.case import ACCEPTED, After, Case, Family, Level, Sign, request
from server.conformance.content import CHUNKED, CHUNKS, FRAMING, post

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

connection = Family("connection")
pipeline = Family("pipelining")
expect = Family("Expect")
upgrade = Family("upgrade")
incomplete = Family("incomplete messages")
response = Family("responses")

LINES = "RFC 9112 section 2.2"
PERSISTENCE = "RFC 9112 section 9.3"
CLOSING = "RFC 9112 section 9.6"
OPTIONS = "RFC 9110 section 7.6.1"
PIPELINING = "RFC 9112 section 9.3.2"
EXPECT = "RFC 9110 section 10.1.1"
UPGRADE = "RFC 9110 section 7.8"
INCOMPLETE = "RFC 9112 section 8"
DATE = "RFC 9110 section 6.6.1"

GET_10 = b"GET / HTTP/1.0"
WANTS_CONTINUE = b"Expect: 100-continue"
LENGTH_5 = b"Content-Length: 5"

#: Content that could be taken for a request. It keeps its length, whatever host a
#: server is asked for.
UNREAD = b"GET /other HTTP/1.1\r\nHost: other.example\r\n\r\n"
UNREAD_LENGTH = b"Content-Length: %d" % len(UNREAD)


def closing(value: bytes, start: bytes = b"GET / HTTP/1.1") -> bytes:
    """
    A request with some connection options.
    """
    return request(b"Connection: " + value, start=start)


# fmt: off
CONNECTIONS: tuple[Case, ...] = (
    connection.accept("persists", PERSISTENCE, SHOULD,
        "A connection persists behind an HTTP/1.1 request.",
        request(), after=After.STAYS),
    connection.accept("close", CLOSING, MUST,
        "The option close: the server closes behind its response.",
        closing(b"close"), after=After.CLOSES),
    connection.accept("close-said", CLOSING, SHOULD,
        "It says close itself.",
        closing(b"close"), after=After.CLOSES, signs=(Sign.CLOSE,)),
    connection.accept("close-unasked", PERSISTENCE, MUST,
        "A server that closes behind every response says so in every one.",
        request(), signs=(Sign.CLOSE_IF_CLOSED,)),
    connection.accept("close-upper-case", OPTIONS, MUST,
        "Options are case-insensitive.",
        closing(b"CLOSE"), after=After.CLOSES),
    connection.accept("close-in-list", OPTIONS, MUST,
        "Close may be one of several options.",
        closing(b"foo, close ,keep-alive"), after=After.CLOSES),
    connection.accept("close-in-second-line", OPTIONS, MUST,
        "Several lines are one list.",
        request(b"Connection: foo", b"Connection: close"), after=After.CLOSES),
    connection.accept("close-in-first-line", OPTIONS, MUST,
        "Nor does the last line replace those before it.",
        request(b"Connection: close", b"Connection: keep-alive"), after=After.CLOSES),
    connection.accept("close-between-tabs", OPTIONS, MUST,
        "White space around the members of a list may be tabs.",
        closing(b"foo\t,\tclose\t"), after=After.CLOSES),
    connection.accept("close-empty-members", "RFC 9110 section 5.6.1.2", MUST,
        "Empty members of a list are ignored.",
        closing(b", ,close,"), after=After.CLOSES),
    connection.accept("close-similar", OPTIONS, MUST,
        "Closed is not close.",
        closing(b"closed"), after=After.STAYS),
    connection.accept("close-beside-keep-alive", PERSISTENCE, MUST,
        "Close goes before keep-alive, in HTTP/1.0 as well.",
        closing(b"keep-alive, close", GET_10), after=After.CLOSES),
    connection.accept("1.0-closes", PERSISTENCE, MUST,
        "A connection does not persist behind an HTTP/1.0 request.",
        request(start=GET_10), after=After.CLOSES),
    connection.accept("1.0-keep-alive", PERSISTENCE, MAY,
        "Unless it asks for that, and the server wishes.",
        closing(b"Keep-Alive", GET_10), after=After.EITHER, signs=(Sign.NO_TRANSFER_CODING,)),
    # RFC 9112 section 9.3.2
    pipeline.accept("pipelined", PIPELINING, MUST,
        "Pipelined requests are all answered.",
        request() * 3, answers=3, after=After.STAYS),
    pipeline.accept("pipelined-order", PIPELINING, MUST,
        "They are answered in order: the HEAD in the middle has no content.",
        request() + request(start=b"HEAD / HTTP/1.1") + request(),
        answers=3, methods=(b"GET", b"HEAD", b"GET"), after=After.STAYS),
    pipeline.accept("pipelined-behind-content", FRAMING, MUST,
        "The next request begins behind the content.",
        post(LENGTH_5, content=b"hello") + post(CHUNKED, content=CHUNKS) + request(),
        answers=3, after=After.STAYS),
    pipeline.accept("pipelined-behind-empty-line", LINES, SHOULD,
        "An empty line between content and the next request is ignored.",
        post(LENGTH_5, content=b"hello") + b"\r\n" + request(),
        answers=2, after=After.STAYS),
    pipeline.refuse("unread-content", PERSISTENCE, MUST,
        "Content that nobody reads is read all the same, or the connection closed: "
        "it is no request.",
        request(UNREAD_LENGTH, start=b"BREW / HTTP/1.1", content=UNREAD),
        501, 405, ACCEPTED, 400, signs=(Sign.NO_MORE,)),
    pipeline.refuse("unread-content-refused", PERSISTENCE, MUST,
        "Nor is the content of a request that is refused before it is read.",
        post(b"Expect: 200-ok", UNREAD_LENGTH, content=UNREAD),
        417, ACCEPTED, signs=(Sign.NO_MORE,)),
    pipeline.accept("pipelined-behind-close", CLOSING, MUST,
        "No request behind one that says close is processed.",
        closing(b"close") + request(), after=After.CLOSES),
    pipeline.refuse("pipelined-behind-error", FRAMING, MUST,
        "Behind invalid framing, nothing is taken for a request.",
        post(b"Content-Length: x", content=request()), 400, after=After.CLOSES),
    # RFC 9110 section 10.1.1
    expect.accept("continue", EXPECT, MUST,
        "Who expects 100-continue gets 100 Continue or a final answer.",
        post(WANTS_CONTINUE, LENGTH_5, content=b"hello")),
    expect.accept("continue-awaited", EXPECT, MUST,
        "It gets it while it still holds the content back.",
        post(WANTS_CONTINUE, LENGTH_5), answers=0, signs=(Sign.CONTINUE,)),
    expect.accept("continue-awaited-chunks", EXPECT, MUST,
        "It gets it before content in chunks as well.",
        post(WANTS_CONTINUE, CHUNKED), answers=0, signs=(Sign.CONTINUE,)),
    expect.refuse("continue-refused", EXPECT, SHOULD,
        "Who answers before the content has come says whether it closes the connection.",
        post(WANTS_CONTINUE, b"Content-Length: 18446744073709551621"), 413, 400, 417,
        signs=(Sign.CLOSE_IF_CLOSED,), mayWait=True),
    expect.accept("continue-upper-case", EXPECT, MUST,
        "The expectation is case-insensitive.",
        post(b"Expect: 100-Continue", LENGTH_5, content=b"hello")),
    expect.accept("continue-1.0", EXPECT, MUST,
        "In HTTP/1.0 it is ignored, and nothing of 1xx is sent.",
        request(WANTS_CONTINUE, LENGTH_5, start=b"POST / HTTP/1.0", content=b"hello"),
        signs=(Sign.NO_INTERIM,)),
    expect.accept("continue-no-content", EXPECT, MAY,
        "Without content, 100 Continue may be left out.",
        request(WANTS_CONTINUE)),
    expect.refuse("expect-unknown", EXPECT, MAY,
        "Another expectation may be answered with 417.",
        post(b"Expect: 200-ok", LENGTH_5, content=b"hello"), 417, ACCEPTED),
    # RFC 9110 section 7.8
    upgrade.accept("upgrade-unknown", UPGRADE, MUST,
        "An offer of another protocol can be ignored.",
        request(b"Connection: Upgrade", b"Upgrade: foo/2"), after=After.STAYS),
    upgrade.accept("upgrade-1.0", UPGRADE, MUST,
        "In HTTP/1.0 it is ignored.",
        request(b"Connection: Upgrade", b"Upgrade: websocket", start=GET_10),
        signs=(Sign.NO_INTERIM,)),
    upgrade.accept("upgrade-no-option", UPGRADE, MUST,
        "Without the connection option upgrade, the field is not for us.",
        request(b"Upgrade: h2c"), after=After.STAYS, signs=(Sign.NO_INTERIM,)),
    upgrade.accept("upgrade-and-continue", UPGRADE, MUST,
        "Who expects 100-continue gets it before anything else, upgrade or not.",
        post(b"Connection: Upgrade", b"Upgrade: foo/2", WANTS_CONTINUE, LENGTH_5),
        answers=0, signs=(Sign.CONTINUE,)),
    # RFC 9112 section 8
    incomplete.refuse("incomplete-head", INCOMPLETE, MAY,
        "A head that breaks off may be answered with an error, and is closed.",
        b"GET / HTTP/1.1\r\nHost: exam", 400, 408, hangsUp=True, after=After.CLOSES),
    incomplete.refuse("incomplete-content", FRAMING, MUST,
        "Content that breaks off is incomplete; the connection is closed.",
        post(b"Content-Length: 50", content=b"hello"),
        400, 408, hangsUp=True, after=After.CLOSES),
    incomplete.refuse("incomplete-chunks", INCOMPLETE, MUST,
        "Chunks without a last one are incomplete.",
        post(CHUNKED, content=b"5\r\nhello\r\n"), 400, 408, hangsUp=True, after=After.CLOSES),
    incomplete.accept("half-close", CLOSING, MUST,
        "Who will send no more still gets the answer to a complete request.",
        request(), hangsUp=True, after=After.CLOSES),
    incomplete.accept("half-close-pipelined", CLOSING, MUST,
        "So it does to several.",
        request() * 2, answers=2, hangsUp=True, after=After.CLOSES),
    incomplete.accept("head-without-end", "RFC 9110 section 5.3", MUST,
        "No request is applied before its whole header has come.",
        b"GET / HTTP/1.1\r\nHost: example.com\r\n", answers=0, signs=(Sign.NO_MORE,)),
    # RFC 9110 sections 6.6.1, 9.3.2 and 15.5
    response.accept("date", DATE, MUST,
        "A 2xx, 3xx or 4xx response has a Date field.",
        request(), signs=(Sign.DATE,)),
    response.refuse("date-error", DATE, MUST,
        "So has the refusal of a malformed message.",
        request(b"Bad Name: a"), 400, signs=(Sign.DATE,)),
    response.refuse("date-redirect", DATE, MUST,
        "So has a redirect, where that is the answer to a target that is not encoded.",
        request(start=b"GET /?q=a|b HTTP/1.1"), 301, 400, ACCEPTED, signs=(Sign.DATE,)),
    response.accept("date-form", "RFC 9110 section 5.6.7", MUST,
        "There is one Date, and it has the fixed form.",
        request(), signs=(Sign.DATE_FORM,)),
    response.accept("one-framing", "RFC 9112 section 6.2", MUST,
        "No response has both Content-Length and Transfer-Encoding.",
        request(), signs=(Sign.ONE_FRAMING,)),
    response.accept("delimited", FRAMING, SHOULD,
        "A response ends by itself, even where the connection ends behind it.",
        closing(b"close"), after=After.CLOSES, signs=(Sign.DELIMITED,)),
    response.refuse("error-explained", "RFC 9110 section 15.5", SHOULD,
        "A refusal explains itself.",
        request(b"Bad Name: a"), 400, signs=(Sign.CONTENT,)),
    response.refuse("error-content-type", "RFC 9110 section 8.3", SHOULD,
        "It says what kind of content that is.",
        request(b"Bad Name: a"), 400, signs=(Sign.CONTENT_TYPE,)),
    response.refuse("error-closes", LINES, SHOULD,
        "Behind what is no HTTP message, the connection is closed.",
        request(b"Bad Name: a") + request(), 400, after=After.CLOSES),
    response.refuse("error-says-close", CLOSING, SHOULD,
        "A refusal that ends the connection says so.",
        post(b"Content-Length: x"), 400, after=After.CLOSES, signs=(Sign.CLOSE,)),
    response.accept("head-no-content", "RFC 9110 section 9.3.2", MUST,
        "The answer to HEAD has no content: the next response follows at once.",
        request(start=b"HEAD / HTTP/1.1") + request(),
        answers=2, methods=(b"HEAD", b"GET"), after=After.STAYS),
    response.accept("head-length", "RFC 9110 section 8.6", MUST,
        "A Content-Length in the answer to HEAD is that of the answer to GET.",
        request(start=b"HEAD / HTTP/1.1") + request(),
        answers=2, methods=(b"HEAD", b"GET"), signs=(Sign.LENGTH_OF_GET,)),
    response.accept("head-fields", "RFC 9110 section 9.3.2", SHOULD,
        "The answer to HEAD has the fields of the answer to GET.",
        request(start=b"HEAD / HTTP/1.1") + request(),
        answers=2, methods=(b"HEAD", b"GET"), signs=(Sign.FIELDS_OF_GET,)),
    response.refuse("head-refused", "RFC 9110 section 9.3.2", MUST,
        "Nor has a refusal of HEAD.",
        request(start=b"HEAD / HTTP/1.1", host=False), 400),
)
# fmt: on
