"""
The pool: adbapi's, with a better way to recover from a lost connection.

All of this runs in the pool's threads, where waiting does not hold up anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, Protocol, cast

from twisted.enterprise import adbapi
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

log = Logger()

#: How many connections, and threads, there are at most.
MOST_CONNECTIONS = 4
#: How long the threads may take to end when the pool is closed, in seconds.
FAREWELL = 0.5

Row = tuple[Any, ...]


class Driver(Protocol):
    """
    What a database module offers: see L{server.database.sqlite}.
    """

    __name__: str
    PLACEHOLDER: str
    COLLATION: str

    def isAlive(self, connection: Any, /) -> bool: ...
    def beginAlone(self, connection: Any, /) -> None: ...
    def writeLock(self, place: str, /) -> AbstractContextManager[object]: ...
    def giveUp(self, connection: Any, /) -> None: ...
    def close(self, connection: Any, /) -> None: ...
    def columns(self, connection: Any, table: str, /) -> set[str]: ...
    def isDuplicate(self, error: BaseException, /) -> bool: ...
    def isOutage(self, error: BaseException, /) -> bool: ...


@dataclass(frozen=True)
class Table:
    """
    A table that has to be there. Where it is not, it is made and filled. A table from an
    earlier time, which lacks a column, is made anew with the rows that it had.

    @ivar statements: make the table; C{{collation}} is filled in.
    @ivar insert: puts one row into it, with a C{?} for each value.
    @ivar rows: its first rows.
    @ivar newest: the column that tells today's table from an earlier one.
    @ivar earlier: the columns of an earlier table that C{renew} takes.
    @ivar renew: makes today's rows from the earlier ones.
    """

    name: str
    statements: Sequence[str]
    insert: str = ""
    rows: Sequence[Row] = ()
    newest: str = ""
    earlier: str = ""
    renew: Callable[[Sequence[Row]], Sequence[Row]] = tuple


class PooledConnection(adbapi.Connection):
    """
    A thread's connection. One that cannot even roll back is thrown away, and
    the thread will open another.
    """

    def rollback(self) -> None:
        """
        Roll back. Nothing is raised: what matters is the error that led here.
        """
        connection = cast(Any, self._connection)
        try:
            connection.rollback()
        except Exception:
            self._pool.disconnect(connection)


class LeavableThread(Thread):
    """
    A thread that does not keep the program from ending.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, daemon=True, **settings)


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
        @ivar waiting: the Deferreds that wait for a result; there are none once the pool
            is closed.
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
        self.place = place
        self.tables = tables
        self.preparing = Lock()
        self.waiting: set[Deferred[Any]] = set()

    def start(self) -> None:
        """
        Start the threads, which do not keep the program from ending.
        """
        self.threadpool.threadFactory = LeavableThread
        super().start()

    @property
    def isClosed(self) -> bool:
        """
        Whether the threads are told to end.
        """
        return self.threadpool.joined

    def finalClose(self) -> None:
        """
        End the threads and close the connections. A statement that runs is given up;
        what does not end even then, such as the wait for a server that hangs, is left
        behind: it must not keep the program from ending.
        """
        if self.isClosed:
            return
        for connection in list(self.connections.values()):
            self.driver.giveUp(connection)
        closing = Thread(target=super().finalClose, daemon=True)
        closing.start()
        closing.join(FAREWELL)
        for deferred in list(self.waiting):
            deferred.cancel()

    def _close(self, conn: Any) -> None:
        """
        Close a connection in the database's own way. (The name is adbapi's, which calls this
        whenever it closes one.)
        """
        try:
            self.driver.close(conn)
        except Exception as error:
            log.info("a connection could not be closed: {error}", error=error)

    def connect(self) -> Any:
        """
        Find this thread's connection, or open one. It is asked first whether it is alive:
        so a connection that broke while nobody used it does not cost any user an error.
        """
        connection = self.connections.get(self.threadID())
        if connection is not None and not self.driver.isAlive(connection):
            self.disconnect(connection)
        return super().connect()

    def prepare(self, connection: Any) -> None:
        """
        Make sure, on each new connection, that the tables are there: so they are made even
        where the database was not there at the start.
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
        if self.isMade(connection, table):
            connection.commit()
            return
        with self.driver.writeLock(self.place):
            self.driver.beginAlone(connection)
            # Another process may have made it while we waited.
            if not self.isMade(connection, table):
                rows = self.takeRows(connection, table)
                self.fill(connection.cursor(), table, rows)
            connection.commit()

    def isMade(self, connection: Any, table: Table) -> bool:
        """
        Tell whether a table is there, with the columns of today.
        """
        columns = self.driver.columns(connection, table.name)
        return table.newest in columns if table.newest else bool(columns)

    def takeRows(self, connection: Any, table: Table) -> Sequence[Row]:
        """
        Find the rows for a table that is to be made: those of an earlier one, which is
        removed, or the first ones.
        """
        if not self.driver.columns(connection, table.name):
            return table.rows
        cursor = connection.cursor()
        cursor.execute(f"SELECT {table.earlier} FROM {table.name}")  # noqa: S608
        rows = table.renew(cursor.fetchall())
        cursor.execute(f"DROP TABLE {table.name}")
        return rows

    def fill(self, cursor: Any, table: Table, rows: Sequence[Row]) -> None:
        """
        Make one table, and put rows into it.
        """
        for statement in table.statements:
            cursor.execute(statement.format(collation=self.driver.COLLATION))
        if rows:
            cursor.executemany(self.spell(table.insert), rows)

    def spell(self, statement: str) -> str:
        """
        Write a statement as this database expects it.
        """
        return statement.replace("?", self.driver.PLACEHOLDER)
