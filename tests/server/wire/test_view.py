"""
The view for a screen.
"""

from __future__ import annotations

import os
import re
from io import StringIO

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.wire import Chunk, Direction, WirePrinter
from server.wire.tap import SECURED
from server.wire.view import EXPLAINED, TerminalView, duration, makePrinter
from tests.server.test_screen import Terminal

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
GET = b"GET / HTTP/1.1\r\nHost: me\r\n\r\n"


def sized(row: str, size: str) -> str:
    """
    Write a size at the end of a row of 80 columns.
    """
    return row.ljust(80 - len(size)) + size


class ViewTests(SynchronousTestCase):
    """
    The rows, and when they are shown.
    """

    program = "lessons.step3"

    def setUp(self) -> None:
        """
        Look at a terminal of 80 columns.
        """
        self.patch(os, "environ", {"TERM": "xterm-256color"})
        self.clock = Clock()
        self.out = Terminal()
        self.begun: dict[int, float] = {}
        self.view = TerminalView(self.out, self.clock, self.program)

    def tell(
        self, connection: int, direction: Direction, data: bytes = b"", note: str = ""
    ) -> None:
        """
        Let something happen on a connection.
        """
        now = self.clock.seconds()
        seconds = now - self.begun.setdefault(connection, now)
        self.view(Chunk(connection, seconds, direction, data, note))

    def open(self, connection: int, note: str = "127.0.0.1:5") -> None:
        """
        Tell the view that a connection has opened.

        @param note: the client's address.
        """
        self.tell(connection, Direction.OPENED, note=note)

    def shown(self) -> list[str]:
        """
        What has been shown since the last look, without colours.
        """
        text = COLOUR.sub("", self.out.getvalue())
        self.out.truncate(0)
        self.out.seek(0)
        return text.splitlines()

    def test_conversation(self) -> None:
        """
        As in the book, with sizes, and content set apart from heads.
        """
        self.open(1)
        self.clock.advance(0.5)
        self.tell(
            1,
            Direction.ARRIVED,
            b"POST / HTTP/1.1\r\nHost: me\r\nContent-Length: 2\r\n\r\nab" + GET,
        )
        self.tell(1, Direction.LEFT, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        self.tell(1, Direction.LEFT, b"Hel")
        self.tell(1, Direction.LEFT, b"lo you")
        self.tell(1, Direction.CLOSED)
        self.assertEqual(
            self.shown(),
            [
                "#1    0.000 s  opened by 127.0.0.1:5",
                sized(r"#1    0.500 s  -> POST / HTTP/1.1\r\n", "78 bytes"),
                r"               │  Host: me\r\n",
                r"               │  Content-Length: 2\r\n",
                r"               │  \r\n",
                r"               │  ── content, 2 bytes ────────────────────",
                r"               │  ab",
                r"               │  ── the next request ────────────────────",
                r"               │  GET / HTTP/1.1\r\n",
                r"               │  Host: me\r\n",
                r"               │  \r\n",
                sized(r"#1    0.500 s  <- HTTP/1.1 200 OK\r\n", "38 bytes"),
                r"               │  Content-Length: 9\r\n",
                r"               │  \r\n",
                sized(r"#1    0.500 s  <- ── content, 9 bytes ────────────────────", "3 bytes"),
                r"               │  Hel",
                sized(r"#1    0.500 s  <- ── content goes on, byte 4 ─────────────", "6 bytes"),
                r"               │  lo you",
                r"#1    0.500 s  closed",
            ],
        )

    def test_chunks(self) -> None:
        """
        Content in chunks is announced once, and goes on in the next piece.
        """
        self.open(1)
        head = b"POST / HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.tell(1, Direction.ARRIVED, head)
        self.tell(1, Direction.ARRIVED, b"2\r\nab\r\n")
        self.tell(1, Direction.ARRIVED, b"0\r\n\r\n" + GET)
        titles = re.findall("── (.*?) ─", "\n".join(self.shown()))
        self.assertEqual(titles, ["content, in chunks", "content goes on", "the next request"])

    def test_colours(self) -> None:
        """
        Spans have the colours of their kinds; what is wrong stands out.
        """
        self.open(1)
        self.tell(1, Direction.ARRIVED, b"GET / HTTP/1.1\n")
        self.assertIn(
            "\x1b[1;38;5;98mGET\x1b[0m \x1b[1m/\x1b[0m \x1b[38;5;243mHTTP/1.1\x1b[0m"
            "\x1b[1;7;38;5;161m\\n\x1b[0m",
            self.out.getvalue(),
        )

    def test_connections(self) -> None:
        """
        Each connection has a colour, in its number, its arrow, and beside its rows.
        """
        self.open(1)
        self.open(2)
        self.out.truncate(0)
        self.tell(2, Direction.ARRIVED, GET)
        for part in ("#2", "-> ", "│"):
            self.assertIn(f"\x1b[1;38;5;130m{part}\x1b[0m", self.out.getvalue())
        self.assertNotIn("\x1b[1;38;5;31m", self.out.getvalue())

    def test_noColours(self) -> None:
        """
        With C{NO_COLOR} all is the same, but for the colours.
        """
        self.open(1)
        self.tell(1, Direction.ARRIVED, GET)
        coloured = self.shown()
        os.environ["NO_COLOR"] = "1"
        self.view = TerminalView(self.out, self.clock, self.program)
        self.open(1)
        self.tell(1, Direction.ARRIVED, GET)
        self.assertNotIn("\x1b", self.out.getvalue())
        self.assertEqual(self.shown(), coloured)

    def test_gap(self) -> None:
        """
        What comes after a while is set apart, and how long that was is said.
        """
        self.open(1)
        for number, seconds in [(2, 0.9), (3, 1.5)]:
            self.clock.advance(seconds)
            self.open(number)
        shown = [row[:13] for row in self.shown() if "waits" not in row and row[0] != " "]
        self.assertEqual(
            shown, ["#1    0.000 s", "#2    0.000 s", "… 1.5 s later", "#3    0.000 s"]
        )

    def test_quiet(self) -> None:
        """
        After two seconds it is said what is waited for: once, until more has come.
        """
        self.open(1)
        self.tell(1, Direction.ARRIVED, b"GET / HTTP/1.1\r\n")
        self.shown()
        self.clock.pump([1.9, 0.1, 60])
        text = "#1    2.000 s  waits: The head is not finished: no empty line yet."
        self.assertEqual(self.shown(), [text])
        self.tell(1, Direction.ARRIVED, b"Host: me\r\n")
        self.clock.advance(2)
        self.assertEqual(self.shown()[-1], text.replace(" 2.000", "64.000"))
        self.tell(1, Direction.ARRIVED, b"\r\n")
        self.tell(1, Direction.LEFT, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.shown()
        self.clock.advance(60)
        self.assertEqual(self.shown(), [])

    def test_fault(self) -> None:
        """
        What is wrong is said after two seconds, or when the connection ends.
        """
        for number, seconds in ((1, 2.0), (2, 0.5)):
            self.open(number)
            self.tell(number, Direction.ARRIVED, b"GET / HTTP/1.1\n")
            self.clock.advance(seconds)
            self.tell(number, Direction.CLOSED)
            shown = self.shown()
            where = [row for row in shown if "wrong in the request, byte 14" in row]
            self.assertEqual(len(where), 1, shown)
            self.assertIn(f" {seconds:.3f} s  wrong", where[0])

    def test_closed(self) -> None:
        """
        Nothing is said of a connection that is over, and nothing is kept.
        """
        self.open(1)
        self.tell(1, Direction.ARRIVED, GET)
        self.tell(1, Direction.LEFT, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        self.tell(1, Direction.CLOSED, note="Reset.")
        self.assertEqual(self.shown()[-1], "#1    0.000 s  closed: Reset.")
        self.clock.advance(60)
        self.assertEqual((self.shown(), self.view._explained), ([], {}))

    def test_ended(self) -> None:
        """
        Where one side sends no more, that is said, and the connection goes on.
        """
        self.open(1)
        self.tell(1, Direction.ARRIVED, GET)
        self.view(Chunk(1, 0.0, Direction.ENDED, by="client"))
        self.assertEqual(self.shown()[-1], "#1    0.000 s  the client sends no more")
        self.clock.advance(2)
        self.assertIn("its answer has not come yet", self.shown()[0])

    def test_endedEarly(self) -> None:
        """
        Where a client sends no more, and has not sent all, that is its fault; where the server
        sends no more, it is nobody's.
        """
        for by, expected in (
            ("client", "wrong in the request, byte 16"),
            ("server", "waits: The"),
        ):
            self.open(1)
            self.tell(1, Direction.ARRIVED, b"GET / HTTP/1.1\r\n")
            self.view(Chunk(1, 0.0, Direction.ENDED, by=by))
            self.clock.advance(2)
            self.assertIn(expected, "".join(self.shown()))
            self.tell(1, Direction.CLOSED)

    def test_otherProtocol(self) -> None:
        """
        Where both sides go over to another protocol, that is said once in each direction, and
        what they say then is not a fault.
        """
        self.open(1)
        fields = b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n"
        self.tell(1, Direction.ARRIVED, b"GET / HTTP/1.1\r\nHost: me\r\n" + fields)
        self.tell(
            1, Direction.LEFT, b"HTTP/1.1 101 Switching Protocols\r\n" + fields + b"\x81\x02hi"
        )
        for _ in range(3):
            self.tell(1, Direction.ARRIVED, b"\x81\x82abcdef")
            self.tell(1, Direction.LEFT, b"\x81\x02hi")
        self.clock.advance(2)
        self.tell(1, Direction.CLOSED)
        shown = "\n".join(self.shown())
        self.assertEqual(re.findall("── (.*?) ─", shown), ["no longer HTTP"] * 2)
        self.assertNotRegex(shown, "wrong|waits|cut short")

    def test_many(self) -> None:
        """
        Of many connections, those that have spoken last are explained; the bytes of all are
        shown.
        """
        for number in range(1, EXPLAINED + 1):
            self.open(number)
        self.tell(1, Direction.ARRIVED, b"GET / HTTP/1.1\r\n")
        self.open(EXPLAINED + 1)
        self.assertEqual(len(self.view._explained), EXPLAINED)
        self.shown()
        self.tell(2, Direction.ARRIVED, b"GET / HTTP/1.1\r\n")
        self.assertIn(r"GET / HTTP/1.1\r\n ", self.out.getvalue())
        self.shown()
        self.clock.advance(2)
        said = [row for row in self.shown() if row[0] == "#"]
        self.assertEqual(len(said), EXPLAINED)
        self.assertIn("#1    2.000 s  waits: The head is not finished: no empty line yet.", said)

    def test_http2(self) -> None:
        """
        HTTP/2, which is agreed upon in TLS, is not explained, and no fault; without TLS it is
        one.
        """
        for number, note in ((1, f"127.0.0.1:5{SECURED}"), (2, "127.0.0.1:5")):
            self.open(number, note)
            self.tell(number, Direction.ARRIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00")
        self.clock.advance(2)
        said = "\n".join(self.shown())
        self.assertIn(r"-> PRI * HTTP/2.0\r\n", said)
        self.assertNotIn("#1    2.000", said)
        self.assertIn(
            "#2    2.000 s  wrong in the request, byte 6: PRI * HTTP/2.0: the greeting", said
        )

    def test_steers(self) -> None:
        """
        Nothing that a client sends, or is called, steers the terminal.
        """
        self.open(1, "unix:/tmp/\x1b[2J\x9b\udcff")
        self.tell(1, Direction.ARRIVED, bytes(range(256)))
        self.clock.advance(2)
        self.tell(1, Direction.CLOSED, note="\x1b[31m")
        for row in self.shown():
            self.assertTrue(row.isprintable(), row)

    def test_encoding(self) -> None:
        """
        A terminal that has no lines gets simpler ones.
        """
        self.out.encoding = "ascii"
        self.open(1)
        self.tell(1, Direction.ARRIVED, GET)
        self.assertTrue(self.out.getvalue().isascii())

    def test_duration(self) -> None:
        """
        Time as a person tells it.
        """
        for seconds, expected in [
            (1.25, "1.2 s"),
            (12.5, "12 s"),
            (61, "1 min 1 s"),
            (3600.4, "60 min 0 s"),
        ]:
            self.assertEqual(duration(seconds), expected)


class ChoiceTests(SynchronousTestCase):
    """
    Which view is chosen, by what is written to.
    """

    def test_choice(self) -> None:
        """
        A terminal gets colours and remarks; a pipe, and a terminal that calls itself dumb, as
        that in which the book's transcripts are played, get what can be compared.
        """
        for out, term, kind in [
            (Terminal(), "xterm", TerminalView),
            (Terminal(), "dumb", WirePrinter),
            (StringIO(), "xterm", WirePrinter),
        ]:
            self.patch(os, "environ", {"TERM": term})
            self.assertIsInstance(makePrinter(out, Clock(), "lessons.step1"), kind)
