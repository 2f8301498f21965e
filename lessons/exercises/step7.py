"""
Exercises for step 7. Each class below makes its children, with one thing to do.

Run one:         python -m lessons.exercises.step7 --exercise 7.2
Check your work: python -m lessons check 7        (or: check 7.2)
When stuck:      python -m lessons hint 7.2
"""

from argparse import Namespace
from calendar import TextCalendar

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.exercises.choosing import offer
from lessons.step7 import YEAR, Calendar, Directory, Page, Year, makePage, paint
from server.runner import main
from server.stock import Site

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
    redirected to that address. What is no colour is not found.
    """

    def __init__(self, reactor: IReactorTime) -> None:
        super().__init__()

    def getChild(self, path: bytes, request: Request) -> Resource:
        # TODO 7.2: this believes everything to be a colour.
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
        return makePage(request, f"#{self.color}", "", style=paint(self.color))


# ---- The program ----

PAGES: dict[str, tuple[bytes, type[Colors] | type[Calendar]]] = {
    "7.1": (b"calendar", CalendarWithMonths),
    "7.2": (b"color", Colors),
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    name, kind = PAGES[options.exercise]
    root = Page()
    root.putChild(name, kind(reactor))
    return Site(root, reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/calendar/2013/2",
            "curl -i http://{host}:{port}/color/F80",
        ],
        addOptions=offer(PAGES),
    )
