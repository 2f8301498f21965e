"""
C{--wire} in a real terminal, typed at in pieces.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import PROGRAM_PATIENCE, ROOT, poll
from tests.support.raw import connect, exchange, readUntil
from tests.support.terminals import Spawn

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PORT = re.compile(r"listening on \S+:(\d+)")


class Screen:
    """
    A step in a terminal of its own.

    @ivar text: all that it has shown.
    """

    def __init__(self, child: pexpect.spawn) -> None:
        self.child = child
        self.text = ""
        self.wait("stop: Ctrl-C\n")
        match = PORT.search(self.text)
        assert match is not None
        self.port = int(match[1])

    def wait(self, text: str) -> None:
        """
        Wait until something has been shown; colours do not count.
        """
        poll(lambda: text in self.look())

    def look(self) -> str:
        """
        Read what has been shown, without colours.
        """
        try:
            while True:
                self.text += self.child.read_nonblocking(1 << 16, 0.01)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass  # that was all, so far
        return COLOUR.sub("", self.text).replace("\r\n", "\n")


class ScreenTests(SynchronousTestCase):
    """
    Steps whose terminal somebody looks at.
    """

    @contextmanager
    def watching(self, step: int, columns: int, **own: str) -> Iterator[Screen]:
        """
        Start a step, and stop it with Ctrl-C, after which it ends in good order.

        @param own: variables for its environment.
        """
        ours = os.environ | {"TERM": "xterm-256color", "NO_COLOR": "", "LC_ALL": "C.UTF-8"}
        ours["GREENHOUSE_DATA"] = os.path.abspath(self.mktemp())
        child = Spawn(
            sys.executable,
            ["-m", f"lessons.step{step}", "--port", "0", "--wire"],
            cwd=str(ROOT),
            env=ours | own,
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=PROGRAM_PATIENCE,
        )
        try:
            screen = Screen(child)
            yield screen
            for row in screen.look().split("\n"):
                self.assertLessEqual(len(row), columns)
                self.assertTrue(row.isprintable(), row)
            child.sendintr()
            child.expect(pexpect.EOF)
            child.wait()
            self.assertEqual(child.exitstatus, 0)
        finally:
            child.close(force=True)

    def test_step1(self) -> None:
        """
        Half a line, and what is missing, on a narrow screen.
        """
        with self.watching(1, 40) as screen, connect(screen.port) as client:
            client.sendall(b"hal")
            screen.wait(" -> 3 bytes\n│ hal\n")
            screen.wait("waits: The line is not\n    finished: its CR LF has not come.\n")
            client.sendall(b"f \x1b[2J\xe9\r\n")
            readUntil(client, b"\r\n")
            screen.wait("│ You said: half \\x1b[2J\\xe9\\r\\n\n")
            self.assertRegex(screen.look(), r"\n… [\d.]+ s later\n#1 \d+\.\d{3} s -> 9 bytes\n")

    def test_step3(self) -> None:
        """
        A head in pieces, its content apart, and a fault, each connection in its colour.
        """
        with self.watching(3, 80) as screen, connect(screen.port) as client:
            client.sendall(b"POST /echo HTTP/1.1\r\n")
            screen.wait("  21 bytes\n")
            client.sendall(b"Host: me\r\nContent-Length: 5\r\n\r\nab")
            screen.wait("waits: 2 of 5 bytes of content have come.\n")
            client.sendall(b"cde")
            readUntil(client, b"abcde")
            screen.wait("│  ── content, 5 bytes ────────────────────\n               │  abcde\n")
            with connect(screen.port) as other:
                other.sendall(b"GET / HTTP/1.1\r\nHost : me\r\n\r\n")
                screen.wait("wrong in the request, byte 20: There is white space")
            for part in (
                "\x1b[1;38;5;98mPOST\x1b[0m",
                "\x1b[38;5;31mContent-Length\x1b[0m",
                "Host\x1b[0m\x1b[1;7;38;5;161m \x1b[0m",
                "\x1b[1;38;5;31m#1\x1b[0m",
                "\x1b[1;38;5;130m#2\x1b[0m",
            ):
                self.assertIn(part, screen.text)

    def test_step9(self) -> None:
        """
        A request whose answer takes long, without colours.
        """
        with self.watching(9, 200, NO_COLOR="1") as screen, connect(screen.port) as client:
            client.sendall(b"GET /non_blocking HTTP/1.1\r\nHost: me\r\nX: " + b"x" * 190)
            client.sendall(b"\r\n\r\n")
            screen.wait("waits: The request is complete; its answer has not come yet.\n")
            self.assertNotIn("\x1b", screen.text)
            readUntil(client, b"</html>\n")
            screen.wait("── content, ")

    def test_step15(self) -> None:
        """
        Requests that came together, and what only looks like a greeting; the window is made
        narrower.
        """
        with self.watching(15, 160) as screen, connect(screen.port) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
            screen.wait("── the next request ──")
            screen.child.setwinsize(24, 40)
            with connect(screen.port) as other:
                other.sendall(b"\x16\x03\x01\x02\x00")
                screen.wait("16 03 01: a TLS greeting on a plain\n")
            narrow = screen.look().partition("\n#2")[2].split("\n")
            shown = [row for row in narrow if not row.startswith("search:")]
            self.assertLessEqual(max(map(len, shown)), 40)

    def test_stalled(self) -> None:
        """
        Where nobody takes what is shown, as when a line over which one works is dead, the answers
        come all the same; when it is taken again, it is said that something is missing.
        """
        request = b"GET / HTTP/1.1\r\nHost: me\r\n\r\n"
        with self.watching(3, 80) as screen:
            for _ in range(100):
                self.assertTrue(exchange(screen.port, request).startswith(b"HTTP/1.1 200 OK\r\n"))
            screen.look()
            exchange(screen.port, request)
            screen.wait("(Something is missing here: it could not be printed in time.)")

    def test_dumb(self) -> None:
        """
        A dumb terminal is shown what a pipe is: the book's transcripts are played in one.
        """
        with self.watching(1, 200, TERM="dumb") as screen, connect(screen.port) as client:
            client.sendall(b"hello\r\n")
            readUntil(client, b"hello\r\n")
            screen.wait("s  <- You said: hello\\r\\n\n")
            self.assertRegex(screen.look(), r"\n#1    \d\.\d{3} s  -> hello\\r\\n\n")
            self.assertNotIn("\x1b", screen.text)
