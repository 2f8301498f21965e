"""
What a screen shows: its width, its colours, and the characters that it can draw.
"""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from server.console import BestEffortStream
from server.screen import FEW, MANY, countColours, countColumns, drawable, isScreen, paint


class Terminal(StringIO):
    """
    A terminal, or so it says.
    """

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class ColoursTests(SynchronousTestCase):
    """
    Who is shown colours, and how many.
    """

    def count(self, **variables: str) -> int:
        """
        Count those of a terminal.

        @param variables: all of its environment.
        """
        self.patch(os, "environ", variables)
        return countColours(Terminal())

    def test_terminals(self) -> None:
        """
        A terminal says by its name how many it has.
        """
        for variables, expected in [
            ({"TERM": "xterm-256color"}, MANY),
            ({"TERM": "xterm"}, FEW),
            ({"TERM": "linux"}, FEW),
            ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, MANY),
            ({"TERM": "dumb"}, 0),
            ({"TERM": "dumb", "COLORTERM": "truecolor"}, 0),
            ({"TERM": ""}, 0),
            ({}, 0),
        ]:
            self.assertEqual(self.count(**variables), expected, variables)

    def test_unwanted(self) -> None:
        """
        C{NO_COLOR} says that there are to be none, whatever it holds; an empty one does not count.
        """
        for value, expected in [("1", 0), ("0", 0), ("no", 0), ("", MANY)]:
            self.assertEqual(self.count(TERM="xterm-256color", NO_COLOR=value), expected, value)

    def test_screen(self) -> None:
        """
        Without colours a terminal is a screen all the same; a dumb one is not, and neither is a
        pipe, or no stream at all.
        """
        self.patch(os, "environ", {"TERM": "xterm", "NO_COLOR": "1"})
        self.assertTrue(isScreen(Terminal()))
        nothing: object = BestEffortStream(None)
        for other in (StringIO(), None, nothing):
            self.assertFalse(isScreen(other), other)  # type: ignore[arg-type]
        os.environ["TERM"] = "dumb"
        self.assertFalse(isScreen(Terminal()))

    def test_paint(self) -> None:
        """
        A colour ends with the text; no text has none.
        """
        self.assertEqual(paint("a", "1;31"), "\x1b[1;31ma\x1b[0m")
        self.assertEqual((paint("a", ""), paint("", "1")), ("a", ""))


class ColumnsTests(SynchronousTestCase):
    """
    How many columns are used, by what the terminal says of its width.
    """

    def test_width(self) -> None:
        """
        It is asked each time: a window changes.
        """
        main, end = pty.openpty()
        self.addCleanup(os.close, main)
        with open(end, "w") as out:
            for columns, expected in [(40, 40), (200, 200), (0, 80), (3, 40)]:
                fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
                self.assertEqual(countColumns(out), expected)

    def test_unknown(self) -> None:
        """
        Where nobody knows, it is as most are.
        """
        self.assertEqual(countColumns(Terminal()), 80)

    def test_drawable(self) -> None:
        """
        An encoding that has no lines gets simpler ones.
        """
        self.assertEqual(drawable("│ ── … a", "utf-8"), "│ ── … a")
        self.assertEqual(drawable("│ ── … a", "latin-1"), "| -- ... a")
        self.assertEqual(drawable("│ ── … a", None), "| -- ... a")
