"""
Whoever looks on gets a share of the time.
"""

from __future__ import annotations

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import pace
from server.inspector.pace import MOST, SHARE, Pace


class PaceTests(SynchronousTestCase):
    """
    Turns, by a clock and a processor that the test moves.
    """

    def setUp(self) -> None:
        """
        Nothing has been made yet.
        """
        self.used = 0.0
        self.patch(pace, "process_time", lambda: self.used)
        self.clock = Clock()
        self.pace = Pace(self.clock)
        self.made = 0

    def work(self, seconds: float) -> None:
        """
        Make something that takes some time, when it is its turn.
        """

        async def make() -> None:
            await self.pace.turn()
            with self.pace.work():
                self.used += seconds
            self.made += 1

        ensureDeferred(make()).addErrback(self.fail)
        self.clock.advance(0)

    def test_little(self) -> None:
        """
        What takes little is made at once, one after the other.
        """
        for _ in range(10):
            self.work(MOST / 20)
        self.assertEqual(self.made, 10)

    def test_much(self) -> None:
        """
        What takes much has to wait; in the long run, it gets its share and no more.
        """
        for _ in range(1000):
            self.work(0.05)
        self.assertLess(self.made, 10)
        self.clock.pump([0.01] * 10_000)
        self.assertLess(abs(self.used - 100 * SHARE), 2 * MOST)

    def test_saved(self) -> None:
        """
        When nothing was made for a while, things are made at once again.
        """
        self.work(10 * MOST)
        self.work(0.01)
        self.assertEqual(self.made, 1)
        self.clock.advance(10 * MOST / SHARE)
        self.assertEqual(self.made, 2)
        self.work(0.01)
        self.assertEqual(self.made, 3)

    def test_raises(self) -> None:
        """
        Also what goes wrong takes time.
        """
        with self.assertRaises(ValueError), self.pace.work():
            self.used += 10 * MOST
            raise ValueError
        self.work(0.01)
        self.assertEqual(self.made, 0)
