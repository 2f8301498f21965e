"""
The checks for the exercises of step 13: C{trial lessons.exercises.test_step13}.
"""

from __future__ import annotations

from functools import partial
from itertools import permutations
from typing import Any
from xmlrpc.client import Fault

from twisted.internet import error
from twisted.internet.defer import Deferred, TimeoutError, succeed
from twisted.python.failure import Failure

from lessons.exercises.checks import ExerciseTestCase, needs
from lessons.language import N_, _
from server.pages import BadRequest, Problem

NUMBER = "a number with a point is read as it is (exercise 13.1)."
SPELLINGS = "readNumber takes both spellings, 21.5 and 21,5 (lessons/step13.rst)."
REFUSED = (
    "what is not a number is refused with 400, and never converted as if it were something else "
    "(RFC 9110 section 15.5.1, lessons/step13.rst)."
)
SHOWN = "a refusal shows the text, so that people can see what is wrong (exercise 13.1)."
FINITE = "nan and inf are numbers for float(), but not temperatures (lessons/step13.rst)."
SHORT = "of a long text, the sentence shows the first 50 characters (exercise 13.1)."
TIMEOUT = (
    "504 (Gateway Timeout): the server behind us did not answer in time (RFC 9110 section 15.6.5)."
)
BAD_GATEWAY = (
    "502 (Bad Gateway): the server behind us cannot be reached, or sends what is not a valid "
    "answer (RFC 9110 section 15.6.3)."
)
SENTENCES = (
    "each of the three causes has a sentence of its own: the person who is called at night should "
    "know which it was (lessons/step13.rst)."
)
INSIDES = "what a program says to programmers is not for the page (exercise 13.2)."
STAYS = "a Problem has its status and its sentence already (exercise 13.2)."
ORDER = "the answers come in the order of the calls (exercise 13.3)."
AT_ONCE = "all calls begin before any has its answer (exercise 13.3)."
TIME = "after LIMIT seconds, counted for all calls together, it is a TimeoutError (exercise 13.3)."
CANCELLED = (
    "an answer that nobody is waiting for any more still costs the other server work, so the "
    "calls are cancelled (exercise 13.3)."
)
AT_ONCE_FAILED = "when one call fails, there is nothing to wait for (exercise 13.3)."
NO_TIMER = "a timer that is no longer needed is cancelled (exercise 13.3)."


class Exercise1NumberTests(ExerciseTestCase):
    """
    A number, as people write it.
    """

    exercise = "13.1"

    def test_1_point(self) -> None:
        """
        A number with a point, or without one, is read.
        """
        value = self.random.randint(-400, 400) + 0.5
        for text, expected in (str(value), value), ("0", 0.0), (f" {value} ", value):
            self.mustReturn(expected, "readNumber", text, rule=NUMBER)

    def test_2_comma(self) -> None:
        """
        A comma is taken for a point, and a true minus sign for a hyphen.
        """
        value = self.random.randint(10, 400) + 0.25
        text = str(value).replace(".", ",")
        for spelled, expected in (text, value), (f"-{text}", -value), (f"\u2212{text}", -value):
            self.mustReturn(expected, "readNumber", spelled, rule=SPELLINGS)

    def test_3_refused(self) -> None:
        """
        What is not a number is refused, with a sentence that shows it.
        """
        for text in self.word(), "", "1,2,3", "12 \N{DEGREE SIGN}C", "--5":
            self.checkRefused(text, REFUSED)

    def test_4_finite(self) -> None:
        """
        What is not a temperature is refused in the same way.
        """
        for text in "nan", "NaN", "-nan", "inf", "-Infinity", "1e999":
            self.checkRefused(text, FINITE)

    def test_5_short(self) -> None:
        """
        A long text is not repeated in full.
        """
        for text in self.word() * 1000, "9" * 5000:
            sentence = self.refusal(text, REFUSED)
            if len(sentence) > 200:
                shown = [("its sentence", f"{sentence[:60]}... ({len(sentence)} characters)")]
                self.report("The sentence is too long.", SHORT, parts=shown)

    def checkRefused(self, text: str, rule: str) -> None:
        """
        Demand a refusal that shows the text.
        """
        sentence = self.refusal(text, rule)
        if text not in sentence:
            parts = [("the text", repr(text)), ("the sentence", repr(sentence))]
            self.report("The sentence does not show the text.", SHOWN, parts=parts)

    def refusal(self, text: str, rule: str) -> str:
        """
        Take the sentence of a refusal.
        """
        readNumber = self.theirs("readNumber")
        with self.running():
            try:
                returned = readNumber(text)
            except BadRequest as problem:
                if isinstance(problem.sentence, str):
                    return problem.sentence
                returned = problem.sentence
        heading = _("{call} returned").format(call=f"readNumber({text[:50]!r})")
        parts = [(heading, repr(returned))]
        return self.report("It should have raised BadRequest.", rule, parts=parts)


class Exercise2ExplainTests(ExerciseTestCase):
    """
    Whose fault it is.
    """

    exercise = "13.2"

    def test_1_slow(self) -> None:
        """
        A server that is too slow is a 504.
        """
        self.checkStatus(TimeoutError(self.word()), 504, TIMEOUT)

    def test_2_unreachable(self) -> None:
        """
        A server that cannot be reached is a 502.
        """
        for kind in error.ConnectionRefusedError, error.NoRouteError, error.DNSLookupError:
            self.checkStatus(kind(), 502, BAD_GATEWAY)

    def test_3_nonsense(self) -> None:
        """
        A server that answers something else, or breaks off, is a 502.
        """
        word = self.word()
        for what in ValueError(word), TypeError(word), Fault(8001, word), error.ConnectionLost():
            self.checkStatus(what, 502, BAD_GATEWAY)

    def test_4_sentences(self) -> None:
        """
        Each of the three causes has its own sentence.
        """
        causes = [TimeoutError(), error.ConnectionRefusedError(), ValueError(self.word())]
        sentences = [self.explained(cause).sentence for cause in causes]
        if len(set(sentences)) < len(causes) or not all(sentences):
            parts = list(zip(map(repr, causes), map(repr, sentences), strict=True))
            self.report("There are not three different sentences.", SENTENCES, parts=parts)
        unreachable = self.explained(error.DNSLookupError()).sentence
        if unreachable != sentences[1]:
            parts = [("ConnectionRefusedError", sentences[1]), ("DNSLookupError", unreachable)]
            self.report(
                "Neither of the two could be reached, and the sentences differ.",
                SENTENCES,
                parts=parts,
            )

    def test_5_insides(self) -> None:
        """
        The text of the exception is not on the page.
        """
        word = self.word()
        for cause in ValueError(word), TimeoutError(word), error.ConnectionRefusedError(word):
            sentence = self.explained(cause).sentence
            if word in sentence or type(cause).__name__ in sentence:
                parts = [("the exception", repr(cause)), ("your sentence", repr(sentence))]
                self.report("The sentence shows the exception.", INSIDES, parts=parts)

    def test_6_stays(self) -> None:
        """
        What is already a Problem stays as it is.
        """
        problem = BadRequest(f"{self.word()} is not a number.")
        self.mustReturn(problem, "explain", problem, rule=STAYS)

    def explained(self, cause: Exception) -> Problem:
        """
        Have an exception explained.
        """
        problem = self.call("explain", cause)
        if not isinstance(problem, Problem) or not isinstance(problem.sentence, str):
            heading = _("{call} returned").format(call=f"explain({cause!r})")
            parts = [(heading, repr(problem))]
            self.report("It should return a Problem, with a sentence.", parts=parts)
        return problem

    def checkStatus(self, cause: Exception, status: int, rule: str) -> None:
        """
        Demand the status of a problem.
        """
        problem = self.explained(cause)
        if problem.status != status:
            heading = _("{call} returned").format(call=f"explain({cause!r})")
            returned = _("{problem!r}, with status {status}")
            wanted = _("a problem with status {status}").format(status=status)
            parts = [
                (heading, returned.format(problem=problem, status=problem.status)),
                ("expected", wanted),
            ]
            self.report("The status is a different one.", rule, parts=parts)


class Exercise3CallsTests(ExerciseTestCase):
    """
    Several calls, one time limit.
    """

    exercise = "13.3"

    def test_1_all(self) -> None:
        """
        The answers of all calls are returned, in their order.
        """
        words = [self.word() for _ in range(4)]
        self.start([partial(succeed, word) for word in words])
        self.checkOutcome(words, ORDER)

    def test_2_atOnce(self) -> None:
        """
        All calls begin at once, and may be answered in any order.
        """
        for order in permutations(range(3)):
            answers = self.begin(3)
            words = [self.word() for _ in answers]
            for number in order:
                self.checkOutcome(None, ORDER)
                self.answer(answers[number], words[number])
            self.checkOutcome(words, ORDER)

    @needs(2)
    def test_3_limit(self) -> None:
        """
        After five seconds, it is a TimeoutError, whatever had come by then.
        """
        for answered in range(3):
            answers = self.begin(3)
            for number in range(answered):
                self.advance(1.5)
                self.answer(answers[number], self.word())
            self.advance(4.9 - 1.5 * answered)
            self.checkOutcome(None, TIME)
            self.advance(0.2)
            self.checkOutcome(TimeoutError, TIME)

    @needs(2)
    def test_4_cancelled(self) -> None:
        """
        The calls that are not answered by then are cancelled.
        """
        answers = self.begin(3)
        self.answer(answers[1], self.word())
        self.advance(5.1)
        self.checkCancelled([answers[0], answers[2]])

    @needs(2)
    def test_5_failed(self) -> None:
        """
        When one call fails, so does askAll, at once and with the same exception,
        and the others are cancelled.
        """
        answers = self.begin(3)
        number = self.random.randint(1, 2)
        with self.running():
            answers[number].errback(Failure(error.ConnectionRefusedError()))
        self.checkOutcome(error.ConnectionRefusedError, AT_ONCE_FAILED)
        self.checkCancelled([one for one in answers if one is not answers[number]])

    def test_6_timers(self) -> None:
        """
        No timer is left behind.
        """
        for failing in False, True:
            (answer,) = self.begin(1)
            self.answer(answer, Failure(ValueError()) if failing else self.word())
            if self.clock.getDelayedCalls():
                self.report("A timer is still running.", NO_TIMER)

    def begin(self, count: int) -> list[Deferred[str]]:
        """
        Make calls that are answered later.
        """
        self.answers: list[Deferred[str]] = []
        self.cancelled: list[Deferred[str]] = []
        self.start([self.callLater] * count)
        if len(self.answers) != count:
            calls = _("{number} of {total} calls").format(number=len(self.answers), total=count)
            parts = [(N_("begun"), calls)]
            self.report("Not all calls have begun.", AT_ONCE, parts=parts)
        return self.answers

    def callLater(self) -> Deferred[str]:
        """
        Be one call.
        """
        answer: Deferred[str] = Deferred(self.cancelled.append)
        self.answers.append(answer)
        self.addCleanup(answer.addErrback, lambda failure: None)  # whoever forgot it
        return answer

    def start(self, calls: list[Any]) -> None:
        """
        Begin askAll.
        """
        self.outcome: list[Any] = []
        askAll = self.theirs("askAll")
        with self.running():
            Deferred.fromCoroutine(askAll(self.clock, calls)).addBoth(self.outcome.append)

    def answer(self, one: Deferred[str], answer: Any) -> None:
        """
        Answer one call.
        """
        with self.running():
            one.callback(answer)

    def advance(self, seconds: float) -> None:
        """
        Let time pass.
        """
        with self.running():
            self.clock.advance(seconds)

    def checkOutcome(self, expected: Any, rule: str) -> None:
        """
        Demand what has become of it: answers, an exception, or nothing yet.
        """
        outcome = self.outcome[0] if self.outcome else None
        shown = "nothing yet" if outcome is None else repr(outcome)
        if isinstance(outcome, Failure):
            shown = _("the exception {name}").format(name=type(outcome.value).__name__)
            outcome = outcome.type
        if outcome != expected:
            wanted = getattr(expected, "__name__", "nothing yet" if expected is None else "")
            parts = [(N_("askAll gave"), shown), ("expected", wanted or repr(expected))]
            passed = _("{seconds:.1f} seconds have passed")
            parts.append(("so far", passed.format(seconds=self.clock.seconds())))
            self.report("The result was something else.", rule, parts=parts)

    def checkCancelled(self, expected: list[Deferred[str]]) -> None:
        """
        Demand that calls were cancelled.
        """
        missing = [one for one in expected if one not in self.cancelled]
        if missing:
            calls = _("{number} of {total} calls")
            shown = calls.format(number=len(missing), total=len(self.answers))
            parts = [("still under way", shown)]
            self.report(
                "Calls are still going on that nobody is waiting for.", CANCELLED, parts=parts
            )
