"""
The tap's view for a terminal: C{--wire}.

One paragraph a chunk, one row a line, and nothing invisible left invisible::

    #1   0.000 s  opened by 127.0.0.1:51234
    #1   1.204 s  -> hello\\r\\n
    #1   1.204 s  <- You said: hello\\r\\n

C{->} arrived at the server, C{<-} left it.
"""

from __future__ import annotations

import re
from typing import TextIO

from server.escapes import visible
from server.wire.tap import Chunk, Direction

#: A chunk longer than this is cut, a row longer than this is cut: a terminal
#: is for reading. The count of what is not shown is.
MAX_ROWS = 40
MAX_COLUMNS = 160

#: A line ends at its LF; a bare CR ends nothing.
LINE = re.compile(rb"[^\n]*\n|[^\n]+")

ARROWS = {Direction.ARRIVED: "->", Direction.LEFT: "<-"}


def visibleRows(data: bytes) -> list[str]:
    """
    Break a chunk after each LF, and make each row visible.

    @return: at most C{MAX_ROWS} rows and one that counts the rest.
    """
    lines = LINE.findall(data[: MAX_ROWS * MAX_COLUMNS])[:MAX_ROWS]
    rows = [_cut(line) for line in lines]
    hidden = len(data) - sum(map(len, lines))
    return [*rows, f"... and {hidden:,} bytes more"] if hidden else rows


def _cut(line: bytes) -> str:
    row = visible(line[:MAX_COLUMNS])
    hidden = len(line) - MAX_COLUMNS
    return f"{row} ... and {hidden:,} bytes more" if hidden > 0 else row


class WirePrinter:
    """
    Prints every chunk to a terminal.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def __call__(self, chunk: Chunk) -> None:
        """
        Print one chunk; the first row carries connection, time, direction.
        """
        if chunk.direction is Direction.ENDED:
            return
        head = f"#{chunk.connection:<3} {chunk.seconds:6.3f} s  "
        rows = list(self.rows(chunk))
        indent = " " * len(f"{head}-> ")
        print(head + ("\n" + indent).join(rows), file=self.out, flush=True)

    def rows(self, chunk: Chunk) -> list[str]:
        """
        The text of one chunk, without its head.
        """
        if chunk.direction is Direction.OPENED:
            return [f"opened by {chunk.note}"]
        if chunk.direction is Direction.CLOSED:
            return [f"closed: {chunk.note}" if chunk.note else "closed"]
        first, *others = visibleRows(chunk.data) or ["(nothing)"]
        return [f"{ARROWS[chunk.direction]} {first}", *others]
