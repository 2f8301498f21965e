"""
Every transcript of every walkthrough, played against the real programs.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.syllabus.course import findExercises
from tests.support.player import BookDisagrees, play, walkthroughs
from tests.support.process import ROOT

SECTIONS = [
    "What you can do now",
    "What is new",
    "The bytes on the wire",
    "In the inspector",
    "Type this",
    "If nothing happens",
    "What is still wrong",
    "Exercises",
    "Why",
]


def sections(path: Path) -> list[str]:
    """
    Read the section titles of a walkthrough: what is underlined with dashes.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        title
        for title, underline in pairwise(lines)
        if title and underline and set(underline) == {"-"}
    ]


class TranscriptTests(SynchronousTestCase):
    """
    What the book promises is what the programs do.
    """


def addTest(path: Path) -> None:
    """
    Give each walkthrough a test of its own.
    """
    name = "_".join(path.relative_to(ROOT).with_suffix("").parts)

    def test(self: SynchronousTestCase) -> None:
        try:
            played = play(path)
        except BookDisagrees as error:
            self.fail(str(error))
        self.assertGreater(played, 0, f"{path.name} has no transcript")

    test.__doc__ = f"Every transcript of {path.relative_to(ROOT)} comes out as written."
    setattr(TranscriptTests, f"test_{name}", test)


for walkthrough in walkthroughs():
    addTest(walkthrough)


class ShapeTests(SynchronousTestCase):
    """
    Every step's walkthrough is told in the same order.
    """

    def test_sections(self) -> None:
        """
        Each step's walkthrough has its sections, in order.
        """
        for path in sorted((ROOT / "lessons").glob("step*.rst")):
            self.assertEqual(sections(path), SECTIONS, str(path.relative_to(ROOT)))

    def test_watch(self) -> None:
        """
        At the end, every section of exercises leads to C{watch}, by a name that it knows.
        """
        for path in walkthroughs():
            text = path.read_text(encoding="utf-8")
            section = text.partition("\nExercises\n---")[2].partition("\nWhy\n---")[0]
            if section:
                last = section.strip().rpartition("\n\n")[2]
                named = re.search(r"``python -m lessons watch(?: ([\w.]+))?``", last)
                assert named is not None, path
                self.assertTrue(named[1] is None or findExercises(named[1]), path)

    def test_everyStepHasItsWalkthrough(self) -> None:
        """
        Each step has its walkthrough beside it, and the other way round.
        """
        lessons = ROOT / "lessons"
        steps = {path.stem for path in lessons.glob("step*.py")}
        self.assertEqual(steps, {path.stem for path in lessons.glob("step*.rst")})
        self.assertIn("step1", steps)
