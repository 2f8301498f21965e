"""
The version, in the first line of a request and of the answer.
"""

from __future__ import annotations

from server.conformance.case import ACCEPTED, Case, Check, Family, Level, Need, Silence, request
from server.conformance.requestline import LINE, starting

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

version = Family("version")

# fmt: off
VERSIONS: tuple[Case, ...] = (
    # RFC 9112 section 2.3, RFC 9110 section 6.2
    version.accept("version-1.0", "RFC 9110 section 6.2", MUST,
        "HTTP/1.0 is answered in a version HTTP/1.x, and without chunks.",
        request(start=b"GET / HTTP/1.0", host=False),
        checks=(Check.SAME_MAJOR, Check.NO_TRANSFER_CODING)),
    version.accept("version-1.2", "RFC 9110 section 6.2", SHOULD,
        "A later 1.x is processed as 1.1.",
        starting(b"GET / HTTP/1.2")),
    version.refuse("version-1.2-known", "RFC 9110 section 6.2", MUST,
        "No server answers in a version that it does not conform to.",
        starting(b"GET / HTTP/1.2"), ACCEPTED, 400, 505, checks=(Check.KNOWN_VERSION,)),
    version.accept("version-highest", "RFC 9110 section 6.2", SHOULD,
        "The answer says the highest version that the server conforms to.",
        request(), checks=(Check.HIGHEST_VERSION,), needs=frozenset({Need.HTTP_11})),
    version.accept("version-highest-1.0", "RFC 9110 section 6.2", SHOULD,
        "It does so to a client of HTTP/1.0 as well.",
        request(start=b"GET / HTTP/1.0"), checks=(Check.HIGHEST_VERSION,),
        needs=frozenset({Need.HTTP_11})),
    version.refuse("version-2.0-known", "RFC 9110 section 6.2", MUST,
        "HTTP/2 is not written as text: no answer begins with HTTP/2.0.",
        starting(b"GET / HTTP/2.0"), 505, 400, ACCEPTED, checks=(Check.KNOWN_VERSION,),
        silence=Silence.CLOSES),
    version.refuse("version-2.0", "RFC 9110 section 15.6.6", MAY,
        "A server can refuse another major version with 505.",
        starting(b"GET / HTTP/2.0"), 505, 400),
    version.refuse("version-2.0-explained", "RFC 9110 section 15.6.6", SHOULD,
        "It explains why, and which versions are supported.",
        starting(b"GET / HTTP/2.0"), 505, 400, checks=(Check.CONTENT,), conditional=True),
    version.refuse("version-2-preface", "RFC 9110 section 15.6.6", MAY,
        "The preface of HTTP/2 is not an HTTP/1.1 request.",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, 400, conditional=True),
    version.refuse("version-0.9-named", "RFC 9110 section 15.6.6", MAY,
        "HTTP/0.9 was never written like that.",
        starting(b"GET / HTTP/0.9"), 505, 400),
    version.refuse("version-missing", LINE, SHOULD,
        "A request line without a version is answered with 400.",
        b"GET /\r\n\r\n", 400, 505),
    version.refuse("version-lower-case", "RFC 9112 section 2.3", SHOULD,
        "The version is case-sensitive.",
        starting(b"GET / http/1.1"), 400, 505),
    version.refuse("version-two-digits", "RFC 9112 section 2.3", SHOULD,
        "Each half of the version is one digit.",
        starting(b"GET / HTTP/1.10"), 400, 505),
    version.refuse("version-no-dot", "RFC 9112 section 2.3", SHOULD,
        "There is a dot between the digits.",
        starting(b"GET / HTTP/1,1"), 400, 505),
    version.refuse("version-other-name", "RFC 9112 section 2.3", SHOULD,
        "The name of the protocol is HTTP.",
        starting(b"GET / ICY/1.1"), 400, 505),
)
# fmt: on
