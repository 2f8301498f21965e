"""
What is said seldom: a line that comes again and again is logged now and then.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.logthrottle import PAUSE, LogThrottle


class SeldomTests(SynchronousTestCase):
    """
    What is due to be said, by a clock that the test moves.
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
