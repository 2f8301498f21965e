"""
The deadline of a connection: it is moved often, and passes once.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.channel.deadline import Deadline


class DeadlineTests(SynchronousTestCase):
    """
    A deadline, on a clock that the test moves.
    """

    def setUp(self) -> None:
        """
        Make a deadline that notes the times, in seconds, at which it passes.
        """
        self.clock = Clock()
        self.passed: list[float] = []
        self.deadline = Deadline(self.clock, lambda: self.passed.append(self.clock.seconds()))

    def test_passes(self) -> None:
        """
        It passes once, at its time.
        """
        self.deadline.set(10)
        self.clock.pump([1] * 30)
        self.assertEqual(self.passed, [10])

    def test_later(self) -> None:
        """
        Moved to later, it passes later.
        """
        self.deadline.set(10)
        self.clock.advance(9)
        self.deadline.set(10)
        self.clock.pump([1] * 30)
        self.assertEqual(self.passed, [19])

    def test_earlier(self) -> None:
        """
        Moved to earlier, it passes earlier.
        """
        self.deadline.set(10)
        self.deadline.set(3)
        self.clock.pump([1] * 30)
        self.assertEqual(self.passed, [3])

    def test_never(self) -> None:
        """
        It can be moved to never, and back.
        """
        self.deadline.set(10)
        self.deadline.set(None)
        self.clock.pump([1] * 30)
        self.assertEqual(self.passed, [])
        self.deadline.set(5)
        self.clock.pump([1] * 30)
        self.assertEqual(self.passed, [35])

    def test_again(self) -> None:
        """
        Once passed, it can be set again.
        """
        self.deadline.set(1)
        self.clock.advance(1)
        self.deadline.set(1)
        self.clock.advance(1)
        self.assertEqual(self.passed, [1, 2])

    def test_stop(self) -> None:
        """
        Stopped, it asks the clock for nothing any more.
        """
        self.deadline.set(10)
        self.deadline.stop()
        self.deadline.set(1)
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.clock.advance(20)
        self.assertEqual(self.passed, [])

    def test_cheap(self) -> None:
        """
        However often it is moved to later, the clock has one call to keep.
        """
        for _ in range(100):
            self.deadline.set(10)
            self.clock.advance(0.1)
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
