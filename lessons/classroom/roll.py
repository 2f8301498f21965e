"""
Who is in a class, read from its register: each student once after each change, however often
all of them are asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """
    What has come of one exercise.

    @ivar tries: how often it has been checked since it has been as it is.
    @ivar since: when that was first found, in seconds since the epoch.
    @ivar latest: when it was last checked.
    """

    exercise: str
    passed: bool
    requirement: str
    sentence: str
    tries: int
    since: float
    latest: float


@dataclass(frozen=True)
class Student:
    """
    Somebody in the class.

    @ivar latest: what has come of the exercise that was checked last, if any was.
    @ivar passed: the exercises that are passed, in no order.
    """

    key: str
    name: str
    latest: Result | None = None
    passed: tuple[str, ...] = ()


class Roll:
    """
    Who is in the class.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._read: dict[str, Student] = {}

    def students(self) -> Iterator[Student]:
        """
        Go through them in the order in which they came. Something may happen in between: whoever
        is gone by then is left out.
        """
        keys = "SELECT key FROM student WHERE NOT removed ORDER BY rowid"
        for (key,) in self._database.execute(keys).fetchall():
            student = self._read.get(key) or self._readStudent(key)
            if student is not None:
                self._read[key] = student
                yield student

    def _readStudent(self, key: str) -> Student | None:
        named = self._database.execute(
            "SELECT name FROM student WHERE key = ? AND NOT removed", (key,)
        ).fetchone()
        if named is None:
            return None
        row = self._database.execute(
            "SELECT exercise, passed, requirement, sentence, tries, since, latest"
            " FROM result WHERE student = ? ORDER BY latest DESC LIMIT 1",
            (key,),
        ).fetchone()
        passed = self._database.execute(
            "SELECT exercise FROM result WHERE student = ? AND passed", (key,)
        )
        latest = Result(row[0], bool(row[1]), *row[2:]) if row else None
        return Student(key, named[0], latest, tuple(exercise for (exercise,) in passed))

    def forget(self, key: str) -> None:
        """
        Read a student anew: something has changed.
        """
        self._read.pop(key, None)

    def forgetAll(self) -> None:
        """
        Read everybody anew: the whole class may have changed.
        """
        self._read.clear()
