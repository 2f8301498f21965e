"""
Keep-alive and pipelining: two requests to step 3 in three ways, and how often somebody has
to wait for the other side.
"""

from __future__ import annotations

from dataclasses import dataclass

from twisted.internet.testing import StringTransport

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.step3 import HTTPProtocol

CLOSING = b"GET / HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n"
OPEN = b"GET / HTTP/1.1\r\nHost: me\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK"


@dataclass(frozen=True)
class Way:
    """
    A way to ask twice.

    @ivar connections: the pieces for each connection; each piece is sent when there is an
        answer to the one before.
    """

    title: str
    connections: tuple[tuple[bytes, ...], ...]


WAYS = (
    Way("one each", ((CLOSING,), (CLOSING,))),
    Way("kept alive", ((OPEN, CLOSING),)),
    Way("pipelined", ((OPEN + CLOSING,),)),
)
#: A column and the way from side to side; the top; and the time that a piece takes.
COLUMN, SIDE, TOP, TIME = 138.0, 112.0, 64.0, 42.0
#: What the end of a connection takes.
CLOSE = 16.0


class Transport(StringTransport):
    """
    A transport of which one side can be ended.

    @ivar isEnded: whether the server has ended its side.
    """

    isEnded = False

    def loseWriteConnection(self) -> None:
        """
        Note that the server has ended its side.
        """
        self.isEnded = True


def run(pieces: tuple[bytes, ...]) -> tuple[list[int], bool]:
    """
    Ask step 3, on one connection.

    @return: how many answers there are to each piece, and whether the server has closed
        the connection after the last of them.
    """
    transport, protocol, answers = Transport(), HTTPProtocol(), []
    protocol.makeConnection(transport)
    for piece in pieces:
        transport.clear()
        protocol.dataReceived(piece)
        answers.append(transport.value().count(ANSWER))
    return answers, transport.isEnded


def draw() -> Picture:
    """
    Draw the three ways side by side.
    """
    drawing, told = Drawing(), []
    for number, way in enumerate(WAYS):
        trips = _drawWay(drawing, way, 12 + COLUMN * number)
        told.append(f"{way.title}: {trips} round trips")
    seen = (
        "Three columns, in each a client, a server, and arrows that go to and fro between them "
        f"while time runs down. {'; '.join(told)}."
    )
    caption = (
        "Two requests: on a connection for each, on one that is kept alive, and pipelined. "
        "Every arrow takes as long as the others: what costs time is to wait for the other side. "
        "A line straight across: the connection is closed."
    )
    return Picture("Keep-alive and pipelining", seen, caption, drawing)


def _drawWay(drawing: Drawing, way: Way, x: float) -> int:
    """
    Draw a column.

    @return: how often something went there and back.
    """
    middle, y, trips = x + SIDE / 2, TOP, 0
    drawing.words(middle, 18, way.title, "name", "middle")
    for pieces in way.connections:
        answers, isEnded = run(pieces)
        y = _trip(drawing, x, y, ("SYN", "SYN ACK"), ("dashed", "dashed"))
        for piece, count in zip(pieces, answers, strict=True):
            names = _count(piece.count(b"GET "), "request"), _count(count, "answer")
            y = _trip(drawing, x, y, names, ("arrived", "left"))
        trips += 1 + len(pieces)
        if isEnded:
            y += CLOSE
            drawing.line((x, y - 8), (x + SIDE, y - 8), kind="wrong")
    drawing.words(x, 44, "client")
    drawing.words(x + SIDE, 44, "server", "note", "end")
    drawing.line((x, 50), (x, y - 8))
    drawing.line((x + SIDE, 50), (x + SIDE, y - 8))
    drawing.words(middle, y + 12, f"{trips} round trips", "name", "middle")
    return trips


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("s" if number > 1 else "")


def _trip(
    drawing: Drawing, x: float, y: float, names: tuple[str, str], kinds: tuple[str, str]
) -> float:
    """
    Draw what goes to the server, and what comes back.

    @return: when it has come.
    """
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        ends = (x, x + SIDE) if number == 0 else (x + SIDE, x)
        drawing.arrow((ends[0], y), (ends[1], y + TIME), kind=kind)
        drawing.words(x + SIDE / 2, y + TIME / 2 - 15, name, "note", "middle")
        y += TIME
    return y
