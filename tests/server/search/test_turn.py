"""
Whose turn it is to make an index.
"""

from __future__ import annotations

import os
from pathlib import Path

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.search.turn import PAUSE, Turn


class TurnTests(SynchronousTestCase):
    """
    Locks tell two turns apart as they tell two processes.
    """

    def setUp(self) -> None:
        """
        Choose a file that is not there.
        """
        self.clock = Clock()
        self.path = Path(self.mktemp()) / "deep" / "turn"

    def makeTurn(self, generation: str = "one") -> Turn:
        """
        Make the turn of a process.
        """
        turn = Turn(self.clock, self.path, generation)
        self.addCleanup(turn.finish, False)
        return turn

    def take(self, turn: Turn, isStopped: bool = False) -> Deferred[None]:
        """
        Wait for a turn.
        """
        return Deferred.fromCoroutine(turn.take(lambda: isStopped))

    def test_done(self) -> None:
        """
        One does it, and the others of its generation have it done; those of the next do it
        again.
        """
        first, second, next_ = self.makeTurn(), self.makeTurn(), self.makeTurn("two")
        self.successResultOf(self.take(first))
        self.assertFalse(first.isDone)
        first.finish(True)
        for turn, isDone in ((second, True), (next_, False)):
            self.successResultOf(self.take(turn))
            self.assertEqual(turn.isDone, isDone)
            turn.finish(False)

    def test_waits(self) -> None:
        """
        One at a time; where the first fails, the second does it.
        """
        first, second = self.makeTurn(), self.makeTurn()
        self.successResultOf(self.take(first))
        waiting = self.take(second)
        self.clock.advance(PAUSE)
        self.assertNoResult(waiting)
        first.finish(False)
        self.clock.advance(PAUSE)
        self.successResultOf(waiting)
        self.assertFalse(second.isDone)

    def test_stopped(self) -> None:
        """
        Who is stopped waits no longer.
        """
        first, second = self.makeTurn(), self.makeTurn()
        self.successResultOf(self.take(first))
        self.successResultOf(self.take(second, isStopped=True))

    def test_noFile(self) -> None:
        """
        Where there can be no file, nothing is shared, and everybody does it.
        """
        self.path.parent.parent.write_text("in the way")
        turn = self.makeTurn()
        self.successResultOf(self.take(turn))
        self.assertFalse(turn.isDone)
        turn.finish(True)

    def test_again(self) -> None:
        """
        Who takes it once more, because something is broken, does not hold what it had.
        """
        turn = self.makeTurn()
        for _ in range(2):
            self.successResultOf(self.take(turn))
            self.assertIsNotNone(turn.descriptor)
            before = turn.descriptor
            turn.finish(True)
            self.assertRaises(OSError, os.fstat, before or -1)
