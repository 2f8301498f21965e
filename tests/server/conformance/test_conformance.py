"""
The table of what the RFCs ask, against our own engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import ACCEPTED, CASES, After, Case, Level, Mark, judge
from server.conformance.case import REFUSALS, request
from server.conformance.reply import takeApart
from tests.server.http1.wholeserver import PureServer

ANOTHER = request()
ACCEPTANCE = frozenset((ACCEPTED,))


def byteByByte(data: bytes) -> list[bytes]:
    """
    Cut bytes as small as they get.
    """
    return [data[index : index + 1] for index in range(len(data))]


def afterAnother(case: Case) -> Case:
    """
    The same case as the second message of a connection.
    """
    methods = tuple(case.methodOf(index) for index in range(len(case.answers)))
    return replace(
        case,
        sent=ANOTHER + case.sent,
        answers=(ACCEPTANCE, *case.answers),
        methods=(b"GET", *methods),
    )


def beforeAnother(case: Case, closed: bool) -> Case:
    """
    The same case, with a message after it that is answered unless the
    connection had to be closed.
    """
    answers = case.answers if closed else (*case.answers, ACCEPTANCE)
    return replace(case, sent=case.sent + ANOTHER, answers=answers)


def isKept(case: Case, received: bytes, closed: bool) -> bool:
    """
    Tell whether our own engine has done what a case asks; where the rule is about
    another answer than ours, there is nothing to look at.
    """
    mark = judge(case, received, closed).mark
    return mark is Mark.KEPT or (mark is Mark.UNTESTED and case.conditional)


def keepsOpen(case: Case) -> bool:
    """
    Tell whether our own engine keeps the connection, which no RFC asks for: it does so
    after every request of HTTP/1.1 that it takes.
    """
    isTaken = case.ours == ACCEPTED and case.after is not After.CLOSES and not case.hangsUp
    return isTaken and b"HTTP/1.0" not in case.sent.partition(b"\r\n\r\n")[0]


class CaseTests(SynchronousTestCase):
    """
    Each case: in one piece, byte by byte, after and before another request.
    """

    def serve(self, case: Case, pieces: Iterable[bytes] | None = None) -> PureServer:
        """
        Serve one connection and judge it.
        """
        server = PureServer()
        sent = server.receive(pieces or [case.sent], case.hangsUp)
        self.assertTrue(isKept(case, sent, server.closed), case.name)
        return server

    def check(self, case: Case) -> None:
        """
        The case is answered rightly in each of the four ways, and the answer is the same in
        all of them.
        """
        whole = self.serve(case)
        if case.answers and judge(case, whole.sent, whole.closed).mark is Mark.KEPT:
            self.assertEqual(takeApart(case, whole.sent, whole.closed).last.status, case.ours)
        if keepsOpen(case):
            self.assertFalse(whole.closed)
        self.assertEqual(self.serve(case, byteByByte(case.sent)).sent, whole.sent)
        self.serve(afterAnother(case))
        if case.answers and not case.hangsUp:
            # Not a byte of another request changes the answer.
            before = self.serve(beforeAnother(case, whole.closed))
            self.assertTrue(before.sent.startswith(whole.sent))
            self.assertEqual(before.closed, whole.closed)


def _testOf(case: Case) -> Callable[[CaseTests], None]:
    def test(self: CaseTests) -> None:
        self.check(case)

    test.__doc__ = f"{case.rule} ({case.section}, {case.level.value})"
    return test


for _case in CASES:
    setattr(CaseTests, "test_" + _case.name.replace("-", "_").replace(".", "_"), _testOf(_case))


class TableTests(SynchronousTestCase):
    """
    The table is sound: its names, families, sections, and what each case sends and wants.
    """

    def test_names(self) -> None:
        """
        No two cases have the same name.
        """
        names = [case.name for case in CASES]
        self.assertEqual(sorted(set(names)), sorted(names))

    def test_families(self) -> None:
        """
        The cases of a family are next to each other.
        """
        families = [family for family, _ in groupby(CASES, lambda case: case.family)]
        self.assertEqual(sorted(set(families)), sorted(families))

    def test_sections(self) -> None:
        """
        Every case says where its rule is found.
        """
        for case in CASES:
            self.assertRegex(case.section, r"^RFC 911[02] section \d+(\.\d+)*$", case.name)

    def test_levels(self) -> None:
        """
        A case at level MUST or SHOULD cannot be passed by any answer whatever.
        """
        for case in CASES:
            if case.level is not Level.MAY and case.ours != ACCEPTED:
                self.assertLess(len(case.answers[-1] & REFUSALS), len(REFUSALS), case.name)

    def test_stock(self) -> None:
        """
        A server that answers everything with 200 and a page fails most of it.
        """
        page = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        failed = [case for case in CASES if judge(case, page, False).mark is Mark.BROKEN]
        self.assertGreater(len(failed), len(CASES) // 2)
