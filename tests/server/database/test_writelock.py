"""
Which of several processes writes to a file of SQLite's.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from twisted.trial.unittest import SynchronousTestCase

from server.database import sqlite, writelock
from server.database.writelock import LOCK_FILE_ENDING
from tests.support.process import ROOT

#: Writes again and again, and lets nobody else in for some time; says how often it was
#: turned away. SQLite's own patience is short.
WRITE = """
import sqlite3, sys, time
from server.database import sqlite
sqlite.LOCK_TIMEOUT = 0.1
connection = sqlite.connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
refused = 0
for number in range(25):
    try:
        with sqlite.writeLock(sys.argv[1]):
            connection.execute("UPDATE Counts SET number = number + 1")
            time.sleep(0.01)
            connection.commit()
    except sqlite3.OperationalError:
        refused += 1
print(refused)
"""

#: Takes the lock, and never gives it back.
HOLD = """
import sys, time
from server.database import sqlite
with sqlite.writeLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


class ProcessesTests(SynchronousTestCase):
    """
    Several processes, which write as fast as they can.
    """

    def setUp(self) -> None:
        """
        Make a database with one number, which all processes will count up.
        """
        self.path = str(Path(self.mktemp()).absolute() / "counts.db")
        self.connection = sqlite.connect(self.path)
        self.addCleanup(self.connection.close)
        self.connection.execute("CREATE TABLE Counts (number INTEGER)")
        self.connection.execute("INSERT INTO Counts VALUES (0)")
        self.connection.commit()

    def start(self, program: str = WRITE) -> subprocess.Popen[str]:
        """
        Start a process that is going to write.
        """
        process = subprocess.Popen(
            [sys.executable, "-c", program, self.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_nobodyIsRefused(self) -> None:
        """
        All come to write, and nothing is lost.
        """
        processes = [self.start() for _ in range(4)]
        for process in processes:
            assert process.stdout is not None
            self.assertEqual(process.stdout.readline(), "ready\n")
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        refused = [process.communicate(timeout=60)[0] for process in processes]
        self.assertEqual(refused, ["0\n"] * 4)
        rows = self.connection.execute("SELECT number FROM Counts").fetchall()
        self.assertEqual(rows, [(100,)])

    def test_stopped(self) -> None:
        """
        A process that was stopped while it has the lock holds nobody up for long: all who wait
        go on at the same time.
        """
        process = self.start(HOLD)
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "held\n")
        process.send_signal(signal.SIGSTOP)
        self.patch(writelock, "LOCK_PATIENCE", 0.5)

        def write(number: int) -> None:
            connection = sqlite.connect(self.path)
            with sqlite.writeLock(self.path):
                connection.execute("UPDATE Counts SET number = number + 1")
                connection.commit()
            connection.close()

        begun = monotonic()
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(write, range(12)))
        self.assertLess(monotonic() - begun, 12 * 0.5)
        rows = self.connection.execute("SELECT number FROM Counts").fetchall()
        self.assertEqual(rows, [(12,)])

    def test_noFile(self) -> None:
        """
        Where there can be no file to agree on, SQLite decides alone.
        """
        (Path(self.path).parent / f"counts.db{LOCK_FILE_ENDING}").unlink()
        (Path(self.path).parent / f"counts.db{LOCK_FILE_ENDING}").mkdir()
        with sqlite.writeLock(self.path):
            self.connection.execute("UPDATE Counts SET number = 7")
            self.connection.commit()
        rows = self.connection.execute("SELECT number FROM Counts").fetchall()
        self.assertEqual(rows, [(7,)])
