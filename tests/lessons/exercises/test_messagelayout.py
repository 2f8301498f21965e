"""
Messages that fit a screen.
"""

from __future__ import annotations

from textwrap import dedent

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.messagelayout import (
    MESSAGE_ROWS,
    PASTE_HEADING,
    RUN_HEADING,
    writeMessage,
)
from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.lessons.exercises.judging import rowsOf

ROWS = "\n".join(f"row {number}" for number in range(30))


class MessageLayoutTests(SynchronousTestCase):
    """
    What is long is cut, and says so.
    """

    def test_short(self) -> None:
        """
        What fits is left as it is, with empty lines around prose.
        """
        said = writeMessage([("", "No."), ("sent", "a"), ("received", "b"), ("", "The rule: c.")])
        self.assertEqual(said, "No.\n\nsent:\n    a\nreceived:\n    b\n\nThe rule: c.")

    def test_long(self) -> None:
        """
        The longest part is cut first, and the number of lines that are gone takes their place.
        """
        said = writeMessage([("", "No."), ("sent", "a\nb"), ("received", ROWS)])
        self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)
        self.assertIn("sent:\n    a\n    b\n", said)
        shown = said.count("    row ")
        self.assertIn(f"row {shown - 1}\n    ({30 - shown} lines more)", said)

    def test_caret(self) -> None:
        """
        The row above a caret stays, wherever it is; what is left out before it is told there.
        """
        for at, where in (0, "more"), (15, "more"), (29, "before"):
            lines = ROWS.splitlines()
            lines.insert(at + 1, "  ^")
            said = writeMessage([("received", "\n".join(lines))])
            self.assertIn(f"    row {at}\n      ^", said)
            self.assertRegex(said, rf"\n    \(\d+ lines {where}\)")
            self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)

    def test_commands(self) -> None:
        """
        A command is whole, or it is not there.
        """
        for length in 10, 300, 3000:
            command = "x" * length
            said = writeMessage(
                [("", "No."), ("sent", ROWS), (RUN_HEADING, "python"), (PASTE_HEADING, command)]
            )
            self.assertEqual("x" in said, command in said)
            self.assertEqual(command in said, length < 1000)
            self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)

    def test_values(self) -> None:
        """
        A long value is cut, and its length is told.
        """
        said = writeMessage([("", "y" * 9000), ("it returned", "z" * 9000)])
        self.assertEqual(said.count("(9,000 characters)"), 2)
        self.assertLessEqual(rowsOf(said), MESSAGE_ROWS)


class ExceptionTests(SynchronousTestCase):
    """
    What an exception says is cut as well.
    """

    def explain(self, source: str) -> str:
        """
        @return: what a student reads where this source cannot be run.
        """
        return Subject(EXERCISES / "step99.py", dedent(source)).problem

    def test_long(self) -> None:
        """
        Of a long text the beginning is shown, and of many lines a few.
        """
        said = self.explain("float('9' * 9000 + 'x')")
        self.assertLess(len(said), 600)
        self.assertIn("characters)", said)
        said = self.explain("raise ValueError('a\\nb\\nc\\nd\\ne\\nf')")
        self.assertNotIn("\ne\n", said)

    def test_recursion(self) -> None:
        """
        Where a function calls itself without end, its first and last line are shown.
        """
        said = self.explain("def f():\n    f()\nf()")
        self.assertLess(len(said), 600)
        self.assertIn("lines more of this file)", said)
