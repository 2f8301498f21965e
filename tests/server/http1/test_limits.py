"""
The reader of requests: how much it takes, keeps, and works.
"""

from __future__ import annotations

import gc
import weakref
from time import process_time

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import Limits, RequestReader
from tests.server.http1.reading import (
    CHUNKED,
    GET,
    POST,
    events,
    outcome,
    readRequests,
    refusal,
)


class LimitTests(SynchronousTestCase):
    """
    Every limit: what just fits, and the first byte too many.
    """

    def check(self, limits: Limits, fits: bytes, tooMuch: bytes, status: int, offset: int) -> None:
        """
        Try both sides of a limit, in one piece and in many.
        """
        self.assertTrue(readRequests(fits, limits))
        error = refusal(tooMuch, limits)
        self.assertEqual((error.statusHint, error.offset), (status, offset), error)
        pieces = [tooMuch[index : index + 1] for index in range(len(tooMuch))]
        whole, cut = (outcome(RequestReader(limits), how) for how in ([tooMuch], pieces))
        self.assertEqual(whole, cut)

    def test_requestLine(self) -> None:
        """
        A longer request line gets 414.
        """
        limits = Limits(requestLine=20)
        self.check(
            limits, GET.replace(b"/", b"/234567", 1), GET.replace(b"/", b"/2345678", 1), 414, 20
        )
        self.assertEqual(refusal(b"GET /" + b"a" * 17, limits).statusHint, 414)

    def test_longMethod(self) -> None:
        """
        A method of more than 32 bytes gets 501, even if it fills the request line.
        """
        self.check(Limits(), b"A" * 32 + GET[3:], b"A" * 33 + GET[3:], 501, 0)
        self.assertEqual(refusal(b"A" * 9000).statusHint, 501)

    def test_fieldLine(self) -> None:
        """
        A longer field line gets 431.
        """
        limits = Limits(fieldLine=10)
        fits = GET[:-2] + b"X: 4567890\r\n\r\n"
        self.check(limits, fits, fits.replace(b"90", b"901"), 431, 35)

    def test_fields(self) -> None:
        """
        One field more than allowed gets 431.
        """
        fits = GET[:-2] + b"X: a\r\n\r\n"
        tooMuch = GET[:-2] + b"X: a\r\nY: b\r\n\r\n"
        self.check(Limits(fields=2), fits, tooMuch, 431, 31)

    def test_head(self) -> None:
        """
        A longer head gets 431, wherever in it the limit lies.
        """
        fits = GET[:-2] + b"X: 4\r\n\r\n"
        self.check(Limits(head=31), fits, fits.replace(b"4", b"45"), 431, 29)
        self.check(Limits(head=31), fits, fits[:-2] + b"Y\r\n\r\n", 431, 31)
        self.assertEqual(refusal(GET, Limits(head=10)).statusHint, 431)

    def test_emptyLines(self) -> None:
        """
        More empty lines before a request than allowed get 400.
        """
        self.check(Limits(emptyLines=2), b"\r\n\r\n" + GET, b"\r\n" * 3 + GET, 400, 4)
        self.assertEqual(len(readRequests((b"\r\n\r\n" + GET) * 3, Limits(emptyLines=2))), 6)

    def test_contentLength(self) -> None:
        """
        A greater Content-Length gets 413, before any content.
        """
        fits = POST + b"Content-Length: 100\r\n\r\n"
        self.check(Limits(content=100), fits, fits.replace(b"100", b"101"), 413, len(POST))

    def test_chunks(self) -> None:
        """
        Chunks that add up to more get 413, before the one too many.
        """
        fits = CHUNKED + b"5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n"
        tooMuch = CHUNKED + b"5\r\nhello\r\n6\r\n"
        self.check(Limits(content=10), fits, tooMuch, 413, len(CHUNKED) + 10)

    def test_chunkLine(self) -> None:
        """
        A longer chunk line gets 413.
        """
        fits = CHUNKED + b"5;23456789\r\n"
        self.check(
            Limits(chunkLine=10), fits, CHUNKED + b"5;234567890\r\n", 413, len(CHUNKED) + 10
        )

    def test_chunkExcess(self) -> None:
        """
        Chunk lines that outweigh the content get 413; content makes up for it.
        """
        line = b"1;" + b"a" * 24 + b"\r\nx\r\n"  # 26 bytes: 9 beyond 16 and the content
        self.check(
            Limits(chunkExcess=18), CHUNKED + line * 2, CHUNKED + line * 3, 413, len(CHUNKED) + 62
        )
        paid = CHUNKED + (line + b"10\r\n" + b"x" * 16 + b"\r\n") * 100
        self.assertEqual(len(readRequests(paid, Limits(chunkExcess=18))), 201)

    def test_trailer(self) -> None:
        """
        A longer trailer section gets 431, and so do too many trailer fields.
        """
        last = CHUNKED + b"0\r\n"
        fits = last + b"X: 4\r\nY: 4\r\n\r\n"
        self.check(Limits(trailer=12), fits, fits[:-2] + b"Z:", 431, len(last) + 12)
        self.check(Limits(fields=2), fits, fits[:-2] + b"Z: 4\r\n", 431, len(last) + 12)

    def test_trailerLine(self) -> None:
        """
        A longer trailer field gets 431.
        """
        last, limits = CHUNKED + b"0\r\n", Limits(fieldLine=26)
        fits = last + b"X: 45678901234567890123456\r\n\r\n"
        self.check(limits, fits, fits.replace(b"X", b"XY"), 431, len(last) + 26)

    def test_time(self) -> None:
        """
        A head that trickles in costs time in proportion to its length.
        """

        def trickle(size: int) -> float:
            reader = RequestReader(Limits(requestLine=size, head=size))
            reader.feed(b"GET /")
            began = process_time()
            for _ in range(size - 10):
                reader.feed(b"a")
                reader.nextEvent()
            return process_time() - began

        small, large = (min(trickle(size) for _ in range(3)) for size in (8_000, 64_000))
        self.assertLess(large, small * 8 * 4)

    def test_memory(self) -> None:
        """
        A reader that waits keeps nothing of what was read.
        """
        big = b"x" * 0x10000
        for piece in (
            CHUNKED + b"10000\r\n" + big + b"\r\n",
            POST + b"Content-Length: 99999\r\n\r\n" + big,
            POST + b"Content-Length: 65536\r\n\r\n" + big,
            b"GET / HTTP/1.0\r\n\r\n" + big,
        ):
            reader = RequestReader()
            reader.feed(piece)
            events(reader, [])
            self.assertEqual(reader._buffer.data, b"")
            self.assertEqual(reader.offset, len(piece))

    def test_noCycle(self) -> None:
        """
        A reader does not refer to itself: it is freed without the garbage
        collector.
        """

        class Weak(RequestReader):
            __slots__ = ("__weakref__",)

        reader = Weak()
        reader.feed(CHUNKED + b"5\r\nhel")
        events(reader, [])
        gone = weakref.ref(reader)
        gc.disable()
        self.addCleanup(gc.enable)
        del reader
        self.assertIsNone(gone())
