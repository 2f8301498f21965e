"""
Grading servers that are not as they should be, and ours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES, Case, Mark, Verdict, probe
from server.conformance.grade import main
from server.conformance.report import findings
from server.conformance.run import Run, begin
from server.conformance.target import Target, addressed
from tests.server.channel import page
from tests.server.conformance.fakes import HOST, FakeServer, ok, plain
from tests.server.conformance.finding import named, oneNamed
from tests.support.process import StepProcess

PAGE = page.__name__
PLAIN = oneNamed("plain-get")


def grade(port: int, cases: Sequence[Case]) -> Run:
    """
    Grade a server on this machine.
    """
    run = begin(Target(HOST, port))
    for case in cases:
        run.tryCase(case)
    return run


def gradeOurs(port: int) -> Run:
    """
    Grade a server that can serve several at a time by all cases, most of whose time is waiting.
    """
    run = begin(Target(HOST, port))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run.tryCase, CASES))
    return run


def hurry(test: SynchronousTestCase) -> None:
    """
    Do not wait long for what a server will not do: for the end of an idle connection, if it
    keeps one for seconds, and for an answer before its content, if it reads all of that.
    """
    test.patch(probe, "KEPT", 0.1)
    test.patch(probe, "EARLY", 0.1)


class GradeTestCase(SynchronousTestCase):
    """
    Grades servers by cases of the table, and compares the marks.
    """

    def grade(self, server: FakeServer, *names: str) -> dict[str, Verdict]:
        """
        @param names: of cases.
        @return: the verdict on the server, by case.
        """
        self.run_ = grade(server.port, named(*names))
        return {each.case.name: each.verdict for each in self.run_.grades}

    def assertMark(self, verdict: Verdict, mark: Mark, words: str = "") -> None:
        """
        Check what was found, and part of the reason.
        """
        self.assertIs(verdict.mark, mark, verdict)
        self.assertIn(words, verdict.why)


class ServerTests(GradeTestCase):
    """
    Servers, each with something of its own, which keep a connection, and read all content.
    """

    def setUp(self) -> None:
        """
        Wait for nothing that does not come.
        """
        hurry(self)

    def test_ours(self) -> None:
        """
        Our own server keeps every rule, and chooses as we say that it does.
        """
        with StepProcess(PAGE) as step:
            run = gradeOurs(step.port)
        self.assertIsNone(run.stoppedAt)
        self.assertEqual(len(run.grades), len(CASES))
        self.assertEqual([each for each in run.grades if each.verdict.mark is Mark.BROKEN], [])

    def test_step15(self) -> None:
        """
        The last step, which answers to its own names only, keeps every rule.
        """
        with StepProcess("lessons.step15") as step:
            run = gradeOurs(step.port)
        self.assertIsNone(run.stoppedAt)
        self.assertEqual(len(run.grades), len(CASES))
        self.assertEqual([each for each in run.grades if each.verdict.mark is Mark.BROKEN], [])

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

    def test_closesAfterEvery(self) -> None:
        """
        A server that closes after every answer, and says so, breaks no MUST by that; what
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
        A server that closes without saying so breaks one rule.
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

    def test_failure(self) -> None:
        """
        An answer of 5xx does a server no credit where a request had to be understood.
        """
        with FakeServer(lambda r: ok(status=b"500 Oh") if b"OPT" in r else plain(r)) as server:
            verdicts = self.grade(server, "asterisk-form", "plain-get")
        self.assertMark(verdicts["asterisk-form"], Mark.BROKEN, "500")
        self.assertMark(verdicts["plain-get"], Mark.KEPT)

    def test_headWithContent(self) -> None:
        """
        Content after the answer to HEAD is told, and shown, however short it is.
        """
        with FakeServer(lambda request: ok(b"Connection: close", content=b"hi")) as server:
            verdicts = self.grade(server, "method-head")
        words = "content came after the answer to HEAD: 'hi'"
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

    def test_endsEarly(self) -> None:
        """
        One that answers no more after the first questions is told in the same way.
        """
        asked = []

        def answer(request: bytes) -> bytes:
            asked.append(request)
            return plain(request) if len(asked) < 3 else b""

        with FakeServer(answer) as server:
            verdicts = self.grade(server, "plain-get", "host-missing")
        self.assertEqual(self.run_.stoppedAt, PLAIN)
        for verdict in verdicts.values():
            self.assertMark(verdict, Mark.UNTESTED, "stopped answering")

    def test_secondLookAtNothing(self) -> None:
        """
        Where nothing was to be seen, a second look is taken as well.
        """
        seen = []

        def answer(request: bytes) -> bytes:
            seen.append(request)
            isFirst = b"Bad Name" in request and seen.count(request) == 1
            return b"" if isFirst else ok(b"Date: d", status=b"400 No")

        with FakeServer(lambda r: answer(r) if b"Bad Name" in r else plain(r)) as server:
            verdicts = self.grade(server, "error-explained")
        self.assertMark(verdicts["error-explained"], Mark.KEPT)

    def test_halfAMessage(self) -> None:
        """
        Whoever closes in silence on half a message breaks no rule.
        """
        names = ("incomplete-head", "incomplete-content", "incomplete-chunks", "head-without-end")
        with FakeServer() as server:
            verdicts = self.grade(server, *names)
        for name in names:
            self.assertIn(verdicts[name].mark, (Mark.KEPT, Mark.UNTESTED), name)
        self.assertMark(verdicts["incomplete-content"], Mark.KEPT)

    def test_page(self) -> None:
        """
        A page other than / can be graded; and each server is called by its own name.
        """
        target = Target("::1", 80, "/echo?a=b")
        self.assertEqual(
            addressed(PLAIN, target).sent, b"GET /echo?a=b HTTP/1.1\r\nHost: [::1]\r\n\r\n"
        )
        self.assertEqual(str(target), "[::1]:80/echo?a=b")
        case = oneNamed("pipelined")
        self.assertEqual(addressed(case, target).sent.count(b"GET /echo?a=b HTTP"), 3)


class ImpatientTests(GradeTestCase):
    """
    Servers that close an idle connection soon, or answer before the content has come.
    """

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

    def test_idle(self) -> None:
        """
        Whoever closes an idle connection soon has not closed it because it was asked to, and
        breaks no rule by it.
        """
        with FakeServer(idle=0.5, closes=False) as server:
            verdicts = self.grade(server, "close", "persists", "close-unasked")
        self.assertMark(verdicts["close"], Mark.BROKEN, "not closed")
        self.assertMark(verdicts["persists"], Mark.KEPT)
        self.assertMark(verdicts["close-unasked"], Mark.KEPT)

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
