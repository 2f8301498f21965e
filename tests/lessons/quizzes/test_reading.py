"""
Reading a quiz from its file.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.quiztext import wantedOf
from lessons.quizzes import BadQuiz, Choice, Order, Quiz, Word, quizOf, readQuiz

CHOICE = r"""
title = "a title"
minutes = 5

[[question]]
asks = "What?"
bytes = '''
GET /\x00\\ HTTP/1.1\r\n
\tx
'''
a = ["one", "Because."]
b = ["two", "Therefore."]
right = "b"
source = "RFC 9112 section 2.1"
step = 3
proof = "fault"
"""
LETTERS = 'a = ["one", "Because."]\nb = ["two", "Therefore."]\nright = "b"\n'
WORD = CHOICE.replace(LETTERS, 'right = "7"\nwhy = "So."\nwrong.8 = "No."\notherwise = "Well."\n')


class QuizFileTests(SynchronousTestCase):
    """
    A file of a quiz becomes questions, or is refused with the place.
    """

    def test_choice(self) -> None:
        """
        A choice is read, and the bytes are as they are shown.
        """
        quiz = readQuiz("3", CHOICE)
        (question,) = quiz.questions
        self.assertEqual((quiz.number, quiz.title, quiz.minutes), ("quiz.3", "a title", 5))
        self.assertIs(type(question), Choice)
        self.assertEqual(question.data, b"GET /\0\\ HTTP/1.1\r\n\tx")
        self.assertEqual(list(question.lines), [b"GET /\0\\ HTTP/1.1\r\n", b"\tx"])
        self.assertEqual(wantedOf(question), "a or b")
        self.assertEqual(question.options["a"].because, "Because.")

    def test_order(self) -> None:
        """
        Where all letters are right, it is an order.
        """
        (question,) = readQuiz("3", CHOICE.replace('right = "b"', 'right = "ba"')).questions
        self.assertIs(type(question), Order)

    def test_word(self) -> None:
        """
        Where there are no letters, it is a word; nothing has to be foreseen.
        """
        for text in (WORD, WORD.replace('wrong.8 = "No."\n', "")):
            (question,) = readQuiz("3", text).questions
            self.assertIs(type(question), Word)
            self.assertEqual(question.judge("9").because, "Well.")

    def test_wrong(self) -> None:
        """
        What is wrong is told with its place.
        """
        for old, new, said in (
            ('title = "a title"', "title = ", "it is not TOML"),
            ('title = "a title"', "", "the quiz has no 'title'"),
            ("minutes = 5", 'minutes = "5"', "the quiz: 'minutes' is not of its form"),
            ("[[question]]", "[question]", "the quiz: 'question' is not of its form"),
            ('asks = "What?"', "", "question 1 has no 'asks'"),
            ("step = 3", 'step = 3\nhint = "x"', "question 1: nobody knows what 'hint' means"),
            ("step = 3", "step = '3'", "question 1: 'step' is not of its form"),
            ('right = "b"', 'right = "c"', "question 1: 'right' is neither one of its letters"),
            ('right = "b"', 'right = ""', "question 1: 'right' is neither one of its letters"),
            ('right = "b"', 'right = "bb"', "question 1: 'right' is neither one of its letters"),
            ('b = ["two"', 'c = ["two"', "question 1: its letters are not a, b and so on"),
            ('b = ["two", "Therefore."]', "", "question 1: its letters are not a, b and so on"),
            ('"two", "Therefore."', '"two"', "question 1, b is not what it says and why"),
            ('"two", "Therefore."', '"two", ""', "question 1, b is not what it says and why"),
            ('"two", "Therefore."', '"two", 3', "question 1, b is not what it says and why"),
            ("/\\x00", "/\\q", "question 1: 'bytes' are not written as --wire shows them"),
            ("/\\x00", "/\\xZZ", "question 1: 'bytes' are not written as --wire shows them"),
            ("/\\x00", "/ä", "question 1: 'bytes' are not written as --wire shows them"),
        ):
            self.assertIn(old, CHOICE)
            error = self.assertRaises(BadQuiz, readQuiz, "3", CHOICE.replace(old, new))
            self.assertIn(said, str(error), new)

    def test_noTable(self) -> None:
        """
        Questions that are not tables are told, too.
        """
        text = 'title = "a"\nminutes = 1\nquestion = [1]\n'
        self.assertIn(
            "question 1 is not a table", str(self.assertRaises(BadQuiz, readQuiz, "3", text))
        )

    def test_none(self) -> None:
        """
        After most steps there is no quiz.
        """
        self.assertIsNone(quizOf("4"))
        self.assertIsInstance(quizOf("3"), Quiz)
