"""
Tests of the reader, byte by byte.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.trial.unittest import SynchronousTestCase

from server.http1 import NeedMore, RemoteProtocolError, RequestReader
from server.inspector import pace
from server.inspector.conversation.checkpoints import Checkpoints
from server.inspector.conversation.reader import STATIONS, readUpTo
from server.inspector.conversation.readerpart import readerPart, readReaderPart
from tests.server.explain.explaining import explained
from tests.server.inspector.conversation.conversations import (
    FIRST,
    inspectorThatRead,
    only,
    page,
    textOf,
    withClass,
)
from tests.support.callcount import CallCount

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = (
    b"\r\nPOST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n0\r\nA: b\r\n\r\n"
)
WRONG = (b"GET / HTTP/1.1\nHost: x\n\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"\x16\x03\x01")


class ReaderStateTests(SynchronousTestCase):
    """
    A reader that has been given a number of bytes.
    """

    def test_everyByte(self) -> None:
        """
        At each byte it says what a reader says that was given one byte after the other.
        """
        for message in (GET, POST, CHUNKED, *WRONG):
            reader, events, error = RequestReader(), 0, None
            for count in range(1, len(message) + 1):
                reader.feed(message[count - 1 : count])
                try:
                    while error is None and not isinstance(reader.nextEvent(), NeedMore):
                        events += 1
                        if count == len(message) and not reader.available:
                            break
                except RemoteProtocolError as found:
                    error = found
                reading = readUpTo(message[:count])
                self.assertEqual(reading.unread, reader.available)
                self.assertEqual(reading.error is None, error is None)
                said = explained([message[:count]])
                diagnosis = said.diagnosis()
                expected = diagnosis.sentence if diagnosis else said.waiting()
                self.assertIn(expected or "the request is complete", reading.sentence)

    def test_stations(self) -> None:
        """
        It passes the stations in their order, and stops at the one with the fault.
        """
        for message, stops in (
            (GET, ["request line", "fields", "done"]),
            (POST, ["request line", "fields", "content", "done"]),
            (CHUNKED, ["request line", "fields", "content", "done"]),
            (WRONG[0], ["request line"]),
            (WRONG[1], ["request line", "fields"]),
        ):
            seen = [readUpTo(message[:count]).station for count in range(len(message) + 1)]
            self.assertEqual(seen, sorted(seen))
            self.assertEqual([STATIONS[each] for each in dict.fromkeys(seen)], stops)


class ReaderPartTests(SynchronousTestCase):
    """
    What the reader says after each byte of a request, and how one moves through it.
    """

    def said(self, *pieces: bytes, message: int = 0, byte: int = -1) -> str:
        """
        @param message: the number of the request whose bytes are shown; 0 for the newest.
        @param byte: how many of its bytes have been read; -1 for all.
        @return: the text of that part of the page.
        """
        view = replace(FIRST, message=message, byte=byte)
        return textOf(page(readerPart(inspectorThatRead(*pieces), view)))

    def test_live(self) -> None:
        """
        By default, it shows the newest request as far as it has come.
        """
        text = self.said(GET, b"GET /abo", b"ut")
        self.assertIn("Request 2 of 2", text)
        self.assertIn("10 of 10 bytes have been read", text)
        self.assertIn("The first line is not finished", text)

    def test_everyByte(self) -> None:
        """
        The bytes that are read, kept and ahead are the message, wherever the slider is.
        """
        for message in (GET, POST, CHUNKED, *WRONG):
            for byte in range(len(message) + 1):
                root = page(readerPart(inspectorThatRead(message), replace(FIRST, byte=byte)))
                stream = only(root, "stream")
                read, kept, ahead = (textOf(part) for part in stream)
                reading = readUpTo(message[:byte])
                self.assertEqual(len(withClass(root, "station")), 4)
                for text, data in (
                    (read, message[: byte - reading.unread]),
                    (kept, message[byte - reading.unread : byte]),
                    (ahead, message[byte:]),
                ):
                    plain = text.replace("\n", "").replace("\\r", "\r").replace("\\n", "\n")
                    self.assertEqual(
                        plain.replace("\\x16", "\x16")
                        .replace("\\x03", "\x03")
                        .replace("\\x01", "\x01")
                        .encode("latin-1"),
                        data,
                    )

    def test_one(self) -> None:
        """
        Any request of a connection can be stepped through.
        """
        text = self.said(GET + POST + GET, message=2, byte=47)
        self.assertIn("Request 2 of 3", text)
        self.assertIn("47 of 50 bytes have been read", text)
        self.assertIn("0 of 3 bytes of content have come", text)

    def test_long(self) -> None:
        """
        A long request is stepped through part by part; what is said at a byte is what a reader
        says that was given all bytes up to it.
        """
        message = b"".join([CHUNKED[2 : CHUNKED.index(b"3\r\n")], *[b"5\r\nabcde\r\n"] * 3000])
        size = f"{len(message):,}"
        inspector = inspectorThatRead(message[:20_000], message[20_000:])
        for byte in (0, 1, 4095, 4096, 4097, 8192, 20_001, 29_999, 16_000, len(message)):
            text = textOf(page(readerPart(inspector, replace(FIRST, byte=byte))))
            self.assertIn(f"{byte:,} of {size} bytes have been read", text)
            self.assertIn(readUpTo(message[:byte]).sentence, text)
            first = max(byte - 1, 0) // 4096 * 4096
            end = min(first + 4096, len(message)) - 1
            self.assertIn(f"The slider is for bytes {first:,} to {end:,}.", text)
        passed = textOf(page(readerPart(inspector, replace(FIRST, byte=8200))))
        self.assertIn("a request: POST /", passed)
        self.assertRegex(passed, r"… and \d+ more before this part")

    def test_parts(self) -> None:
        """
        Links lead to the parts before and after, and to both ends; each part's slider begins
        where that of the part before ends.
        """
        inspector = inspectorThatRead(POST.replace(b": 3", b": 99999")[:-3] + b"x" * 20_000)
        seen, byte = [], 0
        while True:
            root = page(readerPart(inspector, replace(FIRST, byte=byte)))
            slider = next(each for each in root.iter("input") if each.get("type") == "range")
            seen.append((int(slider.get("min", "")), int(slider.get("max", ""))))
            links = {textOf(each): each.get("href", "") for each in root.iter("a")}
            if "the next part" not in links:
                break
            byte = int(links["the next part"].partition("byte=")[2].partition("#")[0])
        self.assertEqual([first for first, _ in seen[1:]], [end + 1 for _, end in seen[:-1]])
        self.assertEqual((seen[0][0], seen[-1][1]), (0, 20_051))
        self.assertIn("byte=0#reader", links["the beginning"])
        self.assertIn("byte=16384#reader", links["the part before"])

    def test_slices(self) -> None:
        """
        A reader is brought to a place in slices, and from one that is kept on the way. None
        takes more than a few milliseconds, which is fewer than 16,000 calls of functions;
        however long the request is, there are few.
        """
        message = b"".join([CHUNKED[2 : CHUNKED.index(b"3\r\n")], *[b"1\r\na\r\n"] * 400_000])
        points, slices = Checkpoints(), 0
        longest = 0
        for goal in (len(message), len(message) - 100_000):
            steps = points.readTo(0, goal, lambda first, end: message[first:end], False)
            isOver = False
            while not isOver:
                with CallCount() if slices % 50 == 0 else nullcontext(CallCount()) as spent:
                    isOver = next(steps, True) is True
                longest = max(longest, spent.calls)
                slices += 1
            found = points.find(0, goal)
            assert found is not None
            self.assertEqual(found.readOn(b"").sentence, readUpTo(message[:goal]).sentence)
        self.assertLess(slices, len(message) / 4096 + 130)
        self.assertLess(longest, 16_000)

    def test_prepared(self) -> None:
        """
        What comes before a part is read before the part is made, in turns; a request of which
        the beginning is dropped meanwhile is no trouble.
        """
        inspector = inspectorThatRead(POST.replace(b": 3", b": 99999")[:-3] + b"x" * 90_000)
        self.patch(pace, "SLICE", 0.0)
        ready = ensureDeferred(readReaderPart(inspector, replace(FIRST, byte=90_000)))
        clock: Any = inspector.reactor
        self.assertNoResult(ready)
        clock.pump([0.05] * 100)
        self.successResultOf(ready)
        points = Checkpoints()
        self.assertEqual(list(points.readTo(0, 9000, lambda first, end: b"", False)), [])
        self.assertIsNone(points.find(0, 9000))

    def test_beyond(self) -> None:
        """
        Numbers that make no sense show what there is.
        """
        text = self.said(GET, message=9, byte=1000)
        self.assertIn("Request 1 of 1", text)
        self.assertIn("27 of 27 bytes have been read", text)

    def test_ignored(self) -> None:
        """
        What is not a request any more is given to no reader.
        """
        closing = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        text = self.said(closing, b"more")
        self.assertIn("the message before was the last of this connection", text)
        self.assertNotIn("The reader says", text)

    def test_none(self) -> None:
        """
        Without HTTP there is no such reader.
        """
        text = textOf(page(readerPart(inspectorThatRead(b"hello\r\n", step=1), FIRST)))
        self.assertIn("This step does not know HTTP", text)
        self.assertIn("No byte of a request", textOf(page(readerPart(inspectorThatRead(), FIRST))))
