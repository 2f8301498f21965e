"""
The right answers, found out by running what the questions are about.

A question names its proof, as C{proof = "answer of step 3"}: the pattern that fits says which
function finds the answer. What that returns is the letter of the right choice, the text of
the right choice, or the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.prose import plain
from lessons.quizzes import Question
from lessons.replay import ClientStream, Judge
from lessons.syllabus.course import LESSONS
from server.explain import Direction, Explainer
from tests.lessons.quizzes import proofs1to8, proofs9to15
from tests.lessons.quizzes.stepquestions import ask, letterOf, statusesOf

#: What a question says where there is no answer yet, and where it has a line replaced.
WAITS, HERE = "nothing: it waits for more", b"(here)"
#: How a choice names a byte: C{byte 16, the capital H}.
BYTE = re.compile(
    r"byte (\d+), the (?:(blank|plus|colon|slash|number sign)\b|(?:capital|letter|digit) (\w)$)"
)
NAMED = {"blank": " ", "plus": "+", "colon": ":", "slash": "/", "number sign": "#"}


def findRight(case: SynchronousTestCase, question: Question) -> str:
    """
    Find the right answer to a question, by its proof.
    """
    for pattern, prove in PROOFS.items():
        match = re.fullmatch(pattern, question.proof)
        if match:
            return prove(case, question, *match.groups())
    raise AssertionError(f"nobody knows how to prove: {question.proof}")


def proveAnswer(case: SynchronousTestCase, question: Question, step: str) -> str:
    """
    The status line that a step answers with, or that it waits.
    """
    answer = ask(case, step, question.data)
    if not answer.data and not answer.closed:
        return WAITS
    (status,) = statusesOf(answer.data)
    return f"{status} {HTTPStatus(status).phrase}"


def proveFault(case: SynchronousTestCase, question: Question) -> str:
    """
    The choice that begins with the byte that the explainer names, and says what it is.
    """
    explainer = Explainer(Direction.REQUESTS)
    explainer.feed(question.data)
    diagnosis = explainer.diagnosis()
    assert diagnosis is not None
    case.assertEqual(diagnosis.rule, question.source)
    for option in question.options.values():
        match = BYTE.match(option.says)
        assert match, option.says
        byte = match[3] or NAMED[match[2]]
        case.assertEqual(question.data[int(match[1]) :][:1], byte.encode(), option.says)
    return letterOf(question, lambda says: says.startswith(f"byte {diagnosis.offset},"))


def proveRequests(case: SynchronousTestCase, question: Question) -> str:
    """
    How many requests the explainer finds, each of them complete.
    """
    explainer = Explainer(Direction.REQUESTS)
    explainer.feed(question.data)
    case.assertIsNone(explainer.diagnosis())
    case.assertIsNone(explainer.waiting())
    return str(len(explainer.heads))


def proveRefused(case: SynchronousTestCase, question: Question, step: str) -> str:
    """
    The only line that a step refuses.
    """

    def isRefused(line: str) -> bool:
        data = question.data.replace(HERE, plain(line).encode())
        return 400 <= statusesOf(ask(case, step, data).data)[0] < 600

    case.assertEqual(question.data.count(HERE), 1)
    return letterOf(question, isRefused)


def proveFirst(case: SynchronousTestCase, question: Question, steps: str) -> str:
    """
    The first of some steps that does with the bytes what the rules say.
    """
    judge = Judge(ClientStream(question.data))
    for step in numbersIn(steps):
        if judge.judge(ask(case, step, question.data)).isRight:
            return f"step {step}"
    raise AssertionError("none of them")


def numbersIn(steps: str) -> Sequence[str]:
    """
    Read C{1 to 5}, or C{2, 3 and 15}.
    """
    numbers = re.findall(r"\d+", steps)
    if " to " in steps:
        return [str(number) for number in range(int(numbers[0]), int(numbers[1]) + 1)]
    return numbers


def proveContent(case: SynchronousTestCase, question: Question, step: str) -> str:
    """
    The number of bytes after the head.
    """
    return str(len(ask(case, step, question.data).data.partition(b"\r\n\r\n")[2]))


def proveText(case: SynchronousTestCase, question: Question, quoted: str) -> str:
    """
    What is not behaviour: the sentence is in the walkthrough that is to be read again, and the
    right choice says it in nearly the same words.
    """
    text = (LESSONS / f"step{question.step}.rst").read_text(encoding="utf-8")
    case.assertIn(quoted, " ".join(text.split()))
    words = set(re.findall(r"\w{5,}", quoted))
    return letterOf(question, lambda says: words <= set(re.findall(r"\w+", says)))


PROOFS: Mapping[str, Callable[..., str]] = {
    r"answer of step (\d+)": proveAnswer,
    r"fault": proveFault,
    r"number of requests": proveRequests,
    r"refused by step (\d+)": proveRefused,
    r"first of steps (.+)": proveFirst,
    r"calls of lineReceived": proofs1to8.proveLines,
    r"order of calls in step 3": proofs1to8.proveOrderInStep3,
    r"order of calls in step 7": proofs1to8.proveOrderInStep7,
    r"bytes of content from step (\d+)": proveContent,
    r"closed after 400, open after 404": proofs1to8.proveClosing,
    r"field before content": proofs1to8.proveLengthField,
    r"value that step 5 shows": proofs1to8.proveValue,
    r"name that step 8 shows": proofs1to8.proveName,
    r"path after the redirect of step 7": proofs1to8.proveRedirect,
    r"field that brings the session back": proofs1to8.proveCookie,
    r"what the Deferred prints": proofs9to15.proveDeferred,
    r"first answer of step 9": proofs9to15.proveFirstAnswer,
    r"order of calls in step 15": proofs9to15.proveOrderInStep15,
    r"answer of step 13 without its back end": proofs9to15.proveGateway,
    r"request line after the proxy": proofs9to15.proveForwarded,
    r"field that the proxy adds": proofs9to15.proveAdded,
    r"text: (.+)": proveText,
}
