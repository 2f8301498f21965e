"""
The Date field: RFC 9110 section 5.6.7, made once in a second.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.channel.dates import DateSource
from tests.server.http1.wholeserver import DATE


class DateTests(SynchronousTestCase):
    """
    The value that answers get at a given time, in seconds since 1970.
    """

    def test_format(self) -> None:
        """
        It has the form of RFC 9110 section 5.6.7, with whole seconds.
        """
        self.assertEqual(DateSource(lambda: 784111777.9)(), DATE)
        self.assertEqual(DateSource(lambda: 0.0)(), b"Thu, 01 Jan 1970 00:00:00 GMT")

    def test_goesOn(self) -> None:
        """
        It changes with the second, and only then.
        """
        now = [784111777.0]
        date = DateSource(lambda: now[0])
        first = date()
        now[0] += 0.5
        self.assertIs(date(), first)
        now[0] += 0.5
        self.assertEqual(date(), b"Sun, 06 Nov 1994 08:49:38 GMT")
