"""
The head of a request in both versions, and that of an answer.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.channel.http2.translation import Malformed, answerFields, writeRequestHead
from server.http1.events import SIZED, Field, Response

PSEUDO = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"a"),
    (b":path", b"/x"),
]

#: What HTTP/1.1 would read as something else: the fields that take the place of those
#: above, or come after them.
MALFORMED: list[list[Field]] = [
    [(b":path", b"")],
    [(b":path", b"http://b/")],
    [(b":path", b"x")],
    [(b":path", b"/ HTTP/1.1\r\nx: y")],
    [(b":method", b"GET / HTTP/1.1\r\n")],
    [(b":authority", b"a\r\nx: y")],
    [(b"x", b"y\r\nz: w")],
    [(b"x", b"y\nz: w")],
    [(b"x", b"y\0")],
    [(b"x: y\r\nz", b"w")],
    [(b"x:", b"y")],
    [(b"x y", b"z")],
    [(b"", b"x")],
    [(b"transfer-encoding", b"chunked")],
    [(b"connection", b"close")],
    [(b"upgrade", b"websocket")],
    [(b"keep-alive", b"1")],
]


def asked(*fields: Field, isWhole: bool = True) -> bytes:
    """
    Write a head with some fields that are its own.
    """
    changed = dict(fields)
    pseudo = [(name, changed.pop(name, value)) for name, value in PSEUDO]
    others = [(name, value) for name, value in fields if name in changed]
    return writeRequestHead([*pseudo, *others], isWhole)


class RequestTests(SynchronousTestCase):
    """
    A request's fields of HTTP/2, written as a head of HTTP/1.1.
    """

    def test_head(self) -> None:
        """
        The pseudo fields are the request line and Host; the others follow.
        """
        self.assertEqual(asked((b"x", b"y")), b"GET /x HTTP/1.1\r\nHost: a\r\nx: y\r\n\r\n")

    def test_host(self) -> None:
        """
        RFC 9113 section 8.3.1: what C{:authority} says goes before C{host}, which counts where
        there is no authority.
        """
        self.assertNotIn(b"host: b", asked((b"host", b"b")))
        fields = [field for field in PSEUDO if field[0] != b":authority"]
        self.assertIn(b"\r\nhost: b\r\n", writeRequestHead([*fields, (b"host", b"b")], True))

    def test_length(self) -> None:
        """
        Content without a length comes in chunks; with one, or without content, not.
        """
        self.assertIn(b"Transfer-Encoding: chunked", asked(isWhole=False))
        self.assertNotIn(b"Transfer", asked((b"content-length", b"5"), isWhole=False))
        self.assertNotIn(b"Transfer", asked())

    def test_cookies(self) -> None:
        """
        One cookie stays as it is, several are put together.
        """
        self.assertIn(b"\r\ncookie: a=b\r\n", asked((b"cookie", b"a=b")))
        two = [*PSEUDO, (b"cookie", b"a=b"), (b"cookie", b"c=d")]
        self.assertIn(b"\r\ncookie: a=b; c=d\r\n", writeRequestHead(two, True))

    def test_malformed(self) -> None:
        """
        What would be another request is refused.
        """
        for fields in MALFORMED:
            with self.assertRaises(Malformed, msg=repr(fields)):
                asked(*fields)


class AnswerTests(SynchronousTestCase):
    """
    An answer's head of HTTP/1.1, as the fields of HTTP/2.
    """

    def test_fields(self) -> None:
        """
        The status is a field, names are in lower case, and what concerns a connection
        of HTTP/1.1 stays behind.
        """
        fields = [(b"X-A", b"B"), (b"Connection", b"close"), (b"Transfer-Encoding", b"chunked")]
        head = Response(200, b"OK", b"HTTP/1.1", fields, SIZED, 0, True, 0, 0)
        self.assertEqual(answerFields(head), [(b":status", b"200"), (b"x-a", b"B")])
