"""
Whoever looks on gets a share of the time.
"""

from __future__ import annotations

from pathlib import Path

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import pace
from server.inspector.pace import FREE, MOMENT, MOST_SAVED, SHARE, TURN, Pace, waitedTime


class PaceTests(SynchronousTestCase):
    """
    Turns, by a clock and a processor that the test moves.
    """

    def setUp(self) -> None:
        """
        Make a pace, on a clock and on processor time that the test moves.
        """
        self.used = 0.0
        self.waited = 0.0
        self.patch(pace, "process_time", lambda: self.used)
        self.patch(pace, "waitedTime", lambda: self.waited)
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
            self.work(MOST_SAVED / 20)
        self.assertEqual(self.made, 10)

    def rest(self, seconds: float, step: float) -> None:
        """
        Let time go by, of which the step uses a part.
        """
        for _ in range(round(seconds / MOMENT)):
            self.used += MOMENT * step
            self.clock.advance(MOMENT)

    def test_busy(self) -> None:
        """
        Where the step has much to do, the others get a share of that, and no more.
        """
        for _ in range(500):
            self.work(0.02)
        before = self.made
        self.rest(40, step=0.5)
        taken = (self.made - before) * (0.02 + TURN)
        self.assertLess(abs(taken - 40 * 0.5 * SHARE), 0.1)

    def test_idle(self) -> None:
        """
        Where it does not, they get more; but the step is never kept waiting for long.
        """
        for _ in range(500):
            self.work(0.02)
        before = self.made
        self.rest(10, step=0)
        self.assertLess(abs((self.made - before) * (0.02 + TURN) - 10 * FREE), 0.1)

    def test_crowded(self) -> None:
        """
        A step that gets little time, because other programs use it, has much to do all the
        same. Where it has nothing to do, there is time, as far as this process gets any.
        """
        for step, share in ((0.1, 0.1 * SHARE), (0.0, 0.3 * FREE)):
            for _ in range(500):
                self.work(0.02)
            before = self.made
            for _ in range(500):
                self.waited += MOMENT * 0.7
                self.rest(MOMENT, step)
            taken = (self.made - before) * (0.02 + TURN)
            self.assertLess(abs(taken - 10 * share), 0.15)

    def test_waited(self) -> None:
        """
        Where the system does not say for how long a process waited, it is as if it had not.
        """
        self.assertGreaterEqual(waitedTime(), 0.0)
        folder = Path(self.mktemp())
        folder.mkdir()
        self.patch(pace, "SCHEDULED", folder / "none")
        self.assertEqual(waitedTime(), 0.0)
        for said, seconds in (("0 2500000000 7\n", 2.5), ("", 0.0), ("a b c", 0.0)):
            (folder / "some").write_text(said)
            self.patch(pace, "SCHEDULED", folder / "some")
            self.assertEqual(waitedTime(), seconds)

    def test_saved(self) -> None:
        """
        When nothing was made for a while, things are made at once again.
        """
        self.work(10 * MOST_SAVED)
        self.work(0.01)
        self.assertEqual(self.made, 1)
        self.rest(10 * MOST_SAVED / FREE, step=0)
        self.assertEqual(self.made, 2)
        self.work(0.01)
        self.assertEqual(self.made, 3)

    def test_raises(self) -> None:
        """
        What goes wrong takes time, too.
        """
        with self.assertRaises(ValueError), self.pace.work():
            self.used += 10 * MOST_SAVED
            raise ValueError
        self.work(0.01)
        self.assertEqual(self.made, 0)
