"""
The corpus: the folder that is searched, and the one way to a file in it.
"""

from __future__ import annotations

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from unicodedata import combining, normalize

#: A larger file is not read.
LARGEST = 4_000_000  # bytes
#: How much is read at a time.
PIECE = 65_536  # bytes

#: Unicode's Stream-Safe Text Format (UAX 15) says that no language puts more than 30
#: combining marks on one letter. A file that does would take minutes to bring into
#: normal form.
MOST_MARKS = 30
#: Where there may be such marks in a row: no mark is a letter. What is found here is
#: looked at closely (L{hasTooManyMarks}); in most texts, nothing is.
NO_LETTERS = re.compile(r"[^\w\s\x00-\x7f]{31,}")

#: How Python writes the bytes of a file's name that are not UTF-8.
NO_TEXT = re.compile("[\ud800-\udfff]")


class Found(NamedTuple):
    """
    A file of the corpus.

    @ivar path: from the corpus's root, with slashes.
    @ivar size: in bytes.
    @ivar modified: the time of its last change, in nanoseconds.
    """

    path: str
    size: int
    modified: int


class NoText(Exception):
    """
    A file is not searched; the argument says why.
    """


def hidesNothing(path: str) -> bool:
    """
    Do not leave out any file.
    """
    return False


class Corpus:
    """
    A folder, and what is in it.

    Hidden files and folders do not belong to it, nor does what a link points to, nor do
    pipes and devices.
    """

    def __init__(
        self,
        root: Path,
        endings: tuple[str, ...] = (),
        without: Path | None = None,
        name: str = "",
        hides: Callable[[str], bool] = hidesNothing,
    ) -> None:
        """
        @param endings: take only files with these endings; all files where there are none.
        @param without: a folder to leave out, because our own index is in it.
        @param name: what it is, for people; the folder's name by default.
        @param hides: tells which other files are left out; it may change its mind. It is
            given the path of each file, which is not a link.
        """
        self.root = root.resolve()
        self.folder = str(self.root)
        self.endings = endings
        self.name = name or f"the folder {self.root.name}"
        self.hides = hides
        self.without = str(without.resolve()) if without else ""

    def files(self) -> Iterator[Found]:
        """
        Find all files that are searched.
        """
        folders = [""]
        while folders:
            for entry in self._entries(folders.pop()):
                path = os.path.relpath(entry.path, self.root)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.is_file(follow_symlinks=False) and self._mayRead(path):
                    status = entry.stat(follow_symlinks=False)
                    yield Found(path, status.st_size, status.st_mtime_ns)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        """
        List a folder; one that may not be read is empty.
        """
        try:
            with os.scandir(self.root / folder) as entries:
                return [entry for entry in entries if self._belongs(entry)]
        except OSError:
            return []

    def _belongs(self, entry: os.DirEntry[str]) -> bool:
        isText = not NO_TEXT.search(entry.name)
        return isText and isPlain(entry.name) and entry.path != self.without

    def _mayRead(self, path: str) -> bool:
        place = os.path.join(self.folder, path)
        return path.endswith(self.endings or "") and not self.hides(place)

    def read(self, path: str) -> str:
        """
        Read a file.

        @param path: as L{files} gives it; it may come from a stranger.
        @return: the text; its lines end in LF.
        @raise NoText: when there is no such file, or it is not text.
        """
        return decode(self.readBytes(path))

    def readBytes(self, path: str) -> bytes:
        """
        Read a file as it is.

        @raise NoText: when there is no such file, or it is too large.
        """
        parts = path.split("/")
        if not (all(map(isPlain, parts)) and self._mayRead(path)):
            raise NoText("there is no such file")
        try:
            descriptor = self._open(parts)
        except (OSError, UnicodeEncodeError) as error:
            raise NoText("there is no such file") from error
        try:
            return readAll(descriptor)
        finally:
            os.close(descriptor)

    def _open(self, parts: list[str]) -> int:
        """
        Open a file, folder by folder. Asking first whether a part is a link, and then
        opening it, would leave time to put a link there.

        @return: the file's descriptor.
        @raise OSError: also when a part of the path is a link.
        """
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        for part in parts[:-1]:
            folder = openWithin(folder, part, os.O_DIRECTORY)
        # A pipe would block here until somebody writes into it.
        return openWithin(folder, parts[-1], os.O_NONBLOCK)


def isPlain(name: str) -> bool:
    """
    Tell whether a name can be that of a file or folder in the corpus. It is not "..",
    hidden or empty, and does not lead further.
    """
    return name[:1] not in ("", ".") and "/" not in name and "\0" not in name


def openWithin(folder: int, name: str, flags: int) -> int:
    """
    Open what is in an open folder, if it is not a link, and close the folder.
    """
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=folder)
    finally:
        os.close(folder)


def readAll(descriptor: int) -> bytes:
    """
    Read an open file to its end.

    @raise NoText: when it is not a file, or too large.
    """
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise NoText("there is no such file")
    try:
        pieces = list(readPieces(descriptor))
    except OSError as error:
        raise NoText("it cannot be read") from error
    content = b"".join(pieces)
    if len(content) > LARGEST:
        raise NoText(f"it is larger than {LARGEST:,} bytes")
    return content


def readPieces(descriptor: int) -> Iterator[bytes]:
    """
    Read an open file, piece by piece, until it ends or is too large. (Most files are one
    small piece. Being ready for the largest at once costs more than all the rest.)
    """
    size = 0
    while size <= LARGEST and (piece := os.read(descriptor, PIECE)):
        yield piece
        size += len(piece)


def decode(content: bytes) -> str:
    """
    Make text of a file's bytes.

    @raise NoText: when they are not text.
    """
    if b"\0" in content:
        raise NoText("it is not text: there is a NUL in it")
    try:
        text = content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoText("it is not text in UTF-8") from error
    if not text.isascii() and hasTooManyMarks(text):
        raise NoText("it is not text: there are more than 30 combining marks in a row")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def hasTooManyMarks(text: str) -> bool:
    """
    Tell whether there are more combining marks in a row than any text has.
    """
    runs = (run for part in NO_LETTERS.finditer(text) for run in groupby(part[0], isMark))
    return any(isMarks and len(list(run)) > MOST_MARKS for isMarks, run in runs)


def isMark(character: str) -> bool:
    """
    Tell whether a character attaches to the one before it.
    """
    return combining(normalize("NFD", character)[0]) > 0
