"""
The table of what the RFCs ask, against our own engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import ACCEPTED, CASES, After, Case, Level, Mark, Sign, judge
from server.conformance.case import REFUSALS, Silence, request
from server.conformance.heard import takeApart
from server.conformance.signs import SHOWS
from tests.server.http1.pure import PureServer

ANOTHER = request()
ACCEPTANCE = frozenset((ACCEPTED,))


def byteByByte(data: bytes) -> list[bytes]:
    """
    Cut bytes as small as they get.
    """
    return [data[index : index + 1] for index in range(len(data))]


def behindAnother(case: Case) -> Case:
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
    The same case, with a message behind it that is answered unless the
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
    behind every request of HTTP/1.1 that it takes.
    """
    isTaken = case.ours == ACCEPTED and case.after is not After.CLOSES and not case.hangsUp
    return isTaken and b"HTTP/1.0" not in case.sent.partition(b"\r\n\r\n")[0]


class CaseTests(SynchronousTestCase):
    """
    Each case: in one piece, byte by byte, behind and before another request.
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
        Go through the four ways.
        """
        whole = self.serve(case)
        if case.answers and judge(case, whole.sent, whole.closed).mark is Mark.KEPT:
            self.assertEqual(takeApart(case, whole.sent, whole.closed).last.status, case.ours)
        if keepsOpen(case):
            self.assertFalse(whole.closed)
        self.assertEqual(self.serve(case, byteByByte(case.sent)).sent, whole.sent)
        self.serve(behindAnother(case))
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
    The table itself.
    """

    def test_names(self) -> None:
        """
        No two cases have the same name.
        """
        names = [case.name for case in CASES]
        self.assertEqual(sorted(set(names)), sorted(names))

    def test_families(self) -> None:
        """
        The cases of a family stand together.
        """
        families = [family for family, _ in groupby(CASES, lambda case: case.family)]
        self.assertEqual(sorted(set(families)), sorted(families))

    def test_sections(self) -> None:
        """
        Every case says where its rule stands.
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


class JudgeTests(SynchronousTestCase):
    """
    The judge.
    """

    case = next(case for case in CASES if case.name == "plain-get")

    def judged(
        self, received: bytes, closed: bool = False, signs: tuple[Sign, ...] = ()
    ) -> str | None:
        """
        Judge what a server answered to a plain request.
        """
        return judge(replace(self.case, signs=signs), received, closed).why or None

    def test_conforms(self) -> None:
        """
        Any acceptance is right, 404 as well as 200.
        """
        self.assertIsNone(self.judged(b"HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nhi"))

    def test_silence(self) -> None:
        """
        No answer is wrong.
        """
        self.assertEqual(self.judged(b""), "no answer came")

    def test_mayBeSilent(self) -> None:
        """
        No answer is right where a message may be left without one: half a message may
        be closed upon, a huge one waited for.
        """
        for silence, closed, isRight in (
            (Silence.WRONG, False, False),
            (Silence.WRONG, True, False),
            (Silence.CLOSES, False, False),
            (Silence.CLOSES, True, True),
            (Silence.WAITS, False, True),
            (Silence.WAITS, True, True),
        ):
            case = replace(self.case, silence=silence)
            mark = Mark.KEPT if isRight else Mark.BROKEN
            self.assertIs(judge(case, b"", closed).mark, mark, (silence, closed))

    def test_refusal(self) -> None:
        """
        A refusal is not acceptance.
        """
        answer = b"HTTP/1.1 400 \r\nContent-Length: 0\r\n\r\n"
        self.assertEqual(self.judged(answer), "the answer was 400, and not one to a right request")

    def test_malformed(self) -> None:
        """
        A bare line is no response, and half of one neither.
        """
        self.assertIn("bare content", str(self.judged(b"400 Bad Request\r\n\r\n")))
        half = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"
        self.assertIn("not well-formed", str(self.judged(half, True)))

    def test_connection(self) -> None:
        """
        A connection that had to stay, or had to close, must have done so.
        """
        answer = b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
        self.assertIsNone(self.judged(answer, True))
        stays = replace(self.case, after=After.STAYS)
        self.assertEqual(judge(stays, answer, True).why, "the connection was closed")
        closes = replace(self.case, after=After.CLOSES)
        self.assertEqual(judge(closes, answer, False).why, "the connection was not closed")
        self.assertIn("further answer", judge(closes, answer * 2, True).why)

    def test_signs(self) -> None:
        """
        Each sign that is asked for must show.
        """
        poor = b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
        rich = b"HTTP/1.1 200 \r\nDate: d\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"
        for sign in (Sign.DATE, Sign.CLOSE, Sign.CONTENT, Sign.NO_INTERIM):
            self.assertIn("what must show", str(self.judged(poor, signs=(sign,))))
            self.assertIsNone(self.judged(rich, signs=(sign,)))
        waits = replace(self.case, answers=(), signs=(Sign.CONTINUE,))
        self.assertEqual(judge(waits, b"HTTP/1.1 100 \r\n\r\n", False).why, "")
        self.assertEqual(judge(waits, poor, False).why, "")
        self.assertIn("what must show", judge(waits, b"", False).why)
        chunked = b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertIn(
            "what must show", str(self.judged(chunked, signs=(Sign.NO_TRANSFER_CODING,)))
        )

    def shows(
        self, sign: Sign, *fields: bytes, start: bytes = b"HTTP/1.1 200 ", closed: bool = False
    ) -> bool:
        """
        Tell whether a sign shows in a response with a byte of content.
        """
        lines = (start, *fields, b"Content-Length: 1", b"", b"x")
        return self.judged(b"\r\n".join(lines), closed, (sign,)) is None

    def test_version(self) -> None:
        """
        The version of a response is looked at as it was written.
        """
        for minor, shown in ((b"0", [True, True, False]), (b"1", [True] * 3)):
            start = b"HTTP/1." + minor + b" 200 "
            signs = (Sign.SAME_MAJOR, Sign.KNOWN_VERSION, Sign.HIGHEST_VERSION)
            self.assertEqual([self.shows(sign, start=start) for sign in signs], shown)
        self.assertFalse(self.shows(Sign.KNOWN_VERSION, start=b"HTTP/1.2 200 "))

    def test_fields(self) -> None:
        """
        Signs in the fields of one response.
        """
        date = b"Date: Sun, 06 Nov 1994 08:49:37 GMT"
        self.assertTrue(self.shows(Sign.DATE_FORM, date))
        for wrong in (
            (date, date),
            (b"Date: Sunday, 06-Nov-94 08:49:37 GMT",),
            (b"Date: Sun Nov  6 08:49:37 1994",),
            (),
        ):
            self.assertFalse(self.shows(Sign.DATE_FORM, *wrong))
        self.assertFalse(self.shows(Sign.CONTENT_TYPE))
        self.assertTrue(self.shows(Sign.CONTENT_TYPE, b"content-type: text/plain"))
        self.assertTrue(self.shows(Sign.ONE_FRAMING))
        both = b"HTTP/1.1 200 \r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertIsNotNone(self.judged(both, signs=(Sign.ONE_FRAMING,)))

    def test_allow(self) -> None:
        """
        Only 405 needs Allow.
        """
        refused = b"HTTP/1.1 405 "
        case = next(case for case in CASES if case.name == "method-not-allowed")
        self.assertIs(judge(case, b"HTTP/1.1 200 \r\n\r\n", True).mark, Mark.UNTESTED)
        self.assertFalse(self.shows(Sign.ALLOW, start=refused))
        self.assertTrue(self.shows(Sign.ALLOW, b"Allow: GET", start=refused))

    def test_end(self) -> None:
        """
        A connection that is closed was announced to be; the end of a response is not
        that of the connection; nothing comes behind it.
        """
        case = replace(self.case, after=After.EITHER)
        plain = b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
        closes = b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n"
        for sign, received, closed, isRight in (
            (Sign.CLOSE_IF_CLOSED, plain, False, True),
            (Sign.CLOSE_IF_CLOSED, plain, True, False),
            (Sign.CLOSE_IF_CLOSED, plain.replace(b"1.1", b"1.0"), True, True),
            (Sign.CLOSE_IF_CLOSED, closes, True, True),
            (Sign.DELIMITED, plain, True, True),
            (Sign.DELIMITED, closes, True, False),
            (Sign.NO_MORE, plain, False, True),
            (Sign.NO_MORE, plain * 2, False, False),
        ):
            mark = judge(replace(case, signs=(sign,)), received, closed).mark
            self.assertEqual(mark is Mark.KEPT, isRight, (sign, received))
        silent = replace(case, answers=(), signs=(Sign.NO_MORE,))
        self.assertEqual(judge(silent, b"", False).why, "")
        self.assertNotEqual(judge(silent, plain, False).why, "")

    def test_head(self) -> None:
        """
        The answer to HEAD is compared with that to the GET behind it.
        """
        case = next(case for case in CASES if case.name == "head-length")
        get = b"HTTP/1.1 200 \r\nContent-Length: 1\r\nX-A: b\r\n\r\nx"
        for head, signs in (
            (b"", {Sign.LENGTH_OF_GET}),
            (b"Content-Length: 2\r\nX-A: c\r\n", {Sign.FIELDS_OF_GET}),
            (b"Content-Length: 1\r\nx-a: b\r\n", {Sign.LENGTH_OF_GET, Sign.FIELDS_OF_GET}),
        ):
            received = b"HTTP/1.1 200 \r\n" + head + b"\r\n" + get
            for sign in (Sign.LENGTH_OF_GET, Sign.FIELDS_OF_GET):
                mark = judge(replace(case, signs=(sign,)), received, False).mark
                self.assertEqual(mark is Mark.KEPT, sign in signs, (head, sign))

    def test_allSigns(self) -> None:
        """
        Each sign is asked for by some case, and can be told.
        """
        asked = {sign for case in CASES for sign in case.signs}
        self.assertEqual(asked, set(Sign))
        self.assertEqual(set(SHOWS) | {Sign.NO_MORE}, set(Sign))
