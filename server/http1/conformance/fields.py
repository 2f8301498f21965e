"""
The header fields: their lines, names and values, and the Host field.
"""

from __future__ import annotations

from server.http1.conformance.case import ACCEPTED, After, Case, Family, Level, request

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

host = Family("Host")
name = Family("field names")
value = Family("field values")
ending = Family("line ends")
limit = Family("limits")

HOST = "RFC 9112 section 3.2"
HOST_VALUE = "RFC 9110 section 7.2"
LINES = "RFC 9112 section 2.2"
PARSING = "RFC 9112 section 5.1"
FOLDING = "RFC 9112 section 5.2"
NAMES = "RFC 9110 section 5.1"
VALUES = "RFC 9110 section 5.5"


def hosted(*lines: bytes) -> bytes:
    """
    A request without a Host field but those given.
    """
    return request(*lines, host=False)


# fmt: off
FIELDS: tuple[Case, ...] = (
    host.refuse("host-missing", HOST, MUST,
        "An HTTP/1.1 request without a Host field is answered with 400.",
        hosted(b"Accept: */*"), 400),
    host.refuse("host-missing-no-fields", HOST, MUST,
        "An HTTP/1.1 request without any field is answered with 400.",
        hosted(), 400),
    host.refuse("host-twice", HOST, MUST,
        "A request with two Host fields is answered with 400.",
        hosted(b"Host: a.example", b"Host: b.example"), 400),
    host.refuse("host-twice-equal", HOST, MUST,
        "Two equal Host fields are two.",
        hosted(b"Host: a.example", b"Host: a.example"), 400),
    host.refuse("host-twice-1.0", HOST, MUST,
        "Any request with two Host fields is answered with 400, of HTTP/1.0 as well.",
        request(b"Host: b.example", start=b"GET / HTTP/1.0"), 400),
    host.refuse("host-with-space", HOST, MUST,
        "An invalid Host value is answered with 400.",
        hosted(b"Host: a b"), 400),
    host.refuse("host-with-path", HOST, MUST,
        "A Host value has no path.",
        hosted(b"Host: example.com/path"), 400),
    host.refuse("host-with-user", HOST, MUST,
        "A Host value has no user name.",
        hosted(b"Host: user@example.com"), 400),
    host.refuse("host-list", HOST, MUST,
        "A Host value names one host: a comma is part of a name, but a space is not.",
        hosted(b"Host: a.example, b.example"), 400),
    host.refuse("host-bad-port", HOST, MUST,
        "A port consists of digits.",
        hosted(b"Host: example.com:80a"), 400),
    host.refuse("host-bad-ipv6", HOST, MUST,
        "What stands in brackets is an IPv6 address.",
        hosted(b"Host: [1::2::3]"), 400),
    host.refuse("host-open-bracket", HOST, MUST,
        "A bracket is closed.",
        hosted(b"Host: [::1"), 400),
    host.refuse("host-control", HOST, MUST,
        "A Host value has no control characters.",
        hosted(b"Host: a\x00b"), 400),
    host.accept("host-empty", HOST, MUST,
        "An empty Host value is valid.",
        hosted(b"Host:")),
    host.accept("host-port", HOST_VALUE, MUST,
        "A port may follow the host.",
        hosted(b"Host: example.com:8000"), after=After.STAYS),
    host.accept("host-ipv6", HOST_VALUE, MUST,
        "A host may be an IPv6 address in brackets.",
        hosted(b"Host: [::1]:8000"), after=After.STAYS),
    host.accept("host-upper-case", NAMES, MUST,
        "Field names are case-insensitive.",
        hosted(b"HOST: example.com"), after=After.STAYS),
    host.accept("host-missing-1.0", HOST, MUST,
        "An HTTP/1.0 request needs no Host field.",
        request(start=b"GET / HTTP/1.0", host=False), after=After.CLOSES),
    # RFC 9112 section 5, RFC 9110 section 5.1
    name.refuse("space-before-colon", PARSING, MUST,
        "White space between name and colon is answered with 400.",
        request(b"Accept : */*"), 400),
    name.refuse("tab-before-colon", PARSING, MUST,
        "A tab between name and colon is answered with 400.",
        request(b"Accept\t: */*"), 400),
    name.refuse("space-before-colon-length", PARSING, MUST,
        "White space behind the name of a framing field is answered with 400.",
        request(b"Content-Length : 0"), 400),
    name.refuse("space-in-name", NAMES, SHOULD,
        "A field name is a token.",
        request(b"Ac cept: */*"), 400),
    name.refuse("control-in-name", NAMES, SHOULD,
        "A field name has no control characters.",
        request(b"Acc\x00ept: */*"), 400),
    name.refuse("not-ascii-name", NAMES, SHOULD,
        "A field name has no bytes above 127.",
        request(b"X-\xc3\xa9: a"), 400),
    name.refuse("empty-name", NAMES, SHOULD,
        "A field has a name.",
        request(b": a"), 400),
    name.refuse("no-colon", "RFC 9112 section 5", SHOULD,
        "A field line has a colon.",
        request(b"Accept */*"), 400),
    name.accept("unknown-name", NAMES, SHOULD,
        "Unknown fields are ignored.",
        request(b"X-!#$%&'*+-.^_`|~9: a"), after=After.STAYS),
    # RFC 9112 sections 2.2 and 5.2, RFC 9110 section 5.5
    value.refuse("space-before-first", LINES, MUST,
        "White space before the first field: refused, or the line ignored.",
        hosted(b" Accept: */*", b"Host: example.com"), 400, ACCEPTED),
    value.refuse("hidden-host", LINES, MUST,
        "A Host field behind such white space is not one.",
        hosted(b" Host: example.com"), 400),
    value.refuse("folded", FOLDING, MUST,
        "A folded field is refused with 400, or unfolded.",
        request(b"X-Folded: a", b" b"), 400, ACCEPTED),
    value.refuse("folded-tab", FOLDING, MUST,
        "A field folded with a tab is refused with 400, or unfolded.",
        request(b"X-Folded: a", b"\tb"), 400, ACCEPTED),
    value.refuse("folded-coding", FOLDING, MUST,
        "A folded Transfer-Encoding is refused, or unfolded and obeyed.",
        request(b"Transfer-Encoding:", b" chunked", start=b"POST / HTTP/1.1",
            content=b"0\r\n\r\n"), 400, ACCEPTED),
    value.refuse("nul-in-value", VALUES, MUST,
        "NUL in a value is refused, or replaced by a space.",
        request(b"X-Nul: a\x00b"), 400, ACCEPTED),
    value.refuse("cr-in-value", LINES, MUST,
        "A bare CR in a value is refused, or replaced by a space.",
        request(b"X-Cr: a\rb"), 400, ACCEPTED),
    value.refuse("control-in-value", VALUES, MAY,
        "Other control characters are invalid, but may be retained.",
        request(b"X-Bell: a\x07b"), 400, ACCEPTED),
    value.refuse("delete-in-value", VALUES, MAY,
        "DEL is a control character, too.",
        request(b"X-Del: a\x7fb"), 400, ACCEPTED),
    value.accept("empty-value", VALUES, MUST,
        "A value may be empty.",
        request(b"X-Empty:", b"X-Blank:   "), after=After.STAYS),
    value.accept("white-space-around", PARSING, MUST,
        "White space around a value is no part of it.",
        hosted(b"Host:\t example.com \t"), after=After.STAYS),
    value.accept("no-space", PARSING, MUST,
        "White space behind the colon is optional.",
        hosted(b"Host:example.com"), after=After.STAYS),
    value.accept("tab-in-value", VALUES, MUST,
        "A value may hold spaces and tabs.",
        request(b"X-Tab: a\t b"), after=After.STAYS),
    value.accept("not-ascii-value", VALUES, SHOULD,
        "Bytes above 127 in a value are opaque data.",
        request(b"X-Opaque: caf\xe9 \xc3\xa9"), after=After.STAYS),
    # RFC 9112 section 2.2
    ending.refuse("lf-everywhere", LINES, MAY,
        "A recipient may take LF alone for a line end.",
        request().replace(b"\r\n", b"\n"), 400, ACCEPTED),
    ending.refuse("lf-request-line", LINES, MAY,
        "A recipient may take LF alone for the end of the request line.",
        b"GET / HTTP/1.1\nHost: example.com\r\n\r\n", 400, ACCEPTED),
    ending.refuse("lf-field", LINES, MAY,
        "A recipient may take LF alone for the end of a field.",
        b"GET / HTTP/1.1\r\nHost: example.com\nAccept: */*\r\n\r\n", 400, ACCEPTED),
    ending.refuse("lf-empty-line", LINES, MAY,
        "A recipient may take LF alone for the empty line.",
        b"GET / HTTP/1.1\r\nHost: example.com\r\n\n", 400, ACCEPTED),
    ending.refuse("cr-request-line", LINES, SHOULD,
        "A bare CR ends no line.",
        b"GET / HTTP/1.1\rHost: example.com\r\n\r\n", 400, 505),
    ending.refuse("cr-cr-lf", LINES, MUST,
        "The first of two CR is a bare one: refused, or replaced by a space.",
        b"GET / HTTP/1.1\r\nHost: example.com\r\r\n\r\n", 400, ACCEPTED),
    ending.refuse("cr-before-request", LINES, MAY,
        "A bare CR before the method may be tolerated as white space.",
        b"\rGET / HTTP/1.1\r\nHost: example.com\r\n\r\n", 400, ACCEPTED),
    # RFC 9110 section 5.4
    limit.refuse("field-too-long", "RFC 9110 section 5.4", MUST,
        "A field larger than the server wishes to process is answered with a 4xx.",
        request(b"X-Long: " + b"a" * 200_000), 431, 400, 413, ACCEPTED),
    limit.refuse("too-many-fields", "RFC 9110 section 5.4", MUST,
        "More fields than the server wishes to process are answered with a 4xx.",
        request(*[b"X-Many: a"] * 5000), 431, 400, 413, ACCEPTED),
    limit.accept("some-fields", "RFC 9110 section 5.4", SHOULD,
        "Forty fields of ordinary length are not many.",
        request(*[b"X-Some-%d: " % number + b"a" * 100 for number in range(40)]),
        after=After.STAYS),
)
# fmt: on
