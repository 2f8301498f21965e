"""
A cookie's way: three requests to step 8, and how it recognises a browser.
"""

from __future__ import annotations

import re
from argparse import Namespace
from dataclasses import dataclass

from twisted.internet.task import Clock

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import Wire, connect
from lessons.step8 import ICounter, makeFactory
from server.stock import Site

#: Who asks, by which method, and whether they show what they were given.
ASKING = (("a browser", "POST"), ("the same", "GET"), ("another", "GET"))
COOKIE = re.compile(rb"Set-Cookie: (visitor=\w+)")
COUNTED = re.compile(rb"Counted so far: \d+")
#: Where the two sides are, and the room that an exchange takes.
LEFT, BROWSER, SERVER, WIDTH, HEIGHT, ROW = 8.0, 96.0, 306.0, 106.0, 104.0, 122.0


@dataclass(frozen=True)
class Exchange:
    """
    A request and its answer.

    @ivar cookie: what the browser has shown; empty for nothing.
    @ivar answer: the status line, and what matters of the rest.
    @ivar counts: the counters of all sessions, when that is done.
    """

    who: str
    method: str
    cookie: str
    answer: tuple[str, str]
    counts: tuple[int, ...]


def run() -> list[Exchange]:
    """
    Send the three requests to step 8, with a site of its own.
    """
    site = makeFactory(Clock(), Namespace())
    cookies: dict[str, bytes] = {}
    exchanges = []
    for who, method in ASKING:
        cookie = cookies.get("a browser", b"") if who == "the same" else b""
        said = ask(site, method, cookie)
        given = COOKIE.search(said)
        if given:
            cookies[who] = given[1]
        status = said.partition(b"\r\n")[0].removeprefix(b"HTTP/1.1 ").decode()
        counted = COUNTED.search(said)
        told = "Set-Cookie: visitor=…" if given else counted[0].decode() if counted else ""
        counts = tuple(ICounter(session).value for session in site.sessions.values())
        exchanges.append(
            Exchange(who, method, "visitor=…" if cookie else "", (status, told), counts)
        )
    for session in list(site.sessions.values()):
        session.expire()
    return exchanges


def ask(site: Site, method: str, cookie: bytes) -> bytes:
    """
    Send one request, and read the answer.
    """
    wire = Wire()
    fields = b"Cookie: " + cookie + b"\r\n" if cookie else b""
    head = f"{method} /session HTTP/1.1\r\nHost: me\r\nContent-Length: 0\r\n".encode()
    connect(site, wire).dataReceived(head + fields + b"\r\n")
    said: bytes = wire.value()
    return said


def draw() -> Picture:
    """
    Draw the three exchanges, one below the other.
    """
    drawing, told = Drawing(), []
    drawing.words(LEFT, 18, "browsers", "name")
    drawing.words(SERVER + WIDTH, 18, "step 8", "name", "end")
    for number, exchange in enumerate(run()):
        _drawExchange(drawing, exchange, 28 + ROW * number)
        shows = f"with Cookie: {exchange.cookie}" if exchange.cookie else "without a cookie"
        told.append(
            f"{exchange.who} sends {exchange.method} /session {shows}, and is answered "
            f"{exchange.answer[0]}, {exchange.answer[1]}"
        )
    seen = f"Three exchanges, one below the other: {'; '.join(told)}."
    caption = (
        "The server gives a name, the browser brings it back, and the counter is found by it. "
        "Whoever brings none is nobody."
    )
    return Picture("A cookie's way", seen, caption, drawing)


def _drawExchange(drawing: Drawing, exchange: Exchange, top: float) -> None:
    browser = drawing.box(LEFT, top, BROWSER, HEIGHT, "arrived")
    server = drawing.box(SERVER, top, WIDTH, HEIGHT, "left")
    drawing.label(browser, exchange.who, exchange.cookie or "no cookie", kind="note")
    isKnown = exchange.cookie or exchange.method == "POST"
    counts = f"its counter: {exchange.counts[0]}" if isKnown else "not counted"
    finds = {"POST": "a new session"}.get(exchange.method, "found again")
    drawing.label(server, finds if isKnown else "no session", counts, kind="note")
    asked = [f"{exchange.method} /session", *filter(None, [exchange.cookie])]
    if exchange.cookie:
        asked[1] = f"Cookie: {exchange.cookie}"
    _drawArrow(drawing, asked, top + 44, browser.right, server.x, "arrived")
    _drawArrow(drawing, [*exchange.answer], top + 96, server.x, browser.right, "left")


def _drawArrow(
    drawing: Drawing, lines: list[str], y: float, start: float, end: float, kind: str
) -> None:
    """
    Draw an arrow below what is said.
    """
    for number, line in enumerate(reversed(lines)):
        drawing.words((start + end) / 2, y - 7 - 17 * number, line, "code", "middle")
    drawing.arrow((start, y), (end, y), kind=kind)
