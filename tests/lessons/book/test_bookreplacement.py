"""
A book that is made beside the old one.
"""

from __future__ import annotations

import os
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.sphinx.bookreplacement import lockedWorkshop, replacedBook
from server.greenhouse.course import workshopOf


class BookReplacementTests(SynchronousTestCase):
    """
    A book, and the one that takes its place.
    """

    def setUp(self) -> None:
        """
        Write a book to be replaced.
        """
        self.book = Path(self.mktemp()) / "book"
        (self.book / "zh").mkdir(parents=True)
        for name in ("step3.html", "zh/step3.html"):
            (self.book / name).write_text("old")

    def read(self, name: str) -> str:
        """
        Read a page of the book that can be read now.
        """
        return (self.book / name).read_text()

    def test_replacedBook(self) -> None:
        """
        The old book is there until the new one is whole, and what has not changed in both.
        """
        with lockedWorkshop(self.book) as workshop, replacedBook(self.book, workshop) as new:
            (new / "step3.html").write_text("new")
            self.assertEqual(self.read("step3.html"), "old")
        self.assertEqual(self.read("step3.html"), "new")
        self.assertEqual(self.read("zh/step3.html"), "old")

    def test_first(self) -> None:
        """
        The first book is not there until it is whole.
        """
        first = self.book.with_name("first")
        with lockedWorkshop(first) as workshop, replacedBook(first, workshop) as new:
            (new / "step3.html").write_text("new")
            self.assertFalse(first.exists())
        self.assertEqual((first / "step3.html").read_text(), "new")

    def test_broken(self) -> None:
        """
        A mistake leaves the book as it is, and no sign that another one is being made.
        """
        with (
            self.assertRaises(SystemExit),
            lockedWorkshop(self.book) as workshop,
            replacedBook(self.book, workshop) as new,
        ):
            (new / "step3.html").write_text("new")
            raise SystemExit(2)
        self.assertEqual(self.read("step3.html"), "old")
        self.assertFalse(workshopOf(self.book).exists())

    def test_killed(self) -> None:
        """
        What a killed process has left does no harm, and is gone afterwards.
        """
        for name in ("new", "old"):
            (workshopOf(self.book) / name).mkdir(parents=True)
            (workshopOf(self.book) / name / "half.html").write_text("half")
        with lockedWorkshop(self.book) as workshop, replacedBook(self.book, workshop):
            pass
        self.assertEqual(sorted(os.listdir(self.book)), ["step3.html", "zh"])
        self.assertFalse(workshopOf(self.book).exists())

    def test_alone(self) -> None:
        """
        Whoever else wants to make the book has to wait, as long as it takes.
        """
        other = os.open(self.book.parent, os.O_RDONLY)
        self.addCleanup(os.close, other)
        with lockedWorkshop(self.book), self.assertRaises(BlockingIOError):
            flock(other, LOCK_EX | LOCK_NB)
        flock(other, LOCK_EX | LOCK_NB)
