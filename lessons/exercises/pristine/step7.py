"""
Exercises for step 7. Each is a piece of the tree with one thing to do.

Run one:         python -m lessons.exercises.step7 --exercise 7.2
Check your work: python -m lessons check 7        (or: check 7.2)
When stuck:      python -m lessons hint 7.2
"""

import re
from argparse import Namespace
from calendar import TextCalendar
from collections.abc import Callable

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.exercises.choosing import offer
from lessons.step7 import YEAR, Calendar, Directory, Page, Year, paint
from server.pages import makePage
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site

# ---- Exercise 7.a: a page for each number ----

NUMBER = re.compile(rb"[1-9][0-9]{0,3}")


class Squares(Page):
    """
    "/square/12" is answered with Square(12), and so is each number from 1 to 9999: what
    NUMBER matches, from its first digit to its last. For all else there is no page.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        # TODO 7.a: path is the next segment. Which resource belongs to it?
        return super().getChild(path, request)


class Square(Page):
    """
    This part is done.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def render_GET(self, request: Request) -> bytes:
        return makePage(request, f"{self.number} squared", f"<p>{self.number**2}</p>")


# ---- Exercise 7.b: where a redirect leads ----

LATEST = 7


class Latest(Page):
    """
    "/news/latest" is redirected, with 302, to "/news/7": the number is LATEST. The Location
    is relative, so that all of it can be mounted elsewhere, and "/old/news/latest" leads to
    "/old/news/7".
    """

    def render_GET(self, request: Request) -> bytes:
        # TODO 7.b: this leads to "/news/news/7". What takes the place of "latest"?
        return redirectTo(b"news/%d" % LATEST, request)


class Piece(Page):
    """
    This part is done.
    """

    def render_GET(self, request: Request) -> bytes:
        return makePage(request, f"News, number {LATEST}", "<p>Nothing new.</p>")


def makeNews() -> Resource:
    """
    This part is done as well.
    """
    news = Page()
    news.putChild(b"latest", Latest())
    news.putChild(b"%d" % LATEST, Piece())
    return news


# ---- Exercise 7.1: a month below a year ----


class YearWithMonths(Year):
    """
    "/calendar/2013" is a year, as it was, and "/calendar/2013/2" is February. Each
    month has one address: for all others ("13", "0", "02", "+2") there is no page.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        # TODO 7.1: path is the next segment. Is it a month? Return Month(...).
        return super().getChild(path, request)


class Month(Page):
    """
    This part is done.
    """

    def __init__(self, year: int, month: int) -> None:
        super().__init__()
        self.year = year
        self.month = month

    def render_GET(self, request: Request) -> bytes:
        month = TextCalendar().formatmonth(self.year, self.month)
        return makePage(request, f"{self.month}/{self.year}", f"<pre>\n{month}</pre>")


class CalendarWithMonths(Calendar):
    """
    This part is done as well.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        if YEAR.fullmatch(path):
            return YearWithMonths(int(path))
        return super().getChild(path, request)


# ---- Exercise 7.2: one address for each colour ----


class Colors(Directory):
    """
    "/color/ff8000" shows a colour: six hexadecimal digits, with small letters. All
    other spellings of it, "FF8000" and "f80" (which is short for "ff8800"), are
    redirected to that address. What is not a colour is not found.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        super().__init__()

    def getChild(self, path: bytes, request: Request) -> Resource:
        # TODO 7.2: this takes everything for a colour.
        return Color(path.decode("latin-1"))

    def renderIndex(self, request: Request) -> bytes:
        return makePage(request, "Colours", '<p>Try <a href="f80">f80</a>.</p>')


class Color(Page):
    """
    A colour that has its six digits.
    """

    def __init__(self, color: str) -> None:
        super().__init__()
        self.color = color

    def render_GET(self, request: Request) -> bytes:
        # TODO 7.2: redirectTo(b"...", request) makes the other answer. You may also
        # write a third class, for the addresses that are redirected.
        return makePage(request, f"#{self.color}", f"<p{paint(self.color)}>#{self.color}</p>")


# ---- The program ----

PAGES: dict[str, tuple[bytes, Callable[[IReactorTime], Resource]]] = {
    "7.a": (b"square", lambda reactor: Squares()),
    "7.b": (b"news", lambda reactor: makeNews()),
    "7.1": (b"calendar", CalendarWithMonths),
    "7.2": (b"color", Colors),
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    name, make = PAGES[options.exercise]
    root = Page()
    root.putChild(name, make(reactor))
    return Site(root, reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/square/12",
            "curl -i http://{host}:{port}/news/latest",
            "curl http://{host}:{port}/calendar/2013/2",
            "curl -i http://{host}:{port}/color/F80",
        ],
        addOptions=offer(PAGES),
    )
