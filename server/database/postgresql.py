"""
PostgreSQL: a database server, through psycopg 3.

A DB-API module for adbapi, like L{server.database.sqlite}.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from math import inf
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import abc, apilevel, errors, threadsafety

__all__ = ["apilevel", "threadsafety"]

Result = TypeVar("Result")

#: What is written for a value in a statement.
PLACEHOLDER = "%s"
#: The order of text by its code points.
COLLATION = '"C"'
#: How long to wait for a connection, in seconds.
CONNECT_TIMEOUT = 2
#: How long the server may work on a statement, and wait for a lock, in milliseconds.
LIMITS = {"statement_timeout": 3000, "lock_timeout": 1000}
#: How long to wait, in seconds, for a server that does not keep its own limits, because it
#: was stopped, or its machine hangs.
SILENCE = 4.0
#: How long the server may take to say that it is there, in seconds.
ALIVE = 1.0

#: The number of the lock under which tables are made; any will do.
LOCK = 8000


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """
    A connection that does not wait for ever.

    @ivar patience: how long the server may be silent, in seconds.
    """

    patience = SILENCE
    end = inf

    def wait(
        self, gen: abc.PQGen[Result], interval: float = 0.1, timeout: float | None = None
    ) -> Result:
        """
        Wait for the result of a statement. Every C{interval} seconds, Psycopg checks
        whether it was interrupted, and we check whether time is up.

        @raise psycopg.OperationalError: when it is; then the connection is closed.
        """
        patience = self.patience if timeout is None else timeout
        try:
            return super().wait(self.attended(gen, patience), interval)
        except SilentServer:
            self.close()
            raise

    def attended(self, gen: abc.PQGen[Result], patience: float) -> abc.PQGen[Result]:
        """
        Go on with a task of psycopg's, as long as the server shows signs of life.
        """
        self.end = monotonic() + patience
        try:
            state = next(gen)
            while True:
                ready = yield state
                if ready:
                    self.end = monotonic() + patience
                elif monotonic() >= self.end:
                    raise SilentServer("the server does not answer")
                state = gen.send(ready)
        except StopIteration as finished:
            result: Result = finished.value
            return result


class SilentServer(psycopg.OperationalError):
    """
    The server has been silent for longer than it may.
    """


def connect(url: str) -> Connection:
    """
    Connect.

    @param url: C{postgresql://user:password@host:port/database}.
    @raise psycopg.Error: when it cannot be reached.
    """
    options = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    return Connection.connect(
        url,
        connect_timeout=CONNECT_TIMEOUT,
        client_encoding="utf-8",
        options=options,
        tcp_user_timeout=max(LIMITS.values()),  # ms; for a server that is cut off
    )


def isAlive(connection: Connection) -> bool:
    """
    Tell whether a connection is of use: the server may have gone, or come back,
    since it was used last.
    """
    connection.patience = ALIVE
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        return False
    connection.patience = SILENCE
    return True


def giveUp(connection: Connection) -> None:
    """
    End at once a statement that another thread waits for.
    """
    connection.patience = 0.0
    connection.end = 0.0


def close(connection: Connection) -> None:
    connection.close()


def beginAlone(connection: Connection) -> None:
    """
    Begin a transaction beside which no other of this kind can run.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def writeLock(place: str) -> AbstractContextManager[object]:
    """
    Wait for nobody: the server makes its writers wait for each other.
    """
    return nullcontext()


def columns(connection: Connection, table: str) -> set[str]:
    """
    Name the columns of a table; where there is no such table, it has none.
    """
    # Not to_regclass(): it may remember that there was none before we waited.
    query = (
        "SELECT attname FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid"
        " JOIN pg_namespace ON relnamespace = pg_namespace.oid"
        " WHERE relname = lower(%s) AND nspname = ANY (current_schemas(false))"
        " AND attnum > 0 AND NOT attisdropped"
    )
    return {name for (name,) in connection.execute(query, (table,))}


def isDuplicate(error: BaseException) -> bool:
    """
    Tell whether a row was refused because there is one with its key.
    """
    return isinstance(error, errors.UniqueViolation)


def isOutage(error: BaseException) -> bool:
    """
    Tell whether the database itself has failed: down, locked, too slow, or not
    meant for us.
    """
    return isinstance(error, psycopg.OperationalError | errors.InsufficientPrivilege)
