"""
C{class --grade FOLDER}: what students have handed in is checked, and does no harm.
"""

from __future__ import annotations

import csv
import socket
import zipfile
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.command import classgrade
from lessons.command.classgrade import TABLE, Graded, Mark, grade, harmless, writeTable
from lessons.command.console import Console
from lessons.command.handin import FOLDER, MARK_CONTENT, MARK_FILE, PROGRESS_FILE
from lessons.syllabus.course import Step
from lessons.syllabus.progress import HEADING as NOTES
from lessons.trouble import Trouble
from tests.support.needs import need

#: What a student's file might try: to write where it should not, and to reach somebody.
HOSTILE = """
import socket
from pathlib import Path

for name in {paths!r}:
    try:
        Path(name).write_text("I was here")
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
except OSError:
    pass
"""


class TableTests(SynchronousTestCase):
    """
    The table of the grades, as a file for a spreadsheet.
    """

    def test_rows(self) -> None:
        """
        A row for each exercise, and one for what could not be checked; nothing is a formula.
        """
        path = Path(self.mktemp())
        marks = [Mark("1.1", True), Mark("1.2", False, 'Says "no", twice.')]
        writeTable(path, [Graded("ada", marks), Graded("=x()", (), "no archive")])
        with path.open(newline="", encoding="utf-8") as file:
            heads, *rows = list(csv.reader(file))
        self.assertEqual(heads, ["file", "exercise", "passed", "requirement", "problem"])
        self.assertEqual(
            rows,
            [
                ["ada", "1.1", "yes", "", ""],
                ["ada", "1.2", "no", 'Says "no", twice.', ""],
                ["'=x()", "", "no", "", "no archive"],
            ],
        )

    def test_harmless(self) -> None:
        """
        What a spreadsheet would compute begins with an apostrophe.
        """
        for text in "=1", "+1", "-1", "@x":
            self.assertEqual(harmless(text), f"'{text}")
        for text in "", "ada", "a=b":
            self.assertEqual(harmless(text), text)


class GradeTests(SynchronousTestCase):
    """
    A folder of what students have handed in.
    """

    def setUp(self) -> None:
        """
        Make the folder, with nothing in it.
        """
        self.folder = Path(self.mktemp())
        self.folder.mkdir()

    def handIn(self, name: str, file: str, source: bytes) -> None:
        """
        Put the work of a student there.
        """
        with zipfile.ZipFile(self.folder / f"{name}.zip", "w") as archive:
            archive.writestr(MARK_FILE, MARK_CONTENT)
            archive.writestr(PROGRESS_FILE, f"{NOTES}\n")
            archive.writestr(f"{FOLDER}/{file}.py", source)

    def grade(self) -> str:
        """
        Have the folder graded, and return what is printed.
        """
        out = StringIO()
        self.isWell = grade(Console(out), self.folder)
        return " ".join(out.getvalue().split())

    def rows(self, name: str) -> dict[str, str]:
        """
        Read what the table says of a student.
        """
        with (self.folder / TABLE).open(newline="", encoding="utf-8") as file:
            return {
                row["exercise"]: row["passed"]
                for row in csv.DictReader(file)
                if row["file"] == name
            }

    def test_folder(self) -> None:
        """
        What is right is passed, whatever the progress says; what is as it was handed out is
        not; and what is not a student's work is named, and does not affect the others.
        """
        step = Step("1")
        self.handIn("ada", "step1", step.solutions.read_bytes())
        self.handIn("bob", "step1", step.pristine.read_bytes())
        self.handIn("cleo", "step1", b"this is no Python\n")
        (self.folder / "dan.zip").write_bytes(b"no archive")
        (self.folder / "eve").mkdir()
        (self.folder / "bob.zip").rename(self.folder / "eve" / "work.zip")
        (self.folder / "fay").write_bytes(b"what is this?")
        said = self.grade()
        self.assertFalse(self.isWell)
        self.assertEqual(set(self.rows("ada").values()), {"yes"})
        self.assertEqual(set(self.rows("eve/work").values()), {"no"})
        self.assertNotIn("yes", self.rows("cleo").values())
        self.assertIn("ada 5 of", said)
        self.assertIn("eve/work 0 of", said)
        self.assertIn("Not looked at: fay.", said)
        self.assertIn("dan 0 of", said)
        self.assertIn("dan.zip is not what `export` makes", said)
        self.assertIn(TABLE, said)

    def test_shutIn(self) -> None:
        """
        A student's program cannot write outside its own folder, nor reach the network, and
        what it has done right still counts.
        """
        need("bwrap")
        outside = Path(self.mktemp()).absolute()
        outside.mkdir()
        source = Step("1").solutions.read_text(encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0)
            paths = [str(outside / "here"), str(self.folder.absolute() / "ada.zip")]
            hostile = HOSTILE.format(paths=paths, port=listener.getsockname()[1])
            self.handIn("ada", "step1", (source + hostile).encode())
            self.grade()
            self.assertRaises(BlockingIOError, listener.accept)
        self.assertEqual(list(outside.iterdir()), [])
        self.assertTrue(zipfile.is_zipfile(self.folder / "ada.zip"))
        self.assertEqual(set(self.rows("ada").values()), {"yes"})

    def test_noBubblewrap(self) -> None:
        """
        Without bubblewrap it is said plainly what is not prevented, and graded all the same.
        """
        self.patch(classgrade, "findBubblewrap", lambda: None)
        self.handIn("ada", "step1", Step("1").solutions.read_bytes())
        said = self.grade()
        self.assertIn("bubblewrap is not installed", said)
        self.assertEqual(set(self.rows("ada").values()), {"yes"})

    def test_nothing(self) -> None:
        """
        A folder that is empty, or not there, is said to be so.
        """
        for folder in self.folder, self.folder / "nowhere":
            with self.assertRaises(Trouble):
                grade(Console(StringIO()), folder)
