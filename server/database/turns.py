"""
Turns: which of all those that want to write to an SQLite file may do so now.

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

#: For each file, whose turn it is among the threads of this process.
TURNS: dict[str, Lock] = {}
#: The ending of the file by which processes agree on who writes.
TURN = "-turn"
#: How long a write waits for its turn, among threads or among processes, in seconds.
TURN_PATIENCE = 2.0
#: How long to wait between two checks, at most, in seconds.
PAUSE = 0.002
#: The bytes of that file: whoever holds the first writes next, whoever holds the second
#: writes now.
NEXT, NOW = range(2)


@contextmanager
def turn(path: str) -> Iterator[None]:
    """
    Wait until nobody else writes: no other thread of this process, no other process. Whoever
    has waited for too long goes on, and leaves it to SQLite whether a write is possible: a
    process that was stopped in its turn does not stop the others.

    @param path: of the database.
    """
    lock = TURNS.setdefault(path, Lock())
    if not lock.acquire(timeout=TURN_PATIENCE):
        yield
        return
    try:
        with turnAmongProcesses(f"{path}{TURN}"):
            yield
    finally:
        lock.release()


@contextmanager
def turnAmongProcesses(path: str) -> Iterator[None]:
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
        awaitTurn(descriptor)
        yield
    finally:
        os.close(descriptor)  # gives all locks back


def awaitTurn(descriptor: int) -> None:
    """
    Lock the byte L{NOW}, as soon as nobody else has it. A process that writes again and
    again cannot take it twice while another waits: that other one already has the byte
    L{NEXT}.
    """
    end = monotonic() + TURN_PATIENCE
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
