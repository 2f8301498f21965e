"""
Client, proxy, server, and the tunnel: what step 14 makes of what it is told.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from typing import NamedTuple

from twisted.internet.testing import MemoryReactorClock

from lessons import step14
from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import Wire, connect, defaults, reach
from lessons.book.pictures.things import Box, widthOf

PLACE = "127.0.0.1:8080"
GET = (
    b"GET http://127.0.0.1:8080/hello.txt HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
    b"Proxy-Connection: Keep-Alive\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nHello!\n"
CONNECT = b"CONNECT 127.0.0.1:8080 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n"
#: The beginning of TLS; for the proxy, bytes like any others.
SECRET = b"\x16\x03\x01"
#: What differs with each run.
VARIES = re.compile(rb"(?<=wire-)\w+|(?<=Date: )[^\r]+")
LEFT, RIGHT, ROW, TURN = 8.0, 412.0, 17.0, 22.0


class Said(NamedTuple):
    """
    What one side says to another.

    @ivar who: as C{client to proxy}.
    @ivar lines: each with how it is written: C{new} for what the proxy has put in, C{gone} for
        what it does not pass on.
    """

    who: str
    lines: list[tuple[str, str]]


class Proxied:
    """
    A proxy in memory, with one client.

    @ivar client: its connection with the client.
    @ivar server: that with the server, once somebody has asked for it; C{answering} is the
        proxy's protocol there.
    """

    def __init__(self) -> None:
        self.reactor = MemoryReactorClock()
        with redirect_stdout(StringIO()):  # it prints a line for each request
            options = defaults(step14.addOptions, "--allow", PLACE)
            factory = step14.makeFactory(self.reactor, options)
        self.client = Wire()
        self.asking = connect(factory, self.client)

    def ask(self, data: bytes) -> None:
        """
        Let the client say something, and the server be reached.
        """
        self.asking.dataReceived(data)
        self.answering, self.server = reach(self.reactor)
        self.reactor.advance(0)


def runForward() -> tuple[bytes, bytes]:
    """
    Ask for a file.

    @return: what the server hears, and what the client does.
    """
    proxied = Proxied()
    proxied.ask(GET)
    proxied.answering.dataReceived(ANSWER)
    proxied.reactor.advance(0)
    return hidden(proxied.server.value()), hidden(proxied.client.value())


def runTunnel() -> tuple[bytes, bytes, bytes]:
    """
    Ask for a tunnel, and send something through it.

    @return: what the server hears before that, what the client does, and what the server
        hears then.
    """
    proxied = Proxied()
    proxied.ask(CONNECT)
    before, answer = proxied.server.value(), proxied.client.value()
    proxied.asking.dataReceived(SECRET)
    return before, answer, proxied.server.value()


def hidden(data: bytes) -> bytes:
    """
    Write what varies as three dots.
    """
    return VARIES.sub("…".encode(), data)


def compared(came: bytes, left: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """
    Mark the lines that are gone, and those that are new.
    """
    ours, theirs = ([line for line, _ in written(data)] for data in (came, left))
    return (
        [(line, "code" if line in theirs else "code gone") for line in ours],
        [(line, "code" if line in ours else "code new") for line in theirs],
    )


def written(message: bytes) -> list[tuple[str, str]]:
    """
    Write the lines of a message that are not empty.
    """
    return [(line, "code") for line in message.decode().splitlines() if line]


def draw() -> Picture:
    """
    Draw a request that is forwarded, and below it a tunnel.
    """
    forwarded, returned = runForward()
    before, answer, through = runTunnel()
    asked, passed = compared(GET, forwarded)
    answered, given = compared(ANSWER, returned)
    forward = [
        Said("client to proxy", asked),
        Said("proxy to server", passed),
        Said("server to proxy", answered),
        Said("proxy to client", given),
    ]
    tunnel = [
        Said("client to proxy", written(CONNECT)),
        Said("proxy to server", [(f"connects, and says {len(before)} bytes", "note")]),
        Said("proxy to client", written(answer)),
        Said("client to server", [(f"{through.hex(' ')} … whatever it is", "code")]),
    ]
    drawing = Drawing()
    _drawTalk(drawing, "a request that is forwarded", forward, 0)
    _drawTalk(drawing, "a tunnel", tunnel, drawing.bottom + 16)
    seen = f"Forwarding. {_tell(forward)} The tunnel. {_tell(tunnel)}"
    caption = (
        "The proxy writes every message anew: crossed out is what ends at it, bold what it puts "
        "in. Through a tunnel it passes bytes on, and reads nothing."
    )
    return Picture("Client, proxy, server and tunnel", seen, caption, drawing)


def _tell(talk: list[Said]) -> str:
    return " ".join(
        f"{said.who.capitalize()}: {', '.join(line for line, _ in said.lines)}." for said in talk
    )


def _drawTalk(drawing: Drawing, title: str, talk: list[Said], top: float) -> None:
    drawing.words(LEFT, top + 18, title, "name")
    last: Box | None = None
    for said in talk:
        last = _drawSaid(drawing, said, last.bottom + TURN if last else top + 28, last)


def _drawSaid(drawing: Drawing, said: Said, top: float, last: Box | None) -> Box:
    """
    Draw what is said: on the left by or to the client, on the right by or to the server.
    """
    width = max(widthOf(line, kind) for line, kind in [*said.lines, (said.who, "note")]) + 16
    isThrough, isOurs = "client to server" in said.who, "client" in said.who
    x, width = (LEFT, RIGHT - LEFT) if isThrough else (LEFT if isOurs else RIGHT - width, width)
    kind = "arrived" if said.who.startswith("client") or said.who.endswith("server") else "left"
    box = drawing.box(x, top, width, ROW * (len(said.lines) + 1) + 8, kind)
    drawing.words(x + 8, top + 16, said.who)
    for number, (line, style) in enumerate(said.lines, start=1):
        drawing.words(x + 8, top + 16 + ROW * number, line, style)
    if last:
        _drawStep(drawing, last, box, kind)
    return box


def _drawStep(drawing: Drawing, last: Box, box: Box, kind: str) -> None:
    """
    Draw an arrow to the next box: straight down where that is possible.
    """
    left, right = max(box.x, last.x), min(box.right, last.right)
    if left + 10 < right:
        x = (left + right) / 2
        drawing.arrow((x, last.bottom), (x, box.y), kind=kind)
    else:
        begin, end, turn = last.middle[0], box.middle[0], last.bottom + 8
        drawing.arrow((begin, last.bottom), (begin, turn), (end, turn), (end, box.y), kind=kind)
