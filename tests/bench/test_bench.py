"""
The benchmark itself: that it measures what it says.
"""

from __future__ import annotations

import sys
from contextlib import closing
from io import StringIO
from subprocess import DEVNULL, run

from twisted.trial.unittest import SynchronousTestCase

from tests.bench.__main__ import main, row
from tests.bench.content import HELLO as HELLO_CONTENT
from tests.bench.content import LARGE
from tests.bench.measuring import HELLO, loaded, readWrk, running
from tests.support.needs import need
from tests.support.process import ROOT
from tests.support.raw import connect, readToEnd
from tests.support.responses import only

WRK = """\
Running 1s test @ http://127.0.0.1:1/hello
  1 threads and 2 connections
  50000 requests in 1.00s, 6.00MB read
Requests/sec:  49876.54
Transfer/sec:  6.00MB
"""


class ReadingTests(SynchronousTestCase):
    """
    What wrk says.
    """

    def test_right(self) -> None:
        """
        Requests per second, and processor time for each, in microseconds.
        """
        self.assertEqual(readWrk(WRK, 0.5), (49876.54, 10.0))

    def test_bad(self) -> None:
        """
        A figure for answers that were not good, or for none, is no figure.
        """
        for line in ("  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 1, read 0\n"):
            self.assertRaises(AssertionError, readWrk, WRK + line, 0.5)
        self.assertRaises(AssertionError, readWrk, WRK.replace("50000", "0"), 0.5)
        self.assertRaises(AssertionError, readWrk, "wrk: command not found", 0.5)

    def test_row(self) -> None:
        """
        Each line shows the value and its ratio.
        """
        self.assertEqual(row("a", 3, 2, ",.0f").split(), ["a", "3", "1.50"])


class ServerTests(SynchronousTestCase):
    """
    The servers that come with the course.
    """

    def test_alike(self) -> None:
        """
        Both channels give the same content, and have counted what was sent.
        """
        upload = b"x" * 200_000
        posted = b"POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        posted += b"Content-Length: %d\r\n\r\n" % len(upload) + upload
        with running(["ours", "stock Twisted Web"]) as servers:
            for server in servers:
                got = [self.get(server.port, path) for path in (b"/hello", b"/large")]
                self.assertEqual(got, [HELLO_CONTENT, LARGE])
                self.assertEqual(self.ask(server.port, posted), b"200000")

    def get(self, port: int, path: bytes) -> bytes:
        """
        Ask for a page.
        """
        return self.ask(port, b"GET %b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path)

    def ask(self, port: int, request: bytes) -> bytes:
        """
        Send a request.

        @return: the content of the answer.
        """
        with closing(connect(port)) as connection:
            connection.sendall(request)
            return only(readToEnd(connection)).content

    def test_loaded(self) -> None:
        """
        A real load gives real figures.
        """
        need("wrk")
        with running(["ours"]) as (server,):
            sample = loaded(server, HELLO, 1)
            self.assertGreater(sample.rate, 1)
            self.assertGreater(sample.cost, 0)
            self.assertGreater(server.memory(), 2**20)


class CommandLineTests(SynchronousTestCase):
    """
    C{python -m tests.bench}.
    """

    def test_unknownPart(self) -> None:
        """
        A part that there is not is refused in one line that names those there are.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        self.assertEqual(self.assertRaises(SystemExit, main, ["swim"]).code, 2)
        self.assertIn("no part 'swim': there are hello, different", err.getvalue())

    def test_noWrk(self) -> None:
        """
        Without wrk, one line says which package brings it.
        """
        command = [sys.executable, "-m", "tests.bench", "--rounds", "1", "hello"]
        environment = {"PATH": ""}
        done = run(
            command, cwd=ROOT, env=environment, stdin=DEVNULL, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("apt-get install wrk", done.stderr)
