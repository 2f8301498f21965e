"""
Two clocks: the time of day, and the time that passes.
"""

from __future__ import annotations

import time
from typing import Any, cast

from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.leanreactor import LeanReactor
from server.timeofday import ByTimeOfDay, steadySeconds, timeOfDay

HOURS = 3 * 3600


class ClockTests(SynchronousTestCase):
    """
    What goes by the time that passes, and what by the time of day, which somebody may set.
    """

    def setClock(self, jump: float) -> None:
        """
        Set this process's time of day.

        @param jump: by how many seconds; less than 0 sets it back.
        """
        ask = time.time
        self.patch(time, "time", lambda: ask() + jump)

    def test_steady(self) -> None:
        """
        The time that passes begins as the time of day, and takes no notice when that is set.
        """
        self.assertLess(abs(steadySeconds() - time.time()), 5)
        for jump in (HOURS, -HOURS):
            before = steadySeconds()
            self.setClock(jump)
            self.assertTrue(before <= steadySeconds() < before + 5)

    def test_lean(self) -> None:
        """
        Our reactor counts with the one, and knows the other.
        """
        reactor = cast(IReactorTime, LeanReactor)
        self.assertIs(reactor.seconds, steadySeconds)
        self.assertLess(abs(timeOfDay(reactor) - time.time()), 5)

    def test_others(self) -> None:
        """
        Another reactor has one clock for both.
        """
        clock = Clock()
        clock.advance(7)
        self.assertEqual(timeOfDay(cast(IReactorTime, clock)), 7)

    def test_shown(self) -> None:
        """
        Whoever shows the time gets that of the day; all else is the reactor's.
        """
        clock: Any = Clock()
        clock.timeOfDay = lambda: 12.5
        shown = ByTimeOfDay(clock)
        self.assertEqual((shown.seconds(), clock.seconds()), (12.5, 0))
        called: list[int] = []
        shown.callLater(1, called.append, 1)
        clock.advance(1)
        self.assertEqual(called, [1])
