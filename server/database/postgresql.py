"""
PostgreSQL: a database server, through psycopg 3.

A DB-API module for adbapi, like L{server.database.sqlite}.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from psycopg import apilevel, errors, threadsafety

__all__ = ["apilevel", "threadsafety"]

Connection = psycopg.Connection[tuple[Any, ...]]

#: What stands for a value in a statement.
PLACEHOLDER = "%s"
#: The order of text by its code points.
COLLATION = '"C"'
#: How long to wait for a connection, in seconds.
PATIENCE = 3
#: How long the server may work for us, and wait for a lock, in milliseconds.
LIMITS = {"statement_timeout": 5000, "lock_timeout": 1000}

#: The number of the lock under which tables are made; any will do.
LOCK = 8000


def connect(url: str) -> Connection:
    """
    Connect.

    @param url: C{postgresql://user:password@host:port/database}.
    @raise psycopg.Error: when it cannot be reached.
    """
    options = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
    return psycopg.connect(
        url,
        connect_timeout=PATIENCE,
        client_encoding="utf-8",
        options=options,
        tcp_user_timeout=max(LIMITS.values()),  # ms; for a server that is cut off
    )


def isAlive(connection: Connection) -> bool:
    """
    Tell whether a connection is of use: the server may have gone, or come back,
    since it was used last.
    """
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        return False
    return True


def beginAlone(connection: Connection) -> None:
    """
    Begin a transaction that no other of its kind runs beside.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def turn(place: str) -> AbstractContextManager[object]:
    """
    Wait for nobody: the server has its writers wait for each other.
    """
    return nullcontext()


def hasTable(connection: Connection, name: str) -> bool:
    """
    Tell whether there is a table.
    """
    # Not to_regclass(): it may remember that there was none before we waited.
    query = (
        "SELECT 1 FROM pg_tables"
        " WHERE tablename = lower(%s) AND schemaname = ANY (current_schemas(false))"
    )
    return connection.execute(query, (name,)).fetchone() is not None


def isDuplicate(error: BaseException) -> bool:
    """
    Tell whether a row was refused because there is one with its primary key.
    """
    return isinstance(error, errors.UniqueViolation)


def isOutage(error: BaseException) -> bool:
    """
    Tell whether the database itself has failed: down, locked, too slow, or not
    meant for us.
    """
    return isinstance(error, psycopg.OperationalError | errors.InsufficientPrivilege)
