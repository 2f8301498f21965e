"""
The fields: which go on, which do not, which are added.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import Framing, Response
from server.pages import BadGateway, BadRequest
from server.proxy.fields import (
    Field,
    checkLoop,
    elements,
    endToEnd,
    forwardsLeft,
    requestFields,
    responseFields,
    via,
)

OURS = (b"Via", b"1.1 me")
CLOSE = (b"Connection", b"close")
HOST = (b"Host", b"a")


def response(status: int = 200, length: int | None = None, *fields: Field) -> Response:
    """
    @param length: of its content, where that is known.
    @return: the head of a response, as the reader would give it.
    """
    return Response(status, b"", b"HTTP/1.1", list(fields), Framing.TO_CLOSE, length, False, 0, 0)


class FieldTests(SynchronousTestCase):
    """
    Pure functions on lists of fields.
    """

    def test_endToEnd(self) -> None:
        """
        What is for the next program only does not go on, nor what Connection names,
        on any of its lines and in any spelling; everything else does, in order.
        """
        fields = [
            (b"Accept", b"a"),
            (b"CONNECTION", b"keep-alive, X-One"),
            (b"x-one", b"1"),
            (b"Connection", b" ,x-TWO"),
            (b"X-Two", b"2"),
            (b"X-Three", b"3"),
            (b"X-Three", b"4"),
            (b"Host", b"h"),
            (b"Content-Length", b"5"),
            (b"Cookie", b"c"),
        ]
        for name in ("Proxy-Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade"):
            fields.append((name.encode(), b"x"))
        for name in ("Trailer", "Proxy-Authorization", "Proxy-Authenticate"):
            fields.append((name.encode(), b"x"))
        kept = [(b"Accept", b"a"), (b"X-Three", b"3"), (b"X-Three", b"4"), (b"Cookie", b"c")]
        self.assertEqual(endToEnd(fields), kept)

    def test_elements(self) -> None:
        """
        A list may be spread over several lines, and have empty elements.
        """
        fields = [(b"Via", b"1.1 a, ,1.0 b"), (b"X", b"c"), (b"via", b"\t1.1 d ,")]
        self.assertEqual(elements(fields, b"via"), [b"1.1 a", b"1.0 b", b"1.1 d"])

    def test_via(self) -> None:
        """
        Via names the version that was received.
        """
        self.assertEqual(via(b"HTTP/1.0", b"me"), (b"Via", b"1.0 me"))

    def test_loop(self) -> None:
        """
        A request that names us in Via has been here; one that names a longer name has
        not.
        """
        checkLoop([(b"Via", b"1.1 me2, 1.1 other (me, too)"), (b"X", b"1.1 me")], b"me")
        self.assertRaises(BadGateway, checkLoop, [(b"via", b"1.0 x, 1.1 me (x)")], b"me")

    def test_maxForwards(self) -> None:
        """
        Max-Forwards counts for OPTIONS and TRACE only.
        """
        field = [(b"max-forwards", b"7")]
        self.assertEqual(forwardsLeft(b"TRACE", field), 7)
        self.assertEqual(forwardsLeft(b"OPTIONS", field), 7)
        self.assertIsNone(forwardsLeft(b"GET", field))
        self.assertIsNone(forwardsLeft(b"TRACE", []))
        for wrong in (b"", b"-1", b"1.5", b"x", b"9" * 5000):
            self.assertRaises(BadRequest, forwardsLeft, b"TRACE", [(b"Max-Forwards", wrong)])
        self.assertRaises(BadRequest, forwardsLeft, b"TRACE", field * 2)

    def test_request(self) -> None:
        """
        A request goes on with the Host of its target, and our Via after the others.
        """
        fields = [(b"Host", b"evil"), (b"Via", b"1.1 x"), (b"Accept", b"*/*")]
        self.assertEqual(
            requestFields(b"GET", fields, b"a", OURS, 0),
            [HOST, (b"Via", b"1.1 x"), (b"Accept", b"*/*"), OURS, CLOSE],
        )

    def test_requestFraming(self) -> None:
        """
        The length of the content is told in our own words.
        """
        told = [(b"Content-Length", b"005")]
        made = requestFields(b"POST", told, b"a", OURS, 5)
        self.assertEqual(made, [HOST, (b"Content-Length", b"5"), OURS, CLOSE])
        chunked = [(b"Transfer-Encoding", b"chunked")]
        made = requestFields(b"POST", chunked, b"a", OURS, None)
        self.assertEqual(made, [HOST, *chunked, OURS, CLOSE])
        made = requestFields(b"POST", [(b"Content-Length", b"0")], b"a", OURS, 0)
        self.assertIn((b"Content-Length", b"0"), made)

    def test_requestMaxForwards(self) -> None:
        """
        Max-Forwards goes on, one less; with GET as it came.
        """
        fields = [(b"max-forwards", b"3")]
        self.assertIn((b"Max-Forwards", b"2"), requestFields(b"TRACE", fields, b"a", OURS, 0))
        self.assertIn((b"max-forwards", b"3"), requestFields(b"GET", fields, b"a", OURS, 0))

    def test_response(self) -> None:
        """
        A response goes on with a length, where it is known, and our Via. (The channel
        adds a Date: see C{test_length} of the exchange.)
        """
        cookies = [(b"Set-Cookie", b"a"), (b"Set-Cookie", b"b")]
        made = responseFields(b"GET", response(200, 5, *cookies), OURS)
        self.assertEqual(made, [*cookies, (b"Content-Length", b"5"), OURS])
        made = responseFields(b"GET", response(200, None, (b"date", b"then")), OURS)
        self.assertEqual(made, [(b"date", b"then"), OURS])

    def test_responseLength(self) -> None:
        """
        Where there is no content, the length of what would have been goes on as it
        came, unless it is none; with 204 there is none (RFC 9110 section 8.6).
        """
        told = (b"content-length", b"9")
        length = (b"Content-Length", b"9")
        for method, status in ((b"HEAD", 200), (b"GET", 304)):
            made = responseFields(method, response(status, 0, told), OURS)
            self.assertIn(length, made)
            wrong = response(status, 0, (b"content-length", b"x"))
            self.assertEqual(responseFields(method, wrong, OURS)[:-1], [])
        self.assertEqual(responseFields(b"GET", response(204, 0, told), OURS)[:-1], [])
