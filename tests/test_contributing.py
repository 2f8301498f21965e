"""
Each recipe of CONTRIBUTING.rst does what it says, in a copy of the course.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.transcript import literalBlocks
from server.conformance.case import Columns
from tests.support.fetching import fetch
from tests.support.process import ROOT, StepProcess
from tests.support.recipes import Recipe, copyCourse, readRecipes

#: A screen, with a row for the prompt.
ROWS, COLUMNS = 24, 95
#: How the cases of a file begin.
TABLE = ": tuple[Case, ...] = ("
RECIPES = readRecipes(ROOT / "CONTRIBUTING.rst")


class RecipeTests(SynchronousTestCase):
    """
    One recipe after the other, each in a copy of its own.
    """

    def setUp(self) -> None:
        self.copy = Path(self.mktemp()).absolute()
        copyCourse(self.copy)

    def follow(self, title: str) -> list[str]:
        """
        Follow a recipe.

        @return: what was done, for each block.
        """
        (recipe,) = (each for each in RECIPES if each.title == title)
        return list(recipe.follow(self.copy))

    def test_oneTest(self) -> None:
        """
        One module of tests is run by make.
        """
        self.assertEqual(self.follow("Run one test"), ["played"])

    def test_step(self) -> None:
        """
        A step is begun, and runs.
        """
        self.assertEqual(self.follow("Add a step"), ["played"] * 2)

    def test_exercise(self) -> None:
        """
        An exercise is begun, and what it needs is said.
        """
        self.assertEqual(self.follow("Add an exercise"), ["played"] * 2)

    def test_case(self) -> None:
        """
        A case is added to the table, and tried on a server.
        """
        done = self.follow("Add a case for the judge of servers")
        self.assertEqual(done, ["added", "played"])

    def test_page(self) -> None:
        """
        A page is added, linked from the home page, and tested as every page is.
        """
        self.assertEqual(self.follow("Add a page"), ["written", "added"])
        self.assertEqual(self.follow("Test a page"), ["added", "written", "played"])

    def test_engine(self) -> None:
        """
        A search engine is added, and searches.
        """
        self.assertEqual(self.follow("Add a search engine"), ["written", "added", "played"])
        with StepProcess("lessons.step12", "--engine", "every", root=self.copy) as step:
            status, page = fetch(
                step.port, "/search/show_search_results?querystr=spiral+neighbour"
            )
        self.assertEqual(status, 200)
        self.assertIn("sunflower.txt", page)


class NamesTests(SynchronousTestCase):
    """
    What is said of the judge's cases.
    """

    def test_files(self) -> None:
        """
        Each file that has families is named, and each that is named is there.
        """
        (recipe,) = (each for each in RECIPES if each.title == "What a case can want")
        named = set(re.findall(r"``(\w+\.py)``", "\n".join(recipe.lines)))
        folder = ROOT / "server" / "conformance"
        tables = (
            path for path in folder.glob("*.py") if ": tuple[Case, ...] = (" in path.read_text()
        )
        rules = {path.name for path in tables}
        self.assertEqual(named, rules | {"case.py", "checks.py"})

    def test_words(self) -> None:
        """
        Each column that is named is one, and so is each word of the code.
        """
        (recipe,) = (each for each in RECIPES if each.title == "What a case can want")
        text = "\n".join(recipe.lines)
        columns = set(re.findall(r"``(\w+)=\w*``", text))
        self.assertEqual(columns, {"checks", "conditional"})
        self.assertLessEqual(columns, Columns.__annotations__.keys())
        places = dict(re.findall(r"``(\w+)`` in\s``(\w+)\.py``", text))
        self.assertLessEqual({"Check", "SHOWS"}, places.keys())
        for name, module in places.items():
            self.assertTrue(hasattr(import_module(f"server.conformance.{module}"), name), name)


class ShapeTests(SynchronousTestCase):
    """
    How long the recipes are, and that there is none which nobody follows.
    """

    def test_screen(self) -> None:
        """
        There are seven, and each fits a screen.
        """
        followed = [recipe for recipe in RECIPES if list(literalBlocks(recipe.lines))]
        self.assertEqual(len(followed), 7)
        for recipe in RECIPES:
            self.assertLessEqual(len(recipe.lines), ROWS, recipe.title)
            self.assertLessEqual(max(map(len, recipe.lines)), COLUMNS, recipe.title)

    def test_unknownBlock(self) -> None:
        """
        A block of which nobody is told what to do with it is found.
        """
        recipe = Recipe(
            ROOT / "CONTRIBUTING.rst", "A recipe", 1, ["Look at this::", "", "    x = 1"]
        )
        self.assertRaises(AssertionError, list, recipe.follow(ROOT))
