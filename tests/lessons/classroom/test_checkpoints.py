"""
Tests of L{lessons.classroom.checkpoints}.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, current_thread, main_thread

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom import checkpoints
from lessons.classroom.checkpoints import EVERY, Checkpoints, bringOver, emptyLog
from lessons.classroom.message import Message
from lessons.classroom.register import Register
from tests.lessons.classroom.test_message import STUDENT

#: Seconds until a thread that does nothing is given up.
THREAD_TIMEOUT = 60.0


class RegisterLogTests(SynchronousTestCase):
    """
    SQLite's log beside a register's file stays short, while a class reports.
    """

    def test_broughtOver(self) -> None:
        """
        After some time what was noted is in the file itself, and the log did not have to become
        as long as SQLite lets it.
        """
        path = Path(self.mktemp()) / "class.db"
        register = Register(path)
        register._checkpoints._newest.result(THREAD_TIMEOUT)  # of the beginning
        for number in range(EVERY):
            register.note(Message(register.code, STUDENT, "ada", f"{number % 9 + 1}.1", True))
        register._checkpoints.close()
        alone = path.with_name("alone.db")
        shutil.copy(path, alone)
        with closing(sqlite3.connect(alone)) as database:
            tries = database.execute("SELECT sum(tries) FROM result").fetchone()
        self.assertEqual(tries, (EVERY,))
        register.close()


class CheckpointsTests(SynchronousTestCase):
    """
    When the log is brought over into the file, and that nobody waits for it.
    """

    def setUp(self) -> None:
        """
        Have nothing brought over, but in the thread that would do it.
        """
        self.brought: list[Path] = []
        self.goOn = Event()
        self.addCleanup(self.goOn.set)
        self.patch(checkpoints, "bringOver", self.bring)
        self.checkpoints = Checkpoints(Path("class.db"))

    def bring(self, path: Path) -> None:
        """
        Note that the log was brought over, once the test lets that go on; never in the main
        thread.
        """
        assert current_thread() is not main_thread()
        assert self.goOn.wait(THREAD_TIMEOUT)
        self.brought.append(path)

    def test_elsewhere(self) -> None:
        """
        Whoever changes something does not wait for it, and there is no second one meanwhile.
        """
        for _ in range(3 * EVERY):
            self.checkpoints.count()
        self.assertEqual(self.brought, [])
        self.goOn.set()
        self.checkpoints.close()
        self.assertEqual(len(self.brought), 1)

    def test_often(self) -> None:
        """
        It is done at the beginning, and after so many changes.
        """
        self.goOn.set()
        for _ in range(EVERY):
            self.checkpoints._newest.result(THREAD_TIMEOUT)
            self.checkpoints.count()
        self.checkpoints.close()
        self.assertEqual(self.brought, [Path("class.db")] * 2)

    def test_noFile(self) -> None:
        """
        A file that is gone is not made anew, and harms nobody.
        """
        path = Path(self.mktemp())
        bringOver(path)
        self.assertFalse(path.exists())


class EmptyLogTests(SynchronousTestCase):
    """
    Nothing is left in a log that is emptied.
    """

    def setUp(self) -> None:
        """
        Have something in a log, and somebody who reads it.
        """
        self.path = Path(self.mktemp())
        self.database, self.reader = self.connect(), self.connect()
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("CREATE TABLE student (name TEXT)")
        self.reader.execute("BEGIN")
        self.reader.execute("SELECT * FROM student").fetchall()
        self.database.execute("INSERT INTO student VALUES ('ada')")

    def connect(self) -> sqlite3.Connection:
        """
        Open the database, as a process of its own would: it waits for no lock, and a
        transaction begins when the test says so.
        """
        database = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        self.addCleanup(database.close)
        return database

    def test_inUse(self) -> None:
        """
        While it is in use, this goes on trying; once it is not, it is empty.
        """
        tries = []

        def wait(seconds: float) -> None:
            tries.append(seconds)
            if len(tries) == 3:
                self.reader.execute("COMMIT")

        self.patch(checkpoints, "sleep", wait)
        self.assertTrue(emptyLog(self.database))
        self.assertEqual(len(tries), 3)
        self.assertEqual(Path(f"{self.path}-wal").stat().st_size, 0)

    def test_always(self) -> None:
        """
        Where it is in use for ever, it is given up.
        """
        self.patch(checkpoints, "EMPTY_TIMEOUT", 0.0)
        self.assertFalse(emptyLog(self.database))
