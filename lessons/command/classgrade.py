"""
C{class --grade FOLDER}: checks what students have handed in, each in a process of its own,
several at a time.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lessons.columns import columnsOf, pad
from lessons.command.checkprocess import hear
from lessons.command.console import Console
from lessons.command.handin import readWork
from lessons.command.sandbox import around, copyOf, findBubblewrap
from lessons.language import _
from lessons.syllabus.course import allExercises
from lessons.trouble import Trouble

#: What C{class} does with a folder, instead of opening its page.
GRADE = "--grade"
#: The table that is written beside the files.
TABLE = "grades.csv"
#: How many of the things that were not looked at are named.
MOST_NAMED = 10
HEADS = ("file", "exercise", "passed", "requirement", "problem")


@dataclass(frozen=True)
class Mark:
    """
    What has come of one exercise of one student.

    @ivar requirement: the first one that is not met.
    """

    exercise: str
    passed: bool
    requirement: str = ""


@dataclass(frozen=True)
class Graded:
    """
    What has come of one file.

    @ivar problem: why it could not be checked, or a part of it.
    """

    file: str
    marks: Sequence[Mark]
    problem: str = ""


def folderToGrade(arguments: Sequence[str]) -> Path | None:
    """
    Find the folder in C{--grade FOLDER}, or C{--grade=FOLDER}.

    @return: L{None} where nothing is to be checked.
    @raise Trouble: where anything else is beside it, or there is no folder.
    """
    if all(each.partition("=")[0] != GRADE for each in arguments):
        return None
    words = [each.removeprefix(f"{GRADE}=") for each in arguments]
    others = [each for each in words if each not in ("", GRADE)]
    if len(others) > 1:
        raise Trouble(_("{option} FOLDER goes with nothing else").format(option=GRADE))
    if not others or others[0].startswith("-"):
        raise Trouble(_("{option} what? Name the folder").format(option=GRADE))
    return Path(others[0])


def grade(console: Console, folder: Path) -> bool:
    """
    Check all files of a folder, and write the table.

    @return: whether all of them could be checked.
    """
    files = sorted(folder.rglob("*.zip"))
    if not files:
        text = _("there is no file NAME.zip in {folder}: `python -m lessons export` makes them")
        raise Trouble(text.format(folder=folder))
    bubblewrap = findBubblewrap()
    if bubblewrap is None:
        console.tell(
            _(
                "bubblewrap is not installed (apt-get install bubblewrap): what students have "
                "written runs with limits, but may use the network and write where you may."
            ),
            "",
            "yellow",
        )
    graded = []
    names = {file: str(file.relative_to(folder).with_suffix("")) for file in files}
    width = max(map(columnsOf, names.values()))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for one in pool.map(lambda file: gradeFile(file, names[file], bubblewrap), files):
            graded.append(one)
            console.tell(tellFile(one), pad(one.file, width + 2))
    table = folder / TABLE
    try:
        writeTable(table, graded)
    except OSError as error:
        text = _("{name} cannot be written: {reason}")
        raise Trouble(text.format(name=table, reason=error.strerror)) from error
    others = sorted(each.name for each in folder.iterdir() if isPassedOver(each))
    if others:
        text = _("Not looked at: {names}. What `export` makes ends in .zip.")
        console.tell(text.format(names=", ".join(others[:MOST_NAMED])), "", "yellow")
    console.tell(_("All of it: {table}").format(table=table))
    return not any(one.problem for one in graded)


def isPassedOver(path: Path) -> bool:
    """
    Tell whether something in the folder is not looked at: a file of another name, or a
    folder without such files.
    """
    if path.is_dir():
        return not any(path.rglob("*.zip"))
    return path.suffix != ".zip" and path.name != TABLE


def gradeFile(path: Path, name: str, bubblewrap: str | None) -> Graded:
    """
    Check what one student has handed in.

    @param name: what the file is called in the table.
    """
    try:
        work = readWork(path)
    except Trouble as error:
        return Graded(name, (), str(error))
    marks: list[Mark] = []
    problems = []
    with copyOf(work.files) as root:
        for file in work.files:
            try:
                report = hear(file, "", root, around(root, bubblewrap))
            except Trouble as error:
                problems.append(f"{file}: {lastLine(str(error))}")
                continue
            failed = {one.exercise: one.requirement for one in reversed(report.failed())}
            passed = report.passed().items()
            marks += (Mark(number, isSo, failed.get(number, "")) for number, isSo in passed)
    return Graded(name, marks, "; ".join(problems))


def lastLine(text: str) -> str:
    """
    Take the last line of a text, which says what was wrong.
    """
    return text.strip().rpartition("\n")[2]


def tellFile(graded: Graded) -> str:
    """
    Say in a line what has come of a file.
    """
    total = sum(1 for _step, _section in allExercises())
    passed = [mark.exercise for mark in graded.marks if mark.passed]
    text = _("{passed} of {total} passed").format(passed=len(passed), total=total)
    numbers = f": {', '.join(passed)}" if passed else ""
    problem = f"; {graded.problem}" if graded.problem else ""
    return f"{text}{numbers}{problem}"


def writeTable(path: Path, graded: Sequence[Graded]) -> None:
    """
    Write the table: CSV (RFC 4180), a row for each exercise of each file.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for one in graded:
            writer.writerows(rowsOf(one))


def rowsOf(graded: Graded) -> Iterator[Sequence[str]]:
    """
    Write the rows of one file. One that could not be checked has a row of its own.
    """
    name = harmless(graded.file)
    for mark in graded.marks:
        yield name, mark.exercise, "yes" if mark.passed else "no", mark.requirement, ""
    if graded.problem:
        yield name, "", "no", "", harmless(graded.problem)


def harmless(text: str) -> str:
    """
    Write a text that no spreadsheet takes for a formula.
    """
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
