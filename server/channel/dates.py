"""
The value of the Date field, made once a second.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate


class DateSource:
    """
    Says what time it is, as RFC 9110 section 5.6.7 wants it::

        Sun, 06 Nov 1994 08:49:37 GMT

    Formatted once a second, however often it is asked.
    """

    __slots__ = ("_begin", "_end", "_seconds", "_text")

    def __init__(self, seconds: Callable[[], float]) -> None:
        """
        @param seconds: tells the time as L{time.time} does.
        """
        self._seconds = seconds
        self._begin, self._end = 0, 1  # the second that the text is about
        self._text = formatdate(0, usegmt=True).encode("ascii")

    def __call__(self) -> bytes:
        """
        The value of a Date field.
        """
        now = self._seconds()
        if not self._begin <= now < self._end:
            self._begin = int(now)
            self._end = self._begin + 1
            self._text = formatdate(self._begin, usegmt=True).encode("ascii")
        return self._text
