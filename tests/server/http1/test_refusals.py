"""
The reader of requests: what it refuses, and which bytes it blames.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import RemoteProtocolError, RequestReader
from tests.server.http1.reading import CHUNKED, GET, HOST, POST, head, refusal


class RefusalTests(SynchronousTestCase):
    """
    What is refused, and which bytes are blamed. Statuses are the table's matter.
    """

    def check(self, *rows: tuple[bytes, bytes, str]) -> None:
        """
        @param rows: bytes; those of them that must be blamed, after C{>} where
            they are not the first like that; and a part of the sentence.
        """
        for data, blamed, sentence in rows:
            error = refusal(data)
            got = data[error.offset : error.offset + error.length]
            self.assertEqual((got, sentence in error.sentence), (blamed, True), error)

    def test_requestLine(self) -> None:
        """
        The first wrong byte or word of the request line is blamed.
        """
        rest = b"\r\n" + HOST + b"\r\n"
        self.check(
            (b"(GET / HTTP/1.1" + rest, b"(", "method such as GET, not with the byte ("),
            (b" GET / HTTP/1.1" + rest, b" ", "not with a space"),
            (b"\x16\x03\x01\x00", b"\x16", "TLS"),
            (b"\x80", b"\x80", "the byte 0x80"),
            (b"G\xe9T / HTTP/1.1" + rest, b"\xe9", "one space, not with the byte 0xe9"),
            (b"GET\t/ HTTP/1.1" + rest, b"\t", "not with a tab"),
            (b"GET" + rest, b"", "target and HTTP version are missing"),
            (b"GET  / HTTP/1.1" + rest, b" ", "one space"),
            (b"GET /a\x00b HTTP/1.1" + rest, b"\x00", "NUL"),
            (b"GET /\xc3\xa9 HTTP/1.1" + rest, b"\xc3", "percent-encoded"),
            (b"GET /" + rest, b"", "version is missing"),
            (b"GET / http/1.1" + rest, b"http/1.1", "exactly as in HTTP/1.1"),
            (b"GET /a b HTTP/1.1" + rest, b" ", "%20"),
            (b"GET / HTTP/3.0" + rest, b"HTTP/3.0", "speaks HTTP/1.1"),
            (b"A" * 40 + b" / HTTP/1.1" + rest, b"A" * 33, "No method"),
        )

    def test_target(self) -> None:
        """
        The wrong part of the target is blamed.
        """

        def get(target: bytes, method: bytes = b"GET") -> bytes:
            return method + b" " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"

        self.check(
            (get(b"/a#b"), b"#", "The byte # cannot"),
            (get(b"/a|b"), b"|", "see Location"),
            (get(b"a"), b"a", "neither with a slash"),
            (get(b"*"), b"*", "only OPTIONS"),
            (get(b"a:80"), b"a:80", "Only CONNECT"),
            (get(b"ftp://a/"), b"ftp:", "scheme"),
            (get(b"https://a/"), b"https:", "not secured"),
            (get(b"http:/a"), b"http:/a", "not a well-formed"),
            (get(b"http://u:p@a/"), b"u:p", "user name"),
            (get(b"http:///a"), b"http:///a", "no host"),
            (get(b"http://[::g]/"), b"http://[::g]/", "not a well-formed"),
            (get(b"http://[1:2]/"), b"[1:2]", "not an IPv6"),
            (get(b"/", b"CONNECT"), b"/", "host and a port"),
            (get(b"a:65536", b"CONNECT"), b"a:65536", "host and a port"),
            (get(b":80", b"CONNECT"), b":80", "host and a port"),
            (get(b"[1:2]:80", b"CONNECT"), b"[1:2]:80", "host and a port"),
        )

    def test_fields(self) -> None:
        """
        The wrong byte of a field line is blamed, or the line.
        """
        start = b"GET / HTTP/1.1\r\n"
        self.check(
            (start + b" X: a\r\n\r\n", b" ", "before the first field"),
            (start + HOST + b"\tb\r\n\r\n", b"\t", "folding"),
            (start + b"Host a\r\n\r\n", b"Host a", "colon"),
            (start + b": a\r\n\r\n", b":", "missing before the colon"),
            (start + b"X \t: a\r\n\r\n", b" \t", "between the field name and its colon"),
            (start + b"X\x01Y: a\r\n\r\n", b"\x01", "the byte 0x01"),
            (start + b"X: a\x00\r\n\r\n", b"\x00", "NUL"),
            (start + b"X: a\rb\r\n\r\n", b"\r", "CR"),
            (start + b"X: a\n\r\n\r\n", b"\n", "LF alone"),
            (start + b"\n", b"\n", "LF alone"),
        )

    def test_values(self) -> None:
        """
        A field whose value is wrong is blamed as a whole line; one that is
        missing, at the empty line.
        """
        start = b"POST / HTTP/1.1\r\n"
        self.check(
            (start + b"Host: a/b\r\n\r\n", b"Host: a/b", "host name"),
            (start + b"Host: a\r\nHOST: b\r\n\r\n", b"HOST: b", "not several"),
            (POST + b"Content-Length: -1\r\n\r\n", b"Content-Length: -1", "digits"),
            (
                POST + b"Content-Length: 1\r\ncontent-length: 1\r\n\r\n",
                b"content-length: 1",
                "not several",
            ),
            (
                POST + b"Transfer-Encoding: a\r\nTransfer-Encoding: ?\r\n\r\n",
                b"Transfer-Encoding: ?",
                "not a transfer coding",
            ),
            (POST + b"Expect: rain\r\n\r\n", b"Expect: rain", "expectation"),
        )
        missing = refusal(start + b"X: a\r\n\r\n")
        self.assertEqual((missing.offset, missing.length), (23, 0))

    def test_chunks(self) -> None:
        """
        The wrong part of the chunked framing is blamed.
        """
        self.check(
            (CHUNKED + b"x\r\n", b"x", "hexadecimal"),
            (CHUNKED + b"\r\n", b"", "hexadecimal"),
            (CHUNKED + b"5 ?\r\n", b" ?", "extension"),
            (CHUNKED + b"5\r\nhelloX", b"X", "followed by CR LF"),
            (CHUNKED + b"5\r\nhello\rX", b"X", "followed by CR LF"),
            (CHUNKED + b"0\r\nX Y: z\r\n", b" ", "a space"),
        )

    def test_offsetGoesOn(self) -> None:
        """
        The offset counts from the first byte of the connection.
        """
        error = refusal(GET + b"\r\n" + CHUNKED + b"1\r\na\r\n?\r\n")
        self.assertEqual(error.offset, len(GET) + 2 + len(CHUNKED) + 6)

    def test_earlyRefusal(self) -> None:
        """
        A wrong line is refused as soon as it is complete.
        """
        self.assertEqual(refusal(b"GET\r\n").statusHint, 400)
        self.assertEqual(refusal(b"GET / HTTP/1.1\r\nHost : a\r\n").offset, 20)

    def test_redirect(self) -> None:
        """
        A target as browsers leave it is redirected to the encoded one; one that
        would name another host is not.
        """
        for target, location in (
            (b"/a|b?{c}", b"/a%7Cb?%7Bc%7D"),
            (b"/100%", b"/100%25"),
            (b"/%41|", b"/%41%7C"),
            (b"/%41|%4", b"/%2541%7C%254"),
        ):
            error = refusal(b"GET " + target + b" HTTP/1.1\r\n")
            self.assertEqual((error.statusHint, error.location), (301, location))
        self.assertEqual(refusal(b"HEAD /a|b HTTP/1.1\r\n").statusHint, 301)
        error = refusal(b"GET //evil.example/| HTTP/1.1\r\n")
        self.assertEqual((error.statusHint, error.location), (400, None))

    def test_noRedirect(self) -> None:
        """
        What would change something is not redirected: its method and its content
        would be lost.
        """
        for method in (b"POST", b"PUT", b"DELETE", b"BREW"):
            error = refusal(method + b" /echo?a=[1] HTTP/1.1\r\n")
            self.assertEqual((error.statusHint, error.location), (400, None))
            self.assertEqual(error.sentence, "The byte [ cannot be in a target.")

    def test_redirectEnds(self) -> None:
        """
        The target of a redirect is accepted.
        """
        location = refusal(b'GET /?"<>[]\\^`{|}% HTTP/1.1\r\n').location
        assert location is not None
        self.assertEqual(head(GET.replace(b"/ ", location + b" ")).target, location)

    def test_answersHead(self) -> None:
        """
        A refused HEAD is known as one, in its head and after it.
        """
        headRequest = b"HEAD" + CHUNKED[4:]
        self.assertTrue(refusal(headRequest + b"x\r\n").answersHead)
        self.assertTrue(refusal(b"HEAD / HTTP/1.1\r\n\r\n").answersHead)
        self.assertFalse(refusal(headRequest + b"0\r\n\r\nGET\r\n").answersHead)
        self.assertFalse(refusal(b"HEADS / HTTP/1.1\r\n\r\n").answersHead)

    def test_again(self) -> None:
        """
        After an error comes the same error, whatever is fed.
        """
        reader = RequestReader()
        reader.feed(b"?")
        first = self.assertRaises(RemoteProtocolError, reader.nextEvent)
        reader.feed(GET)
        self.assertIs(self.assertRaises(RemoteProtocolError, reader.nextEvent), first)

    def test_inWords(self) -> None:
        """
        As text, an error says all in one line.
        """
        self.assertEqual(
            str(refusal(b"\x16")),
            "This is the beginning of a TLS (https) connection; here we speak plain http."
            " (RFC 9112 section 3; byte 0)",
        )

    def test_disagreement(self) -> None:
        """
        If the patterns ever refuse what the diagnosis finds right, the message is refused, and
        nobody waits for ever.
        """
        self.patch(RequestReader, "startLine", re.compile(b"never"))
        new = GET.replace(b" / ", b" /not-known-by-heart ")
        self.assertEqual(refusal(new).statusHint, 400)
