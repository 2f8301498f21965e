"""
A console in memory for a command, 80 columns wide.
"""

from __future__ import annotations

import io
import os
import sys

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.commandline import main


class Output(io.StringIO):
    """
    What is printed, to a terminal or not.
    """

    isTerminal = False

    def isatty(self) -> bool:
        return self.isTerminal


class SheetTestCase(SynchronousTestCase):
    """
    A command, and what it prints.
    """

    def setUp(self) -> None:
        """
        Take two sheets, 80 columns wide.
        """
        self.out, self.err = Output(), Output()
        self.patch(sys, "stdout", self.out)
        self.patch(sys, "stderr", self.err)
        self.patch(os, "environ", os.environ | {"COLUMNS": "80", "TERM": "xterm", "PAGER": "cat"})
        os.environ.pop("NO_COLOR", None)
        os.environ.pop("COLORTERM", None)

    def command(self, *arguments: str, status: int = 0) -> str:
        """
        Run a command of the course.

        @return: what it has printed.
        """
        try:
            got: object = main(arguments)
        except SystemExit as error:
            got = error.code
        self.assertEqual(got, status, self.err.getvalue())
        return self.out.getvalue()

    def clear(self) -> None:
        """
        Take new sheets, with nothing printed on them.
        """
        for sheet in self.out, self.err:
            sheet.truncate(0)
            sheet.seek(0)

    def flat(self, sheet: io.StringIO | None = None) -> str:
        """
        What was printed, in one line.
        """
        return " ".join((sheet or self.out).getvalue().split())
