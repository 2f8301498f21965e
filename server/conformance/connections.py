"""
From one message to the next: persistence, pipelining, Expect, Upgrade.
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
    Need,
    Silence,
    request,
)
from server.conformance.content import CHUNKED, CHUNKED_HELLO, FRAMING, IN_CHUNKS, LENGTH_5, post

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

connection = Family("connection")
pipeline = Family("pipelining")
expect = Family("Expect")
upgrade = Family("upgrade")

PERSISTENCE = "RFC 9112 section 9.3"
CLOSING = "RFC 9112 section 9.6"
OPTIONS = "RFC 9110 section 7.6.1"
PIPELINING = "RFC 9112 section 9.3.2"
EXPECT = "RFC 9110 section 10.1.1"
UPGRADE = "RFC 9110 section 7.8"

GET_10 = b"GET / HTTP/1.0"
WANTS_CONTINUE = b"Expect: 100-continue"

#: Content that could be taken for a request. It keeps its length, whatever host a
#: server is asked for.
UNREAD = b"GET /other HTTP/1.1\r\nHost: other.example\r\n\r\n"
UNREAD_LENGTH = b"Content-Length: %d" % len(UNREAD)

PERSISTENT = frozenset({Need.PERSISTENCE})


def closing(value: bytes, start: bytes = b"GET / HTTP/1.1") -> bytes:
    """
    A request with some connection options.
    """
    return request(b"Connection: " + value, start=start)


# fmt: off
CONNECTIONS: tuple[Case, ...] = (
    connection.accept("persists", PERSISTENCE, SHOULD,
        "A connection persists after an HTTP/1.1 request.",
        request(), after=After.STAYS),
    connection.accept("persists-after-content", PERSISTENCE, MAY,
        "It persists after content of a given length.",
        post(LENGTH_5, content=b"hello"), after=After.STAYS, needs=PERSISTENT),
    connection.accept("persists-after-chunks", PERSISTENCE, MAY,
        "It persists after content in chunks.",
        post(CHUNKED, content=CHUNKED_HELLO), after=After.STAYS, needs=PERSISTENT | IN_CHUNKS),
    connection.accept("close", CLOSING, MUST,
        "The option close: the server closes after its response.",
        closing(b"close"), after=After.CLOSES),
    connection.accept("close-said", CLOSING, SHOULD,
        "It says close itself.",
        closing(b"close"), after=After.CLOSES, checks=(Check.CLOSE,)),
    connection.accept("close-unasked", PERSISTENCE, MUST,
        "A server that closes after every response says so in every one.",
        request(), checks=(Check.CLOSE_IF_CLOSED,)),
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
    connection.accept("close-similar", OPTIONS, SHOULD,
        "Closed is not close.",
        closing(b"closed"), after=After.STAYS, needs=PERSISTENT),
    connection.accept("close-beside-keep-alive", PERSISTENCE, MUST,
        "Close goes before keep-alive, in HTTP/1.0 as well.",
        closing(b"keep-alive, close", GET_10), after=After.CLOSES),
    connection.accept("1.0-closes", PERSISTENCE, MUST,
        "A connection does not persist after an HTTP/1.0 request.",
        request(start=GET_10), after=After.CLOSES),
    connection.accept("1.0-keep-alive", PERSISTENCE, MAY,
        "Unless it asks for that, and the server wishes.",
        closing(b"Keep-Alive", GET_10), after=After.EITHER, checks=(Check.NO_TRANSFER_CODING,)),
    # RFC 9112 section 9.3.2
    pipeline.accept("pipelined", PIPELINING, MUST,
        "Pipelined requests are all answered.",
        request() * 3, answers=3),
    pipeline.accept("pipelined-order", PIPELINING, MUST,
        "They are answered in order: the HEAD in the middle has no content.",
        request() + request(start=b"HEAD / HTTP/1.1") + request(),
        answers=3, methods=(b"GET", b"HEAD", b"GET")),
    pipeline.accept("pipelined-after-content", FRAMING, MUST,
        "The next request begins after the content.",
        post(LENGTH_5, content=b"hello") + post(CHUNKED, content=CHUNKED_HELLO) + request(),
        answers=3, needs=IN_CHUNKS),
    pipeline.accept("pipelined-after-empty-line", LINES, SHOULD,
        "An empty line between content and the next request is ignored.",
        post(LENGTH_5, content=b"hello") + b"\r\n" + request(), answers=2),
    pipeline.refuse("unread-content", PERSISTENCE, MUST,
        "Content that nobody reads is read all the same, or the connection closed: "
        "it is not a request.",
        request(UNREAD_LENGTH, start=b"BREW / HTTP/1.1", content=UNREAD),
        501, 405, ACCEPTED, 400, checks=(Check.NO_MORE,)),
    pipeline.refuse("unread-content-refused", PERSISTENCE, MUST,
        "Nor is the content of a request that is refused before it is read.",
        post(b"Expect: 200-ok", UNREAD_LENGTH, content=UNREAD),
        417, ACCEPTED, checks=(Check.NO_MORE,)),
    pipeline.refuse("pipelined-after-close", CLOSING, MUST,
        "No request after one that says close is processed.",
        closing(b"close") + request(), ACCEPTED, 400, after=After.CLOSES),
    pipeline.refuse("pipelined-after-error", FRAMING, MUST,
        "After invalid framing, nothing is taken for a request.",
        post(b"Content-Length: x", content=request()), 400, after=After.CLOSES),
    # RFC 9110 section 10.1.1
    expect.accept("continue", EXPECT, MUST,
        "A client that expects 100-continue gets 100 Continue or a final answer.",
        post(WANTS_CONTINUE, LENGTH_5, content=b"hello")),
    expect.accept("continue-awaited", EXPECT, MUST,
        "It gets it while it still holds the content back.",
        post(WANTS_CONTINUE, LENGTH_5), answers=0, checks=(Check.CONTINUE,)),
    expect.accept("continue-awaited-chunks", EXPECT, MUST,
        "It gets it before content in chunks as well.",
        post(WANTS_CONTINUE, CHUNKED), answers=0, checks=(Check.CONTINUE,), needs=IN_CHUNKS),
    expect.refuse("continue-refused", EXPECT, SHOULD,
        "A server that answers before the content has come says whether it closes the connection.",
        post(WANTS_CONTINUE, b"Content-Length: 18446744073709551621"), 413, 400, 417, ACCEPTED,
        checks=(Check.CLOSE_IF_CLOSED,), silence=Silence.WAITS),
    expect.accept("continue-upper-case", EXPECT, MUST,
        "The expectation is case-insensitive.",
        post(b"Expect: 100-Continue", LENGTH_5, content=b"hello")),
    expect.accept("continue-1.0", EXPECT, MUST,
        "In HTTP/1.0 it is ignored, and nothing of 1xx is sent.",
        request(WANTS_CONTINUE, LENGTH_5, start=b"POST / HTTP/1.0", content=b"hello"),
        checks=(Check.NO_INTERIM,)),
    expect.accept("continue-no-content", EXPECT, MAY,
        "Without content, 100 Continue may be left out.",
        request(WANTS_CONTINUE)),
    expect.refuse("expect-unknown", EXPECT, MAY,
        "Another expectation may be answered with 417.",
        post(b"Expect: 200-ok", LENGTH_5, content=b"hello"), 417, ACCEPTED),
    # RFC 9110 section 7.8
    upgrade.accept("upgrade-unknown", UPGRADE, MUST,
        "An offer of another protocol can be ignored.",
        request(b"Connection: Upgrade", b"Upgrade: foo/2")),
    upgrade.accept("upgrade-1.0", UPGRADE, MUST,
        "In HTTP/1.0 it is ignored.",
        request(b"Connection: Upgrade", b"Upgrade: websocket", start=GET_10),
        checks=(Check.NO_INTERIM,)),
    upgrade.accept("upgrade-no-option", UPGRADE, MAY,
        "Without the connection option upgrade, the field is not for us.",
        request(b"Upgrade: h2c"), checks=(Check.NO_INTERIM,)),
    upgrade.accept("upgrade-and-continue", UPGRADE, MUST,
        "A client that expects 100-continue gets it before anything else, upgrade or not.",
        post(b"Connection: Upgrade", b"Upgrade: foo/2", WANTS_CONTINUE, LENGTH_5),
        answers=0, checks=(Check.CONTINUE,)),
)
# fmt: on
