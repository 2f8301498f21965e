"""
When the register's log is brought over into its file.

What is noted stands in a log first, from where SQLite reads it as well: it is safe there. To
bring it over, somebody has to wait for the disk. That is a thread of its own here, so that
nobody who reports waits with it.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from twisted.logger import Logger

log = Logger()

#: After so many changes the log is brought over: that is about as often as SQLite does it.
EVERY = 250
#: Pages of the log, of 4 KiB, at most. Where so many come that the thread is never done with
#: all of them, whoever makes it longer brings it over.
MOST_PAGES = 4000
#: Seconds for which a log that is in use is tried to be emptied, and between two tries.
EMPTY_TIMEOUT, TRY_INTERVAL = 10.0, 0.01


class Checkpoints:
    """
    Brings it over, once at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes = 0
        # Begun right now: to begin a thread takes long where a machine is busy.
        self._thread = ThreadPoolExecutor(1)
        self._newest = self._thread.submit(bringOver, path)

    def count(self) -> None:
        """
        Count a change, and bring the log over where there are enough of them.
        """
        self._changes += 1
        if self._changes >= EVERY and self._newest.done():
            self._changes = 0
            self._newest = self._thread.submit(bringOver, self._path)

    def close(self) -> None:
        """
        Wait until all is done that was begun, and end the thread.
        """
        self._thread.shutdown()


def bringOver(path: Path) -> None:
    """
    Bring the log over into the file, as far as it has come. Meanwhile it can be written to, and
    read. Where that fails, it stays in the log, and the next time is another try.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error as error:
        log.info("the log of {path} stays as it is: {error}", path=path, error=error)


def emptyLog(database: sqlite3.Connection) -> bool:
    """
    Bring all of the log over, and leave nothing in it. Where somebody else brings it over just
    now, SQLite does not wait: so this does.

    @return: whether it is empty.
    """
    ends = monotonic() + EMPTY_TIMEOUT
    while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if monotonic() > ends:
            return False
        sleep(TRY_INTERVAL)
    return True
