"""
How much is watched: as much as a person can look at, and only as much as is cheap.

Watching a request takes several times as long as answering a small one. Nobody sends so
many by hand that this matters; where a program sends thousands, some of them are enough.
"""

from __future__ import annotations

from collections.abc import Callable

#: How many requests are watched, and in how many seconds.
MOST_WATCHED, PERIOD = 40, 4.0


class Budget:
    """
    Lets a number of requests through, and then none until it is time again.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        """
        @param seconds: tells the time.
        """
        self._seconds = seconds
        self._left = 0
        self._until = float("-inf")

    def take(self) -> bool:
        """
        Ask whether one more request may be watched, and count it if so.
        """
        if not self._left:
            now = self._seconds()
            if now < self._until:
                return False
            self._left, self._until = MOST_WATCHED, now + PERIOD
        self._left -= 1
        return True

    def wait(self) -> float:
        """
        Tell for how many more seconds none is let through.
        """
        return 0.0 if self._left else max(self._until - self._seconds(), 0.0)


class Missed:
    """
    How many requests of one connection were not watched.
    """

    count = 0
