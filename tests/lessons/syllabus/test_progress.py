"""
The file that remembers how far the student has come.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.syllabus.progress import HEADING, BadProgress, Progress, Record, read, write


class FileTests(SynchronousTestCase):
    """
    The progress file: what is written can be read, and what somebody has spoilt is told.
    """

    def setUp(self) -> None:
        """
        Choose a file that does not exist yet.
        """
        directory = Path(self.mktemp())
        directory.mkdir()
        self.path = directory / "progress.txt"

    def complaint(self, text: bytes) -> str:
        """
        Read a file that is wrong.

        @return: what is said about it.
        """
        self.path.write_bytes(text)
        return str(self.assertRaises(BadProgress, read, self.path))

    def test_nothing(self) -> None:
        """
        Where there is no file, nothing has been done.
        """
        self.assertEqual(read(self.path), {})

    def test_roundTrip(self) -> None:
        """
        What is written is read again, and can be read by a person.
        """
        records = {
            "1.1": Record(True),
            "1.2": Record(False, 2),
            "clients.3": Record(True, 3, True),
            "2.1": Record(),
            "2.a": Record(True),
        }
        write(self.path, records)
        lines = ["1.1 passed", "1.2 hints 2", "clients.3 passed, hints 3, solution"]
        lines.append("2.a passed")
        self.assertEqual(self.path.read_text().splitlines(), [HEADING, *lines])
        del records["2.1"]
        self.assertEqual(read(self.path), records)

    def test_unknownExercise(self) -> None:
        """
        A number that this edition does not know is kept.
        """
        self.path.write_text(f"{HEADING}\n99.9 passed\n")
        progress = Progress(self.fail, self.path)
        progress.note("1.1", passed=True)
        self.assertIn("99.9 passed", self.path.read_text())

    def test_quizzes(self) -> None:
        """
        Of a quiz, the numbers of the questions are kept; a number under both is an error.
        """
        records = {
            "quiz.3": Record(right=frozenset((1, 12)), wrong=frozenset((2,))),
            "quiz.8": Record(skipped=True),
        }
        write(self.path, records)
        lines = ["quiz.3 right 1 12, wrong 2", "quiz.8 skipped"]
        self.assertEqual(self.path.read_text().splitlines(), [HEADING, *lines])
        self.assertEqual(read(self.path), records)
        self.path.write_text(f"{HEADING}\nquiz.3 right 1 2, wrong 2\n")
        self.assertEqual(read(self.path)["quiz.3"].right, {1})
        for line in (b"right", b"right 1234", b"right x", b"wrong 1,2", b"right 1 skipped"):
            self.assertIn("line 2", self.complaint(HEADING.encode() + b"\nquiz.3 " + line))

    def test_blankLines(self) -> None:
        """
        Blank lines in the progress file are read over.
        """
        self.path.write_text(f"{HEADING}\n\n1.1 passed\n\n")
        self.assertEqual(read(self.path), {"1.1": Record(True)})

    def test_wrong(self) -> None:
        """
        A file that is wrong is described, with the line and what to do.
        """
        heading = HEADING.encode()
        self.assertIn("does not begin with", self.complaint(b""))
        self.assertIn("does not begin with", self.complaint(b"1.1 passed\n"))
        self.assertIn(
            "another version of the course (it says 7", self.complaint(heading[:-1] + b"7")
        )
        self.assertIn("line 3, is not", self.complaint(heading + b"\n1.1 passed\n1.2 perhaps\n"))
        self.assertIn("line 2, is not", self.complaint(heading + b"\n1.1 hints 4\n"))
        self.assertIn("cannot be read", self.complaint(b"\xff\xfe"))
        self.path.unlink()
        self.path.mkdir()
        self.assertIn("cannot be read", str(self.assertRaises(BadProgress, read, self.path)))

    def test_two(self) -> None:
        """
        Where two commands write to it in turn, neither loses what the other has written.
        """
        one, other = Progress(self.fail, self.path), Progress(self.fail, self.path)
        one.note("1.1", passed=True)
        other.note("1.2", hints=1)
        one.note("1.3", passed=True)
        expected = {"1.1": Record(True), "1.2": Record(hints=1), "1.3": Record(True)}
        self.assertEqual(read(self.path), expected)
        self.assertEqual(one.records, expected)

    def test_brokenMeanwhile(self) -> None:
        """
        A file that has become wrong is told about, and not written over.
        """
        said: list[str] = []
        progress = Progress(said.append, self.path)
        progress.note("1.1", passed=True)
        self.path.write_text("my shopping list\n")
        progress.note("1.2", passed=True)
        progress.note("1.3", passed=True)
        self.assertEqual(self.path.read_text(), "my shopping list\n")
        self.assertEqual(len(said), 1)

    def test_leftAlone(self) -> None:
        """
        A wrong file is told about once, and not written over.
        """
        self.path.write_text("my shopping list\n")
        said: list[str] = []
        progress = Progress(said.append, self.path)
        progress.note("1.1", passed=True)
        self.assertEqual(self.path.read_text(), "my shopping list\n")
        self.assertEqual(len(said), 1)
        self.assertIn("nothing is remembered", said[0])

    def test_unwritable(self) -> None:
        """
        Where nothing can be written, that is said in a sentence.
        """
        progress = Progress(self.fail, self.path.parent / "missing" / "progress.txt")
        error = self.assertRaises(BadProgress, progress.note, "1.1", passed=True)
        self.assertIn("cannot be written: No such file or directory", str(error))

    def test_leavesNothingBehind(self) -> None:
        """
        Writing leaves no other file beside it.
        """
        write(self.path, {"1.1": Record(True)})
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])
