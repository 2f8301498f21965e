"""
Whose turn it is to make an index.
"""

from __future__ import annotations

import os
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.search.indexlock import LOOK_PAUSE, IndexLock


class IndexLockTests(SynchronousTestCase):
    """
    Locks tell two turns apart as they tell two processes.
    """

    def setUp(self) -> None:
        """
        Choose a file that is not there.
        """
        self.clock = Clock()
        self.path = Path(self.mktemp()) / "deep" / "turn"

    def makeLock(self, generation: str = "one") -> IndexLock:
        """
        @param generation: of the process whose lock it is: those of one start share it.
        """
        lock = IndexLock(self.clock, self.path, generation)
        self.addCleanup(lock.release, False)
        return lock

    def acquire(self, lock: IndexLock, isStopped: bool = False) -> Deferred[None]:
        """
        Begin to wait for a lock.

        @param isStopped: what the lock is told when it asks whether to give up.
        """
        return Deferred.fromCoroutine(lock.acquire(lambda: isStopped))

    def test_done(self) -> None:
        """
        One does it, and the others of its generation have it done; those of the next do it
        again.
        """
        first, second, next_ = self.makeLock(), self.makeLock(), self.makeLock("two")
        self.successResultOf(self.acquire(first))
        self.assertFalse(first.isDone)
        first.release(True)
        for lock, isDone in ((second, True), (next_, False)):
            self.successResultOf(self.acquire(lock))
            self.assertEqual(lock.isDone, isDone)
            lock.release(False)

    def test_waits(self) -> None:
        """
        One at a time; where the first fails, the second does it.
        """
        first, second = self.makeLock(), self.makeLock()
        self.successResultOf(self.acquire(first))
        waiting = self.acquire(second)
        self.clock.advance(LOOK_PAUSE)
        self.assertNoResult(waiting)
        first.release(False)
        self.clock.advance(LOOK_PAUSE)
        self.successResultOf(waiting)
        self.assertFalse(second.isDone)

    def test_stopped(self) -> None:
        """
        Whoever is stopped waits no longer.
        """
        first, second = self.makeLock(), self.makeLock()
        self.successResultOf(self.acquire(first))
        self.successResultOf(self.acquire(second, isStopped=True))

    def test_noFile(self) -> None:
        """
        Where there can be no file, nothing is shared, and everybody does it.
        """
        self.path.parent.parent.write_text("in the way")
        lock = self.makeLock()
        self.successResultOf(self.acquire(lock))
        self.assertFalse(lock.isDone)
        lock.release(True)

    def test_again(self) -> None:
        """
        Whoever takes it once more, because something is broken, does not hold what it had.
        """
        lock = self.makeLock()
        for _ in range(2):
            self.successResultOf(self.acquire(lock))
            self.assertIsNotNone(lock.descriptor)
            before = lock.descriptor
            lock.release(True)
            self.assertRaises(OSError, os.fstat, before or -1)
