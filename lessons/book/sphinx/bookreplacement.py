"""
A book takes the place of the one before it once it is whole: a server may be showing the old one
meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import copytree, rmtree

from server.greenhouse.course import workshopOf

NEW, OLD = "new", "old"


@contextmanager
def lockedWorkshop(book: Path) -> Iterator[Path]:
    """
    Have a folder beside a book to make another one in. A second process waits until the first
    has ended, however it ends.
    """
    workshop = workshopOf(book)
    workshop.mkdir(parents=True, exist_ok=True)
    lock = os.open(book.parent, os.O_RDONLY)
    try:
        flock(lock, LOCK_EX)
        try:
            workshop.mkdir(exist_ok=True)  # whoever came first has taken it away
            yield workshop
        finally:
            rmtree(workshop, ignore_errors=True)
    finally:
        os.close(lock)


@contextmanager
def replacedBook(book: Path, workshop: Path) -> Iterator[Path]:
    """
    Begin with a copy of a book, of which what has not changed is not made again, and put it in
    place of the book at the end. An exception leaves the book as it is.
    """
    new = workshop / NEW
    rmtree(new, ignore_errors=True)  # left by a process that was killed
    if book.exists():
        copytree(book, new)
    else:
        new.mkdir()
    yield new
    old = workshop / OLD
    rmtree(old, ignore_errors=True)
    if book.exists():
        book.rename(old)
    new.rename(book)
    rmtree(old, ignore_errors=True)
