"""
Grading servers, from the command line.
"""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from io import StringIO
from socket import create_server

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES, Case, Level, Mark, Verdict
from server.conformance.grade import main, readCase
from server.conformance.probe import Profile
from server.conformance.report import count, describe, findings, table
from server.conformance.run import Grade, Run, begin
from server.conformance.target import Target, addressed, readTarget
from tests.server.channel import page
from tests.server.conformance.fakes import HOST, FakeServer, ok, plain
from tests.support.process import StepProcess

PAGE = page.__name__


def named(*names: str) -> list[Case]:
    """
    Find cases.
    """
    return [case for case in CASES if case.name in names]


def always(answer: bytes, request: bytes) -> bytes:
    """
    Answer everything alike.
    """
    return answer


PLAIN, NO_HOST = named("plain-get") + named("host-missing")


def grade(port: int, cases: Sequence[Case] = CASES) -> Run:
    """
    Grade a server on this machine.
    """
    run = begin(Target(HOST, port))
    for case in cases:
        run.tryCase(case)
    return run


class CommandTests(SynchronousTestCase):
    """
    The command line.
    """

    def setUp(self) -> None:
        """
        Hear what is printed.
        """
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
        Another machine, or what is no address, is refused.
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
        A case that there is not is refused, and a similar one named.
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


class ServerTests(SynchronousTestCase):
    """
    Servers, each with something of its own.
    """

    def grade(self, server: FakeServer, *names: str) -> dict[str, Verdict]:
        """
        Grade a server by some cases.
        """
        self.run_ = grade(server.port, named(*names))
        return {each.case.name: each.verdict for each in self.run_.grades}

    def assertMark(self, verdict: Verdict, mark: Mark, words: str = "") -> None:
        """
        Check what was found, and part of the reason.
        """
        self.assertIs(verdict.mark, mark, verdict)
        self.assertIn(words, verdict.why)

    def test_ours(self) -> None:
        """
        Our own server keeps every rule, and chooses as we say that it does.
        """
        with StepProcess(PAGE) as step:
            run = grade(step.port)
        self.assertEqual([each for each in run.grades if each.verdict.mark is Mark.BROKEN], [])

    def test_step15(self) -> None:
        """
        So does the last step, which answers to its own names only.
        """
        with StepProcess("lessons.step15") as step:
            run = grade(step.port)
        self.assertEqual([each for each in run.grades if each.verdict.mark is Mark.BROKEN], [])

    def test_sameTwice(self) -> None:
        """
        A slow server with few threads, which keep a silent connection for a while, gets
        the same grade twice.
        """
        cases = CASES[::8]
        with FakeServer(threads=2, delay=0.05, idle=1.0) as server:
            first, second = (grade(server.port, cases) for _ in range(2))
        self.assertEqual(first.grades, second.grades)
        self.assertIn(Mark.BROKEN, [each.verdict.mark for each in first.grades])

    def test_secondLook(self) -> None:
        """
        A fault that does not show again is not told.
        """
        seen = []

        def answer(request: bytes) -> bytes:
            seen.append(request)
            isFirst = request.startswith(b"OPTIONS") and seen.count(request) == 1
            return ok(status=b"503 Busy") if isFirst else plain(request)

        with FakeServer(answer) as server:
            verdicts = self.grade(server, "asterisk-form")
        self.assertMark(verdicts["asterisk-form"], Mark.KEPT)

    def test_closesBehindEvery(self) -> None:
        """
        A server that closes behind every answer, and says so, breaks no MUST by that; what
        needs a connection that goes on is not tried, and a line says why.
        """
        names = ["persists", "close-unasked", "plain-get", "host-port", "pipelined", "head-length"]
        with FakeServer(lambda request: ok(b"Connection: close")) as server:
            verdicts = self.grade(server, *names)
        self.assertMark(verdicts["persists"], Mark.BROKEN)
        for name in ("close-unasked", "plain-get", "host-port"):
            self.assertMark(verdicts[name], Mark.KEPT)
        for name in ("pipelined", "head-length"):
            self.assertMark(verdicts[name], Mark.UNTESTED, "with its answer, and says so")
        self.assertIn("pipelined, head-length: the server closes", "\n".join(findings(self.run_)))

    def test_closesUnannounced(self) -> None:
        """
        One that does not say so breaks one rule.
        """
        with FakeServer(lambda request: ok(), persists=False) as server:
            verdicts = self.grade(server, "close-unasked", "pipelined")
        self.assertMark(verdicts["close-unasked"], Mark.BROKEN)
        self.assertMark(verdicts["pipelined"], Mark.UNTESTED, "does not say so")

    def test_noPost(self) -> None:
        """
        With a server that takes no POST, nothing about content is tried.
        """

        def answer(request: bytes) -> bytes:
            isPost = request.startswith(b"POST")
            return ok(status=b"501 No") if isPost else plain(request)

        with FakeServer(answer) as server:
            verdicts = self.grade(server, "length", "chunks-none", "length-get", "length-plus")
        for name in ("length", "chunks-none", "length-plus"):
            self.assertMark(verdicts[name], Mark.UNTESTED, "POST / is answered with 501; name a")
        self.assertMark(verdicts["length-get"], Mark.KEPT)

    def test_earlyAnswer(self) -> None:
        """
        Where a page answers before the content has come, nobody can see how it is read.
        """
        with FakeServer(readsContent=False) as server:
            verdicts = self.grade(server, "length", "length-huge", "length-plus")
        self.assertMark(verdicts["length"], Mark.UNTESTED, "before the content has come")
        self.assertMark(verdicts["length-huge"], Mark.UNTESTED, "before the content has come")
        # Whether the length is well-formed is known before that.
        self.assertMark(verdicts["length-plus"], Mark.BROKEN)

    def test_failure(self) -> None:
        """
        An answer of 5xx is no praise where a request had to be understood.
        """
        with FakeServer(lambda r: ok(status=b"500 Oh") if b"OPT" in r else plain(r)) as server:
            verdicts = self.grade(server, "asterisk-form", "plain-get")
        self.assertMark(verdicts["asterisk-form"], Mark.BROKEN, "500")
        self.assertMark(verdicts["plain-get"], Mark.KEPT)

    def test_headWithContent(self) -> None:
        """
        Content behind the answer to HEAD is told, and shown, however short it is.
        """
        with FakeServer(lambda request: ok(b"Connection: close", content=b"hi")) as server:
            verdicts = self.grade(server, "method-head")
        words = "content came behind the answer to HEAD: 'hi'"
        self.assertMark(verdicts["method-head"], Mark.BROKEN, words)

    def test_ends(self) -> None:
        """
        Of a server that ends in mid-run it is said where; the rest is not tried.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        with FakeServer(ends=40) as server:
            status = main([f"{HOST}:{server.port}"])
        self.assertEqual(status, 1)
        verdict = r"Verdict: the server stopped answering at case [\w.-]+\.\n"
        self.assertRegex(out.getvalue(), verdict)
        self.assertIn("more: the server had stopped answering", out.getvalue())

    def test_halfAMessage(self) -> None:
        """
        Who closes in silence on half a message breaks no rule.
        """
        names = ("incomplete-head", "incomplete-content", "incomplete-chunks", "head-without-end")
        with FakeServer() as server:
            verdicts = self.grade(server, *names)
        for name in names:
            self.assertIn(verdicts[name].mark, (Mark.KEPT, Mark.UNTESTED), name)
        self.assertMark(verdicts["incomplete-content"], Mark.KEPT)

    def test_idle(self) -> None:
        """
        Who closes an idle connection soon has not closed it because it was asked to; and
        breaks no rule by it.
        """
        with FakeServer(idle=0.5, closes=False) as server:
            verdicts = self.grade(server, "close", "persists", "close-unasked")
        self.assertMark(verdicts["close"], Mark.BROKEN, "not closed")
        self.assertMark(verdicts["persists"], Mark.KEPT)
        self.assertMark(verdicts["close-unasked"], Mark.KEPT)

    def test_page(self) -> None:
        """
        Another page than / can be graded; and each server is called by its own name.
        """
        target = Target("::1", 80, "/echo?a=b")
        self.assertEqual(
            addressed(PLAIN, target).sent, b"GET /echo?a=b HTTP/1.1\r\nHost: [::1]\r\n\r\n"
        )
        self.assertEqual(str(target), "[::1]:80/echo?a=b")
        case = named("pipelined")[0]
        self.assertEqual(addressed(case, target).sent.count(b"GET /echo?a=b HTTP"), 3)


class ReportTests(SynchronousTestCase):
    """
    What a person reads.
    """

    def report(self, *grades: Grade) -> str:
        """
        Report some grades.
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
        other = Grade(named("length")[0], Verdict(Mark.UNTESTED, "no POST"))
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
