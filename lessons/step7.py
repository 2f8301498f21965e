"""
Step 7: resources made on demand: getChild, isLeaf, redirects.

"/clock" tells the time, "/calendar/2013" shows a year, "/color/ff0000" a colour.
"""

import re
import time
from argparse import Namespace
from calendar import TextCalendar
from pathlib import Path

from twisted.internet.interfaces import IReactorTime
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.files import PublicFile, addStyleSheet
from server.pages import makeErrorPage, makePage
from server.redirects import redirectTo
from server.runner import main
from server.stock import Site

LESSONS = Path(__file__).parent

YEAR = re.compile(rb"[1-9][0-9]{0,3}")
COLOR = re.compile(rb"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}")
MAX_COLORS = 20

LINKS = """<ul>
<li><a href="clock">clock</a>: the time</li>
<li><a href="calendar/">calendar/</a>: this year, or any other</li>
<li><a href="color/">color/</a>: the colours that were asked for</li>
</ul>"""


# The pages that need more than the site's style sheet name another one beside it.
STYLES = '<link rel="stylesheet" href="/styles.css">\n'


class Page(Resource):
    def getChild(self, path: bytes, request: Request) -> Resource:
        return NotFound()


class NotFound(Page):
    def render(self, request: Request) -> bytes:
        return makeErrorPage(request, 404, "There is no such page here.")


class Directory(Page):
    """
    A page whose path ends in a slash: the links on it are relative to that.
    Whoever asks without the slash is redirected.
    """

    def getChild(self, path: bytes, request: Request) -> Resource:
        # The path "/color/" has two segments: "color", and an empty one, its last.
        isSlashAtEnd = path == b"" and not request.postpath
        return self if isSlashAtEnd else super().getChild(path, request)

    def render_GET(self, request: Request) -> bytes:
        if not request.path.endswith(b"/"):
            return redirectTo(request.childLink(b""), request)  # with its slash
        return self.renderIndex(request)

    def renderIndex(self, request: Request) -> bytes:
        raise NotImplementedError


class Home(Directory):
    def renderIndex(self, request: Request) -> bytes:
        return makePage(request, "Step 7", LINKS)


class Clock(Page):
    isLeaf = True  # every path below is this page as well: getChild is not asked

    def __init__(self, reactor: IReactorTime) -> None:
        super().__init__()
        self.reactor = reactor

    def render_GET(self, request: Request) -> bytes:
        now = time.ctime(self.reactor.seconds())
        return makePage(request, "Clock", f"<p>It is {now} here.</p>")


class Calendar(Directory):
    def __init__(self, reactor: IReactorTime) -> None:
        super().__init__()
        self.reactor = reactor

    def getChild(self, path: bytes, request: Request) -> Resource:
        # Only what is a year for certain reaches int(), which takes "+7" and
        # "1_000" too, and raises where the digits are more than 4,300.
        return Year(int(path)) if YEAR.fullmatch(path) else super().getChild(path, request)

    def renderIndex(self, request: Request) -> bytes:
        return redirectTo(b"%d" % time.localtime(self.reactor.seconds()).tm_year, request)


class Year(Page):
    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year

    def render_GET(self, request: Request) -> bytes:
        months = [f"<pre>\n{TextCalendar().formatmonth(self.year, n)}</pre>" for n in range(1, 13)]
        body = f'<div class="months">{"".join(months)}</div>'
        return makePage(request, f"{self.year}", STYLES + body)


class Colors(Directory):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []  # the latest first

    def getChild(self, path: bytes, request: Request) -> Resource:
        return Color(path, self.seen) if COLOR.fullmatch(path) else super().getChild(path, request)

    def renderIndex(self, request: Request) -> bytes:
        rows = [f'<li><a href="{color}"{paint(color)}>#{color}</a></li>' for color in self.seen]
        body = "\n".join(['<ul class="colors">', *rows, "</ul>"]) if rows else "<p>None yet.</p>"
        body += '\n<p>Try <a href="ff8000">ff8000</a>.</p>'
        return makePage(request, "Colours", STYLES + body)


class Color(Page):
    def __init__(self, path: bytes, seen: list[str]) -> None:
        super().__init__()
        # "f80" is short for "ff8800": every colour has one name here.
        self.color = re.sub("^(.)(.)(.)$", r"\1\1\2\2\3\3", path.decode("ascii").lower())
        self.seen = seen

    def render_GET(self, request: Request) -> bytes:
        others = [color for color in self.seen if color != self.color]
        self.seen[:] = [self.color, *others][:MAX_COLORS]
        body = f'{STYLES}<p class="color"{paint(self.color)}>#{self.color}</p>\n'
        return makePage(request, f"#{self.color}", body + '<p><a href="./">All colours</a></p>')


def paint(color: str) -> str:
    """
    Make the attribute for large text on a colour: black or white, what is legible.
    """
    # How bright people see red, green and blue (WCAG 2.2, "relative luminance").
    red, green, blue = ((value / 255) ** 2.2 for value in bytes.fromhex(color))
    isBright = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18
    return f' style="background: #{color}; color: {"black" if isBright else "white"}"'


def makeRoot(reactor: IReactorTime, options: Namespace) -> Resource:
    root = Home()
    root.putChild(b"clock", Clock(reactor))
    root.putChild(b"calendar", Calendar(reactor))
    root.putChild(b"color", Colors())
    root.putChild(b"styles.css", PublicFile(str(LESSONS / "styles.css")))
    return addStyleSheet(root)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    return Site(makeRoot(reactor, options), reactor=reactor)


if __name__ == "__main__":
    main(
        makeFactory,
        tryThis=[
            "curl http://{host}:{port}/clock",
            "a browser at http://{host}:{port}/",
        ],
    )
