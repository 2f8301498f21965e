"""
The book as a whole, made from the texts as they are.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.prose import plain
from lessons.exercises import hints
from lessons.quizzes import Word
from lessons.syllabus.course import allQuizzes
from server.escapes import visible
from tests.support.needs import missing
from tests.support.process import ROOT
from tests.support.steps import LESSONS, STEPS

#: Seconds that it may take to make the book.
BOOK_PATIENCE = 300


def makeBook(folder: str) -> None:
    """
    Make the book in all languages, as C{make docs} does.
    """
    command = [sys.executable, "-m", "lessons.book.sphinx", "--strict", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BOOK_PATIENCE)
    if done.returncode or done.stderr:
        raise AssertionError(done.stderr)


class BookTestCase(SynchronousTestCase):
    """
    Looks into the book.

    @cvar folder: where it is, once it has been made.
    """

    folder: ClassVar[Path | None] = None
    together = "book"

    def setUp(self) -> None:
        """
        Make the book, once for all tests.
        """
        try:
            import sphinx  # noqa: F401
        except ImportError:
            missing("Sphinx", "pip install --editable '.[book]'")
        if BookTestCase.folder is None:
            folder = Path(mkdtemp(dir=Path(self.mktemp()).parent)).resolve()
            makeBook(str(folder))
            BookTestCase.folder = folder

    def page(self, name: str) -> str:
        """
        Read the HTML of a page, by its name.
        """
        assert self.folder is not None
        return (self.folder / f"{name}.html").read_text(encoding="utf-8")


class BookTests(BookTestCase):
    """
    What a reader finds in the book.
    """

    def test_programs(self) -> None:
        """
        Each step shows its program whole, and leads to the next and the one before.
        """
        for number, name in enumerate(STEPS, start=1):
            page = self.page(name)
            code = unescape(re.sub(r"<[^>]+>", "", page))
            last = (LESSONS / f"{name}.py").read_text().rstrip().splitlines()[-1]
            self.assertIn(last, code, name)
            self.assertEqual(f'href="step{number + 1}"' in page, name != STEPS[-1], name)
            if number > 1:
                self.assertIn(f'href="step{number - 1}"', page)
                self.assertIn(f"What has changed since step {number - 1}", page)
                self.assertIn(f"--- lessons/step{number - 1}.py", code)
            self.assertNotIn(str(LESSONS), page)

    def test_rules(self) -> None:
        """
        Each section of an RFC that a text names is a link.
        """
        for path in LESSONS.rglob("*.rst"):
            name = str(path.relative_to(LESSONS).with_suffix(""))
            if not (self.folder or Path()).joinpath(f"{name}.html").exists():
                continue
            article = self.page(name).partition('<article role="main"')[2]
            article = re.sub(r"<(pre|code|h\d|title)\b.*?</\1>", "", article, flags=re.DOTALL)
            unlinked = re.sub(r"<a\b.*?</a>", "", article, flags=re.DOTALL)
            self.assertEqual(re.findall(r"RFC\s+\d+\s+section\s+[\d.]+", unlinked), [], name)

    def test_withheld(self) -> None:
        """
        No solution and no hint is on a page, or can be searched for.
        """
        assert self.folder is not None
        names = {path.stem for path in self.folder.rglob("*.html")}
        self.assertEqual({name for name in names if "solution" in name or "hint" in name}, set())
        index = (self.folder / "searchindex.js").read_text(encoding="utf-8")
        documents = json.loads(index.partition("(")[2].rpartition(")")[0])["docnames"]
        self.assertEqual([name for name in documents if "exercises" in name], [])
        everything = unescape("".join(path.read_text() for path in self.folder.rglob("*.html")))
        # A hint may quote a line that a later step has as well.
        shown = "".join((LESSONS / f"{step}.py").read_text() for step in STEPS)
        for path in sorted(Path(hints.__path__[0]).glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if len(line) > 60 and line.strip() not in shown:
                    self.assertFalse(line.strip() in everything, f"{path.name}: {line}")

    def test_quizzes(self) -> None:
        """
        A quiz is in the book with its questions, bytes and choices; what is said about an answer
        is on no page, nor in what is searched.
        """
        assert self.folder is not None
        files = [*self.folder.rglob("*.html"), self.folder / "searchindex.js"]
        everything = unescape("".join(path.read_text(encoding="utf-8") for path in files))
        for quiz in allQuizzes().values():
            page = self.page(f"quiz{quiz.step}")
            shown = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
            for question in quiz.questions:
                said = [question.asks, *(one.says for one in question.options.values())]
                lines = [visible(line) for line in question.lines]
                for text in (*map(plain, said), *lines):
                    self.assertIn(" ".join(text.split()), shown)
                kept = [one.because for one in question.options.values()]
                kept += [question.why, question.otherwise] if isinstance(question, Word) else []
                for text in kept:
                    self.assertNotIn(plain(text), everything)

    def test_offline(self) -> None:
        """
        A page needs nothing from elsewhere.
        """
        for name in ("index", *STEPS):
            loaded = re.findall(r'(?:src|<link [^>]*href)="(https?:[^"]*)"', self.page(name))
            self.assertEqual(loaded, [], name)
