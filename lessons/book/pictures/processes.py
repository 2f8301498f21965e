"""
Three processes: a client, step 13, and the back end that it asks.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit
from xmlrpc.client import loads

from twisted.internet.error import ConnectionDone
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from lessons import step13
from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.talking import Wire, connect, defaults, reach
from lessons.book.pictures.things import Box
from server.temperature import backend

PATH = "/temperature/convert_temperature?temperature=100&direction=c2f"
#: The processes: the middle of each, and its width.
CLIENT, STEP, BACK = (36.0, 58.0), (120.0, 84.0), (346.0, 134.0)
TOP, HEIGHT, ROW = 28.0, 58.0, 36.0


class Call(NamedTuple):
    """
    A call of the back end, and its result.
    """

    asked: str
    answered: str


def run() -> tuple[list[Call], str]:
    """
    Convert a temperature.

    @return: the calls, and the status line of the page.
    """
    reactor, wire = MemoryReactorClock(), Wire()
    site = step13.makeFactory(reactor, defaults(step13.addOptions))
    service = backend.makeFactory(reactor, defaults(backend.addOptions))
    connect(site, wire).dataReceived(f"GET {PATH} HTTP/1.1\r\nHost: me\r\n\r\n".encode())
    calls = []
    while reactor.tcpClients:
        (query, there), back = reach(reactor), Wire()
        connect(service, back).dataReceived(there.value())
        calls.append(Call(_asked(there.value()), _answered(back.value())))
        query.dataReceived(back.value())
        query.connectionLost(Failure(ConnectionDone()))
    return calls, wire.value().partition(b"\r\n")[0].decode()


def _asked(message: bytes) -> str:
    arguments, procedure = loads(message.partition(b"\r\n\r\n")[2])
    shown = [f"{it:g}" if isinstance(it, float) else repr(it) for it in arguments]
    return f"{procedure}({', '.join(shown)})"


def _answered(message: bytes) -> str:
    (value,), _ = loads(message.partition(b"\r\n\r\n")[2])
    return f"{len(value)} names" if isinstance(value, list) else repr(value)


def draw() -> Picture:
    """
    Draw the processes side by side, and the messages between them.
    """
    drawing, (calls, status) = Drawing(), run()
    port = urlsplit(defaults(step13.addOptions).temperature).port
    boxes = [
        _drawProcess(drawing, CLIENT, "curl"),
        _drawProcess(drawing, STEP, "lessons", ".step13", "port 8000"),
        _drawProcess(drawing, BACK, "server.temperature", ".backend", f"port {port}"),
    ]
    y = TOP + HEIGHT + ROW
    _drawArrow(drawing, CLIENT, STEP, y, "GET", "arrived")
    for call in calls:
        _drawArrow(drawing, STEP, BACK, y + ROW, call.asked, "arrived")
        _drawArrow(drawing, BACK, STEP, y + 2 * ROW, call.answered, "left")
        y += 2 * ROW
    y += ROW
    _drawArrow(drawing, STEP, CLIENT, y, status.removeprefix("HTTP/1.1 "), "left")
    for box in boxes:
        drawing.line((box.middle[0], box.bottom), (box.middle[0], y + 14))
    told = "; ".join(f"{call.asked} gives {call.answered}" for call in calls)
    seen = (
        f"Three processes side by side: curl, step 13 on port 8000, the back end on port {port}. "
        f"curl sends GET {PATH}. Step 13 calls the back end {len(calls)} times: {told}. Then curl "
        f"is answered {status}."
    )
    caption = (
        "Three processes, and only messages go between them. While step 13 waits for one of the "
        "answers on the right, it serves everybody else."
    )
    return Picture("Three processes", seen, caption, drawing)


def _drawProcess(drawing: Drawing, place: tuple[float, float], *lines: str) -> Box:
    middle, width = place
    box = drawing.box(middle - width / 2, TOP, width, HEIGHT, "full")
    drawing.label(box, *lines, kind="note")
    return box


def _drawArrow(
    drawing: Drawing,
    start: tuple[float, float],
    end: tuple[float, float],
    y: float,
    words: str,
    kind: str,
) -> None:
    """
    Draw a message, with its words above it.
    """
    drawing.words((start[0] + end[0]) / 2, y - 7, words, "note", "middle")
    drawing.arrow((start[0], y), (end[0], y), kind=kind)
