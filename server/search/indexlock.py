"""
A lock on an index: whose turn it is to bring it up to date, where several processes share
it.

One process does so at a time, and the others wait; and what one has done, no other of the
same generation does again. A process that dies while it works leaves the lock to the next:
the system takes it back.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

#: How many seconds pass between two checks whether it is our turn.
LOOK_PAUSE = 0.2

#: How long the name of a generation may be, in bytes.
LONGEST_GENERATION = 100


class NoLock:
    """
    The turn of a process that shares nothing: it always has it, and nothing was done before.
    """

    isDone = False

    async def acquire(self, isStopped: Callable[[], bool]) -> None:
        """
        Wait until it is our turn.

        @param isStopped: tells whether to give up.
        """

    def release(self, isMade: bool) -> None:
        """
        Leave the turn to the next.

        @param isMade: whether the index is up to date.
        """


class IndexLock(NoLock):
    """
    A file that is locked while somebody works. It holds the name of the generation that
    was the last to finish the work.

    @ivar isDone: whether another process of our generation has already done the work.
    """

    def __init__(self, reactor: IReactorTime, path: Path, generation: str) -> None:
        """
        @param generation: of processes that were started with each other.
        """
        self.reactor = reactor
        self.path = path
        self.generation = generation.encode()
        self.descriptor: int | None = None

    async def acquire(self, isStopped: Callable[[], bool]) -> None:
        """
        Wait until it is our turn. Where no file can be written, nothing is shared.
        """
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self.descriptor = os.open(self.path, flags, 0o600)
        while self.descriptor is not None and not isStopped():
            if isLocked(self.descriptor):
                self.isDone = os.pread(self.descriptor, LONGEST_GENERATION, 0) == self.generation
                break
            await deferLater(self.reactor, LOOK_PAUSE)

    def release(self, isMade: bool) -> None:
        """
        Leave the turn to the next.
        """
        if self.descriptor is None:
            return
        if isMade and not self.isDone:
            with suppress(OSError):
                os.ftruncate(self.descriptor, 0)
                os.pwrite(self.descriptor, self.generation, 0)
        os.close(self.descriptor)
        self.descriptor = None


def isLocked(descriptor: int) -> bool:
    """
    Lock a file, unless somebody else has.

    @return: whether we have it.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
