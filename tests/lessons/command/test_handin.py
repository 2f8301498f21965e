"""
C{export} and C{import}: a student's work on another machine.
"""

from __future__ import annotations

import os
import zipfile
from io import StringIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import handin
from lessons.command.console import Console
from lessons.command.handin import (
    FOLDER,
    MARK_CONTENT,
    MARK_FILE,
    MOST_FILE_BYTES,
    PROGRESS_FILE,
    BadArchive,
    readWork,
)
from lessons.syllabus.course import Step
from lessons.syllabus.progress import HEADING as NOTES
from lessons.syllabus.progress import Progress, Record, read, write
from tests.lessons.command.checkout import Checkout


class ArchiveTests(SynchronousTestCase):
    """
    What is read from a file that may come from anybody.
    """

    def archive(self, members: dict[str, bytes]) -> Path:
        """
        Write a ZIP archive with any members, as nobody's C{export} would.

        @param members: by name.
        """
        path = Path(self.mktemp()).with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in members.items():
                file.writestr(name, data)
        return path

    def test_right(self) -> None:
        """
        Files and progress are read as they are.
        """
        path = self.archive(
            {
                MARK_FILE: MARK_CONTENT,
                PROGRESS_FILE: f"{NOTES}\n1.1 passed\n".encode(),
                f"{FOLDER}/step1.py": b"x = 1\n",
            }
        )
        work = readWork(path)
        self.assertEqual(work.files, {"step1": b"x = 1\n"})
        self.assertEqual(work.records, {"1.1": Record(passed=True)})

    def test_wrong(self) -> None:
        """
        Names that lead elsewhere, files that are too long, other versions and progress that
        makes no sense are said to be what they are.
        """
        marked = {MARK_FILE: MARK_CONTENT, PROGRESS_FILE: f"{NOTES}\n".encode()}
        for wrong in (
            {},
            {MARK_FILE: MARK_CONTENT},
            marked | {MARK_FILE: MARK_CONTENT.replace(b"1", b"2")},
            marked | {PROGRESS_FILE: b"\xff"},
            marked | {PROGRESS_FILE: f"{NOTES}\nnonsense\n".encode()},
            marked | {"../lessons/step1.py": b""},
            marked | {f"{FOLDER}/../../step1.py": b""},
            marked | {"/etc/passwd": b""},
            marked | {f"{FOLDER}/checks.py": b""},
            marked | {f"{FOLDER}/step1.py": b" " * (MOST_FILE_BYTES + 1)},
        ):
            with self.assertRaises(BadArchive, msg=str(list(wrong))):
                readWork(self.archive(wrong))

    def test_noArchive(self) -> None:
        """
        A text, a folder, a pipe, half an archive, and one that has a name twice are said to
        be no archive.
        """
        whole = self.archive({MARK_FILE: MARK_CONTENT}).read_bytes()
        folder, pipe = self.mktemp(), self.mktemp()
        os.mkdir(folder)
        os.mkfifo(pipe)
        for path in folder, pipe, "nowhere":
            self.assertRaises(BadArchive, readWork, Path(path))
        for data in b"", b"a text", whole[:-10], whole[: len(whole) // 2]:
            path = Path(self.mktemp())
            path.write_bytes(data)
            self.assertRaises(BadArchive, readWork, path)
        twice = Path(self.mktemp())
        with zipfile.ZipFile(twice, "w") as file, catch_warnings():
            simplefilter("ignore")  # it is what we want to do
            file.writestr(MARK_FILE, MARK_CONTENT)
            file.writestr(MARK_FILE, MARK_CONTENT)
        self.assertRaises(BadArchive, readWork, twice)


class NoteTests(SynchronousTestCase):
    """
    What was done there and what was done here count both.
    """

    def test_both(self) -> None:
        """
        Nothing that was passed is lost, on either side.
        """
        path = Path(self.mktemp())
        write(
            path,
            {
                "1.1": Record(passed=True),
                "1.2": Record(hints=3),
                "quiz.3": Record(wrong=frozenset((1, 2))),
            },
        )
        progress = Progress(self.fail, path)
        there = {
            "1.1": Record(hints=1),
            "1.2": Record(passed=True, hints=1),
            "quiz.3": Record(right=frozenset((1, 3)), wrong=frozenset((2,))),
        }
        for number, record in there.items():
            handin.note(progress, number, record)
        self.assertEqual(
            read(path),
            {
                "1.1": Record(passed=True, hints=1),
                "1.2": Record(passed=True, hints=3),
                "quiz.3": Record(right=frozenset((1, 3)), wrong=frozenset((2,))),
            },
        )

    def test_kept(self) -> None:
        """
        What somebody has worked on here is kept beside what is brought in, and what is as it
        was handed out is not.
        """
        folder = Path(self.mktemp())
        for name in "exercises", "exercises/pristine":
            (folder / name).mkdir(parents=True)
        self.patch(handin, "ROOT", folder)
        step = Step("1")
        original, mine = folder / "exercises/pristine/step1.py", folder / "exercises/step1.py"
        self.patch(Step, "pristine", property(lambda self: original))
        self.patch(Step, "exercises", property(lambda self: mine))
        original.write_bytes(b"# as handed out\n")
        mine.write_bytes(b"# mine\n")
        out = StringIO()
        handin.place(Console(out), step, b"# theirs\n")
        self.assertEqual(mine.read_bytes(), b"# theirs\n")
        self.assertEqual(Path(f"{mine}.1").read_bytes(), b"# mine\n")
        self.assertIn("exercises/step1.py.1", out.getvalue())
        mine.write_bytes(original.read_bytes())
        handin.place(Console(out), step, b"# theirs\n")
        self.assertFalse(Path(f"{mine}.2").exists())


class CommandTests(SynchronousTestCase):
    """
    C{export} in one checkout, and C{import} in another.
    """

    def test_moved(self) -> None:
        """
        What is exported from one is imported into another, and checked there.
        """
        there, here = (Checkout(self.mktemp()) for _ in range(2))
        there.solve("step1")
        self.assertEqual(there.run("check", "1.1")[0], 0)
        path = str(Path(self.mktemp()).absolute().with_suffix(".zip"))
        status, said = there.run("export", path)
        self.assertEqual(status, 0, said)
        self.assertIn("1 exercise files and your progress: 1 passed", " ".join(said.split()))
        self.assertEqual(there.run("export", str(Path(path).with_suffix("")))[0], 0)
        self.assertEqual(there.run("export", str(there.path))[0], 0)
        self.assertTrue((there.path / handin.DEFAULT).exists())
        self.assertEqual(there.run("export", str(there.path / "ada.lovelace"))[0], 0)
        self.assertTrue((there.path / "ada.lovelace.zip").exists())
        other = there.path / "other.zip"
        other.write_bytes(b"something else")
        status, said = there.run("export", "other")
        self.assertEqual(status, 1)
        self.assertIn("already", said)
        self.assertEqual(other.read_bytes(), b"something else")
        status, said = here.run("import", path)
        self.assertEqual(status, 0, said)
        self.assertEqual(here.progress.read_text(), there.progress.read_text())
        self.assertEqual(
            here.exercises("step1").read_bytes(), there.exercises("step1").read_bytes()
        )
        self.assertFalse(Path(f"{here.exercises('step1')}.1").exists())
