"""
The faults of Twisted's own HTTP channel, which steps 4 to 13 inherit.

Each fault has the bytes that show it, what the RFC asks, and a predicate that
tells a right server from a wrong one. The stock channel fails every predicate;
a channel of our own must pass them all, with the same bytes.

Every example asks for C{/}, and none needs more of the server than that a GET
for C{/} gives a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from tests.support.outcome import (
    Predicate,
    answers,
    answersAtAll,
    answersInOwnVersion,
    closes,
    refusesInWords,
)


@dataclass(frozen=True)
class Fault:
    """
    One fault.

    @ivar name: its name, as in C{lessons/step4.rst} or C{lessons/channelfaults.rst}.
    @ivar rule: the RFC and the section that says what is right.
    @ivar asks: what that section asks for.
    @ivar stock: what the stock channel does instead.
    @ivar isRight: tells whether a server obeys the rule.
    @ivar examples: each shows the fault, sent on a connection of its own.
    @ivar isShort: whether the examples can be typed.
    """

    name: str
    rule: str
    asks: str
    stock: str
    isRight: Predicate
    examples: tuple[bytes, ...]
    isShort: bool = True


HOST, CLOSE = b"Host: a", b"Connection: close"


def lines(*head: bytes) -> bytes:
    """
    Make the bytes of some lines, each with its line end.
    """
    return b"".join(line + b"\r\n" for line in head)


def get(*fields: bytes, target: bytes = b"/", version: bytes = b"HTTP/1.1") -> bytes:
    """
    @return: the bytes of a GET request, without a Host unless there is one among the
        fields.
    """
    return lines(b"GET %b %b" % (target, version), *fields, b"")


def post(kind: bytes, content: bytes) -> bytes:
    """
    @param kind: the Content-Type.
    @return: the bytes of a POST, the last request on its connection.
    """
    fields = (HOST, CLOSE, b"Content-Type: " + kind, b"Content-Length: %d" % len(content))
    return lines(b"POST / HTTP/1.1", *fields, b"") + content


def nest(depth: int) -> bytes:
    """
    Make the content of a form whose part is a multipart whose part is one.
    """
    boundaries = [b"x", *(b"y%d" % level for level in range(depth))]
    return b"\r\n".join(
        b"--%b\r\nContent-Type: multipart/mixed; boundary=%b\r\n" % pair
        for pair in pairwise(boundaries)
    )


FAULTS = [
    # It accepts what should be refused.
    Fault(
        "No Host",
        "RFC 9112 section 3.2",
        "MUST respond with 400",
        "answers with the page",
        answers(400),
        (get(CLOSE),),
    ),
    Fault(
        "Two Hosts",
        "RFC 9112 section 3.2",
        "MUST respond with 400",
        "answers with the page",
        answers(400),
        (get(HOST, b"Host: b", CLOSE),),
    ),
    Fault(
        "A Host that is not a host",
        "RFC 9112 section 3.2",
        "MUST respond with 400",
        "answers with the page",
        answers(400),
        (get(b"Host: a/b", CLOSE), get(b"Host: a b", CLOSE)),
    ),
    Fault(
        "A target that is not a target",
        "RFC 9112 section 3",
        "SHOULD respond with 400",
        "looks it up, and answers 404",
        answers(400),
        (
            get(HOST, CLOSE, target=b"about"),
            get(HOST, CLOSE, target=b"/\x7f"),
            get(HOST, CLOSE, target=b"/\xa0"),
        ),
    ),
    Fault(
        "A coding that is not one",
        "RFC 9112 section 6.3",
        "MUST respond with 400, as chunked is not the final coding, or 501 (section 6.1)",
        "believes the Content-Length beside it",
        answers(400, 501),
        (
            get(HOST, CLOSE, b"Transfer-Encoding: identity"),
            get(HOST, CLOSE, b"Transfer-Encoding: identity", b"Content-Length: 5") + b"hello",
        ),
    ),
    Fault(
        "A trailer that is not a field",
        "RFC 9112 section 2.2",
        "SHOULD respond with 400 to what does not match the grammar of section 7.1.2",
        "answers with the page",
        answers(400),
        (get(HOST, CLOSE, b"Transfer-Encoding: chunked", b"", b"0", b"no field"),),
    ),
    # It refuses, or reads wrongly, what should be accepted.
    Fault(
        "The absolute form",
        "RFC 9112 section 3.2.2",
        "MUST accept it",
        "looks the whole of it up as a path, and answers 404",
        answers(200),
        (get(HOST, CLOSE, target=b"http://a/"),),
    ),
    Fault(
        "A higher minor version",
        "RFC 9110 section 6.2",
        "SHOULD process it as HTTP/1.1",
        "answers 400",
        answers(200),
        (get(HOST, CLOSE, version=b"HTTP/1.2"),),
    ),
    Fault(
        "Close among other options",
        "RFC 9112 section 9.6",
        "MUST close the connection after the response",
        "finds close only where a space stands behind it, in the first such field",
        closes,
        (
            get(HOST, b"Connection: close, TE"),
            get(HOST, b"Connection: TE", b"Connection: close"),
        ),
    ),
    Fault(
        "The client's version",
        "RFC 9110 section 6.2",
        "SHOULD send its own highest version, HTTP/1.1",
        "repeats the client's",
        answersInOwnVersion,
        (get(version=b"HTTP/1.0"),),
    ),
    # It refuses without a word, or with the wrong one.
    Fault(
        "An unknown coding",
        "RFC 9112 section 6.1",
        "SHOULD respond with 501",
        "answers 400",
        answers(501),
        (get(HOST, b"Transfer-Encoding: gzip, chunked", b"", b"0"),),
    ),
    Fault(
        "Another major version",
        "RFC 9110 section 15.6.6",
        "505 is the status for it",
        "answers 400",
        answers(505),
        (get(HOST, version=b"HTTP/2.0"),),
    ),
    Fault(
        "The bare 400",
        "RFC 9110 section 6.6.1",
        "MUST send a Date with 4xx, and SHOULD send an explanation (section 15.5)",
        "sends the status line and nothing else, whatever was wrong",
        refusesInWords,
        (
            get(HOST, target=b" /"),
            get(b"Host : a"),
            get(HOST, b"no colon"),
            get(HOST, b"Content-Length: five"),
        ),
    ),
    Fault(
        "A target that is too long",
        "RFC 9112 section 3",
        "MUST respond with 414",
        "closes without a word",
        answers(414),
        (get(HOST, target=b"/" + b"x" * 20_000),),
        isShort=False,
    ),
    Fault(
        "A field that is too long",
        "RFC 9110 section 5.4",
        "MUST respond with an appropriate 4xx, which is 431 (RFC 6585 section 5)",
        "closes without a word",
        answers(400, 431),
        (get(HOST, b"Field: " + b"x" * 20_000),),
        isShort=False,
    ),
    # It breaks, or has no limit.
    Fault(
        "A length of 5,000 digits",
        "RFC 9110 section 8.6",
        "MUST anticipate large numerals: 413, or 400",
        "raises ValueError",
        answers(400, 413),
        (get(HOST, b"Content-Length: " + b"1" * 5000),),
        isShort=False,
    ),
    Fault(
        "Content without a limit",
        "RFC 9110 section 17.5",
        "ought to limit what it processes: 413 (section 15.5.14)",
        "waits for all of it, and keeps it",
        answers(413),
        (get(HOST, b"Content-Length: 10000000000000"),),
    ),
    Fault(
        "A Content-Type that breaks the parser",
        "RFC 9110 section 5.5",
        "such a control character is invalid: refuse it or keep it, but answer",
        "raises ValueError",
        answersAtAll,
        (post(b"text\x0b/plain", b"hello"),),
    ),
    Fault(
        "A form that breaks the parser",
        "RFC 7578 section 4.2",
        "a part's name is its name parameter, and no other: refuse it or skip it, but answer",
        "raises AttributeError",
        answersAtAll,
        (
            post(
                b"multipart/form-data; boundary=x",
                lines(b"--x", b"Content-Disposition: form-data; name*=a", b"", b"hello", b"--x--"),
            ),
        ),
    ),
    Fault(
        "Forms within forms",
        "RFC 7578 section 4.3",
        "a multipart within a multipart is deprecated: refuse it or ignore it, but answer",
        "raises RecursionError",
        answersAtAll,
        (post(b"multipart/form-data; boundary=x", nest(2000)),),
        isShort=False,
    ),
]
