"""
A stream becomes lines: the pieces that TCP brings, and the lines that step 1 is given.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

from twisted.internet.testing import StringTransport

from lessons.book.pictures.drawing import Drawing
from lessons.book.pictures.picture import Picture
from lessons.step1 import EchoServer

#: What the client sends, as it happens to be cut.
PIECES = (b"hel", b"lo\r\nhow a", b"re you?\r\nquit\r\n")
#: The left edge of the first byte, and the width of a byte.
LEFT, CELL = 8.0, 15.0
#: Where the pieces are, and the first line.
STRIP, LINES, ROW = 44.0, 104.0, 52.0
MARKS = {"\r": "CR", "\n": "LF"}


class RecordedStep1(EchoServer):
    """
    Step 1, with a note of each line and of the piece that ended it.
    """

    def connectionMade(self) -> None:
        self.piece = 0
        self.noted: list[tuple[bytes, int]] = []
        super().connectionMade()

    def lineReceived(self, line: bytes) -> None:
        self.noted.append((line, self.piece))
        super().lineReceived(line)


def run(pieces: tuple[bytes, ...]) -> list[tuple[bytes, int]]:
    """
    Send pieces to step 1.

    @return: each line that it was given, and in which piece its end came.
    """
    protocol = RecordedStep1()
    with redirect_stdout(StringIO()):  # it prints who has connected
        protocol.makeConnection(StringTransport())
        for protocol.piece, data in enumerate(pieces, start=1):
            protocol.dataReceived(data)
    return protocol.noted


def draw() -> Picture:
    """
    Draw the pieces in a row, and below them the lines.
    """
    drawing = Drawing()
    noted = run(PIECES)
    drawing.words(LEFT, 18, "what TCP brings:", "name")
    _drawPieces(drawing)
    _drawLines(drawing, noted)
    pieces = ", ".join(f"“{visible(piece)}”" for piece in PIECES)
    lines = ", ".join(f"“{line.decode()}” with piece {piece}" for line, piece in noted)
    seen = f"Pieces arrive: {pieces}. The protocol is given {len(noted)} lines: {lines}."
    caption = "Pieces come as they come. A line is complete where its CR LF is, and nowhere else."
    return Picture("A stream becomes lines", seen, caption, drawing)


def visible(data: bytes) -> str:
    """
    Write the bytes of a line end as their names.
    """
    return data.decode().replace("\r\n", " CR LF ").strip()


def _drawPieces(drawing: Drawing) -> None:
    """
    Draw the bytes in a row, and a frame around each piece.
    """
    x = LEFT
    for number, piece in enumerate(PIECES, start=1):
        frame = drawing.box(x + 1, STRIP, CELL * len(piece) - 2, 26, "arrived")
        drawing.words(frame.middle[0], STRIP - 6, f"piece {number}", "note", "middle")
        for character in piece.decode():
            kind = "tiny quiet" if character in MARKS else "code"
            shown = MARKS.get(character, character)
            drawing.words(x + CELL / 2, STRIP + 17, shown, kind, "middle")
            x += CELL


def _drawLines(drawing: Drawing, noted: list[tuple[bytes, int]]) -> None:
    """
    Draw each line below the place where it ends, with an arrow from there.
    """
    x = LEFT
    for number, (line, piece) in enumerate(noted):
        x += CELL * (len(line) + 2)
        top = LINES + ROW * number
        call = f"lineReceived({line!r})"
        width = 8 * len(call) + 20
        box = drawing.box(max(x - width, LEFT), top, width, 40, "left")
        drawing.words(box.middle[0], top + 16, call, "code", "middle")
        drawing.words(box.middle[0], top + 33, f"with piece {piece}", "note", "middle")
        drawing.arrow((x - CELL / 2, STRIP + 26), (x - CELL / 2, top), kind="left")
