"""
SQLite: a database in one file, inside this process.

adbapi is given the name of a DB-API module, and calls the module's C{connect}.
This is such a module; besides C{connect} it holds all that is particular to SQLite.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from sqlite3 import apilevel, threadsafety

from server.database.writelock import writeLock

__all__ = ["apilevel", "threadsafety", "writeLock"]

#: What is written for a value in a statement.
PLACEHOLDER = "?"
#: The order of text by its code points.
COLLATION = "BINARY"
#: How long a write waits for another process's write, in seconds.
LOCK_TIMEOUT = 1.0
#: Opens a file that nobody changes.
FROZEN = "immutable=1"
#: Whatever SQLite holds as text becomes text: one value that is not UTF-8 does not keep
#: anybody from reading the others.
readText = partial(str, encoding="utf-8", errors="replace")


class FileConnection(sqlite3.Connection):
    """
    A connection that knows which file it has opened.

    @ivar isFrozen: whether the file was opened as one that never changes.
    """

    path: str
    file: tuple[int, ...] | None
    isFrozen: bool


def identify(path: str, isFrozen: bool) -> tuple[int, ...] | None:
    """
    Identify a file, to tell it from another of the same name.

    @param isFrozen: whether a file that has changed counts as another one.
    @return: its device and inode; L{None} where there is no such file.
    """
    try:
        status = os.stat(path)
    except OSError:
        return None
    changed = [status.st_mtime_ns] if isFrozen else []
    return status.st_dev, status.st_ino, *changed


def connect(path: str) -> FileConnection:
    """
    Open the database file; make it, and its directory, where there is none. A file in a
    place where we may not write can still be read.

    @raise OSError: when the directory cannot be made.
    @raise sqlite3.Error: when the file cannot be used.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        return openFile(path)
    except sqlite3.OperationalError:
        if os.access(Path(path).parent, os.W_OK) or not os.access(path, os.R_OK):
            raise
        return openToRead(path)


def openToRead(path: str) -> FileConnection:
    """
    Open a file in a directory where we may not write. SQLite wants to note there that
    somebody reads; it does without where that is noted already, or where we say that the
    file will not change. (Where it does, L{isAlive} sees that.)
    """
    try:
        return openFile(path, "mode=ro")
    except sqlite3.OperationalError:
        return openFile(path, FROZEN)


def openFile(path: str, parameters: str = "") -> FileConnection:
    """
    Open the file with certain parameters.

    @param parameters: how, as SQLite writes it in the query of a URI.
    """
    connection = sqlite3.connect(
        f"{Path(path).as_uri()}?{parameters}",
        uri=True,
        timeout=LOCK_TIMEOUT,
        # A write takes its lock when it begins, where SQLite can wait for it,
        # and not in the middle.
        isolation_level="IMMEDIATE",
        # The pool closes the connections of its threads from the main one.
        check_same_thread=False,
        factory=FileConnection,
    )
    connection.path, connection.isFrozen = path, parameters == FROZEN
    try:
        configure(connection) if not parameters else look(connection)
    except BaseException:
        connection.close()
        raise
    connection.text_factory = readText
    connection.file = identify(path, connection.isFrozen)
    return connection


def configure(connection: FileConnection) -> None:
    """
    Change the settings of a new connection: its journal, and how safely it stores.
    """
    # With a write-ahead log, readers and the one writer do not wait for each other.
    # Turning it on takes the file alone, and SQLite does not wait for that.
    with writeLock(connection.path):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what is committed is on the disk
    connection.execute("PRAGMA foreign_keys = ON")


def look(connection: FileConnection) -> None:
    """
    Look into a file that is only to be read: SQLite does not open it any earlier.
    """
    connection.execute("SELECT count(*) FROM sqlite_master")


def isAlive(connection: FileConnection) -> bool:
    """
    Tell whether a connection is of use. Where the file was removed or replaced,
    it is not: what it writes would be lost.
    """
    now = identify(connection.path, connection.isFrozen)
    return connection.file is not None and connection.file == now


def giveUp(connection: FileConnection) -> None:
    """
    End at once a statement that another thread waits for.
    """
    connection.interrupt()


def close(connection: FileConnection) -> None:
    """
    Close a connection. Where it is the last one, SQLite copies the write-ahead log into the
    file, so that the file alone is the whole database.

    It does not do so where a statement was given up, as long as no other has begun:
    findings/sqlite-interrupt.sh. So one begins that has nothing to do.
    """
    with suppress(sqlite3.Error):
        connection.execute("SELECT 1").close()
    connection.close()


def beginAlone(connection: FileConnection) -> None:
    """
    Begin a transaction beside which no other may write.
    """
    connection.execute("BEGIN IMMEDIATE")


def columns(connection: FileConnection, table: str) -> set[str]:
    """
    Name the columns of a table; where there is no such table, it has none.
    """
    query = "SELECT name FROM pragma_table_info(?)"
    return {name for (name,) in connection.execute(query, (table,))}


def isDuplicate(error: BaseException) -> bool:
    """
    Tell whether a row was refused because there is one with its key.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)


def isOutage(error: BaseException) -> bool:
    """
    Tell whether the database itself has failed: locked, full, unreadable.
    """
    return isinstance(error, sqlite3.OperationalError | OSError) or (
        type(error) is sqlite3.DatabaseError  # the file is not a database, or damaged
    )
