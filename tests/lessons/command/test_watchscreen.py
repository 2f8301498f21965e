"""
C{watch} on a terminal that is drawn on.
"""

from __future__ import annotations

import os
import signal
import sys
import termios

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons.command.frame import CLEAR, HOME, SHOW
from lessons.command.pager import COLOUR
from lessons.command.watchdesk import CHECKING
from lessons.syllabus.course import allExercises
from lessons.syllabus.progress import HEADING
from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_command import TODO
from tests.lessons.command.test_watch import FIXED
from tests.support.terminals import Spawn

#: How many exercises the course has.
ALL = len(list(allExercises()))


class Student:
    """
    Somebody in front of a terminal, with an editor beside it.
    """

    def __init__(self, checkout: Checkout, *arguments: str, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.child = Spawn(
            sys.executable,
            ["-m", "lessons", "watch", *arguments],
            cwd=str(checkout.path),
            env=checkout.environment(TERM="xterm"),
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=30,
        )

    def sees(self, text: str) -> list[str]:
        """
        Wait until a whole screen shows a text.

        @return: its rows, without colours.
        @raise AssertionError: when a screen is not as large as the terminal.
        """
        while True:
            self.child.expect_exact(HOME)
            self.child.expect_exact(SHOW)
            drawn = COLOUR.sub("", str(self.child.before)).replace(CLEAR, "")
            shown = drawn.split("\r\n")
            assert len(shown) == self.rows, drawn
            assert max(map(len, shown)) <= self.columns, drawn
            if text in drawn and CHECKING not in drawn:
                return shown

    def presses(self, key: str, text: str) -> list[str]:
        """
        Press a key, and wait for what it shows.
        """
        self.child.send(key)
        return self.sees(text)

    def isReadByLine(self) -> bool:
        """
        Tell whether the terminal reads lines, as it does for a shell.
        """
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON)

    def end(self) -> int | None:
        """
        Wait for the end.

        @return: the exit status.
        """
        self.child.expect(pexpect.EOF)
        assert "Traceback" not in self.child.before, self.child.before
        assert self.isReadByLine()
        self.child.close()
        status: int | None = self.child.exitstatus
        return status


class ScreenTests(SynchronousTestCase):
    """
    What is seen, and what keys do.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course.
        """
        self.checkout = Checkout(self.mktemp())

    def watch(self, *arguments: str, rows: int = 24, columns: int = 80) -> Student:
        """
        Begin to watch, on a screen of that size.
        """
        student = Student(self.checkout, *arguments, rows=rows, columns=columns)
        self.addCleanup(student.child.close, force=True)
        return student

    def test_passWaits(self) -> None:
        """
        Without a name it begins with the next exercise, once something was done. A pass is
        counted, and waits for n; s shows the solution only then.
        """
        self.checkout.progress.write_text(f"{HEADING}\n1.1 hints 1\n")
        student = self.watch()
        shown = student.sees("Not begun yet")
        self.assertEqual(
            shown[0], f"1.1 quit, however it is spelled{'[':>10}{'.' * 30}] 0 of {ALL}"
        )
        self.assertIn("Each of these ends the conversation", "\n".join(shown))
        self.assertNotIn("FAILED", "\n".join(shown))
        self.assertNotIn("s solution", shown[-1])
        self.checkout.change("step1", TODO, FIXED)
        shown = student.sees("Passed.")
        self.assertTrue(shown[0].endswith(f"] 1 of {ALL}"))
        self.assertTrue(shown[0].startswith("1.1 "))
        self.assertIn("s solution", shown[-1])
        shown = student.presses("s", "class AnyCaseQuit(EchoServer):")
        self.assertIn("Why", shown)
        student.presses("\r", "Passed.")
        shown = student.presses("n", "The answer to the first line")
        self.assertTrue(shown[0].startswith("1.2 "))
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_practice(self) -> None:
        """
        Whoever has done nothing yet begins with the exercise for practice, which n leaves for
        step 1, and which the list holds, and the count does not.
        """
        student = self.watch()
        shown = student.sees("Not begun yet")
        self.assertTrue(shown[0].startswith("0.1 "), shown)
        self.checkout.solve("step0")
        shown = student.sees("Passed.")
        self.assertTrue(shown[0].endswith(f"] 0 of {ALL}"), shown)
        student.presses("l", "> 0.1       done")
        shown = student.presses("l", "Passed.")
        shown = student.presses("n", "Not begun yet")
        self.assertTrue(shown[0].startswith("1.1 "), shown)
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_failed(self) -> None:
        """
        What was begun shows what is missing first; a hint is above it until the file is saved, and
        Space shows what does not fit.
        """
        self.checkout.change("step1", TODO, FIXED.replace("lower", "upper"))
        student = self.watch("1.1")
        shown = student.sees("FAILED 1")
        self.assertTrue(shown[3].startswith("  FAILED 1"), shown)
        student.presses("h", "where to look")
        student.presses("h", "what to think about")
        shown = student.presses(" ", "back to the top")
        self.assertNotIn("what to think about", "\n".join(shown))
        self.checkout.change("step1", FIXED.replace("lower", "upper"), FIXED)
        shown = student.sees("Passed.")
        self.assertNotIn("what to think about", "\n".join(shown))
        student.child.send("q")
        self.assertEqual(student.end(), 0)

    def test_list(self) -> None:
        """
        The list shows what is done and pending, by itself or together; Enter takes an
        exercise in hand, in another file as well.
        """
        self.checkout.progress.write_text(f"{HEADING}\n1.2 passed\n")
        student = self.watch("1.1")
        student.sees("Not begun yet")
        shown = student.presses("l", "1.2       done     number the lines")
        self.assertEqual(shown[4], "> 1.1       pending  quit, however it is spelled")
        shown = student.presses("d", "> 1.2       done")
        self.assertEqual(
            [row for row in shown[3:-2] if row], ["> 1.2       done     number the lines"]
        )
        shown = student.presses("p", "  1.3       pending")
        self.assertNotIn("done     number", "\n".join(shown))
        shown = student.presses("G", "> clients.5")
        shown = student.presses("\x1b[A", "> clients.4")
        shown = student.presses("\r", "Not begun yet")
        self.assertTrue(shown[0].startswith("clients.4 "), shown)
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_reset(self) -> None:
        """
        Reset asks first, and says where the copy is.
        """
        self.checkout.change("step1", TODO, FIXED)
        student = self.watch("1.1")
        student.sees("Passed.")
        student.presses("r", "Put exercise 1.1 back")
        student.presses("x", "Passed.")
        student.presses("r", "Put exercise 1.1 back")
        student.presses("y", "is kept in lessons/exercises/step1.py.1")
        self.assertIn(TODO, self.checkout.exercises("step1").read_text())
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_all(self) -> None:
        """
        All exercises are checked one step after the other, until a key is pressed.
        """
        self.checkout.change("step1", TODO, FIXED)
        student = self.watch("1.2")
        student.sees("Not begun yet")
        student.child.send("a")
        student.child.expect_exact("checking all, 2 of 16: any key stops")
        shown = student.presses("x", "1 of 5 passed; not yet 1.2, 1.3, 1.4, 1.5")
        self.assertTrue(shown[0].endswith(f"] 1 of {ALL}"))
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_narrow(self) -> None:
        """
        At 40 columns, and at 10 rows, all that is drawn fits.
        """
        for rows, columns in (24, 40), (10, 80), (10, 40):
            student = self.watch("2.4", rows=rows, columns=columns)
            shown = student.sees("q quit")
            self.assertIn(f"0 of {ALL}", "\n".join(shown[:2]))
            student.presses("l", "> 2.4")
            student.presses("l", "2.4 ")
            student.child.send("q")
            self.assertEqual(student.end(), 1)

    def test_unreadable(self) -> None:
        """
        A file that Python cannot read is said to be so, even one without a trace of its exercises.
        """
        student = self.watch("3.1")
        student.sees("Not begun yet")
        self.checkout.exercises("step3").write_text("def (\n")
        student.sees("SyntaxError")
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_deleted(self) -> None:
        """
        A file that is not there any more is said to be so, and its exercises still count.
        """
        student = self.watch("clients.1")
        student.sees("Not begun yet")
        self.checkout.exercises("clients").unlink()
        shown = student.presses("\r", "is not there any more")
        self.assertIn(f"] 0 of {ALL}", "\n".join(shown[:2]))
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_ends(self) -> None:
        """
        However it ends, the terminal reads lines again, and the screen stays.
        """
        for number, status in (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129):
            student = self.watch("1.1")
            student.sees("Not begun yet")
            self.assertFalse(student.isReadByLine())
            student.child.kill(number)
            self.assertEqual(student.end(), status)

    def test_stopped(self) -> None:
        """
        While Ctrl-Z has stopped it, the terminal reads lines; when it goes on, all is drawn
        again.
        """
        student = self.watch("1.1")
        student.sees("Not begun yet")
        student.child.send("\x1a")
        os.waitpid(student.child.pid, os.WUNTRACED)
        self.assertTrue(student.isReadByLine())
        student.child.kill(signal.SIGCONT)
        student.sees("Not begun yet")
        self.assertFalse(student.isReadByLine())
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_resized(self) -> None:
        """
        When the terminal gets another size, all is drawn anew to fit.
        """
        student = self.watch("1.1")
        student.sees("Not begun yet")
        student.rows, student.columns = 30, 60
        student.child.setwinsize(30, 60)
        student.sees("Not begun yet")
        student.child.send("q")
        self.assertEqual(student.end(), 1)

    def test_plain(self) -> None:
        """
        What goes into a pipe is not drawn: there are no keys, and no codes.
        """
        student = pexpect.spawn(
            "/bin/sh",
            ["-c", f"{sys.executable} -m lessons watch 1.1 | cat"],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(TERM="xterm"),
            encoding="utf-8",
            timeout=30,
        )
        self.addCleanup(student.close, force=True)
        student.expect_exact("watching lessons/exercises/step1.py")
        self.assertNotIn("\x1b", student.before)
