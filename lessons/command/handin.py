"""
C{export} and C{import}: what a student has done, in one file: the exercise files that are not
as they were handed out, and the progress.

It is a ZIP archive. What is read from one may come from anybody: everything is looked at
before anything is written.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from lessons.command.console import Console
from lessons.command.reset import keep
from lessons.language import _
from lessons.syllabus import progress as notes
from lessons.syllabus.course import PRACTICE, ROOT, Step, allQuizzes, allSteps
from lessons.syllabus.progress import BadProgress, Progress, Record, Records
from lessons.trouble import Trouble
from lessons.wholefile import replaceFile

#: The file that is made unless another is named.
DEFAULT = Path("http-from-the-wire.zip")
#: What is in it beside the exercises.
MARK_FILE, PROGRESS_FILE = "http-from-the-wire.txt", "progress.txt"
FOLDER = "exercises"
MARK_CONTENT = b"HTTP from the wire up: work of a student, version 1\n"
#: Bytes of one of the files in it, at most; of the archive; and files.
MOST_FILE_BYTES, MOST_ARCHIVE, MOST_FILES = 2**20, 2**24, 100


class BadArchive(Trouble):
    """
    A file is not a student's work, or cannot be read.
    """


@dataclass(frozen=True)
class Work:
    """
    What a student has done.

    @ivar files: the exercise files, by the name of their step's file: C{step3}.
    """

    files: dict[str, bytes]
    records: Records


def stepFiles() -> dict[str, Step]:
    """
    List the steps that have exercises, by the name of their file.
    """
    return {step.file: step for step in (PRACTICE, *allSteps()) if step.sections}


def changedFiles() -> Iterator[tuple[str, bytes]]:
    """
    Find the exercise files that are not as they were handed out.

    @raise Trouble: when one cannot be read, or is too long.
    """
    for name, step in stepFiles().items():
        if not step.exercises.exists():
            continue
        try:
            data = step.exercises.read_bytes()
        except OSError as error:
            raise Trouble(f"{step.exercises.relative_to(ROOT)}: {error.strerror}") from error
        if len(data) > MOST_FILE_BYTES:
            text = _("{file} is longer than {most:,} bytes: that is too long for an exercise")
            raise Trouble(text.format(file=step.exercises.relative_to(ROOT), most=MOST_FILE_BYTES))
        if data != step.pristine.read_bytes():
            yield name, data


def export(console: Console, progress: Progress, path: Path) -> None:
    """
    Write an archive; into a folder, under the usual name. An earlier one is replaced.

    @raise Trouble: when it cannot be written, or there is another file of that name.
    """
    files = dict(changedFiles())
    if path.is_dir():
        path /= DEFAULT
    elif path.suffix != ".zip":
        path = Path(f"{path}.zip")
    if path.exists() and not isWork(path):
        text = _("there is a file {name} already, and it is not what `export` makes")
        raise Trouble(text.format(name=path))
    try:
        replaceFile(path, archiveOf(files, progress))
    except OSError as error:
        text = _("{name} cannot be written: {reason}")
        raise Trouble(text.format(name=path, reason=error.strerror)) from error
    passed = sum(record.passed for record in progress.records.values())
    text = _("{name} holds {files} exercise files and your progress: {passed} passed.")
    console.tell(text.format(name=path, files=len(files), passed=passed))
    console.tell(_("On another machine: python -m lessons import {name}").format(name=path.name))
    console.tell(_("To hand it in, give it your name: nothing else in it says whose it is."))


def archiveOf(files: Mapping[str, bytes], progress: Progress) -> bytes:
    """
    Make an archive of exercise files and a progress file.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MARK_FILE, MARK_CONTENT)
        archive.writestr(PROGRESS_FILE, notes.written(progress.records))
        for name, data in files.items():
            archive.writestr(f"{FOLDER}/{name}.py", data)
    return out.getvalue()


def isWork(path: Path) -> bool:
    """
    Tell whether a file is such an archive.
    """
    try:
        readWork(path)
    except BadArchive:
        return False
    return True


def readWork(path: Path) -> Work:
    """
    Read an archive, all of it.

    @raise BadArchive: when it is not one, or not as it should be.
    """
    try:
        if path.exists() and not (path.is_file() and path.stat().st_size <= MOST_ARCHIVE):
            raise bad(path, _("it is too long, or not a file"))
        with zipfile.ZipFile(path) as archive:
            members = readMembers(path, archive)
    except OSError as error:
        text = _("{name} cannot be read: {reason}")
        raise BadArchive(text.format(name=path, reason=error.strerror)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        # RuntimeError: it is encrypted; NotImplementedError, which is one, is for methods of
        # compression that nobody here has.
        raise bad(path, str(error)) from error
    if members.pop(MARK_FILE, None) != MARK_CONTENT:
        raise bad(path, _("another version, or something else"))
    try:
        records = notes.parse(PROGRESS_FILE, members.pop(PROGRESS_FILE, b"").decode("utf-8"))
    except (BadProgress, UnicodeDecodeError) as error:
        raise bad(path, str(error)) from error
    return Work({Path(name).stem: data for name, data in members.items()}, records)


def readMembers(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """
    Read the files of an archive. A length that it names may be a lie: no more is read than may
    be there.
    """
    known = {MARK_FILE, PROGRESS_FILE, *(f"{FOLDER}/{name}.py" for name in stepFiles())}
    members: dict[str, bytes] = {}
    for info in archive.infolist()[: MOST_FILES + 1]:
        if info.filename not in known or info.filename in members:
            raise bad(path, _("what is {name!r}?").format(name=info.filename[:60]))
        with archive.open(info) as file:
            data = file.read(MOST_FILE_BYTES + 1)
        if len(data) > MOST_FILE_BYTES:
            raise bad(path, _("{name} is too long").format(name=info.filename))
        members[info.filename] = data
    return members


def bad(path: Path, why: str) -> BadArchive:
    """
    Say what is wrong with an archive.
    """
    text = _("{name} is not what `export` makes: {why}")
    return BadArchive(text.format(name=path, why=why))


def bringIn(console: Console, progress: Progress, path: Path) -> None:
    """
    Read an archive, and go on with what is in it. What somebody has worked on here is kept
    beside it.
    """
    work = readWork(path)
    steps = stepFiles()
    known = {section.number for step in steps.values() for section in step.sections}
    known |= {quiz.number for quiz in allQuizzes().values()}
    records = {number: one for number, one in work.records.items() if number in known}
    try:
        for name, data in work.files.items():
            place(console, steps[name], data)
    except OSError as error:
        text = _("{name} cannot be written: {reason}")
        raise Trouble(text.format(name=error.filename, reason=error.strerror)) from error
    for number, record in records.items():
        note(progress, number, record)
    passed = sum(record.passed for record in records.values())
    text = _("{files} exercise files and {passed} passed exercises were brought in.")
    console.tell(text.format(files=len(work.files), passed=passed))


def place(console: Console, step: Step, data: bytes) -> None:
    """
    Put one exercise file where the student works.
    """
    path = step.exercises
    before = path.read_bytes() if path.exists() else b""
    if before == data:
        return
    if before and before != step.pristine.read_bytes():
        kept = keep(path, before).relative_to(ROOT)
        text = _("{file}: what was here is kept in {kept}.")
        console.tell(text.format(file=path.relative_to(ROOT), kept=kept))
    replaceFile(path, data)


def note(progress: Progress, number: str, record: Record) -> None:
    """
    Note what was done of an exercise, there or here.
    """
    here = progress.of(number)
    right = (here.right | record.right) - (here.wrong & record.wrong)
    both = replace(
        record,
        passed=here.passed or record.passed,
        hints=max(here.hints, record.hints),
        solution=here.solution or record.solution,
        skipped=here.skipped or record.skipped,
        right=right,
        wrong=(here.wrong | record.wrong) - right,
    )
    progress.note(number, **vars(both))
