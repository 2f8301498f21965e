"""
The spans: what is in requests and answers.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.explain import Explainer, innermost
from tests.server.explain.explaining import ANSWERS, explained, parts, spanOf

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
FIELDS = b"POST / HTTP/1.1\r\nHost: a\r\n"


class RequestTests(SynchronousTestCase):
    """
    The spans of a request: its parts, each with its bytes.
    """

    def test_whole(self) -> None:
        """
        Method, target, version, fields, line ends and content are told apart.
        """
        data = b"POST /a?b=c&d HTTP/1.1\r\nHost: h:80\r\nContent-Length:  2 \r\n\r\nhi"
        self.assertEqual(
            parts(data),
            [
                ("method", b"POST"),
                ("space", b" "),
                ("path", b"/a"),
                ("query mark", b"?"),
                ("query argument", b"b=c"),
                ("query separator", b"&"),
                ("query argument", b"d"),
                ("space", b" "),
                ("version", b"HTTP/1.1"),
                ("line end", b"\r\n"),
                ("field name", b"Host"),
                ("colon", b":"),
                ("white space", b" "),
                ("host", b"h"),
                ("port colon", b":"),
                ("port", b"80"),
                ("line end", b"\r\n"),
                ("field name", b"Content-Length"),
                ("colon", b":"),
                ("white space", b"  "),
                ("field value", b"2"),
                ("white space", b" "),
                ("line end", b"\r\n"),
                ("end of head", b"\r\n"),
                ("content", b"hi"),
            ],
        )

    def test_targets(self) -> None:
        """
        Each form of a target has its own parts.
        """
        for method, target, expected in [
            (b"GET", b"/", ["path"]),
            (b"GET", b"/a?", ["path", "query mark"]),
            (b"OPTIONS", b"*", ["whole server"]),
            (b"CONNECT", b"h:443", ["host", "port colon", "port"]),
            (b"GET", b"http://h", ["scheme", "scheme end", "host"]),
            (
                b"GET",
                b"HTTP://[::1]:80/a?b",
                [
                    "scheme",
                    "scheme end",
                    "host",
                    "port colon",
                    "port",
                    "path",
                    "query mark",
                    "query argument",
                ],
            ),
            (b"GET", b"http://h?b", ["scheme", "scheme end", "host", "query mark"]),
        ]:
            found = parts(b"%b %b HTTP/1.1\r\nHost: h\r\n\r\n" % (method, target))
            self.assertEqual([kind for kind, _ in found[2 : 2 + len(expected)]], expected)

    def test_values(self) -> None:
        """
        The values of the fields that matter are laid out in their parts.
        """
        for field, expected in [
            (b"Connection: close, TE", [b"close", b", ", b"TE"]),
            (b"Connection: , ,a ,", [b", ", b",", b"a", b" ,"]),
            (b'Content-Type: a/b; c="d;e,f"; g', [b"a/b", b"; ", b'c="d;e,f"', b"; ", b"g"]),
            (b"Accept: a/b;q=1, */*", [b"a/b", b";", b"q=1", b", ", b"*/*"]),
            (b"Cookie: a=b; c=d,e", [b"a=b", b"; ", b"c=d,e"]),
            (b'If-None-Match: "a,b", W/"c"', [b'"a,b"', b", ", b'W/"c"']),
            (b'If-None-Match: "a, b', [b'"a, b']),
            (b"User-Agent: a, b; c", [b"a, b; c"]),
            (b"X-Other: a, b; c", [b"a, b; c"]),
        ]:
            found = parts(FIELDS + field + b"\r\n\r\n")
            begin = found.index(("field name", field.partition(b":")[0])) + 3
            self.assertEqual([data for _, data in found[begin:-2]], expected)

    def test_chunks(self) -> None:
        """
        Chunks, their lines and the trailer section are told apart.
        """
        head = FIELDS + b"Transfer-Encoding: chunked\r\n\r\n"
        found = parts(head + b"2;a=b\r\nhi\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n" + REQUEST)
        begin = found.index(("end of head", b"\r\n")) + 1
        self.assertEqual(
            [(kind, data) for kind, data in found[begin:] if kind not in ("line end", "colon")][
                :12
            ],
            [
                ("chunk size", b"2"),
                ("chunk extension", b";a=b"),
                ("chunk", b"hi"),
                ("chunk end", b"\r\n"),
                ("chunk size", b"1"),
                ("chunk", b"!"),
                ("chunk end", b"\r\n"),
                ("last chunk size", b"0"),
                ("field name", b"X"),
                ("white space", b" "),
                ("field value", b"y"),
                ("end of trailers", b"\r\n"),
            ],
        )

    def test_severalMessages(self) -> None:
        """
        Empty lines between requests are seen, and what follows C{close} is not read.
        """
        last = REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        kinds = [kind for kind, _ in parts(REQUEST + b"\r\n" + last + REQUEST)]
        self.assertEqual(kinds.count("method"), 2)
        self.assertEqual(kinds.count("empty line"), 1)
        self.assertEqual(kinds[-1], "after close")

    def test_meanings(self) -> None:
        """
        A span knows what its own bytes mean, the rule, and the step that teaches it.
        """
        method = spanOf(REQUEST, "method")
        self.assertIn("GET asks for what is there", method.meaning)
        self.assertEqual((method.rule, method.step), ("RFC 9110 section 9.3.1", "3"))
        small = spanOf(REQUEST.replace(b"GET", b"get"), "method")
        self.assertIn("case-sensitive", small.meaning)
        icon = spanOf(REQUEST.replace(b" / ", b" /favicon.ico "), "path")
        self.assertIn("a browser asks for the small picture", icon.meaning)
        close = spanOf(FIELDS + b"Connection: close\r\n\r\n", "member")
        self.assertIn("wants the connection to end", close.meaning)
        later = spanOf(REQUEST.replace(b"1.1", b"1.9"), "version")
        self.assertIn("read as HTTP/1.1", later.meaning)

    def test_fault(self) -> None:
        """
        The bytes that break a rule are a span of their own, and those after it another.
        """
        data = b"GET /\x08 HTTP/1.1\r\nHost: a\r\n\r\n"
        self.assertEqual(
            parts(data),
            [
                ("method", b"GET"),
                ("space", b" "),
                ("target", b"/"),
                ("fault", b"\x08"),
                ("unread", data[6:]),
            ],
        )
        self.assertIn("A target cannot hold", spanOf(data, "fault").meaning)

    def test_unchecked(self) -> None:
        """
        The beginning of a line is laid out as far as it looks like one, and no further.
        """
        for data, expected in [
            (b"GET /a", ["method", "space", "target"]),
            (b"GET /a HTTP/1.1\r", ["method", "space", "target", "space", "version", "line end"]),
            (b"G\x01T / HTTP/1.1", ["unchecked"]),
            (b"G(T / HTTP/1.1\n", ["unchecked", "fault"]),
            (b"GET /\n", ["method", "space", "target", "fault"]),
        ]:
            self.assertEqual([kind for kind, _ in parts(data)], expected)
        head = b"GET / HTTP/1.1\r\n"
        for data, expected in [
            (b"Ho", ["field name"]),
            (b"Host: a", ["field name", "colon", "white space", "field value"]),
            (b"Ho st", ["unchecked"]),
            (b"Host: \x01", ["unchecked"]),
        ]:
            self.assertEqual([kind for kind, _ in parts(head + data)][6:], expected)
        self.assertEqual(parts(b"<html>", ANSWERS), [("unchecked", b"<html>")])
        self.assertEqual(parts(b"HTT", ANSWERS), [("version", b"HTT")])


class AnswerTests(SynchronousTestCase):
    """
    The spans of an answer: its parts, each with its bytes.
    """

    def test_whole(self) -> None:
        """
        The status line, fields and content are told apart.
        """
        data = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"
        found = parts(data, ANSWERS)
        self.assertEqual(
            found[:6],
            [
                ("version", b"HTTP/1.1"),
                ("space", b" "),
                ("status code", b"404"),
                ("space", b" "),
                ("reason", b"Not Found"),
                ("line end", b"\r\n"),
            ],
        )
        self.assertEqual(found[-1], ("content", b"no"))
        self.assertIn("nothing at this target", spanOf(data, "status code", ANSWERS).meaning)

    def test_classes(self) -> None:
        """
        Of a status code that we do not know, the class is told.
        """
        span = spanOf(b"HTTP/1.1 499 \r\n", "status code", ANSWERS)
        self.assertIn("The client has made a mistake", span.meaning)

    def test_cookie(self) -> None:
        """
        The attributes of a cookie are explained one by one.
        """
        data = b"HTTP/1.1 204 \r\nSet-Cookie: a=b; HttpOnly; SameSite=Lax; Path=/\r\n\r\n"
        found = [
            span.meaning.partition(":")[0]
            for span in innermost(explained([data], ANSWERS).spans())
            if span.kind == "parameter"
        ]
        self.assertEqual(found, ["HttpOnly", "SameSite", "Path"])

    def test_toTheEnd(self) -> None:
        """
        Content without a length goes on until the connection ends, and is one span.
        """
        explainer = explained([b"HTTP/1.0 200 OK\r\n\r\n", b"a", b"b", b"c"], ANSWERS)
        self.assertIn("3 bytes of content have come", explainer.waiting() or "")
        last = explainer.spans()[-1]
        self.assertEqual((last.kind, last.start, last.end), ("content", 19, 22))
        explainer.end()
        self.assertIsNone(explainer.waiting())

    def test_head(self) -> None:
        """
        After the answer to a HEAD request, the next answer begins at once.
        """
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        explainer = Explainer(ANSWERS)
        explainer.expect(b"HEAD")
        explainer.feed(answer * 2)
        self.assertEqual(len(explainer.heads), 2)
        self.assertIn("0 of 5 bytes of content", explainer.waiting() or "")

    def test_upgrade(self) -> None:
        """
        After 101 no HTTP is spoken any more.
        """
        data = b"HTTP/1.1 101 \r\nUpgrade: x\r\n\r\n\x00\x01"
        self.assertEqual(parts(data, ANSWERS)[-1], ("other protocol", b"\x00\x01"))
