"""
What is handed out: the files in which a student works, C{step1.py} and so on. They are made
here from their originals, in C{pristine/}.

Git tracks the originals and ignores the students' files, so that a pull never touches what
somebody has worked on.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import file_digest
from os.path import lexists
from pathlib import Path

from lessons.wholefile import replaceFile

#: From which original each file was made: a digest and a name on each line, as C{sha256sum} writes
#: them.
NOTES = ".handed-out"
#: Where they are handed out, in this copy of the course.
EXERCISES = Path(__file__).parents[1] / "exercises"


def originalsIn(exercises: Path) -> list[Path]:
    """
    List the originals.

    @param exercises: the folder C{lessons/exercises} of a copy of the course.
    """
    return sorted((exercises / "pristine").glob("[a-z]*.py"))


def handOut(exercises: Path) -> None:
    """
    Make each file that is missing, and update those that nobody has worked in.

    In a folder that cannot be written nothing is made: whoever needs a file says so.
    """
    notes = readHandedOut(exercises / NOTES)
    before = dict(notes)
    for original in originalsIn(exercises):
        with suppress(OSError):
            handOutOne(original, exercises / original.name, notes)
    if notes != before:
        with suppress(OSError):
            writeNotes(exercises / NOTES, notes)


def handOutOne(original: Path, mine: Path, notes: dict[str, str]) -> None:
    """
    Make one file. One that is still as it was handed out follows its original when a pull has
    brought another one; one that was worked in is never touched.

    @param notes: the digest of what was handed out, by name; that of this file is noted.
    @raise OSError: when it cannot be read or written.
    """
    wanted = digest(original)
    found = digest(mine) if lexists(mine) else None
    if found not in (None, wanted, notes.get(original.name, wanted)):
        return
    if found != wanted:
        replaceFile(mine, original.read_bytes())
    notes[original.name] = wanted


def digest(path: Path) -> str:
    """
    Tell one text from another. What is not a regular file has none, and is not waited for.
    """
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def readHandedOut(path: Path) -> dict[str, str]:
    """
    Read what was handed out. Where that is not known, a file counts as worked in.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: noted for noted, _, name in (line.partition("  ") for line in lines)}


def writeNotes(path: Path, notes: Mapping[str, str]) -> None:
    """
    Write what was handed out, for the next time.
    """
    lines = [f"{noted}  {name}\n" for name, noted in notes.items()]
    replaceFile(path, "".join(lines).encode())
