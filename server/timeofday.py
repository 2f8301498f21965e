"""
The time of day, and the time that has passed: two clocks.

Somebody may set the first one, by hours; so may the machine itself, when it has found a
time server. Then what has to happen in five seconds must not happen at once, nor in hours.
So a reactor had better count with a clock that nobody sets; and the times that a person is
told, or that are in a log, come from the other.
"""

from __future__ import annotations

import time
from typing import Any

from twisted.internet.interfaces import IReactorTime

#: This one counts even while the machine sleeps, where there is such a clock.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

#: The difference between what it shows and the time of day, at our start.
BEGINNING = time.time() - time.clock_gettime(STEADY)


def steadySeconds() -> float:
    """
    @return: the time of day as it would be if nobody had set the clock since our start.
    """
    return BEGINNING + time.clock_gettime(STEADY)


def timeOfDay(clock: IReactorTime) -> float:
    """
    Ask a reactor for the time of day: one that counts with another clock also knows that.

    @return: as L{time.time}.
    """
    ask = getattr(clock, "timeOfDay", clock.seconds)
    return float(ask())


class ByTimeOfDay:
    """
    A reactor for code that only asks it what time of day it is. Everything else is as on
    the reactor behind it.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        self._reactor = reactor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def seconds(self) -> float:
        """
        Tell the time of day, as L{timeOfDay} does.
        """
        return timeOfDay(self._reactor)
