"""
The write lock: of all those that want to write to an SQLite file, one does so at a time.

SQLite makes them wait as well, but checks again less and less often: a writer that checks
at the wrong moments, while one after the other writes, gives up in the end, and says that
the database is locked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
from random import random
from threading import Lock
from time import monotonic, sleep

#: For each file, the lock of the threads of this process.
THREAD_LOCKS: dict[str, Lock] = {}
#: The ending of the file by which processes agree on who writes.
LOCK_FILE_ENDING = "-turn"
#: How long a write waits for the lock, among threads or among processes, in seconds.
LOCK_PATIENCE = 2.0
#: How long to wait between two checks, at most, in seconds.
PAUSE = 0.002
#: The bytes of that file: whoever holds the first writes next, whoever holds the second
#: writes now.
NEXT, NOW = range(2)


@contextmanager
def writeLock(path: str) -> Iterator[None]:
    """
    Wait until nobody else writes: no other thread of this process, no other process. Whoever
    has waited for too long goes on, and leaves it to SQLite whether a write is possible: a
    process that was stopped while it had the lock does not stop the others.

    @param path: of the database.
    """
    lock = THREAD_LOCKS.setdefault(path, Lock())
    if not lock.acquire(timeout=LOCK_PATIENCE):
        yield
        return
    try:
        with lockAmongProcesses(f"{path}{LOCK_FILE_ENDING}"):
            yield
    finally:
        lock.release()


@contextmanager
def lockAmongProcesses(path: str) -> Iterator[None]:
    """
    Lock a byte of a file. The lock is gone when the process is, however it ends. Where there
    can be no such file, nothing can be written to the database either.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield
        return
    try:
        awaitWriteLock(descriptor)
        yield
    finally:
        os.close(descriptor)  # gives all locks back


def awaitWriteLock(descriptor: int) -> None:
    """
    Lock the byte L{NOW}, as soon as nobody else has it. A process that writes again and
    again cannot take it twice while another waits: that other one already has the byte
    L{NEXT}.
    """
    end = monotonic() + LOCK_PATIENCE
    if awaitLock(descriptor, NEXT, end):
        awaitLock(descriptor, NOW, end)
        lockf(descriptor, LOCK_UN, 1, NEXT)


def awaitLock(descriptor: int, byte: int, end: float) -> bool:
    """
    Lock one byte of a file, as soon as no other process has it.

    @return: whether that could be done before the end.
    """
    while monotonic() < end:
        try:
            lockf(descriptor, LOCK_EX | LOCK_NB, 1, byte)
            return True
        except (BlockingIOError, PermissionError):  # POSIX allows either error: it is taken
            sleep(PAUSE * random())  # noqa: S311  # it guards nothing
        except OSError:
            break  # this file system has no such locks
    return False
