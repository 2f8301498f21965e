"""
Checkpoints: when the register's write-ahead log is brought over into its file.

What is noted is in the log first, where it is safe, and where SQLite finds it as well. To bring
it over, somebody has to wait for the disk. Here a thread of its own does, so that nobody who
reports has to.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from twisted.logger import Logger

log = Logger()

#: After how many changes the log is brought over: about as often as SQLite would do it.
EVERY = 250
#: How many pages, of 4 KiB, the log may have. Where the thread cannot keep up, and it gets longer,
#: whoever makes it longer brings it over.
MOST_PAGES = 4000
#: For how many seconds we try to empty a log that is in use, and how many pass between two tries.
EMPTY_TIMEOUT, TRY_INTERVAL = 10.0, 0.01


class Checkpoints:
    """
    Brings the log over, never twice at the same time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes = 0
        # Started right now: starting a thread takes long where a machine is busy.
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
        Wait until what was begun is done, and end the thread.
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
