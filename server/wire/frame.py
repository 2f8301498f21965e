"""
Rows on a screen: beside the mark of their connection, and no wider than the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from server.colours import Palette
from server.wire.rows import Row, Word, wrapWords

#: Where there are fewer columns, the bytes begin in a row of their own.
NARROW = 60
#: The rightmost column of the size of a chunk, and the longest rule.
EDGE, RULE = 100, 40
#: Columns by which a text is indented where the screen is narrow.
NARROW_INDENT = 4


class Frame:
    """
    One connection's place on a screen.
    """

    def __init__(self, palette: Palette, width: int, connection: int) -> None:
        """
        @param width: the columns of the screen.
        @param connection: its number.
        """
        self._palette = palette
        self._width = width
        self._connection = connection
        self._isNarrow = width < NARROW

    def sentence(self, seconds: float, text: str, look: str) -> str:
        """
        Lay out a sentence about a connection.

        @param seconds: since it began.
        """
        head = self._head(seconds)
        indent = " " * (NARROW_INDENT if self._isNarrow else len(head))
        first, *others = wrap(text, self._width, initial_indent=head, subsequent_indent=indent)
        lines = [
            self._paintHead(head) + self._palette.paint(first[len(head) :], look),
            *(indent + self._palette.paint(each[len(indent) :], look) for each in others),
        ]
        return "".join(f"{line}\n" for line in lines)

    def piece(self, seconds: float, arrow: str, size: str, rows: Iterable[Row]) -> str:
        """
        Lay out the bytes that went one way.

        @param arrow: which way, such as C{->}.
        @param size: how much it was, in words.
        @param rows: the bytes.
        """
        head = self._head(seconds)
        begins = self._paintHead(head) + self._palette.mark(f"{arrow} ", self._connection)
        bar = self._palette.mark("│", self._connection)
        if self._isNarrow:
            lines = [begins + self._palette.paint(size, "aside")]
            lines += [f"{bar} {self._paint(row)}" for row in self._wrapped(rows, "", 2)]
        else:
            indent = len(head) + len(arrow) + 1
            first, *others = self._wrapped(rows, size, indent)
            margin = " " * len(head) + bar + " " * len(arrow)
            lines = [begins + self._sized(first, size, indent)]
            lines += [margin + self._paint(row) for row in others]
        return "".join(f"{line}\n" for line in lines)

    def _head(self, seconds: float) -> str:
        if self._isNarrow:
            return f"#{self._connection} {seconds:.3f} s "
        return f"#{self._connection:<3} {seconds:6.3f} s  "

    def _paintHead(self, head: str) -> str:
        number, time = head[: head.index(" ")], head[head.index(" ") :]
        return self._palette.mark(number, self._connection) + self._palette.paint(time, "aside")

    def _wrapped(self, rows: Iterable[Row], size: str, indent: int) -> Iterator[Row]:
        """
        @param size: what is written at the end of the first row.
        @param indent: how many columns are taken.
        """
        width = self._width - indent
        room = width - len(size) - 2 if size else width
        for row in rows:
            yield from wrapWords(self._ruled(row, room), room, width)
            room = width

    def _ruled(self, row: Row, width: int) -> Row:
        """
        Draw a rule around a title.
        """
        if row and row[0].look == "title":
            rule = f"── {row[0].text} ".ljust(min(width, RULE), "─")
            return [Word(rule[:width], "title")]
        return row

    def _sized(self, row: Row, size: str, indent: int) -> str:
        """
        Write the size at the end of a row.
        """
        length = sum(len(word.text) for word in row)
        room = min(self._width, EDGE) - indent - length
        gap = " " * max(room - len(size), 2)
        return self._paint(row) + gap + self._palette.paint(size, "aside")

    def _paint(self, row: Row) -> str:
        return "".join(self._palette.paint(word.text, word.look) for word in row)
