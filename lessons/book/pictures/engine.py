"""
One request through the engine's files: which of them are called, in which order, for a
request to a page of step 15's channel.
"""

from __future__ import annotations

import sys
from itertools import count, groupby
from types import FrameType
from typing import NamedTuple

from twisted.internet.testing import MemoryReactorClock
from twisted.web.resource import Resource
from twisted.web.server import Request

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import Wire, connect
from lessons.book.pictures.things import Box
from server.channel.site import Site

#: The lanes, with the left edge and the width of what is in them.
LANES = {"channel": (8.0, 132.0), "http1": (150.0, 132.0), "page": (292.0, 120.0)}
TITLES = {"channel": "server/channel/", "http1": "server/http1/", "page": "the resource"}
#: What is called on the way, and decides nothing.
HELPERS = {
    "chunks",
    "dates",
    "describing",
    "events",
    "fields",
    "limits",
    "parsecache",
    "serialization",
}
ROW, TURN, EDGE = 17.0, 26.0, 8.0
#: Makes every request a new one: the engine remembers heads that it has read.
NUMBERS = count()


class Called(NamedTuple):
    """
    A file, when it is called for the first time.
    """

    lane: str
    name: str


class Page(Resource):
    """
    The page that is asked for.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Greet, with a field that is different each time: no answer is kept and sent again.
        """
        number = next(NUMBERS)
        request.setHeader(b"X-Number", b"%d" % number)
        return b"Hello!\n"


def run() -> list[Called]:
    """
    Ask for the page, and note who is called from the first byte on.
    """
    reactor = MemoryReactorClock()
    channel = connect(Site(Page(), reactor=reactor), Wire())
    request = b"GET / HTTP/1.1\r\nHost: garden-%d\r\n\r\n" % next(NUMBERS)
    called: dict[Called, None] = {}  # in order

    def note(frame: FrameType, event: str, argument: object) -> None:
        name = str(frame.f_globals.get("__name__"))
        package, _, file = name.rpartition(".")
        if event != "call":
            return
        if package in ("server.channel", "server.http1") and file not in HELPERS:
            called.setdefault(Called(package.rpartition(".")[2], f"{file}.py"))
        elif frame.f_code is Page.render_GET.__code__:
            called.setdefault(Called("page", "render_GET"))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        channel.dataReceived(request)
    finally:
        sys.setprofile(before)
    return list(called)


def draw() -> Picture:
    """
    Draw the files in three lanes, each where it is called first.
    """
    drawing, called = Drawing(), run()
    for lane, (x, width) in LANES.items():
        drawing.words(x + width / 2, 18, TITLES[lane], "name", "middle")
    last: Box | None = None
    for lane, several in groupby(called, lambda each: each.lane):
        last = _drawFiles(drawing, lane, [each.name for each in several], last)
    order = ", ".join(f"{each.name} in {TITLES[each.lane]}" for each in called)
    seen = f"Three lanes. A request goes to and fro between them, from top to bottom: {order}."
    caption = (
        "Every file is where it is called for the first time. The channel knows the network, "
        f"http1 knows the bytes. Left out are {len(HELPERS)} small helpers; on a real connection, "
        "writebatch.py sends at the end of the turn."
    )
    return Picture("One request through the engine's files", seen, caption, drawing)


def _drawFiles(drawing: Drawing, lane: str, names: list[str], last: Box | None) -> Box:
    """
    Draw files that are called one after the other.
    """
    x, width = LANES[lane]
    top = last.bottom + TURN if last else 28.0
    kind = {"channel": "arrived", "http1": "left", "page": "typed"}[lane]
    box = drawing.box(x, top, width, ROW * len(names) + EDGE, kind)
    drawing.label(box, *names)
    if last:
        turn, begin, end = last.bottom + TURN / 2 - 4, last.middle[0], box.middle[0]
        drawing.arrow((begin, last.bottom), (begin, turn), (end, turn), (end, top))
    return box
