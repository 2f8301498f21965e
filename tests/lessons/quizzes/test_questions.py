"""
The questions: each right answer is what really happens, and all are in their form.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.prose import plain
from lessons.quizzes import Choice, Order, Question, Quiz, Word
from lessons.syllabus.course import LESSONS, allQuizzes
from tests.lessons.quizzes.proofs import findRight

STEPS = ["3", "8", "15"]
#: Questions of a quiz, choices of a question.
FEWEST, MOST, CHOICES = 8, 12, 4
SOURCE = re.compile(r"RFC \d{4,} section \d+(?:\.\d+)*|step \d+, (.+)")
#: A sentence: it begins with a capital, a digit or code, and ends; a full stop within is only
#: in a number, or after it comes no blank.
SENTENCE = re.compile(r"""(?:[A-Z0-9`"'])(?:[^.?!]|[.?!](?=\S))*[.?!]["'`)]*""", re.DOTALL)


class AnswerTests(SynchronousTestCase):
    """
    The right answers are what really happens.
    """


class FormTests(SynchronousTestCase):
    """
    What every quiz and every question has.
    """

    def questions(self) -> list[tuple[str, Question]]:
        """
        All questions, each with a name for messages.
        """
        return [
            (f"quiz {quiz.step}, question {question.number}", question)
            for quiz in allQuizzes().values()
            for question in quiz.questions
        ]

    def test_places(self) -> None:
        """
        There is a quiz after steps 3, 8 and 15, of 8 to 12 questions.
        """
        self.assertEqual(list(allQuizzes()), STEPS)
        for quiz in allQuizzes().values():
            self.assertTrue(FEWEST <= len(quiz.questions) <= MOST, quiz.step)

    def test_kinds(self) -> None:
        """
        Each quiz has choices, an order, words to type, something true or false, and questions
        about bytes and about none; each letter is right somewhere.
        """
        for quiz in allQuizzes().values():
            kinds = {type(question) for question in quiz.questions}
            self.assertEqual(kinds, {Choice, Order, Word}, quiz.step)
            self.assertTrue([one for one in quiz.questions if "True or false" in one.asks])
            self.assertEqual({bool(one.data) for one in quiz.questions}, {True, False})
            letters = [one.right for one in quiz.questions if type(one) is Choice]
            self.assertEqual(set(letters), set("abcd"), quiz.step)

    def test_sentences(self) -> None:
        """
        Each choice, and each answer that is foreseen, has one sentence.
        """
        for name, question in self.questions():
            sentences = [option.because for option in question.options.values()]
            if isinstance(question, Word):
                sentences = [question.why, question.otherwise, *question.wrong.values()]
                self.assertTrue(question.wrong, name)
            for sentence in sentences:
                self.assertTrue(SENTENCE.fullmatch(sentence), f"{name}: {sentence}")

    def test_sources(self) -> None:
        """
        Each question names a section of an RFC, or of a walkthrough, and a step of the quiz or
        before it.
        """
        for quiz in allQuizzes().values():
            for question in quiz.questions:
                source = SOURCE.fullmatch(question.source)
                self.assertTrue(source, question.source)
                text = (LESSONS / f"step{question.step}.rst").read_text(encoding="utf-8")
                if source and source[1]:
                    self.assertRegex(text, rf"(?m)^{re.escape(source[1])}$")
                self.assertLessEqual(question.step, int(quiz.step))

    def test_choices(self) -> None:
        """
        A choice is among four, no two of which say the same.
        """
        for name, question in self.questions():
            says = [plain(option.says) for option in question.options.values()]
            if type(question) is Choice:
                self.assertEqual(len(says), CHOICES, name)
            self.assertEqual(len(set(says)), len(says), name)

    def test_words(self) -> None:
        """
        What is right can be typed, in any spelling; what is foreseen as wrong as well, and is
        wrong.
        """
        for name, question in self.questions():
            if isinstance(question, Word):
                for typed in (question.right, f" {question.right.upper()}. "):
                    self.assertTrue(question.judge(question.read(typed)).isRight, name)
                for wrong, because in question.wrong.items():
                    verdict = question.judge(question.read(wrong))
                    self.assertEqual((verdict.isRight, verdict.because), (False, because))

    def test_width(self) -> None:
        """
        Bytes are shown in lines that fit a terminal.
        """
        for name, question in self.questions():
            for line in question.data.split(b"\n"):
                self.assertLess(len(line), 72, name)


def addTest(quiz: Quiz, question: Question) -> None:
    """
    Add the test of one question.
    """

    def test(self: AnswerTests) -> None:
        found = findRight(self, question)
        fitting = [
            letter for letter, option in question.options.items() if plain(option.says) == found
        ]
        self.assertIn(question.right, [found, *fitting])
        self.assertLessEqual(len(fitting), 1)

    test.__doc__ = f"The right answer to question {question.number} of quiz {quiz.step}."
    name = f"test_quiz{quiz.step}question{question.number:02}"
    setattr(AnswerTests, name, test)


for _quiz in allQuizzes().values():
    for _question in _quiz.questions:
        addTest(_quiz, _question)
