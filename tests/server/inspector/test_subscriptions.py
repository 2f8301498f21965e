"""
Tests of L{server.inspector.subscriptions}.
"""

from __future__ import annotations

from collections import Counter

from twisted.trial.unittest import SynchronousTestCase

from server.inspector.subscriptions import SPARE
from tests.server.inspector.recorded import Recorded


class EarsTests(SynchronousTestCase):
    """
    The news of one recorder, for several who listen.
    """

    def test_each(self) -> None:
        """
        Each hears all of it, once, whoever asks first and however often.
        """
        recorded = Recorded()
        subscriptions = recorded.inspector.subscriptions
        first, second = subscriptions.add(), subscriptions.add()
        recorded.ask(1, b"a")
        self.assertEqual(first.news(), {1: 2})
        self.assertEqual(first.news(), {})
        recorded.ask(2, b"b")
        self.assertEqual(first.news(), {2: 2})
        self.assertEqual(second.news(), {1: 2, 2: 2})

    def test_bounded(self) -> None:
        """
        For whoever never asks, little more is kept than there are connections.
        """
        recorded = Recorded()
        subscription = recorded.inspector.subscriptions.add()
        for number in range(SPARE * 3):
            subscription.hear(Counter({number: 1}))
        self.assertLessEqual(len(subscription.news()), SPARE)
