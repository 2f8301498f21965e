"""
Every step is short enough to read aloud, and so is its difference from the
step before.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.reportcard.lines import codeLines
from tests.support.steps import LESSONS, STEPS

MOST_LINES = 220
MOST_NEW = 80
MOST_NEW_OF = {"step3": 180}


def added(before: list[str], after: list[str]) -> int:
    """
    Count the lines that are new.
    """
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return len(after) - sum(block.size for block in blocks)


class SizeTests(SynchronousTestCase):
    """
    The limits that keep the staircase a staircase.
    """

    def test_whole(self) -> None:
        """
        No step's file is longer than a class can read.
        """
        for name in STEPS:
            lines = (LESSONS / f"{name}.py").read_text().count("\n")
            self.assertLessEqual(lines, MOST_LINES, name)

    def test_difference(self) -> None:
        """
        No step adds more code to the one before than a class can follow.
        """
        before: list[str] = []
        for name in STEPS:
            after = codeLines(LESSONS / f"{name}.py")
            self.assertLessEqual(added(before, after), MOST_NEW_OF.get(name, MOST_NEW), name)
            before = after


class CountTests(SynchronousTestCase):
    """
    How lines of code, and those that a step adds, are counted.
    """

    def test_codeLines(self) -> None:
        """
        Blank lines, comments and docstrings do not count; strings do.
        """
        path = Path(self.mktemp())
        path.write_text('"""\nDoc.\n"""\n\n# why\nx = """\na"""\n\ndef f():\n    "Doc."\n    f\n')
        self.assertEqual(codeLines(path), ['x = """', 'a"""', "def f():", "f"])

    def test_added(self) -> None:
        """
        A changed line is a new one, a moved or removed one is not counted twice.
        """
        self.assertEqual(added(["a", "b", "c"], ["a", "x", "c", "d"]), 2)
