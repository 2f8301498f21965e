"""
SQLite: a database in one file, inside this process.

adbapi is given the name of a DB-API module, and calls the module's C{connect}.
This is such a module; beside C{connect} it holds all that is SQLite's own.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import apilevel, threadsafety
from threading import Lock

__all__ = ["apilevel", "threadsafety"]

#: What stands for a value in a statement.
PLACEHOLDER = "?"
#: The order of text by its code points.
COLLATION = "BINARY"
#: How long a write waits for another process's write, in seconds.
PATIENCE = 1.0
#: Who writes to which file: see L{turn}.
TURNS: dict[str, Lock] = {}
#: Who turns the log on needs the file for itself, and SQLite does not wait for it.
OPENING = Lock()


class FileConnection(sqlite3.Connection):
    """
    A connection that knows which file it has opened.
    """

    path: str
    file: tuple[int, int] | None


def identify(path: str) -> tuple[int, int] | None:
    """
    Tell one file from another of the same name.

    @return: its device and inode; L{None} where there is no such file.
    """
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def connect(path: str) -> FileConnection:
    """
    Open the database file; make it, and its directory, where there is none.

    @raise OSError: when the directory cannot be made.
    @raise sqlite3.Error: when the file cannot be used.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path,
        timeout=PATIENCE,
        # A write takes its lock when it begins, where SQLite can wait for it,
        # and not in the middle.
        isolation_level="IMMEDIATE",
        # The pool closes the connections of its threads from the main one.
        check_same_thread=False,
        factory=FileConnection,
    )
    try:
        configure(connection)
    except BaseException:
        connection.close()
        raise
    connection.path, connection.file = path, identify(path)
    return connection


def configure(connection: FileConnection) -> None:
    """
    Make the settings of a new connection.
    """
    # With a write-ahead log, those who read and the one who writes do not wait
    # for each other. FULL: what is committed is on the disk.
    with OPENING:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def isAlive(connection: FileConnection) -> bool:
    """
    Tell whether a connection is of use. Where the file was removed or replaced,
    it is not: what it writes would be lost.
    """
    return connection.file is not None and connection.file == identify(connection.path)


def beginAlone(connection: FileConnection) -> None:
    """
    Begin a transaction that no other may write beside.
    """
    connection.execute("BEGIN IMMEDIATE")


def turn(path: str) -> AbstractContextManager[object]:
    """
    Wait until no other thread of this process writes. SQLite would wait as well, but
    by looking again from time to time: who looks at the wrong moments, while one
    after the other writes, gives up in the end.
    """
    return TURNS.setdefault(path, Lock())


def hasTable(connection: FileConnection, name: str) -> bool:
    """
    Tell whether there is a table.
    """
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


def isDuplicate(error: BaseException) -> bool:
    """
    Tell whether a row was refused because there is one with its primary key.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)


def isOutage(error: BaseException) -> bool:
    """
    Tell whether the database itself has failed: locked, full, unreadable.
    """
    return isinstance(error, sqlite3.OperationalError | OSError) or (
        type(error) is sqlite3.DatabaseError  # the file is no database, or damaged
    )
