"""
The judge of what a server did: pure, on bytes.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES, After, Check, Mark, judge
from server.conformance.case import Silence
from server.conformance.checks import SHOWS
from server.conformance.judge import Awaited, awaited
from tests.server.conformance.finding import oneNamed


class JudgeTests(SynchronousTestCase):
    """
    What a server has answered is judged by a case, and what is wrong is said.
    """

    case = oneNamed("plain-get")

    def judged(
        self, received: bytes, closed: bool = False, checks: tuple[Check, ...] = ()
    ) -> str | None:
        """
        Judge what a server answered to a plain request.
        """
        return judge(replace(self.case, checks=checks), received, closed).why or None

    def test_conforms(self) -> None:
        """
        Any acceptance is right, 404 as well as 200.
        """
        self.assertIsNone(self.judged(b"HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nhi"))

    def test_silence(self) -> None:
        """
        A server that sends nothing at all has not kept a rule.
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
        A 400 to a request that is right has broken the rule.
        """
        answer = b"HTTP/1.1 400 \r\nContent-Length: 0\r\n\r\n"
        self.assertEqual(self.judged(answer), "the answer was 400, and not one to a right request")

    def test_malformed(self) -> None:
        """
        A bare line is not a response, and neither is half of one.
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
        Each check that is asked for must show.
        """
        poor = b"HTTP/1.1 100 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
        rich = b"HTTP/1.1 200 \r\nDate: d\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"
        for check in (Check.DATE, Check.CLOSE, Check.CONTENT, Check.NO_INTERIM):
            self.assertIn("what must show", str(self.judged(poor, checks=(check,))))
            self.assertIsNone(self.judged(rich, checks=(check,)))
        waits = replace(self.case, answers=(), checks=(Check.CONTINUE,))
        self.assertEqual(judge(waits, b"HTTP/1.1 100 \r\n\r\n", False).why, "")
        self.assertEqual(judge(waits, poor, False).why, "")
        self.assertIn("what must show", judge(waits, b"", False).why)
        chunked = b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertIn(
            "what must show", str(self.judged(chunked, checks=(Check.NO_TRANSFER_CODING,)))
        )

    def shows(
        self, check: Check, *fields: bytes, start: bytes = b"HTTP/1.1 200 ", closed: bool = False
    ) -> bool:
        """
        Tell whether a check holds in a response with a byte of content.
        """
        lines = (start, *fields, b"Content-Length: 1", b"", b"x")
        return self.judged(b"\r\n".join(lines), closed, (check,)) is None

    def test_version(self) -> None:
        """
        The version of a response is looked at as it was written.
        """
        for minor, shown in ((b"0", [True, True, False]), (b"1", [True] * 3)):
            start = b"HTTP/1." + minor + b" 200 "
            checks = (Check.SAME_MAJOR, Check.KNOWN_VERSION, Check.HIGHEST_VERSION)
            self.assertEqual([self.shows(check, start=start) for check in checks], shown)
        self.assertFalse(self.shows(Check.KNOWN_VERSION, start=b"HTTP/1.2 200 "))

    def test_fields(self) -> None:
        """
        Checks in the fields of one response.
        """
        date = b"Date: Sun, 06 Nov 1994 08:49:37 GMT"
        self.assertTrue(self.shows(Check.DATE_FORM, date))
        for wrong in (
            (date, date),
            (b"Date: Sunday, 06-Nov-94 08:49:37 GMT",),
            (b"Date: Sun Nov  6 08:49:37 1994",),
            (),
        ):
            self.assertFalse(self.shows(Check.DATE_FORM, *wrong))
        self.assertFalse(self.shows(Check.CONTENT_TYPE))
        self.assertTrue(self.shows(Check.CONTENT_TYPE, b"content-type: text/plain"))
        self.assertTrue(self.shows(Check.ONE_FRAMING))
        both = b"HTTP/1.1 200 \r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertIsNotNone(self.judged(both, checks=(Check.ONE_FRAMING,)))

    def test_allow(self) -> None:
        """
        RFC 9110 section 15.5.6: a 405 must have Allow; no other answer is asked for it.
        """
        refused = b"HTTP/1.1 405 "
        case = oneNamed("method-not-allowed")
        self.assertIs(judge(case, b"HTTP/1.1 200 \r\n\r\n", True).mark, Mark.UNTESTED)
        self.assertFalse(self.shows(Check.ALLOW, start=refused))
        self.assertTrue(self.shows(Check.ALLOW, b"Allow: GET", start=refused))

    def test_end(self) -> None:
        """
        A connection that is closed was announced to be; the end of a response is not that of the
        connection; nothing comes after it.
        """
        case = replace(self.case, after=After.EITHER)
        plain = b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
        closes = b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n"
        for check, received, closed, isRight in (
            (Check.CLOSE_IF_CLOSED, plain, False, True),
            (Check.CLOSE_IF_CLOSED, plain, True, False),
            (Check.CLOSE_IF_CLOSED, plain.replace(b"1.1", b"1.0"), True, True),
            (Check.CLOSE_IF_CLOSED, closes, True, True),
            (Check.DELIMITED, plain, True, True),
            (Check.DELIMITED, closes, True, False),
            (Check.NO_MORE, plain, False, True),
            (Check.NO_MORE, plain * 2, False, False),
        ):
            mark = judge(replace(case, checks=(check,)), received, closed).mark
            self.assertEqual(mark is Mark.KEPT, isRight, (check, received))
        silent = replace(case, answers=(), checks=(Check.NO_MORE,))
        self.assertEqual(judge(silent, b"", False).why, "")
        self.assertNotEqual(judge(silent, plain, False).why, "")

    def test_head(self) -> None:
        """
        The answer to HEAD is compared with that to the GET after it.
        """
        case = oneNamed("head-length")
        get = b"HTTP/1.1 200 \r\nContent-Length: 1\r\nX-A: b\r\n\r\nx"
        for head, checks in (
            (b"", {Check.LENGTH_OF_GET}),
            (b"Content-Length: 2\r\nX-A: c\r\n", {Check.FIELDS_OF_GET}),
            (b"Content-Length: 1\r\nx-a: b\r\n", {Check.LENGTH_OF_GET, Check.FIELDS_OF_GET}),
        ):
            received = b"HTTP/1.1 200 \r\n" + head + b"\r\n" + get
            for check in (Check.LENGTH_OF_GET, Check.FIELDS_OF_GET):
                mark = judge(replace(case, checks=(check,)), received, False).mark
                self.assertEqual(mark is Mark.KEPT, check in checks, (head, check))

    def test_allSigns(self) -> None:
        """
        Each check is asked for by some case, and can be told.
        """
        asked = {check for case in CASES for check in case.checks}
        self.assertEqual(asked, set(Check))
        self.assertEqual(set(SHOWS) | {Check.NO_MORE}, set(Check))

    def test_saidClose(self) -> None:
        """
        Whoever says close with an answer, and closes, owes no further one; whoever closes without
        a word does, and so does whoever refuses the first request.
        """
        case = oneNamed("pipelined")
        for answer, mark in (
            (b"HTTP/1.1 200 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Mark.UNTESTED),
            (b"HTTP/1.0 200 \r\nContent-Length: 0\r\n\r\n", Mark.UNTESTED),
            (b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", Mark.BROKEN),
            (b"HTTP/1.1 400 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Mark.BROKEN),
        ):
            self.assertIs(judge(case, answer, True).mark, mark, answer)
            self.assertIs(judge(case, answer, False).mark, Mark.BROKEN, answer)

    def test_failed(self) -> None:
        """
        An answer of 5xx does a server no credit: it is a fault where an answer is asked for, and
        shows nothing where silence would be right as well.
        """
        answer = b"HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n"
        self.assertIn("the server itself failed", judge(self.case, answer, False).why)
        silent = replace(self.case, silence=Silence.CLOSES)
        self.assertIs(judge(silent, answer, False).mark, Mark.UNTESTED)

    def test_contentOfHead(self) -> None:
        """
        Content after the answer to HEAD is told even where it looks like nothing, and bytes after
        another answer as well; a further response is not content.
        """
        head = oneNamed("method-head")
        answer = b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n"
        self.assertIs(judge(head, answer, False).mark, Mark.KEPT)
        why = judge(head, answer + b"hi", False).why
        self.assertEqual(why, "content came after the answer to HEAD: 'hi'")
        self.assertIn(
            "something that is not an answer: 'x'", judge(self.case, answer + b"hix", False).why
        )
        self.assertEqual(judge(self.case, answer + b"hiHTTP/1.1 400 ", False).why, "")

    def test_supported(self) -> None:
        """
        An answer that does not allow HEAD does not support it.
        """
        case = oneNamed("method-head")
        for status, mark in ((b"404", Mark.KEPT), (b"405", Mark.BROKEN), (b"501", Mark.BROKEN)):
            answer = b"HTTP/1.1 " + status + b" \r\nContent-Length: 2\r\n\r\n"
            self.assertIs(judge(case, answer, False).mark, mark, status)

    def test_keepsWord(self) -> None:
        """
        Whoever says close has to close.
        """
        case = oneNamed("error-keeps-word")
        answer = b"HTTP/1.1 400 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.assertIs(judge(case, answer, True).mark, Mark.KEPT)
        self.assertIs(judge(case, answer, False).mark, Mark.BROKEN)
        self.assertIs(awaited(case, answer), Awaited.CLOSE)

    def test_awaited(self) -> None:
        """
        It is told what may still come and would count.
        """
        answer = b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi"
        for name, received, what in (
            ("plain-get", b"", Awaited.ANSWER),
            ("plain-get", answer[:-1], Awaited.ANSWER),
            ("plain-get", answer, Awaited.NOTHING),
            ("plain-get", b"hello\r\n", Awaited.NOTHING),
            ("answer-ends", answer, Awaited.MORE),
            ("persists", answer, Awaited.MORE),
            ("method-head", answer[:-2], Awaited.MORE),
            ("close", answer, Awaited.CLOSE),
            ("pipelined", answer * 2, Awaited.ANSWER),
            ("host-missing", answer, Awaited.NOTHING),
            ("continue-awaited", b"", Awaited.ANSWER),
            ("continue-awaited", b"HTTP/1.1 100 \r\n\r\n", Awaited.NOTHING),
            ("head-without-end", b"", Awaited.MORE),
        ):
            self.assertIs(awaited(oneNamed(name), received), what, (name, received))

    def test_whatCame(self) -> None:
        """
        What is not an answer in HTTP/1.1 is named, and shown.
        """
        for received, words in (
            (b"HTTP/2.0 200 OK\r\n\r\n", "another version of HTTP came: 'HTTP/2.0 200 OK'"),
            (b"HTTP/1.1 2000 OK\r\n\r\n", "not well-formed came: 'HTTP/1.1 2000 OK' (A resp"),
            (b"<p>" + b"x" * 99 + b"\n", "HTTP/0.9 came: '<p>" + "x" * 57 + "' …"),
            (b"SSH-2.0-x\r\n", "the greeting of an SSH server came"),
            (b"* OK ready\r\n", "a mailbox"),
        ):
            self.assertIn(words, judge(self.case, received, False).why)
