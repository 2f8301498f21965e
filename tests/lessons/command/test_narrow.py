"""
In a narrow terminal, lines end between words.
"""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.page import Text
from lessons.command.console import Console
from lessons.command.keys import Keys
from lessons.command.reflow import readItems, rejoin
from lessons.command.walkpage import Walk
from lessons.command.walkstage import WalkStage
from tests.lessons.command.checkout import Checkout

COLUMNS = 40


class ReflowTests(SynchronousTestCase):
    """
    Text that was broken into lines for a wider page.
    """

    def test_rejoin(self) -> None:
        """
        Lines that were broken because they were full are joined; all others stay.
        """
        full = "x" * 70
        for lines, joined in [
            ([full, "word after", "next"], [f"{full} word after", "next"]),
            ([full, "y" * 70, "zz"], [f"{full} {'y' * 70} zz"]),
            ([full, "", "word"], [full, "", "word"]),
            ([full, "    code"], [full, "    code"]),
            (["    " + full, "word"], ["    " + full, "word"]),
            (["TypeError: no", "It was None."], ["TypeError: no", "It was None."]),
            ([f"{full}.", "try it:", "    code"], [f"{full}.", "try it:", "    code"]),
            ([f"{full}.", "Word after"], [f"{full}. Word after"]),
            (["一行" * 40, "word"], ["一行" * 40, "word"]),
            ([], []),
        ]:
            self.assertEqual(rejoin(lines), joined)

    def test_longCommand(self) -> None:
        """
        A command that is longer than the screen is no reason to break the prose above it anew:
        its heading begins a line.
        """
        message = f"The rule: {'y' * 60}.\ntry it:\n    printf {'z' * 100}\n"
        for columns in 80, 40:
            self.patch(os, "environ", os.environ | {"COLUMNS": str(columns)})
            out = StringIO()
            Console(out).retell(message)
            self.assertIn("\ntry it:\n    printf z", out.getvalue())

    def test_items(self) -> None:
        """
        The lines of each item of a list are joined, below its mark.
        """
        lines = [
            "- one",
            "  and more",
            "- two",
            "12. three",
            "term",
            "    its meaning",
            "    goes on",
        ]
        self.assertEqual(
            list(readItems(lines)),
            [
                ("- ", "one and more"),
                ("- ", "two"),
                ("12. ", "three"),
                ("", "term"),
                ("    ", "its meaning goes on"),
            ],
        )


class PaperTests(SynchronousTestCase):
    """
    What is written on a narrow sheet.
    """

    def setUp(self) -> None:
        """
        Take a sheet of 40 columns.
        """
        self.out = StringIO()
        self.console = Console(self.out)
        self.console.width = COLUMNS

    def test_longMark(self) -> None:
        """
        Where a mark leaves too little room beside it, the text is below it.
        """
        self.console.tell("be led through the step", "python -m lessons walk 1 ")
        self.assertEqual(
            self.out.getvalue(), "python -m lessons walk 1\n    be led through the step\n"
        )

    def test_longWord(self) -> None:
        """
        A word that is too long stays whole: somebody may want to copy it.
        """
        self.console.tell(f"see {'x' * 60} for more")
        self.assertEqual(self.out.getvalue(), f"see\n{'x' * 60}\nfor more\n")

    def test_retell(self) -> None:
        """
        Prose is broken anew, and what is indented stays.
        """
        self.console.retell(
            "one two three four five six seven eight nine\n\nsent:\n    " + "x " * 30
        )
        first, second, *rest = self.out.getvalue().splitlines()
        self.assertEqual(first, "one two three four five six seven eight")
        self.assertEqual(second, "nine")
        self.assertEqual(rest, ["", "sent:", "    " + "x " * 30])

    def test_retellWide(self) -> None:
        """
        What fits stays as it is.
        """
        self.console.retell("one\ntwo\n")
        self.assertEqual(self.out.getvalue(), "one\ntwo\n")

    def test_walk(self) -> None:
        """
        A list in a walkthrough is broken below its hyphen; a table stays.
        """
        keys = Keys()
        keys.isThere = False
        long = "- a line of a *list* that is longer than the page"
        table = "==== " + "=" * 50
        with WalkStage() as stage:
            walk = Walk(self.console, keys, stage)
            walk.showText(Text((long, "  and goes on"), isLiteral=True))
            walk.showText(Text((table, "a    b", table), isLiteral=True))
        self.assertEqual(
            self.out.getvalue(),
            "- a line of a list that is longer than\n  the page and goes on\n"
            f"{table}\na    b\n{table}\n",
        )


class CommandTests(SynchronousTestCase):
    """
    The command in a terminal of 40 columns.
    """

    def test_everything(self) -> None:
        """
        No line is longer, unless it shows bytes or code, or is one word.
        """
        checkout = Checkout(str(Path(self.mktemp())))
        for arguments in (
            ["map"],
            ["next"],
            ["check", "1", "--all"],
            ["check", "clients"],
            ["hint", "1.1"],
            ["hint", "3.2", "3"],
            ["solution", "1.1"],
            ["solution", "1.1", "--anyway"],
            ["reset", "1"],
            ["doctor"],
            ["check"],
            ["chek", "1"],
            ["check", "99"],
            ["explain", "lessons/step1.py"],
            ["explain", "nowhere"],
            ["explain", "--help"],
            ["--help"],
            ["check", "--help"],
        ):
            _, said = checkout.run(*arguments, COLUMNS=str(COLUMNS))
            for line in said.splitlines():
                isShown = line.startswith(("    ", "class ", "from "))
                isWord = len(line.split(" ")[-1]) > COLUMNS
                if len(line) > COLUMNS and not (isShown or isWord):
                    self.fail(f"{arguments}: {line}")
