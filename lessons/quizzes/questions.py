"""
A quiz, and its questions: of which kinds they are, and which answers are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LETTERS = "abcdef"
#: What may be around and between letters, as in "(a)" or "c, a, b".
AROUND_LETTERS = re.compile(r"[\s().,;>-]+")
#: What may be around a word, as in "Host:" or "'Host'".
AROUND_WORD = "\"'`.: \t\r\n"
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
#: The most characters of a word.
MOST_WORD = 60


@dataclass(frozen=True)
class Verdict:
    """
    What is said about an answer.

    @ivar because: one sentence.
    """

    isRight: bool
    because: str


@dataclass(frozen=True)
class Option:
    """
    What can be chosen.

    @ivar because: why it is right or wrong; or why it is where it is. One sentence.
    """

    says: str
    because: str


@dataclass(frozen=True)
class Question:
    """
    One question.

    @ivar data: the bytes that it is about; empty where it is about none.
    @ivar right: the right answer.
    @ivar source: where to find the rule.
    @ivar step: the number of the step to read again.
    @ivar proof: how the tests find the right answer.
    """

    number: int
    asks: str
    data: bytes
    right: str
    source: str
    step: int
    proof: str

    @property
    def lines(self) -> Sequence[bytes]:
        """
        The bytes in lines: a new one begins after each LF.
        """
        return LINE.findall(self.data)

    @property
    def options(self) -> Mapping[str, Option]:
        """
        What can be chosen, by letters.
        """
        return {}

    @property
    def texts(self) -> Sequence[str]:
        """
        All that is said in it.
        """
        options = self.options.values()
        return [self.asks, *(text for one in options for text in (one.says, one.because))]

    def read(self, typed: str) -> str:
        """
        Read what was typed.

        @return: the answer; an empty string where it is not one.
        """
        raise NotImplementedError

    def judge(self, answer: str) -> Verdict:
        """
        Judge an answer that was read: say whether it is right, and why.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Choice(Question):
    """
    One of several is right.
    """

    choices: Sequence[Option]

    @property
    def options(self) -> Mapping[str, Option]:
        """
        What can be chosen, by letters.
        """
        return dict(zip(LETTERS, self.choices, strict=False))

    def read(self, typed: str) -> str:
        """
        Read one letter, whatever is typed around it.
        """
        letter = AROUND_LETTERS.sub("", typed).casefold()
        return letter if letter in self.options else ""

    def judge(self, answer: str) -> Verdict:
        """
        Each choice has its own sentence.
        """
        return Verdict(answer == self.right, self.options[answer].because)


@dataclass(frozen=True)
class Order(Choice):
    """
    All of them are right, in one order.
    """

    def read(self, typed: str) -> str:
        """
        Read all letters, whatever is typed between them.
        """
        letters = AROUND_LETTERS.sub("", typed).casefold()
        return letters if sorted(letters) == sorted(self.options) else ""

    def judge(self, answer: str) -> Verdict:
        """
        What is told of a wrong order is why the first one that is out of place belongs
        elsewhere; of the right one, why the last is the last.
        """
        pairs = zip(answer, self.right, strict=True)
        misplaced = next((letter for letter, wanted in pairs if letter != wanted), "")
        return Verdict(not misplaced, self.options[misplaced or answer[-1]].because)


@dataclass(frozen=True)
class Word(Question):
    """
    A word or a number is to be typed.

    @ivar why: why the right one is right.
    @ivar wrong: answers that are to be expected, and what is wrong about them.
    @ivar otherwise: what is wrong about any other.
    """

    why: str
    wrong: Mapping[str, str]
    otherwise: str

    @property
    def texts(self) -> Sequence[str]:
        """
        All that is said in it.
        """
        return [self.asks, self.why, self.otherwise, *self.wrong.values()]

    def read(self, typed: str) -> str:
        """
        Read it, however it is spelled.
        """
        word = " ".join(typed.strip(AROUND_WORD).split()).casefold()
        isOne = len(word) <= MOST_WORD and (word.isdecimal() or not self.right.isdigit())
        return word if isOne else ""

    def judge(self, answer: str) -> Verdict:
        """
        Compare it with the right answer, and with the wrong ones that were expected.
        """
        if answer == self.right.casefold():
            return Verdict(True, self.why)
        foreseen = {word.casefold(): because for word, because in self.wrong.items()}
        return Verdict(False, foreseen.get(answer, self.otherwise))


@dataclass(frozen=True)
class Quiz:
    """
    Questions about a step and those before it.

    @ivar step: the number of the step.
    @ivar minutes: how long most people take.
    """

    step: str
    title: str
    minutes: int
    questions: Sequence[Question]

    @property
    def number(self) -> str:
        """
        Its name in C{progress.txt}, as C{quiz.3}.
        """
        return f"quiz.{self.step}"

    @property
    def texts(self) -> Sequence[str]:
        """
        All that is said in it, each text once.
        """
        every = [self.title, *(text for question in self.questions for text in question.texts)]
        return list(dict.fromkeys(every))
