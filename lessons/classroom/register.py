"""
The register of a class: who is in it, and what has come of their exercises. It is an SQLite
file, so that a teacher who starts the page anew finds the class as it was.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from lessons.classroom.checkpoints import MOST_PAGES, Checkpoints, emptyLog
from lessons.classroom.message import Message
from lessons.classroom.roll import Roll, Student

#: Students of a class at most, and exercises of each. Whoever is removed is not counted, but
#: remembered, up to this many.
MOST_STUDENTS, MOST_EXERCISES, MOST_REMOVED = 200, 100, 1000
#: Letters and digits that nobody mistakes for others when they are on a wall.
ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
LENGTH = 4

TABLES = """
CREATE TABLE IF NOT EXISTS class (code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS student (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS result (
    student TEXT NOT NULL REFERENCES student (key), exercise TEXT NOT NULL,
    passed INTEGER NOT NULL, requirement TEXT NOT NULL, sentence TEXT NOT NULL,
    tries INTEGER NOT NULL, since REAL NOT NULL, latest REAL NOT NULL,
    PRIMARY KEY (student, exercise)
);
"""
#: Another try does not start the time again. Only where a different requirement is now the first
#: that is not met, or where the exercise was passed before, is the student at something new.
NOTE = """
INSERT INTO result VALUES (:student, :exercise, :passed, :requirement, :sentence, 1, :now, :now)
ON CONFLICT (student, exercise) DO UPDATE SET
    tries = CASE WHEN requirement = excluded.requirement THEN tries + 1 ELSE 1 END,
    since = CASE WHEN requirement = excluded.requirement THEN since ELSE excluded.since END,
    passed = excluded.passed, requirement = excluded.requirement,
    sentence = excluded.sentence, latest = excluded.latest
"""


class BadRegister(Exception):
    """
    The file cannot be used. The text says why.
    """


class Refused(Exception):
    """
    A message is not taken. The text says why.
    """


class Register:
    """
    Whatever is noted is told to the pages that are open: see L{news}.

    @ivar changes: how much has been noted, removed or made up since this was opened.
    """

    #: All that there is to tell news of: the class is one thing.
    conversations: Collection[int] = (1,)

    def __init__(self, path: Path, seconds: Callable[[], float] = time.time) -> None:
        """
        @raise BadRegister: when the file cannot be used.
        """
        self._seconds = seconds
        self.changes = self._told = self._version = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None)
            self._roll = Roll(self._database)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(f"PRAGMA wal_autocheckpoint = {MOST_PAGES}")
            self._database.executescript(TABLES)
            if not self._database.execute("SELECT code FROM class").fetchone():
                self.renew()
            self._checkpoints = Checkpoints(path)
        except (OSError, sqlite3.Error) as error:
            raise BadRegister(f"{path} cannot be used: {error}") from error

    def close(self) -> None:
        """
        Wait for what is being brought into the file, and let go of it.
        """
        self._checkpoints.close()
        self._database.close()

    @property
    def code(self) -> str:
        """
        The code, which anyone who joins has to know.
        """
        (code,) = self._database.execute("SELECT code FROM class").fetchone()
        return str(code)

    def renew(self) -> None:
        """
        Make up a new code. Whoever is in the class stays in it.
        """
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM class")
            self._database.execute("INSERT INTO class VALUES (?)", (code,))
        self.changes += 1

    def note(self, message: Message) -> None:
        """
        Note what has come of an exercise.

        @raise Refused: when it is not for this class.
        """
        with self._database:
            self._database.execute("BEGIN")
            self._admit(message)
            values = {
                "student": message.student,
                "exercise": message.exercise,
                "passed": message.passed,
                "requirement": message.requirement,
                "sentence": message.sentence,
                "now": self._seconds(),
            }
            self._database.execute(NOTE, values)
        self._change(message.student)

    def _admit(self, message: Message) -> None:
        """
        Let a student in, or find out that one is in already.
        """
        known = self._database.execute(
            "SELECT removed, (SELECT count(*) FROM result WHERE student = key AND exercise <> ?)"
            " FROM student WHERE key = ?",
            (message.exercise, message.student),
        ).fetchone()
        if known is None and message.code != self.code:
            raise Refused("The class has another code: it is on your teacher's screen.")
        if known is None and self._count() >= MOST_STUDENTS:
            raise Refused(f"The class is full: {MOST_STUDENTS} are in it.")
        if known is not None and known[0]:
            raise Refused("Your teacher has taken you off the page.")
        if known is not None and known[1] >= MOST_EXERCISES:
            raise Refused("There are not that many exercises.")
        self._database.execute(
            "INSERT INTO student (key, name) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET name = excluded.name",
            (message.student, message.name),
        )

    def _count(self) -> int:
        (count,) = self._database.execute(
            "SELECT count(*) FROM student WHERE NOT removed"
        ).fetchone()
        return int(count)

    def remove(self, key: str) -> None:
        """
        Take a student off the page, with all that was noted, and let nobody in by that key.
        """
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM result WHERE student = ?", (key,))
            self._database.execute(
                "UPDATE student SET removed = 1, name = '' WHERE key = ?", (key,)
            )
            self._database.execute(
                "DELETE FROM student WHERE removed AND rowid NOT IN"
                " (SELECT rowid FROM student WHERE removed ORDER BY rowid DESC LIMIT ?)",
                (MOST_REMOVED,),
            )
        self._change(key)

    def _change(self, key: str) -> None:
        self._roll.forget(key)
        self._checkpoints.count()
        self.changes += 1

    def students(self) -> Iterator[Student]:
        """
        Go through the students of the class, in the order in which they came: see
        L{Roll.students}.
        """
        self._look()
        return self._roll.students()

    def clear(self) -> None:
        """
        Forget everybody, and leave nothing of them in the file.

        @raise BadRegister: when somebody does not stop using it.
        """
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.execute("BEGIN IMMEDIATE")
        with self._database:
            for table in "result", "student":
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608
        self._roll.forgetAll()
        self.renew()
        if not emptyLog(self._database):
            raise BadRegister("all is deleted, but for what is still in use: do it once more")

    def news(self) -> Counter[int]:
        """
        Count what has happened since this was last asked.
        """
        self._look()
        things, self._told = self.changes - self._told, self.changes
        return Counter({1: things} if things else {})

    def _look(self) -> None:
        """
        Find out whether another process has changed something: that counts as one change, whatever
        it was.
        """
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._roll.forgetAll()
            self.changes += 1


def wipe(path: Path) -> bool:
    """
    Delete all that a register knows. A class that is going on goes on, with nobody in it and
    another code.

    @return: whether there was one.
    @raise BadRegister: when the file cannot be used.
    """
    if not path.exists():
        return False
    register = Register(path)
    try:
        register.clear()
    finally:
        register.close()
    return True
