"""
Who is quiet, and how often that is told.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.wire.idleconnections import IdleConnections


class IdleConnectionsTests(SynchronousTestCase):
    """
    Connections that say nothing for two seconds are told, once each time.
    """

    def setUp(self) -> None:
        """
        Two seconds are a while.
        """
        self.clock = Clock()
        self.told: list[tuple[float, int]] = []
        self.quiet = IdleConnections(
            self.clock, 2.0, lambda number: self.told.append((self.clock.seconds(), number))
        )

    def test_once(self) -> None:
        """
        It is told after a while, and not again before something has happened.
        """
        self.quiet.hear(1)
        self.clock.pump([1.9, 0.1, 10])
        self.assertEqual(self.told, [(2.0, 1)])
        self.assertEqual(self.clock.getDelayedCalls(), [])
        self.quiet.hear(1)
        self.clock.advance(2)
        self.assertEqual(self.told[1:], [(14.0, 1)])

    def test_heard(self) -> None:
        """
        Whatever happens begins a new while.
        """
        for _ in range(5):
            self.quiet.hear(1)
            self.clock.advance(1.5)
        self.assertEqual(self.told, [])
        self.clock.advance(0.5)
        self.assertEqual(self.told, [(8.0, 1)])

    def test_several(self) -> None:
        """
        Each has its own while, and all of them one timer.
        """
        for number in (1, 2, 3):
            self.quiet.hear(number)
            self.clock.advance(0.5)
        self.quiet.hear(1)
        self.assertEqual(len(self.clock.getDelayedCalls()), 1)
        self.clock.pump([0.25] * 20)
        self.assertEqual(self.told, [(2.5, 2), (3.0, 3), (3.5, 1)])

    def test_forgotten(self) -> None:
        """
        One that is forgotten is not told of, even if nobody knew it.
        """
        self.quiet.hear(1)
        self.quiet.hear(2)
        self.quiet.forget(1)
        self.quiet.forget(99)
        self.clock.advance(2)
        self.assertEqual(self.told, [(2.0, 2)])

    def test_late(self) -> None:
        """
        Where something has kept the reactor busy, what happened meanwhile counts.
        """
        self.quiet.hear(1)
        self.clock.rightNow += 10
        self.quiet.hear(2)
        self.clock.advance(0)
        self.assertEqual(self.told, [(10.0, 1)])
        self.clock.advance(2)
        self.assertEqual(self.told[1:], [(12.0, 2)])

    def test_forgetting(self) -> None:
        """
        Whoever is told may forget the others, and something may happen then.
        """
        quiet = IdleConnections(self.clock, 2.0, lambda number: quiet.forget(2))
        quiet.hear(1)
        quiet.hear(2)
        self.clock.advance(2)
        self.assertEqual(self.clock.getDelayedCalls(), [])
