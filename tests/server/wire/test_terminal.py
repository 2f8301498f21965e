"""
Chunks as text: C{--wire} where the output is not a screen, and the transcripts of the book.
"""

from __future__ import annotations

from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from server.wire import Chunk, Direction, WirePrinter
from server.wire.rows import MAX_COLUMNS, MAX_ROWS
from server.wire.terminal import visibleRows


class RowsTests(SynchronousTestCase):
    """
    The bytes of a chunk, escaped, in rows that end where its lines do.
    """

    def test_rows(self) -> None:
        """
        A row ends at its LF; a bare CR ends nothing.
        """
        self.assertEqual(visibleRows(b"a\r\nb\rc\n\nd"), [r"a\r\n", r"b\rc\n", r"\n", "d"])

    def test_manyRows(self) -> None:
        """
        Of many rows, the first ones, and a count of the bytes after them.
        """
        rows = visibleRows(b"x\n" * 1000)
        self.assertEqual(rows[:MAX_ROWS], [r"x\n"] * MAX_ROWS)
        self.assertEqual(rows[MAX_ROWS:], [f"... and {2000 - 2 * MAX_ROWS:,} bytes more"])

    def test_longRow(self) -> None:
        """
        Of a long row, its beginning, and a count of the bytes after it.
        """
        self.assertEqual(
            visibleRows(b"x" * 1000),
            ["x" * MAX_COLUMNS + f" ... and {1000 - MAX_COLUMNS} bytes more"],
        )

    def test_hugeChunk(self) -> None:
        """
        A huge chunk takes few rows, and the counts add up.
        """
        rows = visibleRows(b"x" * 10**6)
        self.assertLessEqual(len(rows), 2)
        hidden = sum(int(row.split("and ")[1].split()[0].replace(",", "")) for row in rows)
        self.assertEqual(hidden + MAX_COLUMNS, 10**6)


class PrinterTests(SynchronousTestCase):
    """
    One paragraph for each chunk: who, when, which way, and its rows.
    """

    def test_conversation(self) -> None:
        """
        One paragraph for each chunk: connection, time, direction, rows.
        """
        out = StringIO()
        printer = WirePrinter(out)
        printer(Chunk(1, 0.0, Direction.OPENED, note="127.0.0.1:5"))
        printer(Chunk(1, 1.2345, Direction.ARRIVED, b"a\r\nb"))
        printer(Chunk(12, 3, Direction.LEFT, b"c"))
        printer(Chunk(1, 3, Direction.LEFT, b""))
        printer(Chunk(1, 100, Direction.CLOSED))
        printer(Chunk(1, 100, Direction.CLOSED, note="it broke"))
        self.assertEqual(
            out.getvalue(),
            "#1    0.000 s  opened by 127.0.0.1:5\n"
            "#1    1.234 s  -> a\\r\\n\n"
            "                  b\n"
            "#12   3.000 s  <- c\n"
            "#1    3.000 s  <- (nothing)\n"
            "#1   100.000 s  closed\n"
            "#1   100.000 s  closed: it broke\n",
        )
