"""
Grading servers, from the command line.
"""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from contextlib import closing
from functools import partial
from io import StringIO
from socket import create_server

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import Level, Mark, Verdict
from server.conformance.grade import main, readCase
from server.conformance.probe import Profile
from server.conformance.report import count, describe, findings, table
from server.conformance.run import Grade, Run
from server.conformance.target import Target, readTarget
from tests.server.conformance.fakes import HOST, FakeServer, ok
from tests.server.conformance.finding import oneNamed
from tests.server.conformance.test_run import hurry

PLAIN, NO_HOST = oneNamed("plain-get"), oneNamed("host-missing")


def always(answer: bytes, request: bytes) -> bytes:
    """
    Give every request the same answer: bound to one, it is what a fake server does.
    """
    return answer


class CommandTests(SynchronousTestCase):
    """
    The command line that grades a server: its options, its output and its exit status.
    """

    def setUp(self) -> None:
        self.out, self.err = StringIO(), StringIO()
        self.patch(sys, "stdout", self.out)
        self.patch(sys, "stderr", self.err)

    def test_read(self) -> None:
        """
        Host, port and page are told apart, in a URL as well.
        """
        for text, target in (
            ("127.0.0.1:8000", Target("127.0.0.1", 8000)),
            ("[::1]:80", Target("::1", 80)),
            ("localhost:80/echo?a=b#c", Target("localhost", 80, "/echo?a=b")),
            ("http://127.0.0.1:8000/", Target("127.0.0.1", 8000)),
            ("HTTP://LOCALHOST/x", Target("LOCALHOST", 80, "/x")),
            ("http://[::1]:8000?q", Target("::1", 8000, "/?q")),
        ):
            self.assertEqual(readTarget(text), target, text)

    def test_others(self) -> None:
        """
        Another machine, or what is not an address, is refused.
        """
        for text in ("example.com:80", "8.8.8.8:80", "0.0.0.0:80", "127.0.0.1", ":80", "a:b", ""):
            self.assertRaises(ArgumentTypeError, readTarget, text)
        for text in ("127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:٣", "127.0.0.1:80/é", "[::1:80"):
            self.assertRaises(ArgumentTypeError, readTarget, text)
        self.assertEqual(readTarget("127.1.2.3:80").host, "127.1.2.3")

    def test_https(self) -> None:
        """
        For https it says what to do.
        """
        error = self.assertRaises(ArgumentTypeError, readTarget, "https://127.0.0.1:8443/")
        self.assertIn("start the server without TLS", str(error))

    def test_oneLine(self) -> None:
        """
        What is wrong with a command line is said in one line, under the name that was
        called.
        """
        called = self.assertRaises(SystemExit, main, ["localhost"], "python -m lessons grade")
        self.assertEqual(called.code, 2)
        self.assertTrue(self.err.getvalue().startswith("python -m lessons grade: "))
        self.assertEqual(self.err.getvalue().count("\n"), 1)

    def test_nobody(self) -> None:
        """
        Where nobody listens, one line says so.
        """
        with closing(create_server((HOST, 0))) as listening:
            port = listening.getsockname()[1]
        self.assertEqual(main([f"{HOST}:{port}"]), 2)
        self.assertEqual(
            self.err.getvalue(), f"{HOST}:{port}: Connection refused. Does a server run there?\n"
        )

    def test_case(self) -> None:
        """
        One case is shown with its bytes, and the status tells whether it is kept.
        """
        hurry(self)
        with FakeServer() as server:
            target = f"{HOST}:{server.port}"
            self.assertEqual(main([target, "--case", "error-keeps-word"]), 0)
            self.assertEqual(main([target, "--case", "host-twice"]), 1)
        self.assertIn(r"  b'GET / HTTP/1.1\r\n'", self.out.getvalue())
        self.assertIn(r"  b'HTTP/1.1 400 Bad Request\r\n'", self.out.getvalue())
        self.assertIn("  (then the server closed)", self.out.getvalue())
        self.assertIn("  (open when we left)", self.out.getvalue())
        self.assertIn("it is broken: the answer was 200", self.out.getvalue())

    def test_noCase(self) -> None:
        """
        A case that does not exist is refused, and a similar one named.
        """
        error = self.assertRaises(ArgumentTypeError, readCase, "host-mising")
        self.assertIn("did you mean host-missing?", str(error))

    def test_unfit(self) -> None:
        """
        What cannot be graded gets one sentence that says what came, and status 2.
        """
        for answer, words in (
            (ok(status=b"500 Oh"), "is answered with 500"),
            (ok(status=b"400 No"), "is answered with 400"),
            (ok(version=b"2.0"), "another version of HTTP came: 'HTTP/2.0 200 OK'"),
            (b"HTTP/1.1 twohundred\r\n\r\n", "not well-formed came: 'HTTP/1.1 twohundred'"),
            (b"<h1>Hello</h1>\nworld\n", "bare content without status line"),
            (b"220 mail.example ESMTP\r\n", "a mail or file server (SMTP, FTP)"),
            (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
            (b"\x15\x03\x01\x00\x02\x02\x16", "it speaks https"),
            (b"", "Does it speak https only?"),
        ):
            with FakeServer(partial(always, answer), idle=0.5) as server:
                self.assertEqual(main([f"{HOST}:{server.port}"]), 2, words)
            self.assertIn(words, self.err.getvalue())
        self.assertEqual(self.err.getvalue().count("\n"), 9)
        self.assertEqual(self.out.getvalue(), "")


class ReportTests(SynchronousTestCase):
    """
    The table of marks, and the findings below it, as a person reads them.
    """

    def report(self, *grades: Grade) -> str:
        """
        @return: the table, and after it what was found, line by line.
        """
        families = [each.case.family for each in grades]
        run = Run(Target(HOST, 80), Profile(), list(grades))
        return "\n".join((*table(families, [[each] for each in grades]), *findings(run)))

    def test_table(self) -> None:
        """
        A line for each family, one for all, then what was not tried, the faults, and the
        verdict.
        """
        kept, wrong = Grade(PLAIN, Verdict(Mark.KEPT)), Grade(NO_HOST, Verdict(Mark.BROKEN, "bad"))
        other = Grade(oneNamed("length"), Verdict(Mark.UNTESTED, "no POST"))
        text = self.report(kept, wrong, other)
        lines = text.splitlines()
        self.assertEqual(lines[0].split(), ["MUST", "SHOULD", "MAY"])
        self.assertEqual(lines[1].split(), [*PLAIN.family.split(), "1", "of", "1", "-", "-"])
        self.assertEqual(lines[3].split(), ["Content-Length", "-", "-", "-"])
        self.assertEqual(lines[4].split()[:4], ["all", "1", "of", "2"])
        self.assertIn("\n\nnot tried (-):\n  length: no POST\n\n", text)
        self.assertIn(describe(wrong), text)
        self.assertEqual(
            lines[-1],
            "Verdict: 1 of 2 rules at MUST is broken, and none at SHOULD was tried; "
            "1 case was not tried.",
        )

    def test_count(self) -> None:
        """
        What is not asked is not counted.
        """
        self.assertEqual(count([Grade(PLAIN, Verdict(Mark.KEPT))], Level.MAY), "-")
        self.assertEqual(count([Grade(PLAIN, Verdict(Mark.UNTESTED))], Level.MUST), "-")

    def test_noFaults(self) -> None:
        """
        Where all is well, nothing more is said.
        """
        text = self.report(Grade(PLAIN, Verdict(Mark.KEPT)))
        self.assertNotIn("not as", text)
        self.assertNotIn("not tried", text)
        self.assertIn("Verdict: the one rule at MUST is kept", text)
