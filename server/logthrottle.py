"""
What goes wrong with every request is logged now and then, and not every time.

Where a database is gone, or a disk full, all requests fail in the same way. One line says
so; a thousand lines would hide everything else, and might fill the next disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable

#: After how many seconds the same is said again.
PAUSE = 10.0


class LogThrottle:
    """
    Knows what was said last, and when.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """
        @param clock: tells the time in seconds, from any beginning.
        """
        self.clock = clock
        self.text, self.until = "", 0.0

    def isDue(self, text: str) -> bool:
        """
        Tell whether to say something, and note that it is said: it differs from the last
        time, or that was long ago.
        """
        now = self.clock()
        if text == self.text and now < self.until:
            return False
        self.text, self.until = text, now + PAUSE
        return True
