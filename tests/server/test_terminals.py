"""
What is printed, where nobody can read it.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO
from unittest import SkipTest

from twisted.trial.unittest import SynchronousTestCase

import server.console
from server.console import MISSING, BestEffortStream
from server.wire import Chunk, Direction, WirePrinter
from tests.support.process import PROGRAM_PATIENCE, ROOT, poll
from tests.support.raw import exchange

STEP15 = ("lessons.step15", "--trace", "--access-log", "-")


def get(path: bytes = b"/") -> bytes:
    """
    Make a request that is the last one of its connection.
    """
    return b"GET %b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path


class StreamTests(SynchronousTestCase):
    """
    A stream whose reader stops reading, goes away, or closes it: the writer never notices.
    """

    def setUp(self) -> None:
        """
        Write into a pipe, and do not wait for whoever reads it.
        """
        self.patch(server.console, "STALL_TIMEOUT", 0)
        self.reader, writer = os.pipe()
        self.pipe: TextIO = os.fdopen(writer, "w", encoding="ascii")
        self.stream = BestEffortStream(self.pipe)
        self.addCleanup(self.close)

    def close(self) -> None:
        """
        Close both ends, where the test has not.
        """
        self.pipe.close()
        if self.reader:
            os.close(self.reader)

    def hangUp(self) -> None:
        """
        Close the reading end: who writes from now on has no reader.
        """
        os.close(self.reader)
        self.reader = 0

    def say(self, *words: str) -> None:
        """
        Print these words on the stream.
        """
        out: Any = self.stream
        print(*words, file=out)

    def test_plain(self) -> None:
        """
        A line is there at once; less than a line, when it is flushed.
        """
        self.say("a", "b")
        self.assertEqual(os.read(self.reader, 100), b"a b\n")
        self.assertEqual(self.stream.write("c"), 1)
        self.stream.flush()
        self.assertEqual(os.read(self.reader, 100), b"c")

    def test_encoding(self) -> None:
        """
        A character that the terminal does not have is escaped.
        """
        self.say("für 温")
        self.assertEqual(os.read(self.reader, 100), b"f\\xfcr \\u6e29\n")

    def test_attributes(self) -> None:
        """
        Whoever asks what stream it is, is told.
        """
        self.assertEqual(
            (self.stream.encoding, self.stream.fileno()), ("ascii", self.pipe.fileno())
        )

    def test_gone(self) -> None:
        """
        Where nobody reads any more, nothing is raised, then or later.
        """
        self.hangUp()
        self.say("a")
        self.assertTrue(self.stream.isGone)
        self.say("b")

    def test_full(self) -> None:
        """
        Where the disk is full, neither.
        """
        if not os.path.exists("/dev/full"):
            raise SkipTest("this machine has no /dev/full")
        with open("/dev/full", "w") as full:
            stream = BestEffortStream(full)
            for _ in range(2):
                stream.write("a\n")
            self.assertTrue(stream.isGone)

    def test_closed(self) -> None:
        """
        Where it is closed, by whomever, neither; nor where there never was one.
        """
        self.pipe.close()
        self.say("a")
        self.assertTrue(self.stream.isGone)
        nothing = BestEffortStream(None)
        nothing.write("a\n")
        nothing.flush()

    def test_stalled(self) -> None:
        """
        A pipe that is full takes nothing more, and nobody waits. When it is read, what is
        printed is printed again, and that something is missing is said once.
        """
        for _ in range(100):
            self.say("x" * 1999)
        self.assertTrue(self.stream.isStalled)
        got = os.read(self.reader, 1 << 20)
        self.assertEqual(set(got), set(b"x\n"))
        for word in ("a", "b"):
            self.say(word)
        self.assertEqual(os.read(self.reader, 1 << 20).decode(), f"{MISSING}a\nb\n")

    def test_notBlocking(self) -> None:
        """
        The same where the descriptor does not block, as another program may have left it.
        """
        os.set_blocking(self.pipe.fileno(), False)
        self.test_stalled()

    def test_terminal(self) -> None:
        """
        The same with a terminal, which would have us wait where it is nearly full.
        """
        main, end = pty.openpty()
        self.addCleanup(os.close, main)
        out = os.fdopen(end, "w", encoding="ascii")
        self.addCleanup(out.close)
        self.stream = BestEffortStream(out)
        assert self.stream.terminal is not None
        self.addCleanup(os.close, self.stream.terminal)
        for _ in range(100):
            self.say("x" * 1999)
        self.assertTrue(self.stream.isStalled)
        self.assertTrue(os.get_blocking(end))
        seen = bytearray()

        def isTold() -> bool:
            self.say("a")
            seen.extend(os.read(main, 1 << 16))  # there is something, or it would take more
            return MISSING.strip().encode() in seen

        poll(isTold)

    def test_wire(self) -> None:
        """
        C{--wire} prints into it as into any other.
        """
        self.hangUp()
        out: Any = self.stream
        WirePrinter(out)(Chunk(1, 0.0, Direction.ARRIVED, b"a" * 9000))
        self.assertTrue(self.stream.isGone)


@contextmanager
def running(module: str, *arguments: str, **streams: Any) -> Iterator[tuple[Any, int]]:
    """
    Run a program of which only the first line is read, as C{| head -1} does.

    @return: the process and its port.
    """
    command = [sys.executable, "-m", module, "--port", "0", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **streams)
    try:
        assert process.stdout is not None
        with process.stdout as out:
            port = int(out.readline().rpartition(":")[2])
        yield process, port
    finally:
        process.kill()
        process.wait()


class ProgramTests(SynchronousTestCase):
    """
    A program whose terminal is gone.
    """

    def check(self, *command: str, asked: bytes = b"/", **streams: Any) -> None:
        """
        Check that each request is answered, and that the stop is a good one.
        """
        data = os.path.abspath(self.mktemp())
        environment = os.environ | {"GREENHOUSE_DATA": data}
        with running(*command, env=environment, **streams) as (process, port):
            for _ in range(3):
                self.assertTrue(exchange(port, get(asked)).startswith(b"HTTP/1.1 200 "), command)
            process.terminate()
            self.assertEqual(process.wait(PROGRAM_PATIENCE), 0)

    def test_head(self) -> None:
        """
        C{| head -1}: what C{--wire}, C{--trace} and the access log print is lost.
        """
        self.check("lessons.step3", "--wire")
        self.check(*STEP15)

    def test_search(self) -> None:
        """
        C{| head -1}, and a search, whose index tells how far it is.
        """
        self.check(STEP15[0], asked=b"/search/show_search_results?querystr=HTTP")

    def test_full(self) -> None:
        """
        C{2> /dev/full}, with C{--debug} as well.
        """
        with open("/dev/full", "w") as full:
            self.check("lessons.step10", "--debug", "--wire", stderr=full)

    def test_noStandardError(self) -> None:
        """
        C{2>&-}: Python has no standard error then.
        """
        shell = ("-c", 'exec "$@" 2>&-', "sh", sys.executable)
        command = [*shell, "-m", "lessons.step3", "--port", "0", "--interface", "0.0.0.0"]
        process = subprocess.Popen(
            ["/bin/sh", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        assert process.stdout is not None
        with process.stdout as out:
            port = int(out.readline().rpartition(":")[2])
            self.assertTrue(exchange(port, get()).startswith(b"HTTP/1.1 200 "))
            process.terminate()
            self.assertEqual(process.wait(PROGRAM_PATIENCE), 0)
            self.assertNotIn("warning", out.read())
