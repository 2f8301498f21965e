"""
Files that only their owner can read: a key, a certificate with its key.

Several processes may start at the same time and want the same file. What is written here
is never seen half written, whoever looks at it, and whenever.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOTSUP
from pathlib import Path

#: The permissions of everybody but the owner.
OTHERS = 0o077


class NotPrivate(Exception):
    """
    People other than the owner may have read a file.
    """

    def __init__(self) -> None:
        super().__init__("others than its owner may have read the key in it")


def readPrivate(path: Path) -> bytes:
    """
    Read a file, if only its owner can.

    @raise OSError: when it cannot be read.
    @raise NotPrivate: when others can read it, or write it.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & OTHERS:
            raise NotPrivate
        return file.read()


def replacePrivate(path: Path, data: bytes) -> None:
    """
    Write a file, in place of the one that was there.

    @raise OSError: when it cannot be written.
    """
    with freshFile(path, data) as fresh:
        fresh.replace(path)


def makePrivate(path: Path, data: bytes) -> bool:
    """
    Write a file, unless there is one: of several processes that try, only one is first.

    @return: whether we were first.
    @raise OSError: when it cannot be written, or would not be private: some file systems,
        such as those of other operating systems, do not have permissions.
    """
    with freshFile(path, data) as fresh:
        if fresh.stat().st_mode & OTHERS:
            raise OSError(ENOTSUP, "no file can be private here")
        try:
            os.link(fresh, path)
        except FileExistsError:
            return False
    return True


@contextmanager
def freshFile(path: Path, data: bytes) -> Iterator[Path]:
    """
    Write a file under another name, in the same directory, and make sure that it is on
    the disk. If it is still there in the end, it is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Only the owner can read what mkstemp makes.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)
