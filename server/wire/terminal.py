"""
The tap's plain view: C{--wire}, where a program reads, and in the book.

One paragraph a chunk, one row a line, and nothing invisible left invisible::

    #1   0.000 s  opened by 127.0.0.1:51234
    #1   1.204 s  -> hello\\r\\n
    #1   1.204 s  <- You said: hello\\r\\n

C{->} arrived at the server, C{<-} left it.

It depends on nothing but the chunks, so that it can be compared: neither on how wide a
screen is nor on how long somebody waits. A remark on a quiet connection would appear in a
transcript whenever the machine was slow, so only L{server.wire.view} makes them.
"""

from __future__ import annotations

from typing import TextIO

from server.console import printable
from server.escapes import visible
from server.wire.chunk import Chunk, Direction
from server.wire.rows import LINE, MAX_COLUMNS, firstLines

ARROWS = {Direction.ARRIVED: "->", Direction.LEFT: "<-"}


def visibleRows(data: bytes) -> list[str]:
    """
    Break a chunk after each LF, and make each row visible.

    @return: at most C{MAX_ROWS} rows and one that counts the rest.
    """
    shown = firstLines(data)
    rows = [_cut(line) for line in LINE.findall(shown)]
    hidden = len(data) - len(shown)
    return [*rows, f"... and {hidden:,} bytes more"] if hidden else rows


def _cut(line: bytes) -> str:
    row = visible(line[:MAX_COLUMNS])
    hidden = len(line) - MAX_COLUMNS
    return f"{row} ... and {hidden:,} bytes more" if hidden > 0 else row


def describeEvent(chunk: Chunk) -> str:
    """
    Tell what has happened where no bytes went.

    @return: printable text: the path of a UNIX socket is its client's choice.
    """
    if chunk.direction is Direction.OPENED:
        return printable(f"opened by {chunk.note}")
    if chunk.direction is Direction.ENDED:
        return f"the {chunk.by} sends no more"
    if chunk.direction is Direction.NAMED:
        return printable(f"{chunk.note}, which the program has not seen")
    return printable(f"closed: {chunk.note}" if chunk.note else "closed")


class WirePrinter:
    """
    Prints every chunk, as the plain view shows it.
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
        if chunk.direction not in ARROWS:
            return [describeEvent(chunk)]
        first, *others = visibleRows(chunk.data) or ["(nothing)"]
        return [f"{ARROWS[chunk.direction]} {first}", *others]
