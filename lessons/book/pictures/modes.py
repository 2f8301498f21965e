"""
Line mode and raw mode: how step 3 is handed the bytes of two requests.
"""

from __future__ import annotations

from typing import NamedTuple

from twisted.internet.testing import StringTransport

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.book.pictures.things import Box
from lessons.step3 import HTTPProtocol

PIECES = (
    b"POST /echo HTTP/1.1\r\nHost: me\r\nContent-Le",
    b"ngth: 11\r\n\r\nhello",
    b" worldGET / HTTP/1.1\r\nHost: me\r\n\r\n",
)
#: The lanes: where each begins, how wide it is, and what calls the protocol to it.
LANES = {"line": (66.0, 172.0, "setLineMode()"), "raw": (250.0, 164.0, "setRawMode()")}
ROW, TURN, HEIGHT = 30.0, 38.0, 24.0


class Handed(NamedTuple):
    """
    Bytes that the protocol was handed.

    @ivar mode: C{line} or C{raw}.
    @ivar piece: with which piece they were complete.
    """

    mode: str
    data: bytes
    piece: int


class RecordedStep3(HTTPProtocol):
    """
    Step 3, with a note of what it was handed.
    """

    def connectionMade(self) -> None:
        self.piece = 0
        self.noted: list[Handed] = []
        super().connectionMade()

    def lineReceived(self, line: bytes) -> None:
        self.noted.append(Handed("line", line.removesuffix(b"\r"), self.piece))
        super().lineReceived(line)

    def rawDataReceived(self, data: bytes) -> None:
        part = data[: self.missing]
        if part:  # it calls itself with nothing, for a request without content
            self.noted.append(Handed("raw", part, self.piece))
        super().rawDataReceived(data)


def run(pieces: tuple[bytes, ...]) -> list[Handed]:
    """
    Send pieces to step 3.

    @return: what its methods were handed, in order, each with the number of the piece in
        which it came.
    """
    protocol = RecordedStep3()
    protocol.makeConnection(StringTransport())
    for protocol.piece, data in enumerate(pieces, start=1):
        protocol.dataReceived(data)
    return protocol.noted


def draw() -> Picture:
    """
    Draw what was handed over, in a lane for each mode.
    """
    drawing, noted = Drawing(), run(PIECES)
    drawing.words(LANES["line"][0], 18, "line mode", "name")
    drawing.words(LANES["raw"][0], 18, "raw mode", "name")
    last: Box | None = None
    previous = noted[0]
    for handed in noted:
        last = _drawHanded(drawing, handed, previous, last)
        previous = handed
    seen = (
        "Two lanes, read from top to bottom. "
        + "; ".join(f"in {each.mode} mode: {_shown(each)}" for each in noted)
        + "."
    )
    caption = (
        "A head is read in lines. Content is counted in bytes: a line end in it means nothing."
    )
    return Picture("Line mode and raw mode", seen, caption, drawing)


def _shown(handed: Handed) -> str:
    return handed.data.decode() or "an empty line"


def _drawHanded(drawing: Drawing, handed: Handed, previous: Handed, last: Box | None) -> Box:
    """
    Draw what the protocol was handed, below the last.
    """
    x, width, call = LANES[handed.mode]
    turns = handed.mode != previous.mode
    top = last.bottom + (TURN if turns else ROW - HEIGHT) if last else 28.0
    box = drawing.box(x, top, width, HEIGHT, "typed" if handed.mode == "raw" else "arrived")
    isEmpty = not handed.data
    drawing.label(box, _shown(handed), kind="note" if isEmpty else "code")
    if last is None or handed.piece != previous.piece:
        drawing.words(8, top + 16, f"piece {handed.piece}")
    if turns and last:
        y = last.bottom + 22
        middle, end = last.middle[0], box.middle[0]
        drawing.arrow((middle, last.bottom), (middle, y), (end, y), (end, top), kind="left")
        drawing.words((middle + end) / 2, y - 5, call, "code", "middle")
    return box
