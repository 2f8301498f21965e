"""
What is said seldom.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.logthrottle import PAUSE, LogThrottle


class SeldomTests(SynchronousTestCase):
    """
    On a clock.
    """

    def test_same(self) -> None:
        """
        The same is said again after a while; something else at once.
        """
        clock = Clock()
        seldom = LogThrottle(clock.seconds)
        said = [seldom.isDue("a"), seldom.isDue("a"), seldom.isDue("b"), seldom.isDue("b")]
        self.assertEqual(said, [True, False, True, False])
        clock.advance(PAUSE - 0.1)
        self.assertFalse(seldom.isDue("b"))
        clock.advance(0.1)
        self.assertTrue(seldom.isDue("b"))
