"""
Where a step differs from the rules: the table, and the steps themselves.
"""

from __future__ import annotations

from types import ModuleType

from twisted.trial.unittest import SynchronousTestCase

from lessons import step1, step2, step3, step4
from server.conformance import CASES
from server.conformance.case import REFUSALS
from server.explain import differencesAtFault, findDifferences
from server.explain.steps import DIFFERENCES, STOCK
from server.http1 import EndOfMessage, RequestReader
from tests.server.explain.explaining import explained
from tests.server.http1.reading import outcome
from tests.support.channelfaults import FAULTS
from tests.support.memory import Conversation
from tests.support.outcome import observe

HOST = b" / HTTP/1.1\r\nHost: a\r\n"
GET = b"GET" + HOST + b"\r\n"
POST = b"POST /echo HTTP/1.1\r\nHost: a\r\n"
LF_ALONE = b"GET / HTTP/1.1\nHost: a\n\n"

#: Ways of Twisted's channel that step 4's walkthrough does not call faults.
ALLOWED = {
    *("LF alone", "Other expectations", "A coding in HTTP/1.0", "Empty list members"),
    *("Chunk extensions", "Folded lines", "Long methods"),
}
#: Rows that say nothing of whether a request is refused.
BESIDE = {"No Date"}


def names(step: int, data: bytes) -> list[str]:
    """
    What a step does otherwise with some bytes.
    """
    return [each.name for each in findDifferences(step, explained([data]))]


def answer(step: ModuleType, data: bytes) -> bytes:
    """
    @return: what the step itself answers to these bytes, on a connection in memory.
    """
    conversation = Conversation(step)
    outcome = observe(conversation, data)
    conversation.hangUp()
    return outcome.received


class TableTests(SynchronousTestCase):
    """
    The table of what steps do otherwise: which rows fit which step and which bytes.
    """

    def test_stock(self) -> None:
        """
        Each fault of Twisted's own channel has its row, which fits each of its examples.
        """
        for fault in FAULTS:
            for example in fault.examples:
                self.assertIn(fault.name, names(4, example), example[:80])
                self.assertNotIn(fault.name, names(15, example))

    def test_names(self) -> None:
        """
        The rows of Twisted's channel are faults that step 4's walkthrough lists, but for a
        few where the RFC leaves a choice, or nearly does.
        """
        mine = {each.name for each in DIFFERENCES if 4 in each.steps}
        self.assertEqual(mine - ALLOWED, {fault.name for fault in FAULTS})
        self.assertEqual(STOCK, range(4, 14))

    def test_right(self) -> None:
        """
        With a plain request, steps 3 to 15 do what the rules say.
        """
        for step in range(3, 16):
            self.assertEqual(names(step, GET), [])

    def test_none(self) -> None:
        """
        Before any byte has come, nothing is said.
        """
        for step in range(1, 16):
            self.assertEqual(names(step, b""), [])


class AgreementTests(SynchronousTestCase):
    """
    With every case of the conformance table, a step refuses what the engine refuses, and
    accepts what it accepts, or there is a row that tells of the difference.
    """

    def verdict(self, sent: bytes) -> int:
        """
        What the rules say: a status that refuses, 200, or 0 to wait.
        """
        found, end = outcome(RequestReader(), [sent])
        if any(isinstance(event, EndOfMessage) for event in found):
            return 200
        return int(str(end[0])) if isinstance(end, tuple) else 0

    def answered(self, step: ModuleType, sent: bytes) -> int:
        """
        What a step says, in the same way.
        """
        received = answer(step, sent).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        status = int(received[9:12] or b"0")
        return status if status in REFUSALS | {0} else 200

    def check(self, number: int, step: ModuleType) -> None:
        """
        Compare a step with the rules.
        """
        tried = 0
        for case in CASES:
            if len(case.sent) < 30_000:
                said, right = self.answered(step, case.sent), self.verdict(case.sent)
                # A method that a step does not know is not its parser's affair.
                isMethod = said == 501 and not case.sent.startswith((b"GET", b"POST"))
                if said != right and not isMethod:
                    tried += 1
                    rows = set(names(number, case.sent)) - BESIDE
                    self.assertTrue(rows, f"{case.name}: the step says {said}, the rules {right}")
        self.assertGreater(tried, 10)

    def test_step2(self) -> None:
        """
        This is so with step 2.
        """
        self.check(2, step2)

    def test_step3(self) -> None:
        """
        Step 3 does with each case what the engine does, or what a row of the table says.
        """
        self.check(3, step3)

    def test_step4(self) -> None:
        """
        Step 4, and with it all that have Twisted's channel, does with each case what the
        engine does, or what a row of the table says.
        """
        self.check(4, step4)


class StepTests(SynchronousTestCase):
    """
    The steps do what the table says.
    """

    def test_echo(self) -> None:
        """
        Step 1 says each line back, the empty one as well.
        """
        self.assertIn("No HTTP", names(1, GET))
        self.assertEqual(answer(step1, GET).count(b"You said: "), 3)

    def test_lineEnds(self) -> None:
        """
        Steps 1, 2 and 4 wait where lines end with LF alone; step 3 refuses.
        """
        for number, step in ((1, step1), (2, step2), (4, step4)):
            self.assertIn("LF alone", names(number, LF_ALONE))
            self.assertEqual(answer(step, LF_ALONE), b"")
        self.assertNotIn("LF alone", names(3, LF_ALONE))
        self.assertIn(b" 400 ", answer(step3, LF_ALONE))

    def test_atFault(self) -> None:
        """
        What a step does just where a rule is broken is found among all that it does otherwise.
        """
        data = b"GET / HTTP/1.1\r\n\r\n"
        for step, expected in ((2, ["No rules"]), (4, ["No Host"]), (15, [])):
            found = differencesAtFault(step, explained([data]))
            self.assertEqual([each.name for each in found], expected)
        self.assertIn("No Date", names(2, data))
        self.assertEqual(differencesAtFault(2, explained([GET])), [])

    def test_noRules(self) -> None:
        """
        Step 2 answers 200 to whatever comes before an empty line.
        """
        self.assertIn("No rules", names(2, b"hello\r\n\r\n"))
        self.assertIn(b" 200 OK", answer(step2, b"hello\r\n\r\n"))

    def test_earlyAnswer(self) -> None:
        """
        Step 2 answers before the content has arrived.
        """
        data = POST + b"Content-Length: 5\r\n\r\n"
        self.assertIn("Early answer", names(2, data))
        self.assertIn(b" 200 OK", answer(step2, data))
        self.assertEqual(answer(step3, data), b"")

    def test_head(self) -> None:
        """
        Step 2 sends content in answer to HEAD, no Date, and nothing to a second request.
        """
        data = b"HEAD" + HOST + b"\r\n"
        self.assertEqual(names(2, data * 2), ["Content for HEAD", "No Date", "One answer"])
        received = answer(step2, data * 2)
        self.assertIn(b"You said:", received)
        self.assertNotIn(b"\r\nDate:", received)
        self.assertEqual(received.count(b"HTTP/1.1 200 OK"), 1)

    def test_chunks(self) -> None:
        """
        Step 3 answers content in chunks with 501, and the table says so.
        """
        data = POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        self.assertIn("No chunks", names(3, data))
        self.assertIn(b" 501 ", answer(step3, data))

    def test_expect(self) -> None:
        """
        Step 3 sends no 100 Continue, and looks at no other expectation.
        """
        data = POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        self.assertEqual(names(3, data), ["No 100 Continue"])
        self.assertEqual(answer(step3, data), b"")
        other = b"GET" + HOST + b"Expect: miracles\r\n\r\n"
        for number, step in ((3, step3), (4, step4)):
            self.assertIn("Other expectations", names(number, other))
            self.assertIn(b" 200 OK", answer(step, other))

    def test_limits(self) -> None:
        """
        Step 3 takes less content, closes after HTTP/1.0, and looks up what is not encoded.
        """
        large = POST + b"Content-Length: 100001\r\n\r\n"
        self.assertEqual(names(3, large), ["A lower limit"])
        self.assertIn(b" 413 ", answer(step3, large))
        old = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        self.assertEqual(names(3, old), ["HTTP/1.0 stays open"])
        self.assertIn(b"Connection: close", answer(step3, old))
        typed = GET.replace(b" / ", b" /a|b ")
        self.assertEqual(names(3, typed), ["Looser targets"])
        self.assertIn(b" 404 ", answer(step3, typed))
        self.assertEqual(names(14, typed), ["A target to be encoded"])
