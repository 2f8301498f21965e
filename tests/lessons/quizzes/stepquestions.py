"""
Asking the steps what the quizzes ask the student.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from lessons.quizzes import Question
from lessons.replay import Answer
from tests.support.greenhouse import startGreenhouse
from tests.support.memory import Conversation
from tests.support.producing import produceBy


def openStep(case: SynchronousTestCase, step: str) -> Conversation:
    """
    Open a connection to a step, in memory.
    """
    if step == "15":
        return startGreenhouse(case)
    conversation = Conversation(import_module(f"lessons.step{step}"))
    produceBy(case, conversation.clock)
    return conversation


def ask(case: SynchronousTestCase, step: str, data: bytes) -> Answer:
    """
    Send bytes to a step on a connection of their own. What they are cut into changes nothing.
    """
    answers = []
    for deliver in Conversation.send, Conversation.sendByteByByte:
        conversation = openStep(case, step)
        received = deliver(conversation, data)
        conversation.clock.advance(0)
        answers.append(Answer(int(step), received + conversation.received(), closed(conversation)))
        conversation.hangUp()
    whole, inPieces = (statusesOf(answer.data) for answer in answers)
    case.assertEqual(whole, inPieces)
    return answers[0]


def closed(conversation: Conversation) -> bool:
    """
    Tell whether the server has closed the connection.
    """
    return not conversation.isOpen


def statusesOf(data: bytes) -> list[int]:
    """
    Read the status of each answer.
    """
    return [int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", data, re.M)]


def noteCalls(case: SynchronousTestCase, calls: Mapping[tuple[type, str], str]) -> list[Any]:
    """
    Note each call of some methods from now on: the word for the method, and the last argument.

    @return: fills as they happen.
    """
    noted: list[Any] = []

    def noting(method: Callable[..., Any], word: str) -> Callable[..., Any]:
        def note(*arguments: Any) -> Any:
            noted.append((word, arguments[-1]))
            return method(*arguments)

        return note

    for (owner, name), word in calls.items():
        case.patch(owner, name, noting(getattr(owner, name), word))
    return noted


def letterOf(question: Question, fits: Callable[[str], bool]) -> str:
    """
    Find the letter of the only choice that fits.
    """
    (letter,) = [letter for letter, option in question.options.items() if fits(option.says)]
    return letter


def lettersOf(question: Question, words: Iterable[str]) -> str:
    """
    Put the letters of the choices in the order of words that are in them.
    """
    return "".join(letterOf(question, partial(contains, word)) for word in words)


def contains(word: str, text: str) -> bool:
    """
    Tell whether a text contains a word.
    """
    return word in text
