"""
The secret: one for all, wherever it is.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred, gatherResults
from twisted.trial.unittest import SynchronousTestCase

from lessons import step15
from server.database import Outage
from server.listening import BadOption
from server.pages import Unavailable
from server.state import checkSecret, openSecret, secretTables
from server.state.secret import FILE, FileSecret, TableSecret
from tests.support.databases import ImmediateDatabase, PostgreSQLTestCase
from tests.support.memory import Conversation
from tests.support.process import ROOT

#: Asks for the secret, in a process of its own.
ASK = "import sys, pathlib; from server.state.secret import FileSecret;"
ASK += "print(FileSecret(pathlib.Path(sys.argv[1])).read().hex())"


class FileTests(SynchronousTestCase):
    """
    The secret in a file, which is made once and is nobody else's to read.
    """

    def setUp(self) -> None:
        self.path = Path(self.mktemp()) / "data" / FILE
        self.options = Namespace(data=self.path.parent, database=None)

    def refusal(self) -> str:
        """
        What is said where the file cannot be used.
        """
        error = self.assertRaises(BadOption, checkSecret, self.options)
        self.assertNotIn("\n", str(error))
        self.assertTrue(self.path.exists())
        return str(error)

    def test_made(self) -> None:
        """
        It is made by whoever asks first, for the owner alone, and stays.
        """
        secret = FileSecret(self.path).read()
        self.assertEqual(len(secret), 32)
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual(FileSecret(self.path).read(), secret)
        self.assertEqual([each.name for each in self.path.parent.iterdir()], [FILE])
        self.assertEqual(secretTables(self.options), [])
        opened = openSecret(self.options, ImmediateDatabase().asDatabase())
        self.assertEqual(self.successResultOf(Deferred.fromCoroutine(opened.get())), secret)

    def test_oneForAll(self) -> None:
        """
        Of several processes that start at the same time, all get the same.
        """
        command = [sys.executable, "-c", ASK, str(self.path.absolute())]

        def ask(number: int) -> str:
            return subprocess.run(
                command, capture_output=True, check=True, text=True, cwd=ROOT
            ).stdout

        with ThreadPoolExecutor(3) as pool:
            answers = set(pool.map(ask, range(3)))
        self.assertEqual(answers, {f"{FileSecret(self.path).read().hex()}\n"})

    def test_race(self) -> None:
        """
        Whoever finds that another was faster takes what that one has made.
        """
        fast, slow = FileSecret(self.path), FileSecret(self.path)
        self.assertIs(slow.readFile(), None)
        secret = fast.read()
        self.assertEqual(slow.makeFile(), secret)

    def test_readable(self) -> None:
        """
        One that others can read is refused, and left as it is.
        """
        checkSecret(self.options)
        for mode in (0o640, 0o604, 0o620):
            self.path.chmod(mode)
            self.assertEqual(
                self.refusal(),
                f"--data: {self.path}: others than its owner may have read the key in it; "
                "remove it, and a new one will be made",
            )

    def test_broken(self) -> None:
        """
        One that is not whole is refused, whatever is in it.
        """
        checkSecret(self.options)
        for content in (b"", b"0" * 63, b"0" * 65, b"\xff\n", b"g" * 64, b"\0" * 100_000):
            self.path.write_bytes(content)
            self.assertEqual(
                self.refusal(),
                f"--data: {self.path}: the key in it is broken; "
                "remove it, and a new one will be made",
            )

    def test_notAFile(self) -> None:
        """
        A directory or a link in the place of the file is refused.
        """
        self.path.mkdir(parents=True, mode=0o700)
        self.assertIn("Is a directory; the key for signatures is in it", self.refusal())
        self.path.rmdir()
        self.path.symlink_to("nothing")
        self.assertRaises(BadOption, checkSecret, self.options)

    def test_nowhere(self) -> None:
        """
        Where there can be no file, the server starts all the same: it can store nothing, but
        shows what there is.
        """
        self.path.parent.parent.mkdir(parents=True)
        self.path.parent.write_text("no directory")
        checkSecret(self.options)
        secret = FileSecret(self.path)
        self.assertEqual(secret.read(), secret.read())
        self.assertEqual(self.path.parent.read_text(), "no directory")

    def test_noPermissions(self) -> None:
        """
        Where no file can be private there is none; the server starts.
        """
        self.patch(os, "fsync", lambda descriptor: os.fchmod(descriptor, 0o777))
        for _ in "12":
            checkSecret(self.options)
            self.assertEqual(list(self.path.parent.iterdir()), [])

    def test_start(self) -> None:
        """
        The greenhouse looks at it before it listens, and says what is wrong.
        """
        self.path.parent.mkdir(parents=True)
        data = ("--data", str(self.path.parent), "--temperature", "http://127.0.0.1:1/")
        factory: Any = Conversation(step15, *data).factory
        self.path.write_text("broken")
        self.assertRaises(BadOption, factory.startFactory)
        self.path.unlink()
        factory.doStart()
        self.assertTrue(self.path.exists())
        factory.doStop()

    def test_noTraces(self) -> None:
        """
        A disk that is full leaves no half file.
        """

        def fail(descriptor: int) -> None:
            raise OSError(28, os.strerror(28))

        self.patch(os, "fsync", fail)
        checkSecret(self.options)
        self.assertEqual(list(self.path.parent.iterdir()), [])


class TableTests(SynchronousTestCase):
    """
    In a database, one that answers at once.
    """

    def setUp(self) -> None:
        """
        Make the table in a database in memory, as if it were PostgreSQL's.
        """
        self.options = Namespace(database="postgresql://unused", data=Path("unused"))
        self.database = ImmediateDatabase(secretTables(self.options))

    def ask(self) -> Deferred[bytes]:
        """
        Ask for the secret, in a process that has just begun.
        """
        secret = openSecret(self.options, self.database.asDatabase())
        return Deferred.fromCoroutine(secret.get())

    def test_same(self) -> None:
        """
        All get the same, and no file is made.
        """
        checkSecret(self.options)
        first, second = (self.successResultOf(self.ask()) for _ in "12")
        self.assertEqual((len(first), second), (32, first))
        self.assertFalse(self.options.data.exists())

    def test_once(self) -> None:
        """
        It is asked for once; an outage later does not matter, and one before is over some
        time.
        """
        secret = TableSecret(self.database.asDatabase())
        self.database.error = Outage()
        self.failureResultOf(Deferred.fromCoroutine(secret.get()), Outage)
        self.database.error = None
        found = self.successResultOf(Deferred.fromCoroutine(secret.get()))
        self.database.error = Outage()
        self.assertEqual(self.successResultOf(Deferred.fromCoroutine(secret.get())), found)

    def test_broken(self) -> None:
        """
        One that is broken, or missing, or not the only one, is refused.
        """
        insert = "INSERT INTO Secret_DB VALUES (?)"
        for values in (["0" * 63], [], ["0" * 64, "1" * 64]):
            self.successResultOf(self.database.change("DELETE FROM Secret_DB"))
            for value in values:
                self.successResultOf(self.database.change(insert, value))
            error = self.failureResultOf(self.ask(), Unavailable).value
            self.assertIn("see its table Secret_DB", str(error))


class PostgreSQLTests(PostgreSQLTestCase):
    """
    The secret in a table of PostgreSQL, for several machines.
    """

    async def test_oneForAll(self: Any) -> None:
        """
        Of several machines that start at the same time, all get the same.
        """
        place = self.place()
        databases = [self.open(place, *secretTables(place)) for _ in range(4)]
        asking = [Deferred.fromCoroutine(TableSecret(each).get()) for each in databases]
        self.assertEqual(len(set(await gatherResults(asking))), 1)
