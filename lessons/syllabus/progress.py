"""
How far the student has come: a text file in the checkout, C{progress.txt}.

It is made for people as well. Copied into another checkout, it counts there::

    HTTP from the wire up: progress, version 1
    1.1 passed
    1.2 hints 2
    1.3 passed, hints 3, solution
    quiz.3 right 1 2 4, wrong 3
    quiz.8 skipped
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.language import _
from lessons.syllabus.course import ROOT
from lessons.syllabus.sections import NUMBER
from lessons.wholefile import replaceFile

PATH = ROOT / "progress.txt"
HEADING = "HTTP from the wire up: progress, version 1"
OTHER_VERSION = re.compile(r"HTTP from the wire up: progress, version (\S+)")
LINE = re.compile(rf"(?P<number>{NUMBER}) (?P<facts>.+)")
FACT = re.compile(r"passed|hints [1-3]|solution|skipped|(?:right|wrong)(?: \d{1,3})+")


class BadProgress(Exception):
    """
    The file cannot be read. The text says why, and what to do.
    """


@dataclass(frozen=True)
class Record:
    """
    What is known of one exercise, or of a quiz.

    @ivar hints: how many hints were shown.
    @ivar solution: whether the solution was.
    @ivar skipped: whether a quiz is to be left out.
    @ivar right: the questions that were answered rightly, the last time.
    @ivar wrong: those that were not.
    """

    passed: bool = False
    hints: int = 0
    solution: bool = False
    skipped: bool = False
    right: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()

    @property
    def isBegun(self) -> bool:
        """
        Whether somebody has worked on an exercise.
        """
        return self.passed or self.solution or self.hints > 0

    def __str__(self) -> str:
        facts = [
            "passed" if self.passed else "",
            f"hints {self.hints}" if self.hints else "",
            "solution" if self.solution else "",
            "skipped" if self.skipped else "",
            _writeNumbers("right", self.right),
            _writeNumbers("wrong", self.wrong),
        ]
        return ", ".join(filter(None, facts))


def _writeNumbers(fact: str, numbers: Iterable[int]) -> str:
    return " ".join([fact, *map(str, sorted(numbers))]) if numbers else ""


Records = dict[str, Record]


def read(path: Path) -> Records:
    """
    Read the file; where there is none, nothing has been done yet.

    @raise BadProgress: when it is not in its form.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        problem = _("{name} cannot be read: {reason}")
        raise BadProgress(problem.format(name=path.name, reason=error)) from error
    return parse(path.name, text)


def parse(name: str, text: str) -> Records:
    """
    Read what such a file holds.

    @param name: of the file.
    @raise BadProgress: when it is not in its form.
    """
    lines = text.splitlines()
    if not lines or lines[0] != HEADING:
        raise BadProgress(_explainHeading(name, lines[0] if lines else ""))
    rows = [(number, line) for number, line in enumerate(lines[1:], 2) if line.strip()]
    return dict(_readLine(name, number, line) for number, line in rows)


def _explainHeading(name: str, heading: str) -> str:
    other = OTHER_VERSION.fullmatch(heading)
    if other:
        return _(
            "{name} was written by another version of the course (it says {other}, and this one "
            "reads 1). Rename it to begin a new one."
        ).format(name=name, other=other[1])
    return _(
        "{name} does not begin with {heading!r}. Mend it, or rename it to begin a new one."
    ).format(name=name, heading=HEADING)


def _readLine(name: str, number: int, line: str) -> tuple[str, Record]:
    match = LINE.fullmatch(line.strip())
    facts = match["facts"].split(", ") if match else []
    if match is None or not all(map(FACT.fullmatch, facts)):
        text = _("{name}, line {number}, is not understood: {line!r}. Mend or delete the line.")
        raise BadProgress(text.format(name=name, number=number, line=line[:60]))
    hints = max(_readNumbers("hints", facts), default=0)
    wrong = _readNumbers("wrong", facts)
    right = _readNumbers("right", facts) - wrong
    given = "passed" in facts, hints, "solution" in facts, "skipped" in facts
    return match["number"], Record(*given, right, wrong)


def _readNumbers(name: str, facts: Sequence[str]) -> frozenset[int]:
    found = [fact.split()[1:] for fact in facts if fact.startswith(name)]
    return frozenset(int(number) for numbers in found for number in numbers)


def written(records: Records) -> str:
    """
    Write what such a file holds.
    """
    lines = [HEADING, *(f"{number} {one}" for number, one in records.items() if str(one))]
    return "\n".join(lines) + "\n"


def write(path: Path, records: Records) -> None:
    """
    Write the file, as a whole.
    """
    replaceFile(path, written(records).encode())


class Progress:
    """
    The file, as the command uses it. One that is wrong is told about, and left
    alone.
    """

    def __init__(self, warn: Callable[[str], None], path: Path = PATH) -> None:
        """
        @param warn: tells the student about a file that cannot be used.
        """
        self.path = path
        self.warn = warn
        self.isUsable = True
        self.records: Records = {}
        self.refresh()

    def refresh(self) -> None:
        """
        Read it again: another command may have written to it.
        """
        try:
            self.records = read(self.path)
        except BadProgress as error:
            self.isUsable = False
            text = _("{problem} Until then, nothing is remembered.")
            self.warn(text.format(problem=error))

    def of(self, number: str) -> Record:
        """
        What is known of an exercise, or of a quiz.
        """
        return self.records.get(number, Record())

    def noteAnswer(self, number: str, question: int, isRight: bool) -> None:
        """
        Remember an answer to a question of a quiz. What another command has noted meanwhile
        stays.
        """
        if self.isUsable:
            self.refresh()
        record, one = self.of(number), frozenset((question,))
        right, wrong = record.right - one, record.wrong - one
        right, wrong = (right | one, wrong) if isRight else (right, wrong | one)
        self.note(number, skipped=False, right=right, wrong=wrong)

    def note(self, number: str, **facts: object) -> None:
        """
        Remember something about an exercise, or about a quiz.

        @param facts: see L{Record}.
        """
        if self.isUsable:
            self.refresh()
        new = replace(self.of(number), **facts)  # type: ignore[arg-type]
        if new == self.of(number) or not self.isUsable:
            return
        self.records[number] = new
        try:
            write(self.path, self.records)
        except OSError as error:
            text = _("{name} cannot be written: {reason}")
            raise BadProgress(text.format(name=self.path, reason=error.strerror)) from error
