"""
The checks for the exercises of step 7: C{trial lessons.exercises.test_step7}.
"""

from __future__ import annotations

from calendar import TextCalendar
from typing import Any

from twisted.web.resource import Resource

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.responsereader import readFinal
from lessons.language import _
from server.stock import Site

ON_DEMAND = "getChild gets one segment, and returns the resource for it (lessons/step7.rst)."
NO_NUMBER = "what is not a number of that form has no page: 404 (RFC 9110 section 15.5.5)."
FULL_MATCH = "the pattern has to match all of the segment, from its first byte to its last (7.a)."
CHILDLESS = "a Square has no children: what is below it is not found (lessons/step7.rst)."
SENT_ON = "302 says that the page is elsewhere for now, and Location says where (RFC 9110 15.4.3)."
RELATIVE = (
    "a relative Location takes the place of what comes after the last slash of the address that "
    "was asked for (lessons/step6.rst; RFC 3986 section 5.2)."
)
ANYWHERE = "it names no segment above its own, so it works wherever it is mounted (exercise 7.b)."
MONTH = "below a year, a number from 1 to 12 is that month (exercise 7.1)."
ONE_ADDRESS = (
    "a month has one address, and what is not a month is not found: int() is friendlier than a "
    "path should be (lessons/step7.rst)."
)
UNCHANGED = "the pages of step 7 are as they were (lessons/step7.rst)."
COLOR = "six hexadecimal digits, with small letters, are a colour (exercise 7.2)."
NO_COLOR = "what is not a colour is not found (RFC 9110 section 15.5.5, exercise 7.2)."
REDIRECT = "another spelling is answered with a redirect (RFC 9110 section 15.4, exercise 7.2)."
LOCATION = "Location leads to the address of that colour (RFC 9110 section 10.2.2)."


class PathTestCase(ExerciseTestCase):
    """
    What the exercises have in common.
    """

    def ask(self, path: str) -> Response:
        """
        Ask a new server for a page.
        """
        self.refresh()
        connection = self.connect()
        connection.send(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: me:8000\r\n\r\n")
        return readFinal(connection, b"GET")


class Exercise0aSquareTests(PathTestCase):
    """
    A page for each number.
    """

    exercise = "7.a"

    def test_1_number(self) -> None:
        """
        Each number from 1 to 9999 has its page.
        """
        for number in 12, 1, 9999, self.random.randint(2, 9998):
            response = self.ask(f"/square/{number}")
            response.mustHaveStatus(200, ON_DEMAND)
            response.mustSay(f"<p>{number**2}</p>".encode(), ON_DEMAND)

    @needs()
    def test_2_others(self) -> None:
        """
        What is not a number, or not such a number, is not found.
        """
        for path in self.word(), "0", "012", "10000", "+5", "", "%D9%A3":
            self.ask(f"/square/{path}").mustHaveStatus(404, NO_NUMBER)

    @needs(1, 2)
    def test_3_whole(self) -> None:
        """
        Nor is what only begins, or ends, with a number.
        """
        for path in "12x", "x12", "12.5", "1_0", "12%0A":
            self.ask(f"/square/{path}").mustHaveStatus(404, FULL_MATCH)

    @needs(1, 2)
    def test_4_below(self) -> None:
        """
        Nor is anything below a number.
        """
        for path in "12/", "12/3":
            self.ask(f"/square/{path}").mustHaveStatus(404, CHILDLESS)


class Exercise0bLatestTests(ExerciseTestCase):
    """
    Where a redirect leads.
    """

    exercise = "7.b"

    def test_1_redirect(self) -> None:
        """
        /news/latest is redirected with 302.
        """
        self.ask("/news/latest").mustHaveStatus(302, SENT_ON)

    def test_2_number(self) -> None:
        """
        It is redirected to the latest number.
        """
        latest = self.theirs("LATEST")
        self.checkWay("/news/latest", f"/news/{latest}", RELATIVE)

    @needs(1, 2)
    def test_3_elsewhere(self) -> None:
        """
        It works just as well where all of it is mounted below another name.
        """
        above = self.word()
        latest = self.theirs("LATEST")
        self.checkWay(f"/{above}/news/latest", f"/{above}/news/{latest}", ANYWHERE)

    def ask(self, path: str) -> Response:
        """
        Ask a server that has the news below one segment, or two.
        """
        *above, _, _ = path.encode().split(b"/")[1:]
        root = node = Resource()
        for segment in above:
            node.putChild(segment, Resource())
            node = node.children[segment]
        node.putChild(b"news", self.call("makeNews"))
        site: Any = Site(root, reactor=self.clock)
        connection = self.connect(None if not above else site)
        connection.send(f"GET {path} HTTP/1.1\r\nHost: me:8000\r\n\r\n".encode())
        return readFinal(connection, b"GET")

    def checkWay(self, path: str, to: str, rule: str) -> None:
        """
        Demand where the redirect leads.
        """
        host = "http://me:8000"
        self.ask(path).mustLeadTo(host + to, host + path, rule)


class Exercise1MonthTests(PathTestCase):
    """
    A month below a year.
    """

    exercise = "7.1"

    def test_1_month(self) -> None:
        """
        Every number from 1 to 12 is a month of that year.
        """
        year = self.random.randint(1, 9999)
        for month in range(1, 13):
            response = self.ask(f"/calendar/{year}/{month}")
            response.mustHaveStatus(200, MONTH)
            response.mustSay(f"<h1>{month}/{year}</h1>".encode(), MONTH)
            response.mustSay(TextCalendar().formatmonth(year, month).encode(), MONTH)

    def test_2_outside(self) -> None:
        """
        Other numbers are not found.
        """
        for segment in "0", "13", str(self.random.randint(14, 10**9)), "9" * 5000:
            self.mustNotBeFound(segment)

    def test_3_spelling(self) -> None:
        """
        Nor are other spellings, or words.
        """
        for segment in "02", "+2", "%202", "2%0A", "-1", "1_1", "2x", "%D9%A2", self.word():
            self.mustNotBeFound(segment)

    def test_4_below(self) -> None:
        """
        Nor is anything below a month, a slash included.
        """
        for segments in "2/", "2/3", f"2/{self.word()}":
            self.mustNotBeFound(segments)

    @needs()
    def test_5_year(self) -> None:
        """
        The year is still there, and what is not a year is not.
        """
        year = self.random.randint(1, 9999)
        response = self.ask(f"/calendar/{year}")
        response.mustHaveStatus(200, UNCHANGED)
        response.mustSay(f"<h1>{year}</h1>".encode(), UNCHANGED)
        for path in f"/calendar/{year}/", "/calendar/0/2", f"/calendar/{self.word()}/2":
            self.ask(path).mustHaveStatus(404, UNCHANGED)

    def mustNotBeFound(self, segment: str) -> None:
        """
        Demand a 404.
        """
        self.ask(f"/calendar/2013/{segment}").mustHaveStatus(404, ONE_ADDRESS)


class Exercise2ColorTests(PathTestCase):
    """
    One address for each colour.
    """

    exercise = "7.2"

    def test_1_shown(self) -> None:
        """
        Six hexadecimal digits with small letters are shown.
        """
        for name in self.digits(6), "000000", "123456":
            response = self.ask(f"/color/{name}")
            response.mustHaveStatus(200, COLOR)
            response.mustSay(f"<h1>#{name}</h1>".encode(), COLOR)

    def test_2_notFound(self) -> None:
        """
        What is not a colour is not found.
        """
        two, four, seven = self.digits(2), self.digits(4), self.digits(7)
        for segment in f"{self.word()}x", two, four, seven, "ff80%200", "+ff800", "fff%22%3E":
            self.ask(f"/color/{segment}").mustHaveStatus(404, NO_COLOR)
        for segment in "ff8000%0A", "ff8000/", "ff8000/a", "%D9%A2%D9%A2%D9%A2":
            self.ask(f"/color/{segment}").mustHaveStatus(404, NO_COLOR)

    @needs()
    def test_3_capitals(self) -> None:
        """
        Capitals are redirected to small letters.
        """
        name = f"{self.digits(4)}a{self.digits(1)}"
        self.mustRedirect(name.upper(), name)
        self.mustRedirect(name[:4] + "A" + name[5:], name)

    @needs(1, 3)
    def test_4_short(self) -> None:
        """
        Three digits are redirected to the six that they are short for.
        """
        short = f"f8{self.digits(1)}"
        for spelling in short, short.upper():
            self.mustRedirect(spelling, "".join(digit * 2 for digit in short))

    def digits(self, count: int) -> str:
        """
        Make up hexadecimal digits.
        """
        return "".join(self.random.choices("0123456789abcdef", k=count))

    def mustRedirect(self, spelling: str, name: str) -> None:
        """
        Demand a redirect to the address of a colour.
        """
        response = self.ask(f"/color/{spelling}")
        if response.status not in (301, 302, 307, 308):
            text = _("The status is {status}, and that is not a redirect.")
            problem = text.format(status=response.status)
            at = response.begin + len("HTTP/1.1 ")
            response.connection.fail(problem, REDIRECT, at)
        asked = f"http://me:8000/color/{spelling}"
        response.mustLeadTo(f"http://me:8000/color/{name}", asked, LOCATION)
