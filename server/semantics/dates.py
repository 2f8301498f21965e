"""
The three forms of a date.

RFC 9110 section 5.6.7: "A recipient that parses a timestamp value in an HTTP field
MUST accept all three HTTP-date formats."::

    Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate, the one that is sent
    Sunday, 06-Nov-94 08:49:37 GMT    rfc850-date, obsolete
    Sun Nov  6 08:49:37 1994          asctime-date, obsolete
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime

MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

SHORT_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
LONG_DAY = rb"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = rb"(?P<month>" + b"|".join(MONTHS) + rb")"
DAY, YEAR = rb"(?P<day>\d\d)", rb"(?P<year>\d{4})"
TIME = rb"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"

FORMS = (
    re.compile(rb"%b, %b %b %b %b GMT" % (SHORT_DAY, DAY, MONTH, YEAR, TIME)),
    re.compile(rb"%b, %b-%b-(?P<year>\d\d) %b GMT" % (LONG_DAY, DAY, MONTH, TIME)),
    re.compile(rb"%b %b (?P<day>[ \d]\d) %b %b" % (SHORT_DAY, MONTH, TIME, YEAR)),
)


def parseDate(value: bytes, now: float) -> int | None:
    """
    Read a date. The name of the weekday, which the rest implies, is not checked.

    @param now: the time now, in seconds since 1970: a two-digit year is understood by it.
    @return: seconds since 1970; L{None} where it is not a date.
    """
    for form in FORMS:
        if match := form.fullmatch(value):
            return secondsOf(match, now)
    return None


def secondsOf(match: re.Match[bytes], now: float) -> int | None:
    """
    Count the seconds; L{None} where there is no such day or time of day.
    """
    names = ("year", "day", "hour", "minute", "second")
    year, day, hour, minute, second = (int(match[name]) for name in names)
    month = MONTHS.index(match["month"]) + 1
    if len(match["year"]) == 2:
        year = fullYear(year, (month, day, hour, minute, second), now)
    # "second" may be 60: a leap second, which the time since 1970 does not count.
    if hour > 23 or minute > 59 or second > 60:
        return None
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return timegm((year, month, day, hour, minute, second))


def fullYear(digits: int, rest: tuple[int, ...], now: float) -> int:
    """
    Complete a two-digit year.

    RFC 9110 section 5.6.7: "Recipients of a timestamp value in rfc850-date format,
    which uses a two-digit year, MUST interpret a timestamp that appears to be more
    than 50 years in the future as representing the most recent year in the past
    that had the same last two digits."

    @param rest: what follows the year, from the month on.
    """
    today = datetime.fromtimestamp(now, UTC)
    limit = (today.year + 50, *today.timetuple()[1:6])
    year = limit[0] - limit[0] % 100 + digits
    return year if (year, *rest) <= limit else year - 100
