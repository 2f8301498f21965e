"""
The files that are known, in SQLite, for the engines that run on this machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zlib import crc32

from server.database.writelock import writeLock
from server.search.corpus import Found
from server.search.engine import Document, EngineFailure

#: How many seconds to wait for another process that writes.
LOCK_TIMEOUT = 10.0

FILES = """CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    digest BLOB NOT NULL,
    reason TEXT NOT NULL
)"""


class Catalogue:
    """
    A database file with a table of files; an engine may add tables of its own.
    """

    def __init__(self, path: Path, *tables: str) -> None:
        """
        @param tables: further tables, as statements that make them.
        """
        self.path = path
        self.tables = (FILES, *tables)
        self.version = crc32("".join(self.tables).encode()) >> 1  # SQLite's has 31 bits

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """
        Open the database.

        @raise EngineFailure: for anything that fails.
        """
        try:
            opened = sqlite3.connect(self.path, timeout=LOCK_TIMEOUT, isolation_level=None)
            with closing(opened) as connection:
                yield connection
        except sqlite3.Error as error:
            raise EngineFailure(f"{self.path}: {error}") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """
        Open the database to write: either everything is written, or nothing.
        """
        with self.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")  # closed without it, all is rolled back

    def prepare(self) -> None:
        """
        Make the database, if it is not there. One that is broken, or was made with other
        tables, is made anew: all that is in it can be read from the corpus again.

        @raise EngineFailure: when it cannot be made.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # A process that finds a new file which another process is just making would
            # remove it, and SQLite cannot stand that: the other one may get SIGBUS.
            with writeLock(str(self.path)):
                self._makeSure()
        except OSError as error:
            raise EngineFailure(f"{self.path.parent}: {error.strerror}") from error

    def _makeSure(self) -> None:
        try:
            self._makeTables()
        except EngineFailure as failure:
            if isinstance(failure.__cause__, sqlite3.OperationalError):
                raise  # it is locked, or the disk is full: it may still be right
            self.remove()
            self._makeTables()

    def _makeTables(self) -> None:
        with self.open() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != self.version:
                self.remove()
        with self.open() as connection:
            connection.execute("PRAGMA journal_mode = WAL")  # readers need not wait for a writer
            for table in self.tables:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {self.version}")

    def remove(self) -> None:
        """
        Remove the files of the database, if there are any.
        """
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)

    def known(self) -> dict[str, Document]:
        """
        Tell which files are known, by path.
        """
        with self.open() as connection:
            rows = connection.execute("SELECT path, size, modified, digest, reason FROM files")
            return {
                path: Document(Found(path, *of), digest, why) for path, *of, digest, why in rows
            }

    def keep(self, numbers: Collection[int]) -> None:
        """
        Forget the files that have a text, except for those with certain numbers.
        """
        with self.transaction() as connection:
            rows = connection.execute("SELECT id FROM files WHERE reason = ''").fetchall()
            lost = [row for row in rows if row[0] not in numbers]
            connection.executemany("DELETE FROM files WHERE id = ?", lost)

    def searched(self) -> list[str]:
        """
        Tell the paths of the files that have a text.
        """
        with self.open() as connection:
            rows = connection.execute("SELECT path FROM files WHERE reason = ''")
            return [path for (path,) in rows]

    def paths(self, numbers: Collection[int]) -> list[str]:
        """
        Tell the paths of the files with certain numbers.
        """
        with self.open() as connection:
            rows = connection.execute("SELECT id, path FROM files")
            return [path for number, path in rows if number in numbers]


def forget(connection: sqlite3.Connection, path: str) -> int | None:
    """
    Forget a file.

    @return: the number that it had, if it was known.
    """
    statement = "DELETE FROM files WHERE path = ? RETURNING id"
    row = connection.execute(statement, (path,)).fetchone()
    return row[0] if row else None


def remember(connection: sqlite3.Connection, document: Document) -> int:
    """
    Remember a file that is not known yet.

    @return: the number that it gets.
    """
    values = (*document.file, document.digest, document.reason)
    statement = "INSERT INTO files (path, size, modified, digest, reason) VALUES (?, ?, ?, ?, ?)"
    return connection.execute(statement, values).lastrowid or 0


def touch(connection: sqlite3.Connection, file: Found) -> None:
    """
    Note the new time of a file whose text is the same.
    """
    statement = "UPDATE files SET size = ?, modified = ? WHERE path = ?"
    connection.execute(statement, (file.size, file.modified, file.path))
