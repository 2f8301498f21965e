"""
Tests of the reader, byte by byte.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from server.http1 import MessageError, NeedMore, RequestReader
from server.inspector.conversation.reading import STATIONS, readUpTo
from server.inspector.conversation.strip import strip
from tests.server.explain.explaining import explained
from tests.server.inspector.conversation.talking import (
    FIRST,
    asking,
    only,
    page,
    textOf,
    withClass,
)

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = (
    b"\r\nPOST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n0\r\nA: b\r\n\r\n"
)
WRONG = (b"GET / HTTP/1.1\nHost: x\n\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"\x16\x03\x01")


class ReadingTests(SynchronousTestCase):
    """
    A reader that has been given so many bytes.
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
                except MessageError as found:
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


class StripTests(SynchronousTestCase):
    """
    What is shown of it.
    """

    def said(self, *pieces: bytes, message: int = 0, byte: int = -1) -> str:
        """
        Read the strip.
        """
        view = replace(FIRST, message=message, byte=byte)
        return textOf(page(strip(asking(*pieces), view)))

    def test_live(self) -> None:
        """
        Unless told, it shows the newest request as far as it has come.
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
                root = page(strip(asking(message), replace(FIRST, byte=byte)))
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
        A long message is stepped through as far as that takes no time.
        """
        head = POST.replace(b"Length: 3", b"Length: 99999")[:-3]
        text = self.said(head, b"x" * 99999)
        self.assertIn("Only its first 16,384 of", text)

    def test_beyond(self) -> None:
        """
        Numbers that make no sense show what there is.
        """
        text = self.said(GET, message=9, byte=1000)
        self.assertIn("Request 1 of 1", text)
        self.assertIn("27 of 27 bytes have been read", text)

    def test_ignored(self) -> None:
        """
        What is no request any more is given to no reader.
        """
        closing = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        text = self.said(closing, b"more")
        self.assertIn("the message before was the last of this connection", text)
        self.assertNotIn("The reader says", text)

    def test_none(self) -> None:
        """
        Without HTTP there is no such reader.
        """
        text = textOf(page(strip(asking(b"hello\r\n", step=1), FIRST)))
        self.assertIn("This step knows no HTTP", text)
        self.assertIn("No byte of a request", textOf(page(strip(asking(), FIRST))))
