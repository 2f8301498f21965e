"""
The player of transcripts: it must notice when the book is wrong.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from twisted.trial.unittest import SynchronousTestCase

from tests.support import player
from tests.support.needs import need
from tests.support.player import BookDisagrees, play

STEP1 = """\
$ python -m lessons.step1
listening on 127.0.0.1:8000
…
"""


class PlayerTests(SynchronousTestCase):
    """
    Right books and wrong ones, played against real programs.
    """

    def write(self, *transcripts: str) -> Path:
        """
        Write a walkthrough: line 1 is its title, line 3 begins the first
        transcript.
        """
        path = Path(self.mktemp()).with_suffix(".rst")
        blocks = ["    " + dedent(text).replace("\n", "\n    ") for text in transcripts]
        path.write_text("See::\n\n" + "\n\nAnd::\n\n".join(blocks) + "\n")
        return path

    def disagreement(self, *transcripts: str) -> str:
        """
        Play a wrong book.

        @return: the last three lines of what is said about it.
        """
        path = self.write(*transcripts)
        error = self.assertRaises(BookDisagrees, play, path)
        return str(error).replace(path.name, "book.rst")

    def test_right(self) -> None:
        """
        A transcript that is right is counted, and nothing is said.
        """
        self.assertEqual(play(self.write("$ echo hello\nhello\n\n$ true")), 2)

    def test_wrongLine(self) -> None:
        """
        A line that differs is named by file and line, with both versions.
        """
        self.assertEqual(
            self.disagreement("$ printf 'a\\nb\\n'\na\nB"),
            "book.rst:5: under `printf 'a\\nb\\n'`\n  the book:    B\n  the program: b",
        )

    def test_writtenOver(self) -> None:
        """
        A line that is written over and over is one line, however long it pauses.
        """
        command = r"printf '\r1 kB'; sleep 1; printf '\r2 kB\nsaved\n'"
        self.assertEqual(play(self.write(f"$ {command}\n… kB\nsaved")), 1)

    def test_missingLine(self) -> None:
        """
        A line that never comes is named.
        """
        self.assertIn("book.rst:5: ", self.disagreement("$ echo a\na\nb"))

    def test_extraLine(self) -> None:
        """
        A line that the book does not show is named.
        """
        said = self.disagreement("$ printf 'a\\nb\\n'\na")
        self.assertIn("book.rst:4: ", said)
        self.assertIn("(nothing more)\n  the program: b", said)

    def test_ellipsis(self) -> None:
        """
        C{…} stands for any text, and alone for any lines, but not for the line
        after it.
        """
        play(self.write("$ printf 'a1\\nb\\nc\\nd\\n'\na…\n…\nd"))
        self.assertIn("book.rst:5: ", self.disagreement("$ echo a\n…\nb"))

    def test_neverEnds(self) -> None:
        """
        A program that does not end where its transcript does is named.
        """
        self.patch(player, "LINE_PATIENCE", 0.5)
        self.assertIn("(still runs)", self.disagreement("$ sleep 100"))

    def test_server(self) -> None:
        """
        A server runs on for the transcripts below it, is looked at again, and is
        stopped; its free port stands for the one in the book.
        """
        need("nc")
        play(
            self.write(
                STEP1,
                "$ printf 'quit\\r\\n' | nc 127.0.0.1 8000\nGoodbye.",
                STEP1 + "127.0.0.1:… connected\n127.0.0.1:… left\n> ^C",
            )
        )

    def test_wrongServer(self) -> None:
        """
        Looked at again, a server's terminal must show what the book shows.
        """
        self.patch(player, "LINE_PATIENCE", 2)
        said = self.disagreement(STEP1, STEP1 + "127.0.0.1:… connected\n> ^C")
        self.assertIn("the book:    127.0.0.1:… connected", said)

    def test_takenPort(self) -> None:
        """
        A book that starts a second server on a port it has not freed is wrong.
        """
        other = STEP1.replace("step1", "step1 --wire")
        self.assertIn("starts on port 8000", self.disagreement(STEP1, other))

    def test_typed(self) -> None:
        """
        What is typed reaches the program, at a prompt or without one.
        """
        play(self.write("$ cat\n> hello\nhello\n> ^D"))
        play(self.write("$ printf 'Name: '; read n; echo hello $n\nName: > me\nhello me"))

    def test_curl(self) -> None:
        """
        curl's own marks are output.
        """
        path = self.write("$ curl --fail-early nonsense\n> a")
        self.assertRaises(BookDisagrees, play, path)
