"""
Who writes to a file of SQLite's, of several processes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from server.database import sqlite
from server.database.turns import TURN
from tests.support.process import ROOT

#: Writes again and again, and lets nobody else in for some time; says how often it was
#: turned away. SQLite's own patience is short.
WRITE = """
import sqlite3, sys, time
from server.database import sqlite
sqlite.PATIENCE = 0.1
connection = sqlite.connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
refused = 0
for number in range(25):
    try:
        with sqlite.turn(sys.argv[1]):
            connection.execute("UPDATE Counts SET number = number + 1")
            time.sleep(0.01)
            connection.commit()
    except sqlite3.OperationalError:
        refused += 1
print(refused)
"""


class ProcessesTests(SynchronousTestCase):
    """
    Several processes, which write as fast as they can.
    """

    def setUp(self) -> None:
        """
        Make a database.
        """
        self.path = str(Path(self.mktemp()).absolute() / "counts.db")
        self.connection = sqlite.connect(self.path)
        self.addCleanup(self.connection.close)
        self.connection.execute("CREATE TABLE Counts (number INTEGER)")
        self.connection.execute("INSERT INTO Counts VALUES (0)")
        self.connection.commit()

    def start(self) -> subprocess.Popen[str]:
        """
        Start a process that is going to write.
        """
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE, self.path],
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

    def test_noFile(self) -> None:
        """
        Where there can be no file to agree on, SQLite decides alone.
        """
        (Path(self.path).parent / f"counts.db{TURN}").unlink()
        (Path(self.path).parent / f"counts.db{TURN}").mkdir()
        with sqlite.turn(self.path):
            self.connection.execute("UPDATE Counts SET number = 7")
            self.connection.commit()
        rows = self.connection.execute("SELECT number FROM Counts").fetchall()
        self.assertEqual(rows, [(7,)])
