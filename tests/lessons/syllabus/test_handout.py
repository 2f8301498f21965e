"""
The students' files: made from their originals, and never changed after somebody has worked in
them.
"""

from __future__ import annotations

import os
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.subject import EXERCISES
from lessons.installed import isInstalled
from lessons.syllabus.handout import NOTES, handOut, originalsIn
from tests.support.installed import tracked


class HandOutTests(SynchronousTestCase):
    """
    L{handOut}, in a folder with two originals.
    """

    def setUp(self) -> None:
        """
        Make the folder, with two originals.
        """
        self.folder = Path(self.mktemp())
        (self.folder / "pristine").mkdir(parents=True)
        self.originals = [self.folder / "pristine" / f"step{number}.py" for number in (1, 2)]
        for original in (*self.originals, self.folder / "pristine" / "__init__.py"):
            original.write_text("# to do\n")
        self.one, self.two = (self.folder / original.name for original in self.originals)

    def test_made(self) -> None:
        """
        A file that is missing is made, as often as it is missing.
        """
        for _ in range(2):
            handOut(self.folder)
            self.assertEqual(self.one.read_text(), "# to do\n")
            self.assertEqual(self.two.read_text(), "# to do\n")
            self.one.unlink()
        self.assertFalse((self.folder / "__init__.py").exists())

    def test_workedIn(self) -> None:
        """
        What somebody has worked in stays, and what nobody has follows its original.
        """
        handOut(self.folder)
        self.one.write_text("# done\n")
        for text in "# to do, in other words\n", "# something else to do\n":
            for original in self.originals:
                original.write_text(text)
            handOut(self.folder)
            self.assertEqual((self.one.read_text(), self.two.read_text()), ("# done\n", text))

    def test_workedInFirst(self) -> None:
        """
        What was there before anything was handed out is somebody's work, whatever it is.
        """
        self.one.write_text("# done\n")
        self.two.write_text("")
        handOut(self.folder)
        self.assertEqual((self.one.read_text(), self.two.read_text()), ("# done\n", ""))

    def test_putBack(self) -> None:
        """
        A file that was put back is one that nobody has worked in.
        """
        self.one.write_text("# done\n")
        handOut(self.folder)
        self.one.write_text("# to do\n")
        handOut(self.folder)
        self.originals[0].write_text("# more to do\n")
        handOut(self.folder)
        self.assertEqual(self.one.read_text(), "# more to do\n")

    def test_unreadableNotes(self) -> None:
        """
        Where it is not known what was handed out, nothing is replaced.
        """
        for data in b"\xff", b"nonsense", b"  step1.py\n":
            (self.folder / NOTES).write_bytes(data)
            self.one.write_text("# what nobody has worked in, or somebody\n")
            handOut(self.folder)
            self.assertIn("or somebody", self.one.read_text())
            self.assertTrue(self.two.exists())

    def test_noFiles(self) -> None:
        """
        Nothing that takes the place of a file is touched or waited for, nor does it keep the
        others from being made.
        """
        os.mkfifo(self.one)
        (self.folder / NOTES).mkdir()
        handOut(self.folder)
        self.assertTrue(self.one.is_fifo())
        self.assertTrue(self.two.exists())
        self.one.unlink()
        self.one.symlink_to("nowhere")
        handOut(self.folder)
        self.assertEqual(os.readlink(self.one), "nowhere")

    def test_unwritable(self) -> None:
        """
        A folder that cannot be written, or is not there, is not an error.
        """
        self.patch(os, "replace", self.refuse)
        handOut(self.folder)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["pristine"])
        handOut(self.folder / "nowhere")

    def refuse(self, source: str, target: Path) -> None:
        """
        Stand in for a file system that can only be read.
        """
        raise OSError(30, "Read-only file system", str(target))


class CourseTests(SynchronousTestCase):
    """
    The folder of exercises in the course itself.
    """

    def test_oneOriginal(self) -> None:
        """
        The repository holds each original once, and no student's file.
        """
        names = {original.name for original in originalsIn(EXERCISES)}
        self.assertIn("step1.py", names)
        held = tracked("lessons/exercises")
        for name in names:
            self.assertIn(f"lessons/exercises/pristine/{name}", held)
            self.assertNotIn(f"lessons/exercises/{name}", held)

    def test_imported(self) -> None:
        """
        Whoever has imported anything of the exercises finds all the files.
        """
        self.assertFalse(isInstalled())
        for original in originalsIn(EXERCISES):
            self.assertTrue((EXERCISES / original.name).exists(), original.name)
