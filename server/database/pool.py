"""
The pool: adbapi's, with a better way to get over a lost connection.

All of this runs in the pool's threads, where waiting stops nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol, cast

from twisted.enterprise import adbapi
from twisted.internet.interfaces import IReactorTime

#: The most connections, and threads, at a time.
MOST_CONNECTIONS = 4


class Driver(Protocol):
    """
    What a database module offers: see L{server.database.sqlite}.
    """

    __name__: str
    PLACEHOLDER: str
    COLLATION: str

    def isAlive(self, connection: Any, /) -> bool: ...
    def beginAlone(self, connection: Any, /) -> None: ...
    def turn(self, place: str, /) -> AbstractContextManager[object]: ...
    def hasTable(self, connection: Any, name: str, /) -> bool: ...
    def isDuplicate(self, error: BaseException, /) -> bool: ...
    def isOutage(self, error: BaseException, /) -> bool: ...


@dataclass(frozen=True)
class Table:
    """
    A table that has to be there. Where it is not, it is made and filled.

    @ivar statements: what makes it; C{{collation}} is filled in.
    @ivar insert: what puts one row into it, with a C{?} for each value.
    @ivar rows: its first rows.
    """

    name: str
    statements: Sequence[str]
    insert: str = ""
    rows: Sequence[tuple[object, ...]] = ()


class PooledConnection(adbapi.Connection):
    """
    A thread's connection. One that cannot even roll back is thrown away, and
    the thread will open another.
    """

    def rollback(self) -> None:
        """
        Roll back. Nothing is raised: what matters is the error before.
        """
        connection = cast(Any, self._connection)
        try:
            connection.rollback()
        except Exception:
            self._pool.disconnect(connection)


class Pool(adbapi.ConnectionPool):
    """
    Connections to one database, one for each thread of the pool.
    """

    connectionFactory = PooledConnection

    def __init__(
        self, driver: Driver, place: str, tables: Sequence[Table], reactor: IReactorTime
    ) -> None:
        """
        @param place: what the driver connects to: a path, a URL.
        """
        super().__init__(
            driver.__name__,
            place,
            cp_min=1,
            cp_max=MOST_CONNECTIONS,
            cp_reconnect=True,
            cp_openfun=self.prepare,
            cp_reactor=reactor,
        )
        self.driver = driver
        self.tables = tables
        self.preparing = Lock()

    def connect(self) -> Any:
        """
        Find this thread's connection, or open one. Asked first whether it is
        alive, a connection that broke while nobody used it costs no user an error.
        """
        connection = self.connections.get(self.threadID())
        if connection is not None and not self.driver.isAlive(connection):
            self.disconnect(connection)
        return super().connect()

    def prepare(self, connection: Any) -> None:
        """
        See to it that the tables are there, on each new connection: so they are
        also there when the database was not, at the start.
        """
        try:
            with self.preparing:
                for table in self.tables:
                    self.makeTable(connection, table)
        except BaseException:
            connection.close()
            raise

    def makeTable(self, connection: Any, table: Table) -> None:
        """
        Make and fill one table, unless it is there. All of it happens in one
        transaction: no crash can leave the table half filled.
        """
        if not self.driver.hasTable(connection, table.name):
            self.driver.beginAlone(connection)
            # Another process may have made it while we waited.
            if not self.driver.hasTable(connection, table.name):
                self.fill(connection.cursor(), table)
        connection.commit()

    def fill(self, cursor: Any, table: Table) -> None:
        """
        Make and fill one table.
        """
        for statement in table.statements:
            cursor.execute(statement.format(collation=self.driver.COLLATION))
        if table.rows:
            cursor.executemany(self.spell(table.insert), table.rows)

    def spell(self, statement: str) -> str:
        """
        Write a statement as this database expects it.
        """
        return statement.replace("?", self.driver.PLACEHOLDER)
