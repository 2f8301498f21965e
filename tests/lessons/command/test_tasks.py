"""
The one order of all that there is to do.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.tasks import allTasks, findNext
from lessons.command.watch import choose
from lessons.syllabus.course import allExercises
from lessons.syllabus.progress import Progress


class NextTaskTests(SynchronousTestCase):
    """
    Which task comes next: exercises and quizzes in the order of the steps.
    """

    def setUp(self) -> None:
        """
        Begin with an empty progress file.
        """
        self.progress = Progress(self.fail, Path(self.mktemp()))

    def next(self, after: str = "") -> str:
        """
        Name what comes next, which is what C{watch} begins with where nothing was in hand.
        """
        following = findNext(self.progress, after)
        number = following.number if following else ""
        if following and not after:
            self.assertEqual(choose(self.progress, "").number, number)
        return number

    def passAll(self, *steps: str) -> None:
        """
        Pass all exercises of some steps.
        """
        for step, section in allExercises():
            if step.name in steps:
                self.progress.note(section.number, passed=True)

    def test_order(self) -> None:
        """
        First the one for practice; the quizzes come after the exercises of steps 3, 8 and 15.
        """
        numbers = [task.number for task in allTasks()]
        self.assertEqual(numbers[0], "0.1")
        for step, following in (("3", "4"), ("8", "9"), ("15", "clients")):
            place = numbers.index(f"quiz.{step}")
            self.assertEqual(numbers[place - 1].rpartition(".")[0], step)
            self.assertEqual(numbers[place + 1].rpartition(".")[0], following)
        self.assertEqual(len(numbers), len(list(allExercises())) + 4)

    def test_practice(self) -> None:
        """
        The one for practice comes first until it is passed, or another was begun; a hint to it,
        or a quiz, changes nothing.
        """
        self.assertEqual(self.next(), "0.1")
        self.progress.note("0.1", hints=1)
        self.progress.note("quiz.3", right=frozenset((1,)))
        self.assertEqual(self.next(), "0.1")
        first = self.next(after="0.1")
        self.assertTrue(first.startswith("1."))
        self.progress.note("0.1", passed=True)
        self.assertEqual(self.next(), first)
        self.progress.note("0.1", passed=False)
        self.progress.note(first, hints=1)
        self.assertEqual(self.next(), first)

    def test_quiz(self) -> None:
        """
        A quiz comes at its place, until every question was answered, or it is left out.
        """
        self.passAll("1", "2", "3")
        self.assertEqual(self.next(), "quiz.3")
        self.progress.note("quiz.3", right=frozenset(range(1, 12)))
        self.assertEqual(self.next(), "quiz.3")
        self.progress.note("quiz.3", wrong=frozenset((12,)))
        self.assertTrue(self.next().startswith("4."))
        self.progress.note("quiz.3", right=frozenset(), wrong=frozenset())
        self.assertEqual(self.next(), "quiz.3")
        self.progress.note("quiz.3", skipped=True)
        self.assertTrue(self.next().startswith("4."))

    def test_everything(self) -> None:
        """
        Where all is passed, and the quizzes are taken or left out, nothing comes next; watch
        shows the last exercise.
        """
        self.passAll(*{step.name for step, _ in allExercises()})
        for step in ("3", "8", "15"):
            self.assertEqual(self.next(), f"quiz.{step}")
            self.progress.note(f"quiz.{step}", skipped=True)
        self.assertEqual(self.next(), "")
        self.assertEqual(choose(self.progress, "").step.name, "clients")
