"""
Databases for tests: real ones, and one without threads that answers at once.
"""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from twisted.internet import reactor
from twisted.internet.defer import Deferred, execute, gatherResults
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import ILogObserver, LogLevel, globalLogPublisher
from twisted.trial.unittest import TestCase

from server.database import Database, Duplicate, Execute, Row, Table, openDatabase, sqlite
from tests.support.postgres import theCluster

CLOCK: IReactorTime = reactor

Result = TypeVar("Result")


class ImmediateDatabase:
    """
    Takes the place of a L{Database}: every result is there at once.

    @ivar error: where it is set, everything fails with it.
    """

    error: Exception | None = None

    def __init__(self, tables: Sequence[Table] = ()) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        for table in tables:
            for statement in table.statements:
                self.connection.execute(statement.format(collation=sqlite.COLLATION))
            if table.rows:
                self.connection.executemany(table.insert, table.rows)

    def asDatabase(self) -> Database:
        """
        Pass for a database, for the type checker.
        """
        return cast(Database, self)

    def query(self, statement: str, *values: object) -> Deferred[list[Row]]:
        """
        As L{Database.query}.
        """
        return self.run(lambda: self.connection.execute(statement, values).fetchall())

    def change(self, statement: str, *values: object) -> Deferred[int]:
        """
        As L{Database.change}.
        """
        return self.run(lambda: self.connection.execute(statement, values).rowcount)

    def together(self, work: Callable[[Execute], Result]) -> Deferred[Result]:
        """
        As L{Database.together}.
        """

        def execute(statement: str, *values: object) -> int:
            return self.connection.execute(statement, values).rowcount

        def all() -> Result:
            self.connection.execute("BEGIN")
            with self.connection:
                return work(execute)

        return self.run(all)

    def run(self, work: Callable[[], Result]) -> Deferred[Result]:
        """
        @return: has fired already with what the work returns, or fails.
        """
        return execute(self.attempt, work)

    def attempt(self, work: Callable[[], Result]) -> Result:
        """
        Do something, and name its error as L{Database} does.
        """
        if self.error is not None:
            raise self.error
        try:
            return work()
        except sqlite3.IntegrityError as error:
            if sqlite.isDuplicate(error):
                raise Duplicate(str(error)) from error
            raise


class DatabaseTestCase(TestCase):
    """
    Opens databases, closes them at the end, and keeps what is warned of meanwhile.
    """

    timeout = 60

    def setUp(self) -> None:
        """
        Keep the warnings that are logged, and the looks for a database that is gone.
        """
        self.warnings: list[str] = []
        observer = cast(ILogObserver, self.note)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        self.looks: list[Deferred[object]] = []
        look = Database.look

        def noted(database: Database) -> Deferred[object]:
            self.looks.append(look(database))
            return self.looks[-1]

        self.patch(Database, "look", noted)

    async def looked(self) -> None:
        """
        Wait until each database has found out whether it can be reached.
        """
        await deferLater(CLOCK, 0)  # so that the reactor runs
        await gatherResults(self.looks)

    def note(self, event: dict[str, Any]) -> None:
        """
        Note what would be shown on the console.
        """
        if event["log_namespace"].startswith("server.") and event["log_level"] >= LogLevel.warn:
            self.warnings.append(event["log_format"].format(**event))

    def place(self) -> Namespace:
        """
        Name a database that is empty.
        """
        raise NotImplementedError

    def open(self, place: Namespace, *tables: Table) -> Database:
        """
        Open a database with these tables; it is closed when the test ends.
        """
        database = openDatabase(CLOCK, place, tables)
        self.addCleanup(lambda: database.pool.close())
        return database


class SQLiteTestCase(DatabaseTestCase):
    """
    Runs its tests with SQLite, on a file in a directory that does not exist yet.
    """

    def place(self) -> Namespace:
        """
        Name a directory that is not there yet.
        """
        return Namespace(data=Path(self.mktemp()) / "deep" / "data", database=None)


class PostgreSQLTestCase(DatabaseTestCase):
    """
    Runs its tests with PostgreSQL, on a server that all tests of the process share.
    """

    def setUp(self) -> None:
        super().setUp()
        self.cluster = theCluster()

    def place(self) -> Namespace:
        """
        Name an empty database that is this test's alone.
        """
        return Namespace(data=Path("unused"), database=self.cluster.makeDatabase())
