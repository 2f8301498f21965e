"""
The diagnosis: what is missing, what is wrong, and how it is written right.
"""

from __future__ import annotations

from hypothesis import given, settings
from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES
from server.explain import Explainer
from server.explain.corrections import correct
from server.http1 import Request, RequestReader
from tests.server.explain.explaining import ANSWERS, REQUESTS, diagnosed, explained, single
from tests.server.http1.test_properties import streams

POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class IncompleteMessageTests(SynchronousTestCase):
    """
    What is said of a message whose rest has not come.
    """

    def test_requests(self) -> None:
        """
        At any moment, it is said what is missing.
        """
        for data, expected in [
            (b"", "No byte has come yet. Browsers open such spare connections"),
            (b"\r\n", "Only empty lines have come"),
            (b"GET / HT", "The first line is not finished"),
            (b"GET / HTTP/1.1\r\n", "The head is not finished: no empty line yet."),
            (POST, "The head is not finished: no empty line yet."),
            (POST + b"Content-Length: 20\r\n\r\n", "0 of 20 bytes of content"),
            (POST + b"Content-Length: 20\r\n\r\nhello, world", "12 of 20 bytes of content"),
            (CHUNKED, "The line with the size of the next chunk"),
            (CHUNKED + b"5\r\nhel", "3 of 5 bytes of the chunk"),
            (CHUNKED + b"5\r\nhello", "The CR LF after the chunk"),
            (CHUNKED + b"5\r\nhello\r\n3\r\n", "0 of 3 bytes of the chunk"),
            (CHUNKED + b"0\r\n", "the empty line that ends the message is missing"),
        ]:
            for pieces in ([data], single(data)):
                self.assertIn(expected, explained(pieces).waiting() or "")

    def test_nothing(self) -> None:
        """
        After a whole message nothing is missing.
        """
        for data in (GET, GET + GET, CHUNKED + b"0\r\n\r\n", POST + b"Connection: close\r\n\r\nx"):
            self.assertIsNone(explained([data]).waiting())

    def test_expect(self) -> None:
        """
        It is said that a client waits for 100 Continue, until it does not.
        """
        explainer = explained([POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"])
        self.assertIn("waits for 100 Continue", explainer.waiting() or "")
        explainer.feed(b"h")
        self.assertEqual(explainer.waiting(), "1 of 2 bytes of content have come.")

    def test_clue(self) -> None:
        """
        While a line is not finished, it is said already what will be wrong with it.
        """
        said = explained([GET[:-2] + b"X: \xff\xf4\xff\xfd\x06"]).waiting() or ""
        self.assertIn("no empty line yet", said)
        self.assertIn("Five bytes ff f4 ff fd 06: Ctrl-C in telnet (at byte 28)", said)

    def test_spareConnection(self) -> None:
        """
        A connection on which nothing came is explained when it ends.
        """
        explainer = explained([], ends=True)
        self.assertIn("spare connections", explainer.waiting() or "")
        self.assertIsNone(explainer.diagnosis())


class ClueTests(SynchronousTestCase):
    """
    Bytes that many have sent who did not mean to.
    """

    def test_requests(self) -> None:
        """
        What they are is said, beside what the engine says.
        """
        for data, expected in [
            (b"GET / HTTP/1.1\nHost: a\n\n", "Byte 14 is LF without CR."),
            (GET[:-2] + b"X: y\n", "Byte 29 is LF without CR."),
            (GET[:-2] + b"\n", "Byte 25 is LF without CR."),
            (CHUNKED + b"1\r\na\n", "Byte 60 is LF without CR."),
            (
                b"GEX\x08T / HTTP/1.1\r\n",
                "0x08: a backspace typed in telnet is sent, not erased (byte 3)",
            ),
            (b"GET /\x7f HTTP/1.1\r\n", "typed in telnet, is sent, and erases nothing (byte 5)"),
            (b"GET /\x1b[A HTTP/1.1\r\n", "an arrow key typed in telnet"),
            (
                b"GET /\xff\xf4\xff\xfd\x06 HTTP/1.1\r\n",
                "Five bytes ff f4 ff fd 06: Ctrl-C in telnet (at byte 5)",
            ),
            (
                b"\xff\xf4\xff\xfd\x06GET",
                "Five bytes ff f4 ff fd 06: Ctrl-C in telnet (at byte 0)",
            ),
            (GET[:-2] + b"X: \xff\xf4\xff\xfd\x06\r\n", "Ctrl-C in telnet (at byte 28)"),
            (b"\xff\xfb\x18", "telnet asks how"),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", "16 03 01: a TLS greeting on a plain port"),
            (b"GET /\r\n", "No version: HTTP/0.9"),
            (b"GET / http/1.1\r\n", "capital letters"),
            (b"\xef\xbb\xbfGET / HTTP/1.1\r\n", "byte order mark"),
            (b"\xff\xfeG\x00E\x00", "UTF-16"),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the greeting of HTTP/2"),
            (b"SSH-2.0-OpenSSH_9.2\r\n", "the greeting of SSH"),
            (b"\x05\x01\x00", "SOCKS"),
            (b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "a load balancer"),
            (b"HTTP/1.1 200 OK\r\n", "This is an answer"),
            (b"http://a/\r\n", "This is an address"),
            (b"GET /\xe2\x80\x9ca HTTP/1.1\r\n", "typographic quotation mark"),
            (b"GET\xc2\xa0/ HTTP/1.1\r\n", "looks like a space"),
        ]:
            for pieces in ([data], single(data)):
                found = explained(pieces).diagnosis()
                assert found is not None, data
                self.assertIn(expected, found.sentence, data)

    def test_answers(self) -> None:
        """
        What comes where an answer should, and is none, is said to be what it is.
        """
        for data, expected in [
            (GET, "This is a request"),
            (b"<html>\r\n", "Content without a status line"),
            (b"\x15\x03\x01\x00\x02\x02\r\n", "a TLS alert"),
        ]:
            self.assertIn(expected, diagnosed(data, ANSWERS).sentence)

    def test_elsewhere(self) -> None:
        """
        What is far from the fault has nothing to do with it.
        """
        self.assertEqual(diagnosed(b"G\x01T /\x08 HTTP/1.1\r\n").clue, "")
        self.assertEqual(diagnosed(b"\x00" * 50 + b"\x08").clue, "")

    def test_before(self) -> None:
        """
        What is left over from the message before is recognised.
        """
        for before, expected in [
            (POST + b"Content-Length: 2\r\n\r\nab", "right after 2 bytes of content"),
            (POST + b"\r\n", "a head that announced no content"),
            (CHUNKED + b"0\r\n\r\n", "right after the last chunk"),
        ]:
            self.assertIn(expected, diagnosed(before + b"{}\r\n").sentence)

    def test_plain(self) -> None:
        """
        Where nothing is recognised, the engine's own sentence is all that is said.
        """
        found = diagnosed(POST + b"Content-Length: five\r\n\r\n")
        self.assertEqual(found.clue, "")
        self.assertEqual(found.sentence, found.finding)
        self.assertEqual((found.offset, found.length, found.status), (26, 20, 400))


class CorrectionTests(SynchronousTestCase):
    """
    How a request that is refused is written right.
    """

    def test_corrections(self) -> None:
        """
        From many ways to write it wrong, the request that was meant is found.
        """
        whole = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
        for data in [
            b"GET /a HTTP/1.1\nHost: h\n\n",
            b"GET /a HTTP/1.1\r\r\nHost: h\r\n\r\n",
            b"GEX\x08T /b\x7fa HTTP/1.1\r\nHost: h\r\n\r\n",
            b"GET /a\xff\xf4\xff\xfd\x06 HTTP/1.1\r\nHost: h\r\n\r\n",
            b"  GET  /a\tHTTP/1.1 \r\nHost: h\r\n\r\n",
            b"GET a HTTP/1.1\r\nHost: h\r\n\r\n",
            b"GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n",
            b"GET /a\r\nHost: h\r\n\r\n",
            b"get /a\r\nHost: h\r\n\r\n",
            b"GET /a http/1.1\r\nHost: h\r\n\r\n",
            b"GET /a HTTP/2\r\nHost: h\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost : h\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost h\r\n\r\n",
            b"GET /a HTTP/1.1\r\n Host: h\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost:\r\n h\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost: http://h/\r\n\r\n",
            b"GET /a HTTP/1.1\r\nHost: h/b?c\r\n\r\n",
            b"\xef\xbb\xbfGET /a HTTP/1.1\r\nHost: h\r\n\r\n",
            b"GET\xc2\xa0/a HTTP/1.1\nHost : h\n\n",
        ]:
            self.assertEqual(diagnosed(data).correction, whole, data)

    def test_others(self) -> None:
        """
        What was meant need not be the same request.
        """
        for data, expected in [
            (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            (
                b"GET / HTTP/1.1\r\n\xff\xf4\xff\xfd\x06\r\n",
                b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ),
            (b"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", b"GET /a%20b HTTP/1.1\r\nHost: h\r\n\r\n"),
            (b"GET /100% HTTP/1.1\r\nHost: h\r\n\r\n", b"GET /100%25 HTTP/1.1\r\nHost: h\r\n\r\n"),
            (CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n", CHUNKED),
            (POST + b"Content-Length: +5\r\n\r\n", POST + b"Content-Length: 5\r\n\r\n"),
            (POST + b"Content-Length: 5, 5\r\n\r\n", POST + b"Content-Length: 5\r\n\r\n"),
        ]:
            self.assertEqual(diagnosed(data).correction, expected)

    def test_none(self) -> None:
        """
        Where nobody can know what was meant, or a head was all right, nothing is said.
        """
        for data in [
            b"\x16\x03\x01\x02\x00",
            b"hello\r\n\r\n",
            b"GET * HTTP/1.1\r\nHost: h\r\n\r\n",
            POST + b"Content-Length: five\r\n\r\n",
            POST + b"Content-Length: 5, 6\r\n\r\n",
            CHUNKED + b"five\r\n",
            b"X" * 20_000,
        ]:
            self.assertIsNone(diagnosed(data).correction, data[:40])
        self.assertIsNone(diagnosed(GET, ANSWERS).correction)

    def check(self, data: bytes) -> None:
        """
        What is shown as right is a whole head that the engine accepts.
        """
        corrected = correct(data)
        if corrected is not None:
            reader = RequestReader()
            reader.feed(corrected)
            event = reader.nextEvent()
            self.assertIsInstance(event, Request)
            assert isinstance(event, Request)
            self.assertEqual(event.end, len(corrected))

    def test_accepted(self) -> None:
        """
        This holds for all cases of the conformance table.
        """
        for case in CASES:
            self.check(case.sent)

    @given(streams)
    @settings(max_examples=300)
    def test_anyBytes(self, data: bytes) -> None:
        """
        Whatever the bytes are, what is shown as a correction is accepted by the engine.
        """
        self.check(data)


class EarlyEndTests(SynchronousTestCase):
    """
    A connection that ends too early.
    """

    def test_early(self) -> None:
        """
        It is said what is still missing.
        """
        explainer = Explainer(REQUESTS)
        explainer.feed(POST + b"Content-Length: 20\r\n\r\nhello")
        explainer.end()
        found = explainer.diagnosis()
        assert found is not None
        self.assertIn("ended too early", found.sentence)
        self.assertIsNone(found.correction)
        self.assertIsNone(explainer.waiting())
