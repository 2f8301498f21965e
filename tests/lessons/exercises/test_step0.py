"""
The exercise before step 1.
"""

from __future__ import annotations

from lessons.command.next import readTask
from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong
from tests.support.process import ROOT

LINE = 'return f"Hello, {name}!\\r\\n".encode()'

WRONG = [
    Wrong(
        "0.1",
        "forgets the end of the line",
        LINE,
        'return f"Hello, {name}!".encode()',
        2,
        "The function returns something else.",
    ),
    Wrong(
        "0.1",
        "ends the line as a text file does",
        LINE,
        'return f"Hello, {name}!\\n".encode()',
        2,
        "CR LF ends a line",
    ),
    Wrong(
        "0.1",
        "returns text",
        LINE,
        'return f"Hello, {name}!\\r\\n"',
        1,
        "The function does not return bytes.",
    ),
    Wrong(
        "0.1",
        "prints, and returns nothing",
        LINE,
        'print(f"Hello, {name}!\\r\\n")',
        1,
        "The function does not return bytes.",
    ),
    Wrong(
        "0.1",
        "greets always the same person",
        LINE,
        'return b"Hello, Ann!\\r\\n"',
        1,
        "The text is not right.",
    ),
]


class ExerciseTests(solutionproofs.Proofs):
    """
    The proofs for the exercise before step 1.
    """

    step = "step0"
    wrong = WRONG
    goesInCircles = False

    def test_walkthrough(self) -> None:
        """
        It has no walkthrough: the README leads to it, and its task names the keys.
        """
        self.assertIn("exercise 0.1", (ROOT / "README.rst").read_text("utf-8"))
        (section,) = self.sections()
        task = " ".join(readTask(section).split())
        for key in "h gives", "s shows", "n goes", "l lists":
            self.assertIn(key, task)
