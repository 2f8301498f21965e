"""
The database, for real: one contract on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
import time
from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.task import deferLater

from server.database import Database, Duplicate, Execute, Outage, Table, postgresql, sqlite
from server.database.database import TIME_LIMIT
from server.database.options import FILE
from server.database.pool import MOST_CONNECTIONS
from tests.support.databases import CLOCK, PostgreSQLTestCase, SQLiteTestCase

COLORS = Table(
    "Colors",
    ["CREATE TABLE Colors (name TEXT COLLATE {collation} PRIMARY KEY, amount INTEGER NOT NULL)"],
    "INSERT INTO Colors VALUES (?, ?)",
    [("red", 1), ("Blue", 2), ("grün", 3)],
)


class DatabaseContract:
    """
    What SQLite and PostgreSQL must both do: tables, queries, changes, and what fails.
    """

    async def test_firstRows(self: Any) -> None:
        """
        A table that is missing is made, and filled.
        """
        database = self.open(self.place(), COLORS)
        rows = await database.query("SELECT name, amount FROM Colors ORDER BY name")
        self.assertEqual(rows, [("Blue", 2), ("grün", 3), ("red", 1)])

    async def test_madeAtTheStart(self: Any) -> None:
        """
        It is made before anybody asks for it, and so it is when another process
        looks.
        """
        place = self.place()
        self.open(place, COLORS)
        await self.looked()
        other = self.open(place, Table("Unrelated", ["CREATE TABLE Unrelated (a INTEGER)"]))
        self.assertEqual(await other.query("SELECT count(*) FROM Colors"), [(3,)])

    async def test_filledOnce(self: Any) -> None:
        """
        A table that is there stays as it is, even when it is empty.
        """
        place = self.place()
        self.assertEqual(await self.open(place, COLORS).change("DELETE FROM Colors"), 3)
        self.assertEqual(await self.open(place, COLORS).query("SELECT * FROM Colors"), [])

    async def test_madeTogether(self: Any) -> None:
        """
        Several that find it missing at the same time make it once.
        """
        place = self.place()
        databases = [self.open(place, COLORS) for _ in range(4)]
        counts = [
            database.query("SELECT count(*) FROM Colors") for database in databases for _ in "1234"
        ]
        self.assertEqual(await gatherResults(counts), [[(3,)]] * 16)

    async def test_change(self: Any) -> None:
        """
        A change tells how many rows it has changed, and is there for all.
        """
        place = self.place()
        database = self.open(place, COLORS)
        statement = "UPDATE Colors SET amount = ? WHERE amount < ?"
        self.assertEqual(await database.change(statement, 7, 3), 2)
        self.assertEqual(await database.change(statement, 7, 3), 0)
        rows = await self.open(place, COLORS).query("SELECT amount FROM Colors ORDER BY amount")
        self.assertEqual(rows, [(3,), (7,), (7,)])

    async def test_together(self: Any) -> None:
        """
        Several statements are one change: all is done, and told how much, or nothing.
        """
        place = self.place()
        database = self.open(place, COLORS)

        def work(execute: Execute) -> list[int]:
            more = execute("UPDATE Colors SET amount = amount + ? WHERE amount > ?", 5, 1)
            return [more, execute("INSERT INTO Colors VALUES (?, ?)", "black", 1)]

        self.assertEqual(await database.together(work), [2, 1])
        await self.assertFailure(database.together(work), Duplicate)
        rows = await self.open(place, COLORS).query("SELECT amount FROM Colors ORDER BY amount")
        self.assertEqual(rows, [(1,), (1,), (7,), (8,)])
        self.assertEqual(await database.change("DELETE FROM Colors WHERE amount = ?", 1), 2)

    async def test_valuesAreValues(self: Any) -> None:
        """
        Whatever is in a value, it is never part of the statement.
        """
        database = self.open(self.place(), COLORS)
        for text in ("'; DROP TABLE Colors; --", "?", "%s %(a)s %%", ":a", "\\", "Ω🌵\u202e"):
            await database.change("INSERT INTO Colors VALUES (?, ?)", text, 1)
            rows = await database.query("SELECT name FROM Colors WHERE name = ?", text)
            self.assertEqual(rows, [(text,)])

    async def test_duplicate(self: Any) -> None:
        """
        A second row with the same key is refused as just that, without a word
        in the log, and what follows works.
        """
        database = self.open(self.place(), COLORS)
        again = database.change("INSERT INTO Colors VALUES (?, ?)", "red", 5)
        await self.assertFailure(again, Duplicate)
        self.assertEqual(
            await database.query("SELECT amount FROM Colors WHERE name = 'red'"), [(1,)]
        )
        self.assertEqual(self.warnings, [])

    async def test_otherConstraint(self: Any) -> None:
        """
        A row that is refused for another reason is not a duplicate, and no outage.
        """
        database = self.open(self.place(), COLORS)
        wrong = database.change("INSERT INTO Colors VALUES (?, ?)", "pink", None)
        error = await self.assertFailure(wrong, Exception)
        self.assertNotIsInstance(error, Duplicate | Outage)

    async def test_manyAtOnce(self: Any) -> None:
        """
        More changes at a time than there are connections are all made.
        """
        database = self.open(self.place(), COLORS)
        changes = [
            database.change("INSERT INTO Colors VALUES (?, ?)", f"color {number}", number)
            for number in range(10 * MOST_CONNECTIONS)
        ]
        self.assertEqual(await gatherResults(changes), [1] * 10 * MOST_CONNECTIONS)
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(43,)])

    async def test_oneStatementFromTwo(self: Any) -> None:
        """
        Changes of one row from two processes wait for each other.
        """
        place = self.place()
        databases = [self.open(place, COLORS), self.open(place, COLORS)]
        changes: list[Deferred[int]] = [
            database.change("UPDATE Colors SET amount = amount + 1 WHERE name = 'red'")
            for _ in range(20)
            for database in databases
        ]
        await gatherResults(changes)
        rows = await databases[0].query("SELECT amount FROM Colors WHERE name = 'red'")
        self.assertEqual(rows, [(41,)])

    async def test_cancel(self: Any) -> None:
        """
        A result that nobody wants any more harms nobody.
        """
        database = self.open(self.place(), COLORS)
        unwanted = database.query("SELECT * FROM Colors")
        unwanted.addErrback(lambda failure: None)
        unwanted.cancel()
        self.assertEqual(len(await database.query("SELECT * FROM Colors")), 3)


class SQLiteTests(DatabaseContract, SQLiteTestCase):
    """
    The contract, and more, on SQLite.
    """

    async def test_settings(self) -> None:
        """
        Each connection has a write-ahead log, waits until it is on the disk,
        checks references, and waits for a lock.
        """
        database = self.open(self.place(), COLORS)
        for pragma, value in [
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("busy_timeout", 1000),
        ]:
            rows = await gatherResults(
                [database.query(f"PRAGMA {pragma}") for _ in range(2 * MOST_CONNECTIONS)]
            )
            self.assertEqual(rows, [[(value,)]] * 2 * MOST_CONNECTIONS, pragma)

    async def test_closed(self) -> None:
        """
        When the last who use it have ended, the file alone is the whole database: nothing of
        it is left in another file, which a copy would lack, and a file that is put in its
        place would be given.
        """
        place = self.place()
        databases = [self.open(place, COLORS) for _ in range(2)]
        for database in databases:
            await gatherResults(
                [database.change("UPDATE Colors SET amount = 4") for _ in range(MOST_CONNECTIONS)]
            )
        for database in databases:
            database.pool.close()
        names = {path.name for path in place.data.iterdir()}
        self.assertEqual({name for name in names if name.startswith(FILE + "-")}, {f"{FILE}-turn"})
        with closing(sqlite3.connect(place.data / FILE)) as connection:
            self.assertEqual(
                connection.execute("SELECT sum(amount) FROM Colors").fetchone(), (12,)
            )

    async def test_locked(self) -> None:
        """
        While another process holds the lock for long, changes fail with one
        line in the log, and reading goes on; afterwards all is well.
        """
        place = self.place()
        database, other = self.open(place, COLORS), self.open(place, COLORS)
        await self.looked()
        held, release = holdLock(other)
        await held
        statement = "UPDATE Colors SET amount = 9 WHERE name = 'red'"
        await self.assertFailure(database.change(statement), Outage)
        self.assertEqual(self.warnings, ["the database cannot be used: database is locked"])
        rows = await database.query("SELECT amount FROM Colors WHERE name = 'red'")
        self.assertEqual(rows, [(1,)])
        await release()
        self.assertEqual(await database.change(statement), 1)

    async def test_slowDisk(self) -> None:
        """
        On a slow disk, many who write at the same time wait for each other as long as
        it takes: nobody is told that the database is locked.
        """
        configure = sqlite.configure

        def wait() -> int:
            time.sleep(0.03)
            return 0

        def onSlowDisk(connection: sqlite.FileConnection) -> None:
            configure(connection)
            connection.create_function("slow", 0, wait)

        self.patch(sqlite, "configure", onSlowDisk)
        self.patch(sqlite, "LOCK_TIMEOUT", 0.1)
        database = self.open(self.place(), COLORS)
        statement = "UPDATE Colors SET amount = amount + 1 + slow() WHERE name = 'red'"
        changed = await gatherResults([database.change(statement) for _ in range(20)])
        self.assertEqual(changed, [1] * 20)
        rows = await database.query("SELECT amount FROM Colors WHERE name = 'red'")
        self.assertEqual(rows, [(21,)])

    async def test_directoryThatCannotBeMade(self) -> None:
        """
        Where a file is in the way of the directory, that is an outage, until it is gone.
        """
        place = self.place()
        obstacle = place.data.parent
        obstacle.parent.mkdir(parents=True)
        obstacle.write_text("in the way")
        database = self.open(place, COLORS)
        await self.assertFailure(database.query("SELECT 1"), Outage)
        self.assertTrue(self.warnings)
        self.assertIn(str(obstacle), self.warnings[-1])
        obstacle.unlink()
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(3,)])

    async def test_noDatabase(self) -> None:
        """
        A file that is not a database is an outage, and is left as it is.
        """
        place = self.place()
        place.data.mkdir(parents=True)
        file = place.data / "greenhouse.db"
        file.write_bytes(b"no database at all " * 100)
        database = self.open(place, COLORS)
        await self.assertFailure(database.query("SELECT 1"), Outage)
        self.assertEqual(self.warnings[-1], "the database cannot be used: file is not a database")
        self.assertEqual(file.read_bytes(), b"no database at all " * 100)

    async def test_removed(self) -> None:
        """
        When the file is removed while the server runs, the next one to ask gets
        a new one: nothing is written where nobody will ever find it.
        """
        place = self.place()
        database = self.open(place, COLORS)
        await database.change("DELETE FROM Colors")
        for file in place.data.iterdir():
            file.unlink()
        self.assertEqual(await database.change("INSERT INTO Colors VALUES ('pink', 1)"), 1)
        rows = await self.open(place, COLORS).query("SELECT count(*) FROM Colors")
        self.assertEqual(rows, [(4,)])


def holdLock(database: Database) -> tuple[Deferred[None], Any]:
    """
    Begin a transaction that writes, and keep it open.

    @return: a Deferred that fires when it holds the lock, and what ends it.
    """
    from threading import Event

    held: Deferred[None] = Deferred()
    release = Event()

    def hold(transaction: Any) -> None:
        transaction.execute("UPDATE Colors SET amount = 5 WHERE name = 'grün'")
        reactor.callFromThread(held.callback, None)  # type: ignore[attr-defined]
        assert release.wait(30)

    done = database.pool.runInteraction(hold)

    def end() -> Any:
        release.set()
        return done

    return held, end


class PostgreSQLTests(DatabaseContract, PostgreSQLTestCase):
    """
    The contract, and more, on PostgreSQL.
    """

    async def test_locked(self) -> None:
        """
        While another process holds a row's lock for long, its change fails with
        one line in the log; afterwards all is well.
        """
        place = self.place()
        database, other = self.open(place, COLORS), self.open(place, COLORS)
        await self.looked()
        held, release = holdLock(other)
        await held
        statement = "UPDATE Colors SET amount = 9 WHERE name = 'grün'"
        await self.assertFailure(database.change(statement), Outage)
        self.assertEqual(len(self.warnings), 1, self.warnings)
        self.assertIn("lock timeout", self.warnings[0])
        await release()
        self.assertEqual(await database.change(statement), 1)

    async def test_connectionsCut(self) -> None:
        """
        Connections that broke while nobody used them cost nobody an error, and
        are thrown away.
        """
        place = self.place()
        database, other = self.open(place, COLORS), self.open(place, COLORS)
        await self.looked()
        await gatherResults([database.query("SELECT pg_sleep(0.1)") for _ in range(8)])
        before = set(database.pool.connections.values())
        self.assertGreater(len(before), 1)
        await other.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        counts = [database.query("SELECT count(*) FROM Colors") for _ in range(20)]
        self.assertEqual(await gatherResults(counts), [[(3,)]] * 20)
        self.assertEqual(self.warnings, [])
        await gatherResults([database.query("SELECT pg_sleep(0.1)") for _ in range(8)])
        self.assertFalse(before & set(database.pool.connections.values()))
        self.assertTrue(all(connection.closed for connection in before))

    async def test_cutInTheMiddle(self) -> None:
        """
        A connection that breaks in the middle of a statement is one line in the
        log; it is thrown away, and the next statement has another.
        """
        database = self.open(self.place(), COLORS)
        await self.looked()
        suicide = database.query("SELECT pg_terminate_backend(pg_backend_pid())")
        await self.assertFailure(suicide, Outage)
        self.assertEqual(len(self.warnings), 1, self.warnings)
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(3,)])
        self.assertEqual(len(self.warnings), 1, self.warnings)

    async def test_restart(self) -> None:
        """
        While the server is down, each statement is an outage, and one line in the
        log says so for all; when it is back, so are we.
        """
        database = self.open(self.place(), COLORS)
        await database.change("INSERT INTO Colors VALUES ('pink', 1)")
        await self.looked()
        self.cluster.stop()
        try:
            for _ in range(3):
                await self.assertFailure(database.query("SELECT 1"), Outage)
            self.assertEqual(len(self.warnings), 1, self.warnings)
        finally:
            self.cluster.start()
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(4,)])

    async def test_downAtTheStart(self) -> None:
        """
        Where the server is down when ours starts, its tables are made when it
        has come.
        """
        place = self.place()
        self.cluster.stop()
        try:
            database = self.open(place, COLORS)
            await self.looked()
            self.assertEqual(len(self.warnings), 1, self.warnings)
            await self.assertFailure(database.query("SELECT 1"), Outage)
        finally:
            self.cluster.start()
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(3,)])

    async def test_noSuchDatabase(self) -> None:
        """
        A database that does not exist is an outage.
        """
        place = Namespace(data=Path("unused"), database=self.cluster.url("nothing"))
        await self.assertFailure(self.open(place, COLORS).query("SELECT 1"), Outage)
        self.assertIn('database "nothing" does not exist', self.warnings[-1])

    async def test_slow(self) -> None:
        """
        A statement that takes too long is stopped.
        """
        database = self.open(self.place(), COLORS)
        await self.assertFailure(database.query("SELECT pg_sleep(60)"), Outage)
        self.assertIn("statement timeout", self.warnings[-1])

    async def test_silent(self) -> None:
        """
        A server that was stopped, and says nothing, is an outage after some seconds for all who
        ask, even those who wait for a thread; once it goes on, so do we, and no statement is run
        that nobody waits for any more.
        """
        database = self.open(self.place(), COLORS)
        await self.looked()
        start = time.monotonic()
        with self.cluster.frozen():
            changes = [
                database.change("INSERT INTO Colors VALUES (?, 1)", f"color {number}")
                for number in range(5 * MOST_CONNECTIONS)
            ]
            for change in changes:
                await self.assertFailure(change, Outage)
        self.assertLess(time.monotonic() - start, 2 * TIME_LIMIT)
        self.assertIn("the database cannot be used: connection timeout expired", self.warnings)
        rows = await database.query("SELECT count(*) FROM Colors")
        self.assertEqual(rows, [(3,)])

    async def test_silentInTheMiddle(self) -> None:
        """
        It makes no difference when it is stopped in the middle of a statement.
        """
        self.patch(postgresql, "SILENCE", 1.0)
        database = self.open(self.place(), COLORS)
        await self.looked()
        asked = database.query("SELECT pg_sleep(2.5)")
        await deferLater(CLOCK, 0.2)  # so that the server has begun
        with self.cluster.frozen():
            await self.assertFailure(asked, Outage)
        self.assertEqual(
            self.warnings, ["the database cannot be used: the server does not answer"]
        )
        self.assertEqual(await database.query("SELECT count(*) FROM Colors"), [(3,)])

    async def test_closedWhileSilent(self) -> None:
        """
        A pool is closed within a second, whatever its threads wait for.
        """
        database = self.open(self.place(), COLORS)
        await self.looked()
        with self.cluster.frozen():
            asked = [database.query("SELECT 1").addErrback(str) for _ in "123456"]
            start = time.monotonic()
            database.pool.close()
            self.assertLess(time.monotonic() - start, 1)
            await gatherResults(asked)
