"""
C{watch}, with a real keyboard and a real file.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pexpect
from twisted.trial.unittest import SkipTest, SynchronousTestCase

from lessons.command.filewatch import Changes
from lessons.command.keys import Keys
from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_command import RIGHT, TODO
from tests.support.terminals import Spawn

FIXED = RIGHT.rjust(len(RIGHT) + 8)


class WatchTests(SynchronousTestCase):
    """
    A student who works with the watcher beside the editor.
    """

    def setUp(self) -> None:
        """
        Make a copy of the course, and begin to watch.
        """
        self.checkout = Checkout(self.mktemp())

    def watch(self, name: str) -> pexpect.spawn:
        """
        Watch an exercise in a terminal.
        """
        child = Spawn(
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
        self.assertIn("Step 1: 1 of 5 passed. A hint: python -m lessons hint 1.3", child.before)
        child.send("h")
        child.expect_exact("1.3 hint 1")

    def test_keys(self) -> None:
        """
        h shows a hint, n goes to the next exercise, even in another file; Ctrl-C ends.
        """
        child = self.watch("1.5")
        child.send("h")
        child.expect_exact("1.5 hint 1")
        child.send("h")
        child.expect_exact("1.5 hint 2")
        child.send("n")
        child.expect_exact("2.a a request without an answer")
        child.expect_exact("Enter check again")
        child.send("\r")
        child.expect_exact("A request without an answer")
        child.expect_exact("Enter check again")
        child.sendintr()
        child.expect(pexpect.EOF)
        child.close()
        self.assertEqual(child.exitstatus, 130)


def needWatchfiles() -> None:
    """
    Skip the test where watchfiles is not installed.
    """
    if find_spec("watchfiles") is None:
        raise SkipTest("needs watchfiles: pip install watchfiles")


class ChangesTests(SynchronousTestCase):
    """
    Noticing that a file was saved.
    """

    def setUp(self) -> None:
        """
        Make a file to be watched.
        """
        self.path = Path(self.mktemp()).absolute()
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text("a")

    def notices(self, useWatchfiles: bool, save: Callable[[], object] | None = None) -> None:
        """
        Save a file while somebody waits.

        @param save: how, unless it is written to.
        """
        keys = Keys()
        keys.isThere = False
        with Changes(self.path, useWatchfiles) as changes:
            timer = threading.Timer(0.3, save or partial(self.path.write_text, "b"))
            timer.start()
            self.addCleanup(timer.join)
            for _ in range(1000):
                if changes.happened(keys)[1]:
                    break
            self.assertEqual(changes.seen, b"b")

    def test_polling(self) -> None:
        """
        Without the package C{watchfiles}, a change is noticed by looking at the file again
        and again.
        """
        self.notices(False)

    def test_watchfiles(self) -> None:
        """
        By being told, where watchfiles is installed.
        """
        needWatchfiles()
        self.notices(True)

    def test_link(self) -> None:
        """
        A file that a link leads to, elsewhere, is noticed, told of or not.
        """
        needWatchfiles()
        for isTold in True, False:
            target = Path(self.mktemp()).absolute() / "elsewhere"
            target.parent.mkdir(parents=True)
            target.write_text("a")
            self.path.unlink()
            self.path.symlink_to(target)
            self.notices(isTold, partial(target.write_text, "b"))

    def test_untold(self) -> None:
        """
        Where the system tells nothing, as of a mounted folder, or fails, looking notices.
        """
        needWatchfiles()
        self.patch(Changes, "listen", lambda changes: None)
        self.notices(True)

    def test_otherFile(self) -> None:
        """
        Another file in its place is noticed, and so is one that was away in between, with
        its whole folder.
        """
        needWatchfiles()
        folder = self.path.parent / "folder"
        for replace in (self.rename, self.makeAgain):
            folder.mkdir()
            self.path = folder / "file"
            self.path.write_text("a")
            self.notices(True, replace)
            shutil.rmtree(folder)

    def rename(self) -> None:
        """
        Save as editors do that write a new file first.
        """
        other = self.path.with_suffix(".new")
        other.write_text("b")
        other.rename(self.path)

    def makeAgain(self) -> None:
        """
        Take the folder away, and make it again.
        """
        shutil.rmtree(self.path.parent)
        self.path.parent.mkdir()
        self.path.write_text("b")

    def test_missing(self) -> None:
        """
        A file that is not there for a moment is not a change.
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
            path.write_text("")  # an editor is about to write
            self.assertEqual(changes.happened(keys), ("", False))
            path.write_text("c")
            self.assertEqual(changes.happened(keys), ("", True))
