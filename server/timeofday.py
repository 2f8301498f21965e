"""
The time of day, and the time that passes: two clocks.

Somebody may set the first, by hours; so may the machine itself, when it has found a time
server. What has to happen in five seconds must not happen at once then, nor in hours. So a
reactor had better count with a clock that nobody sets; and what is told a person, or stands
in a log, is asked of the other.
"""

from __future__ import annotations

import time
from typing import Any

from twisted.internet.interfaces import IReactorTime

#: Counts while the machine sleeps as well, where there is such a clock.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

#: From what it shows to the time of day, as that was at our start.
BEGINNING = time.time() - time.clock_gettime(STEADY)


def steadySeconds() -> float:
    """
    @return: the time of day as it would be if nobody had set the clock since our start.
    """
    return BEGINNING + time.clock_gettime(STEADY)


def timeOfDay(clock: IReactorTime) -> float:
    """
    Ask a reactor for the time of day: one that counts with another clock knows that too.

    @return: as L{time.time}.
    """
    ask = getattr(clock, "timeOfDay", clock.seconds)
    return float(ask())


class ByTimeOfDay:
    """
    A reactor for whoever asks it what time it is, and nothing else about time. All else
    is as on the reactor behind it.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        self._reactor = reactor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def seconds(self) -> float:
        """
        As L{timeOfDay}.
        """
        return timeOfDay(self._reactor)
