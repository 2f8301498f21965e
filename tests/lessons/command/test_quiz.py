"""
C{quiz}: questions in a terminal, through a pipe, and in C{watch}.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.command.console import Console
from lessons.command.quiz import (
    MOST_LINE,
    MOST_REST,
    MOST_TRIES,
    Sitting,
    chooseQuiz,
    leaveOut,
)
from lessons.command.quiztext import wantedOf
from lessons.quizzes import Choice, Question
from lessons.syllabus.course import allExercises, findQuiz
from lessons.syllabus.progress import HEADING, Progress, Record
from lessons.trouble import Trouble
from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_watchscreen import Student
from tests.support.process import PROGRAM_PATIENCE
from tests.support.terminals import Spawn

QUIZ = findQuiz("3")
RIGHT = [question.right for question in QUIZ.questions]
NUMBERS = frozenset(range(1, len(RIGHT) + 1))


def wrongAnswer(question: Question) -> str:
    """
    @return: an answer of the right form that is not the right one.
    """
    if isinstance(question, Choice) and len(question.right) == 1:
        return next(letter for letter in question.options if letter != question.right)
    return question.right[::-1] if question.options else "999"


class SittingTestCase(SynchronousTestCase):
    """
    A student who answers through a pipe.
    """

    def setUp(self) -> None:
        """
        Begin with an empty progress file.
        """
        self.path = Path(self.mktemp())
        self.warnings: list[str] = []
        self.progress = Progress(self.warnings.append, self.path)

    def take(self, *answers: str | bytes, quiz: str = "3") -> str:
        """
        Take a quiz.

        @param answers: lines, or bytes as they are.
        @return: what it says.
        """
        lines = (line if isinstance(line, bytes) else f"{line}\n".encode() for line in answers)
        self.patch(sys, "stdin", TextIOWrapper(BytesIO(b"".join(lines))))
        out = StringIO()
        self.isRight = Sitting(Console(out), self.progress, findQuiz(quiz)).take()
        return " ".join(out.getvalue().split())

    def record(self) -> Record:
        """
        @return: what the progress file says of the quiz.
        """
        return Progress(self.fail, self.path).of("quiz.3")


class SittingTests(SittingTestCase):
    """
    Answers, and what is said and remembered.
    """

    def test_right(self) -> None:
        """
        Whoever answers everything correctly is told why, how many there were, and what comes next.
        """
        said = self.take(*RIGHT)
        self.assertTrue(self.isRight)
        self.assertEqual(said.count("Right. "), len(RIGHT))
        self.assertNotIn("No. ", said)
        self.assertIn("12 of 12 right.", said)
        self.assertNotIn("once more", said)
        self.assertTrue(said.endswith("Next: python -m lessons walk 4"), said)
        self.assertEqual(self.record(), Record(right=NUMBERS))

    def test_wrong(self) -> None:
        """
        Whoever answers wrongly is told what is wrong with the answer, the section of the RFC and
        the step to read again; at the end, the steps are named with the questions, and nothing
        right.
        """
        first, second, *_ = QUIZ.questions
        said = self.take(wrongAnswer(first), wrongAnswer(second), *RIGHT[2:])
        self.assertFalse(self.isRight)
        self.assertIn("No. TCP carries bytes in order, and where a piece ends means nothing", said)
        self.assertIn("(RFC 9293 section 2.2) Read again: step 1.", said)
        self.assertIn("10 of 12 right.", said)
        self.assertIn("read again python -m lessons walk 1 (question 1)", said)
        self.assertIn("read again python -m lessons walk 2 (question 2)", said)
        self.assertIn("once more python -m lessons quiz 3 (the wrong ones first)", said)
        wrong = frozenset((1, 2))
        self.assertEqual(self.record(), Record(right=NUMBERS - wrong, wrong=wrong))

    def test_again(self) -> None:
        """
        The next time, wrong ones come first, then those that were not asked, then the others.
        """
        self.progress.note("quiz.3", right=frozenset((1, 3)), wrong=frozenset((5, 4)))
        order = [question.number for question in Sitting(Console(), self.progress, QUIZ).order()]
        self.assertEqual(order, [4, 5, 2, *range(6, 13), 1, 3])
        said = self.take(RIGHT[3], RIGHT[4])
        self.assertIn("Question 4 (1 of 12)", said)
        self.assertIn("4 of 12 right, 8 not answered yet.", said)
        self.assertIn("go on python -m lessons quiz 3", said)
        self.assertEqual(self.record().right, {1, 3, 4, 5})
        self.assertEqual(self.record().wrong, frozenset())

    def test_two(self) -> None:
        """
        Of two who take it at the same time, on one progress file, neither loses an answer.
        """
        first, second = (Sitting(Console(StringIO()), self.open(), QUIZ) for _ in range(2))
        one, two, *_ = QUIZ.questions
        first.remember(one, isRight=True)
        second.remember(two, isRight=False)
        first.remember(two, isRight=True)
        self.assertEqual(self.record(), Record(right=frozenset((1, 2))))

    def open(self) -> Progress:
        """
        @return: the progress as another command would find it now.
        """
        return Progress(self.fail, self.path)

    def test_everyAnswer(self) -> None:
        """
        Each choice of each question of each quiz has its sentence, with its source.
        """
        for quiz in ("3", "8", "15"):
            for question in findQuiz(quiz).questions:
                for letter, option in question.options.items():
                    answer = letter if len(question.right) == 1 else question.right
                    verdict = question.judge(answer)
                    self.assertEqual(verdict.isRight, answer == question.right)
                    if len(question.right) == 1:
                        self.assertEqual(verdict.because, option.because)

    def test_order(self) -> None:
        """
        For a wrong order, it is told why the first one that is out of place belongs elsewhere.
        """
        (order,) = [question for question in QUIZ.questions if len(question.right) == 5]
        for typed, isRight, letter in (
            ("ceabd", True, "d"),
            (" C, E, A, B, D ", True, "d"),
            ("acebd", False, "a"),
            ("cebad", False, "b"),
        ):
            verdict = order.judge(order.read(typed))
            self.assertEqual(verdict.isRight, isRight)
            self.assertEqual(verdict.because, order.options[letter].because)
        for typed in ("ceab", "ceabdd", "ceabf", "", "c"):
            self.assertEqual(order.read(typed), "", typed)

    def test_otherSpellings(self) -> None:
        """
        A letter may have brackets and be a capital; a word may have capitals and quotes.
        """
        said = self.take("(D)", " A. ", " b)", "two", "'2'")
        self.assertEqual(said.count("Right. "), 4)
        self.assertEqual(said.count("Please answer with a number."), 1)


class HostileTests(SittingTestCase):
    """
    What is typed is not an answer, too long, or would steer the terminal.
    """

    def test_unknown(self) -> None:
        """
        Where what is typed is not an answer, the question is asked again, a few times, and then
        left open.
        """
        self.assertIn("Please answer with a, b, c or d.", self.take("e", "d"))
        said = self.take(*["\x1b[2J"] * MOST_TRIES, "a")
        self.assertEqual(said.count("Please answer with a, b, c or d."), MOST_TRIES)
        self.assertNotIn("\x1b", said)
        self.assertIn("Then this question is left open. Question 3", said)

    def test_endless(self) -> None:
        """
        Lines without end come to an end; so does a line without end.
        """
        said = self.take(*["no"] * 1000)
        words = sum(wantedOf(one) == "a word" for one in QUIZ.questions)  # "no" is a word
        self.assertEqual(said.count("Please answer"), MOST_TRIES * (len(RIGHT) - words))
        said = self.take(b"x" * (MOST_LINE + MOST_REST + 10))
        self.assertNotIn("Please answer", said)
        self.assertIn("0 of 12 right, 11 not answered yet.", said)

    def test_longLine(self) -> None:
        """
        A line that is too long is not an answer, and takes none of the next one.
        """
        said = self.take("d" * 1000, "d")
        self.assertEqual(said.count("Please answer"), 1)
        self.assertEqual(said.count("Right. "), 1)

    def test_noText(self) -> None:
        """
        Bytes that are not text, and NUL, are not an answer.
        """
        said = self.take(b"\xff\xfe\n", b"\0\n", b"\n", "d")
        self.assertEqual(said.count("Please answer"), 3)
        self.assertIn("Right. ", said)

    def test_leave(self) -> None:
        """
        q and the end of the input leave; what was answered is kept, and no question is asked
        without an answer.
        """
        for last in ("q", "QUIT", b""):
            self.path.unlink(missing_ok=True)
            self.progress.records.clear()
            said = self.take("d", "a", last)
            self.assertIn("2 of 12 right, 10 not answered yet.", said)
            self.assertEqual(self.record().right, {1, 2})
            self.assertNotIn("Question 4", said)

    def test_noInput(self) -> None:
        """
        Where there is no input at all, nothing fails.
        """
        self.patch(sys, "stdin", None)
        out = StringIO()
        self.assertFalse(Sitting(Console(out), self.progress, QUIZ).take())
        self.assertIn("12 not answered yet", out.getvalue())

    def test_damaged(self) -> None:
        """
        A progress file that is wrong is told about and left alone; the quiz is taken all the
        same.
        """
        for text in ("nonsense", f"{HEADING}\nquiz.3 right one\n"):
            self.path.write_text(text)
            self.warnings.clear()
            self.progress = Progress(self.warnings.append, self.path)
            self.assertIn("12 of 12 right.", self.take(*RIGHT))
            self.assertEqual(len(self.warnings), 1)
            self.assertEqual(self.path.read_text(), text)

    def test_cannotBeWritten(self) -> None:
        """
        Where nothing can be written, that is said once, and the quiz goes on.
        """
        self.progress.path = Path(self.mktemp()) / "nowhere" / "progress.txt"
        said = self.take(*RIGHT)
        self.assertEqual(said.count("cannot be written"), 1)
        self.assertIn("12 of 12 right.", said)


class ChoosingTests(SittingTestCase):
    """
    Which quiz, and leaving one out.
    """

    def test_choose(self) -> None:
        """
        Without a number it is the first that was not taken; or that has a wrong answer; or the
        first of all.
        """
        self.assertEqual(chooseQuiz(self.progress).step, "3")
        self.progress.note("quiz.3", right=NUMBERS)
        self.assertEqual(chooseQuiz(self.progress).step, "8")
        self.progress.note("quiz.8", skipped=True)
        self.assertEqual(chooseQuiz(self.progress).step, "15")
        self.progress.note("quiz.15", right=NUMBERS - {2}, wrong=frozenset((2,)))
        self.assertEqual(chooseQuiz(self.progress).step, "15")
        self.progress.note("quiz.15", right=NUMBERS, wrong=frozenset())
        self.assertEqual(chooseQuiz(self.progress).step, "3")

    def test_skip(self) -> None:
        """
        What is left out is remembered, until it is taken.
        """
        out = StringIO()
        leaveOut(Console(out), self.progress, QUIZ)
        self.assertIn("Next: python -m lessons walk 4", out.getvalue())
        self.assertTrue(self.record().skipped)
        self.take("d")
        self.assertFalse(self.record().skipped)

    def test_names(self) -> None:
        """
        A quiz is found by its step; for any other name, it is told which there are.
        """
        for name in ("3", "03", "quiz3", "quiz.3"):
            self.assertEqual(findQuiz(name).step, "3")
        for name in ("5", "", "x", "\x1b[2J"):
            said = str(self.assertRaises(Trouble, findQuiz, name))
            self.assertIn("there are quizzes after steps 3, 8 and 15", said)
            self.assertNotIn("\x1b", said)


class TerminalTests(SynchronousTestCase):
    """
    C{quiz} in a terminal, with a student who types, leaves, or interrupts.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())

    def spawn(self, *arguments: str, **own: str) -> pexpect.spawn:
        """
        Run the command in a terminal.
        """
        child = Spawn(
            sys.executable,
            ["-m", "lessons", *arguments],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(**own),
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=30,
        )
        self.addCleanup(child.close, force=True)
        return child

    def end(self, child: pexpect.spawn) -> int | None:
        """
        Wait for the command's end, and return its status.
        """
        child.expect(pexpect.EOF)
        self.assertNotIn("Traceback", child.before)
        child.close()
        status: int | None = child.exitstatus
        return status

    def test_whole(self) -> None:
        """
        A whole quiz: each answer is followed by a sentence, and Enter leads on.
        """
        child = self.spawn("quiz", "3", TERM="xterm")
        for place, answer in enumerate(RIGHT, 1):
            child.expect_exact(f"({place} of {len(RIGHT)})")
            child.expect_exact("Answer (")
            child.sendline(wrongAnswer(QUIZ.questions[2]) if place == 3 else answer)
            child.expect_exact("No. " if place == 3 else "Right. ")
            if place < len(RIGHT):
                child.expect_exact("Enter: go on")
                child.sendline("")
        child.expect_exact("11 of 12 right.")
        self.assertEqual(self.end(child), 1)
        self.assertIn("quiz.3 right 1 2 4", self.checkout.progress.read_text())
        child = self.spawn("quiz", "3")
        child.expect_exact("Question 3 (1 of 12)")
        child.sendline(RIGHT[2])
        child.expect_exact("Enter: go on")
        child.sendline("q")
        child.expect_exact("12 of 12 right.")
        self.assertEqual(self.end(child), 0)

    def test_interrupt(self) -> None:
        """
        Ctrl-C and Ctrl-D leave in order, and what was answered is kept.
        """
        for leave, status in ((pexpect.spawn.sendintr, 130), (pexpect.spawn.sendeof, 1)):
            self.checkout.progress.unlink(missing_ok=True)
            child = self.spawn("quiz")
            child.expect_exact("Answer (a, b, c or d): ")
            child.sendline("d")
            child.expect_exact("Enter: go on")
            leave(child)
            child.expect_exact("1 of 12 right, 11 not answered yet.")
            self.assertEqual(self.end(child), status)
            self.assertIn("quiz.3 right 1\n", self.checkout.progress.read_text())

    def test_pipe(self) -> None:
        """
        Through a pipe there are neither colours nor pauses, and 40 columns are enough.
        """
        done = subprocess.run(
            [sys.executable, "-m", "lessons", "quiz", "8"],
            cwd=self.checkout.path,
            env=self.checkout.environment(TERM="xterm", COLUMNS="40", NO_COLOR="1"),
            input="".join(f"{one.right}\n" for one in findQuiz("8").questions),
            capture_output=True,
            encoding="utf-8",
            timeout=PROGRAM_PATIENCE,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("12 of 12 right.", done.stdout)
        self.assertNotIn("\x1b", done.stdout)
        self.assertNotIn("Enter", done.stdout)
        wide = [line for line in done.stdout.splitlines() if len(line) > 40]
        self.assertEqual([line for line in wide if not line.startswith("    ")], [])

    def test_brokenQuiz(self) -> None:
        """
        A quiz that somebody has edited wrongly is told in a line, with the place.
        """
        path = self.checkout.path / "lessons/quizzes/quiz3.toml"
        path.write_text(path.read_text().replace('right = "d"', 'right = "x"', 1))
        status, said = self.checkout.run("quiz", "3")
        self.assertEqual(status, 1)
        place = "lessons/quizzes/quiz3.toml: question 1: 'right' is neither one of its letters"
        self.assertIn(place, " ".join(said.split()))
        self.assertNotIn("Traceback", said)


class WatchTests(SynchronousTestCase):
    """
    The quiz at its place in C{watch}.
    """

    def setUp(self) -> None:
        """
        Make a copy, in which steps 1 to 3 are done.
        """
        self.checkout = Checkout(self.mktemp())
        first = [section.number for step, section in allExercises() if step.name in "123"]
        done = [f"{number} passed" for number in first]
        self.checkout.progress.write_text("\n".join([HEADING, *done, ""]))

    def watch(self, *arguments: str) -> Student:
        """
        Begin to watch, on a screen.
        """
        student = Student(self.checkout, *arguments, rows=24, columns=80)
        self.addCleanup(student.child.close, force=True)
        return student

    def test_take(self) -> None:
        """
        After the last exercise comes the quiz; it is taken line by line, shows how it went,
        and n goes on.
        """
        student = self.watch()
        shown = student.sees("Quiz 3: ")
        self.assertIn("n leave it out, next", shown[-1])
        student.child.send("\r")
        student.child.expect_exact("Answer (a, b, c or d): ")
        student.child.sendline("d")
        student.child.expect_exact("Enter: go on")
        student.child.sendline("q")
        student.child.expect_exact("Enter: back")
        student.child.sendline("")
        student.sees("So far: 1/12")
        student.presses("l", "> quiz.3    1/12")
        student.presses("l", "So far: 1/12")
        shown = student.presses("n", "Not begun yet")
        self.assertTrue(shown[0].startswith("4."), shown)
        self.assertIn("quiz.3 skipped, right 1\n", self.checkout.progress.read_text())
        student.child.send("q")
        student.end()

    def test_interrupt(self) -> None:
        """
        Ctrl-C within the quiz leads back to its page.
        """
        student = self.watch()
        student.sees("Quiz 3: ")
        student.child.send("\r")
        student.child.expect_exact("Answer (a, b, c or d): ")
        student.child.sendintr()
        student.sees("Quiz 3: ")
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_plain(self) -> None:
        """
        Where nothing can be drawn, t takes it and n leaves it out.
        """
        child = Spawn(
            sys.executable,
            ["-m", "lessons", "watch"],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(),
            encoding="utf-8",
            timeout=30,
        )
        self.addCleanup(child.close, force=True)
        child.expect_exact("t take the quiz now · n leave it out")
        child.send("t")
        child.expect_exact("Answer (a, b, c or d): ")
        child.sendline("q")
        child.expect_exact("n goes on.")
        child.send("n")
        child.expect_exact("is left out")
        child.expect("4[.][1a] ")
        child.send("q")
        child.expect(pexpect.EOF)
        self.assertNotIn("Traceback", child.before)
