"""
What is longer than the screen is shown in a pager, on a terminal, and only there.
"""

from __future__ import annotations

import sys
from io import StringIO

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.command.console import Console
from lessons.command.diff import showDifference
from lessons.command.pager import countRows, findPager, paged
from lessons.syllabus.course import Step
from tests.lessons.command.checkout import Checkout
from tests.support.needs import need
from tests.support.terminals import Spawn


class PagerTests(SynchronousTestCase):
    """
    Which pager is taken, and when.
    """

    def test_rows(self) -> None:
        """
        A line that is longer than the screen is wide takes more than one row; colours
        take no room.
        """
        for text, rows in [
            ("", 0),
            ("a\n", 1),
            ("a\n\nb\n", 3),
            ("x" * 10 + "\n", 1),
            ("x" * 11 + "\n", 2),
            ("\x1b[31m" + "x" * 10 + "\x1b[0m\n", 1),
        ]:
            self.assertEqual(countRows(text, 10), rows, text)

    def test_choice(self) -> None:
        """
        The reader's own pager is taken, or less; cat, and nothing, mean none.
        """
        for environment, command in [
            ({}, ["less"]),
            ({"PAGER": "more -s"}, ["more", "-s"]),
            ({"PAGER": ""}, []),
            ({"PAGER": "cat"}, []),
            ({"PAGER": "'"}, []),
            ({"TERM": "dumb"}, []),
        ]:
            self.assertEqual(findPager({"TERM": "xterm"} | environment), command)

    def test_noTerminal(self) -> None:
        """
        Where nobody looks at a screen, what is written goes straight on.
        """
        console = Console(StringIO())
        with paged(console) as sheet:
            self.assertIs(sheet, console)

    def test_equal(self) -> None:
        """
        Where two steps are the same, that is said.
        """
        out = StringIO()
        showDifference(Console(out), Step("1"), Step("1"))
        self.assertEqual(out.getvalue(), "no difference\n")


class ScreenTests(SynchronousTestCase):
    """
    The command on a real terminal.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())

    def spawn(self, *arguments: str, rows: int = 24, **own: str) -> pexpect.spawn:
        """
        Run the command.

        @param rows: how many lines the screen has.
        @param own: variables for its environment.
        """
        child = Spawn(
            sys.executable,
            ["-m", "lessons", *arguments],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(TERM="xterm") | own,
            dimensions=(rows, 80),
            encoding="utf-8",
            timeout=30,
        )
        self.addCleanup(child.close, force=True)
        return child

    def end(self, child: pexpect.spawn) -> str:
        """
        Wait for the end, which must be a good one.

        @return: what was shown since the last look.
        """
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 0)
        return str(child.before)

    def test_long(self) -> None:
        """
        A long difference waits in less, with its colours, and q ends it.
        """
        need("less")
        child = self.spawn("diff", "2", "3")
        child.expect_exact("lessons/step2.py")
        child.expect_exact("\x1b[32m+")
        child.expect(r"\n:")
        child.sendintr()  # which is for the pager
        child.send("q")
        self.assertNotIn("Traceback", self.end(child))

    def test_own(self) -> None:
        """
        The reader's own pager gets it.
        """
        child = self.spawn("diff", "2", "3", PAGER="sed s/^/own:/", NO_COLOR="1")
        self.assertIn("own:+++ lessons/step3.py", self.end(child))

    def test_pipe(self) -> None:
        """
        In a pipe there is no pager, whichever side of the command is in it, even if a terminal is
        on the other: with C{replay}, which may read its request from there, as with others.
        """
        for command in ["replay --list | cat", "cat /dev/null | python -m lessons replay --list"]:
            words = command if "python" in command else f"python -m lessons {command}"
            line = words.replace("python", sys.executable)
            child = pexpect.spawn(
                "/bin/sh",
                ["-c", line],
                cwd=str(self.checkout.path),
                env=self.checkout.environment(TERM="xterm", PAGER="sed s/^/PAGER:/"),
                encoding="utf-8",
                timeout=30,
            )
            self.addCleanup(child.close, force=True)
            said = self.end(child)
            self.assertIn("head-refused", said)
            self.assertNotIn("PAGER:", said)

    def test_short(self) -> None:
        """
        What the screen holds is shown as it is.
        """
        said = self.end(self.spawn("diff", "2", "3", rows=2000, PAGER="sed s/^/own:/"))
        self.assertIn("lessons/step3.py", said)
        self.assertNotIn("own:", said)

    def test_missing(self) -> None:
        """
        Where there is no such pager, all is shown without.
        """
        child = self.spawn("diff", "2", "3", PAGER="/nonexistent/pager")
        self.assertIn("lessons/step3.py", self.end(child))

    def test_solution(self) -> None:
        """
        A solution is shown in the same way.
        """
        child = self.spawn("solution", "1.1", "--anyway", rows=8, PAGER="sed s/^/own:/")
        self.assertIn("own:\x1b[1mWhat a professional would do", self.end(child))
