"""
The checks for the exercises of step 7: C{trial lessons.exercises.test_step7}.
"""

from __future__ import annotations

from calendar import TextCalendar

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.responses import readFinal

MONTH = "below a year, a number from 1 to 12 is that month (exercise 7.1)."
ONE_ADDRESS = (
    "a month has one address, and what is no month is not found: int() is friendlier than a path "
    "should be (lessons/step7.rst)."
)
UNCHANGED = "the pages of step 7 are as they were (lessons/step7.rst)."
COLOR = "six hexadecimal digits, with small letters, are a colour (exercise 7.2)."
NO_COLOR = "what is no colour is not found (RFC 9110 section 15.5.5, exercise 7.2)."
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
        The year is still there, and what is no year is not.
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
        What is no colour is not found.
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
            problem = f"The status is {response.status}, and that is no redirect."
            at = response.begin + len("HTTP/1.1 ")
            response.connection.fail(problem, REDIRECT, at)
        asked = f"http://me:8000/color/{spelling}"
        response.mustLeadTo(f"http://me:8000/color/{name}", asked, LOCATION)
