"""
Hints, and the way from the last one to the solution.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.console import Console
from lessons.command.hint import showHint
from lessons.command.solution import showSolution
from lessons.syllabus.course import findExercise
from lessons.syllabus.progress import Progress
from lessons.trouble import Trouble


class HintTests(SynchronousTestCase):
    """
    The hints to exercise 1.1, one after the other, and what comes after the last.
    """

    def setUp(self) -> None:
        """
        Begin the course, with nothing done.
        """
        self.progress = Progress(self.fail, Path(self.mktemp()))
        self.step, self.section = findExercise("1.1")

    def hint(self, level: int | None = None) -> str:
        """
        Ask for a hint, and return what is printed.
        """
        out = StringIO()
        showHint(Console(out), self.progress, self.step, self.section, level)
        return out.getvalue()

    def refusal(self) -> str:
        """
        Ask for the solution, and be refused.
        """
        arguments = Console(StringIO()), self.progress, self.step, self.section, False
        return str(self.assertRaises(Trouble, showSolution, *arguments))

    def test_last(self) -> None:
        """
        After the last hint comes how to see the solution: after the pass, and
        before it. Whoever asks too early is not sent back to the hints.
        """
        self.assertIn("There is more: python -m lessons hint 1.1 2\n", self.hint())
        self.assertIn("`python -m lessons hint 1.1` helps", self.refusal())
        said = self.hint(3)
        self.assertIn(
            "That was the last hint. After the pass: python -m lessons solution 1.1\n"
            "Still stuck: python -m lessons solution 1.1 --anyway\n",
            said,
        )
        refusal = self.refusal()
        self.assertNotIn("helps", refusal)
        self.assertIn("`python -m lessons solution 1.1 --anyway` shows the solution", refusal)

    def test_lastPassed(self) -> None:
        """
        Where the exercise is passed, the solution is there to be read.
        """
        self.progress.note("1.1", passed=True)
        said = self.hint(3)
        self.assertIn("That was the last hint. Next: python -m lessons solution 1.1\n", said)
        self.assertNotIn("stuck", said)
