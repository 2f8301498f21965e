"""
The head of an answer, as the clients look at it.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients import heads
from lessons.clients.heads import MOST_HEAD, MOST_INTERIM, MOST_LINE, BadAnswer, HeadReader

OK = b"HTTP/1.1 200 OK\r\n"

#: What is read, with the code, the phrase and the field X.
GOOD: dict[bytes, tuple[int, bytes, list[bytes]]] = {
    OK + b"\r\n": (200, b"OK", []),
    b"HTTP/1.0 404 \r\n\r\n": (404, b"", []),
    b"HTTP/1.1 404\r\n\r\n": (404, b"", []),
    b"HTTP/1.1 200 OK\n\n": (200, b"OK", []),
    OK + b"X:  1 \t\r\nx: 2\r\n\r\n": (200, b"OK", [b"1", b"2"]),
    OK + b"X: 1\r\n 2\r\n\t3\r\n\r\n": (200, b"OK", [b"1 2 3"]),
    OK + b"X: \xe9:\r\n\r\n": (200, b"OK", [b"\xe9:"]),
    OK + b"Content-Length: 2, 02\r\ncontent-length:2\r\n\r\n": (200, b"OK", []),
    OK + b"Transfer-Encoding: Chunked\r\n\r\n": (200, b"OK", []),
    b"HTTP/1.1 100 Continue\r\nX: no\r\n\r\n" + OK + b"X: y\r\n\r\n": (200, b"OK", [b"y"]),
    OK + b"X: " + b"y" * (MOST_LINE - 5) + b"\r\n\r\n": (200, b"OK", [b"y" * (MOST_LINE - 5)]),
}

BAD: dict[bytes, str] = {
    b"hello": heads.NO_HTTP,
    b"HTTQ": heads.NO_HTTP,
    b"\r\n": heads.NO_HTTP,
    b"\x15\x03": heads.ONLY_TLS,
    b"HTTP/2 200\r\n": heads.VERSION,
    b"HTTP/1.10 200 OK\r\n": heads.VERSION,
    b"HTTP/1.1 2x0 OK\r\n": heads.STATUS,
    b"HTTP/1.1 +200 OK\r\n": heads.STATUS,
    OK + b"none\r\n\r\n": heads.NO_COLON,
    OK + b"a b: c\r\n\r\n": heads.BAD_NAME,
    OK + b": c\r\n\r\n": heads.BAD_NAME,
    OK + b" a: c\r\n\r\n": heads.FOLDED,
    OK + b"Content-Length: +3\r\n\r\n": heads.BAD_LENGTH,
    OK + b"Content-Length:\r\n\r\n": heads.BAD_LENGTH,
    OK + b"Content-Length: 3, 4\r\n\r\n": heads.TWO_LENGTHS,
    OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n": heads.TWO_LENGTHS,
    OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n": heads.CODING,
    b"HTTP/1.1 101 x\r\n\r\n": heads.SWITCHED,
    OK + b"x" * (MOST_LINE + 1): heads.LONG_LINE,
    OK + b"X: y\r\n" * (MOST_HEAD // 6): heads.LONG_HEAD,
    b"HTTP/1.1 103 x\r\n\r\n" * (MOST_INTERIM + 1): heads.INTERIM,
}


class HeadReaderTests(SynchronousTestCase):
    """
    Heads, good and bad, whole and in pieces.
    """

    def read(self, data: bytes, step: int) -> HeadReader:
        """
        Read some bytes, this many at a time.
        """
        reader = HeadReader()
        for start in range(0, len(data), step):
            reader.feed(data[start : start + step])
        return reader

    def test_good(self) -> None:
        """
        A head is read whole, byte by byte, and with content glued to it.
        """
        for data, wanted in GOOD.items():
            for step, glued in ((len(data), b""), (1, b""), (len(data) + 9, b"HTTP/x\r\n\r\n")):
                final = self.read(data + glued, step).final
                assert final is not None, data[:80]
                found = (final.code, final.phrase, final.headers.getRawHeaders(b"x", []))
                self.assertEqual(found, wanted, data[:80])

    def test_bad(self) -> None:
        """
        Each kind of fault has its sentence, whole and byte by byte.
        """
        for data, words in BAD.items():
            for step in (len(data), 1):
                with self.assertRaises(BadAnswer, msg=data[:80]) as caught:
                    self.read(data, step)
                self.assertEqual(str(caught.exception), words, data[:80])

    def test_notYet(self) -> None:
        """
        No beginning of a good head is taken for a head, and none is refused.
        """
        data = b"HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n"
        for end in range(len(data)):
            self.assertIsNone(self.read(data[:end], 1).final, data[:end])

    def test_memory(self) -> None:
        """
        Nothing of the content is kept.
        """
        reader = self.read(OK + b"\r\n" + b"x" * 100_000, 1000)
        self.assertEqual(len(reader.buffer), 0)
