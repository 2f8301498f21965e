"""
The three forms of a date.
"""

from __future__ import annotations

from calendar import timegm

from twisted.trial.unittest import SynchronousTestCase

from server.semantics import parseDate

#: The date of all examples in RFC 9110 section 5.6.7.
EXAMPLE = 784111777
NOW = timegm((2026, 7, 1, 12, 0, 0))

DATES: dict[bytes, int | None] = {
    b"Sun, 06 Nov 1994 08:49:37 GMT": EXAMPLE,
    b"Sunday, 06-Nov-94 08:49:37 GMT": EXAMPLE,
    b"Sun Nov  6 08:49:37 1994": EXAMPLE,
    b"Wed Nov 16 08:49:37 1994": EXAMPLE + 10 * 86400,
    b"Thu, 29 Feb 2024 00:00:00 GMT": timegm((2024, 2, 29, 0, 0, 0)),
    b"Sat, 31 Dec 2016 23:59:60 GMT": timegm((2017, 1, 1, 0, 0, 0)),  # a leap second
    b"Thu, 01 Jan 1970 00:00:00 GMT": 0,
    b"Saturday, 01-Jan-77 00:00:00 GMT": timegm((1977, 1, 1, 0, 0, 0)),
    b"Mon, 01 Jan 0001 00:00:00 GMT": timegm((1, 1, 1, 0, 0, 0)),
    b"Fri, 31 Dec 9999 23:59:59 GMT": timegm((9999, 12, 31, 23, 59, 59)),
    b"": None,
    b";;;": None,
    b"Sun, 6 Nov 1994 08:49:37 GMT": None,
    b"Sun, 06 Nov 94 08:49:37 GMT": None,
    b"Sun, 06-Nov-94 08:49:37 GMT": None,
    b"Sunday, 06 Nov 1994 08:49:37 GMT": None,
    b"Sun Nov 6 08:49:37 1994": None,
    b"sun, 06 nov 1994 08:49:37 gmt": None,
    b"Sun, 06 Nov 1994 08:49:37": None,
    b"Sun, 06 Nov 1994 08:49:37 UTC": None,
    b"Sun, 06 Nov 1994 08:49:37 GMT ": None,
    b" Sun, 06 Nov 1994 08:49:37 GMT": None,
    b"Sun, 06 Nov 1994 08:49:37 GMT\n": None,
    b"Sun, 06 Nov 1994 24:00:00 GMT": None,
    b"Sun, 06 Nov 1994 08:60:00 GMT": None,
    b"Sun, 06 Nov 1994 08:49:61 GMT": None,
    b"Sun, 31 Feb 2024 00:00:00 GMT": None,
    b"Sun, 00 Nov 1994 08:49:37 GMT": None,
    b"Sun, 01 Jan 0000 00:00:00 GMT": None,
    b"\xff": None,
    b"9" * 5000: None,
    "Sun, ٠٦ Nov 1994 08:49:37 GMT".encode(): None,
}

#: The full year of two digits, seen from a year.
YEARS = [
    (2026, b"94", 1994),
    (2026, b"26", 2026),
    (2026, b"75", 2075),
    (2026, b"77", 1977),
    (2026, b"00", 2000),
    (1999, b"00", 2000),
    (2060, b"05", 2105),
    (2060, b"11", 2011),
]


class DateTests(SynchronousTestCase):
    """
    Values of date fields as seconds since 1970 (RFC 9110 section 5.6.7), or no date.
    """

    def test_table(self) -> None:
        """
        Every form is read, and nothing else is a date.
        """
        for value, expected in DATES.items():
            self.assertEqual(parseDate(value, NOW), expected, value)

    def test_shortYears(self) -> None:
        """
        A year of two digits is never more than 50 years ahead.
        """
        for now, digits, year in YEARS:
            value = b"Friday, 01-Jan-%b 00:00:00 GMT" % digits
            expected = timegm((year, 1, 1, 0, 0, 0))
            self.assertEqual(parseDate(value, timegm((now, 7, 1, 0, 0, 0))), expected, digits)

    def test_justFiftyYears(self) -> None:
        """
        The limit is counted to the second.
        """
        for value, year in ((b"01-Jul-76 12:00:00", 2076), (b"01-Jul-76 12:00:01", 1976)):
            read = parseDate(b"Friday, %b GMT" % value, NOW)
            self.assertEqual(read, timegm((year, 7, 1, 12, 0, int(value[-2:]))))
