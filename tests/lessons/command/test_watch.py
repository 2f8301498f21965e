"""
C{watch}, with a real keyboard and a real file.
"""

from __future__ import annotations

import os
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pexpect
from twisted.trial.unittest import SkipTest, SynchronousTestCase

from lessons.command.keys import Keys
from lessons.command.watching import Changes
from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_command import RIGHT, TODO

FIXED = RIGHT.rjust(len(RIGHT) + 8)


class WatchTests(SynchronousTestCase):
    """
    A student who works with the watcher beside the editor.
    """

    def setUp(self) -> None:
        """
        Make a copy, and begin to watch.
        """
        self.checkout = Checkout(self.mktemp())

    def watch(self, name: str) -> pexpect.spawn:
        """
        Watch an exercise in a terminal.
        """
        child = pexpect.spawn(
            sys.executable,
            ["-m", "lessons", "watch", name],
            cwd=str(self.checkout.path),
            env=self.checkout.environment(),
            encoding="utf-8",
            timeout=30,
        )
        self.addCleanup(child.close, force=True)
        child.expect_exact("Enter check again")
        return child

    def test_save(self) -> None:
        """
        Saving the file checks again, with any way of saving; q ends, with status 0
        when all is well.
        """
        child = self.watch("1.1")
        self.assertIn("FAILED", child.before)
        self.checkout.change("step1", TODO, FIXED)
        child.expect_exact("Enter check again")
        self.assertNotIn("FAILED", child.before)
        path = self.checkout.exercises("step1")
        other = path.with_suffix(".new")
        other.write_text(path.read_text().replace(FIXED, TODO))
        os.replace(other, path)
        child.expect_exact("Enter check again")
        self.assertIn("FAILED", child.before)
        self.checkout.change("step1", TODO, FIXED)
        child.expect_exact("Enter check again")
        child.send("q")
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 0)

    def test_brief(self) -> None:
        """
        The exercise that is worked on is shown whole, and h is for it; those that are
        passed or not begun have a line.
        """
        self.checkout.change("step1", TODO, FIXED)
        self.checkout.change("step1", "# TODO 1.3", "# 1.3")
        child = self.watch("1")
        self.assertIn("1.1 Quit, however it is spelled: passed", child.before)
        self.assertRegex(child.before, r"1\.2 [^:]*: not begun")
        self.assertRegex(child.before, r"1\.3 [^:]*\r\n  FAILED 1")
        self.assertRegex(child.before, r"1\.4 [^:]*: not begun")
        self.assertIn("1.3, requirement 1:", child.before)
        self.assertIn("Step 1: 1 of 4 passed. A hint: python -m lessons hint 1.3", child.before)
        child.send("h")
        child.expect_exact("1.3 hint 1")

    def test_keys(self) -> None:
        """
        h shows a hint, n goes to the next exercise, also in another file; Ctrl-C ends.
        """
        child = self.watch("1.4")
        child.send("h")
        child.expect_exact("1.4 hint 1")
        child.send("h")
        child.expect_exact("1.4 hint 2")
        child.send("n")
        child.expect_exact("2.1 answer HEAD")
        child.expect_exact("Enter check again")
        child.send("\r")
        child.expect_exact("Answer HEAD")
        child.expect_exact("Enter check again")
        child.sendintr()
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 130)


class ChangesTests(SynchronousTestCase):
    """
    Noticing that a file was saved.
    """

    def notices(self, useWatchfiles: bool) -> None:
        """
        Save a file while somebody waits.
        """
        path = Path(self.mktemp()).absolute()
        path.parent.mkdir(exist_ok=True)
        path.write_text("a")
        keys = Keys()
        keys.isThere = False
        with Changes(path, useWatchfiles) as changes:
            timer = threading.Timer(0.3, path.write_text, ["b"])
            timer.start()
            self.addCleanup(timer.join)
            for _ in range(1000):
                if changes.happened(keys)[1]:
                    break
            self.assertEqual(changes.seen, b"b")

    def test_polling(self) -> None:
        """
        By looking, without any package.
        """
        self.notices(False)

    def test_watchfiles(self) -> None:
        """
        By being told, where watchfiles is installed.
        """
        if find_spec("watchfiles") is None:
            raise SkipTest("needs watchfiles: pip install watchfiles")
        self.notices(True)

    def test_missing(self) -> None:
        """
        A file that is not there for a moment is no change.
        """
        path = Path(self.mktemp())
        path.write_text("a")
        keys = Keys()
        keys.isThere = False
        with Changes(path, False) as changes:
            path.unlink()
            self.assertEqual(changes.happened(keys), ("", False))
            path.write_text("a")
            self.assertEqual(changes.happened(keys), ("", False))
            path.write_text("c")
            self.assertEqual(changes.happened(keys), ("", True))
