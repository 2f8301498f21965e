"""
Bytes in rows, and rows in frames.
"""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.colours import Palette
from server.escapes import visible
from server.wire.chunk import Direction
from server.wire.dissector import Dissector, makeDissector
from server.wire.frame import Frame
from server.wire.rows import (
    CONTINUATION_INDENT,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Study,
    Word,
    chunkRows,
    firstLines,
    firstScreen,
    lineWords,
    moreBytes,
    wrapWords,
)

#: What is written for one byte, and the byte.
BYTE = re.compile(r"\\x[0-9a-f]{2}|\\.|.")
BYTE_OF = {visible(bytes([byte])): byte for byte in range(256)}

#: Bytes that come near to messages, that hold what steers terminals, and any others.
HTTP = b"GET / HTTP/1.1\r\n|HTTP/1.1 200 OK\r\n|Host: a\r\n|Content-Length: 3\r\n|\r\n|\n| |abc"
CHUNKED = b"Transfer-Encoding: chunked\r\n|3\r\nabc\r\n|0\r\n\r\n"
HOSTILE = b"\x1b[31m|\x1b]0;title\x07|\x9b2J|\x08|\xe2\x80\xa6 and 5 bytes more"
PIECES = st.sampled_from(b"|".join((HTTP, CHUNKED, HOSTILE)).split(b"|"))
BYTES = st.one_of(
    st.lists(PIECES, max_size=60).map(b"".join),
    st.binary(max_size=400),
    st.binary(min_size=1, max_size=30).map(lambda some: some * 700),
).filter(bool)


def texts(rows: list[Row]) -> list[str]:
    """
    @return: the text of each row, without its colours.
    """
    return ["".join(word.text for word in row) for row in rows]


def unknown(data: bytes) -> Study:
    """
    @return: what is known of bytes that nobody has explained.
    """
    return Study(["plain"] * len(data), {})


class WrapTests(SynchronousTestCase):
    """
    A row that is too long.
    """

    def test_wrap(self) -> None:
        """
        It goes on in the next, a little further in; what is written for one byte is not split, nor
        is CR LF.
        """
        for text, first, width, expected in [
            ("abcdefgh", 8, 8, ["abcdefgh"]),
            ("abcdefgh", 4, 6, ["abcd", "  efgh"]),
            ("abcdefghijkl", 4, 6, ["abcd", "  efgh", "  ijkl"]),
            (r"abc\xe9d", 6, 6, ["abc", r"  \xe9", "  d"]),
            (r"abcde\r\n", 8, 8, ["abcde", r"  \r\n"]),
            (r"abcd\\\n", 6, 6, [r"abcd\\", r"  \n"]),
            ("", 5, 5, [""]),
        ]:
            self.assertEqual(texts(wrapWords([Word(text)], first, width)), expected)

    def test_count(self) -> None:
        """
        A count of bytes is not split.
        """
        row = [Word("abcdefgh"), Word(" "), moreBytes(5)]
        for first in (9, 20, 26):
            self.assertEqual(
                texts(wrapWords(row, first, 30)), ["abcdefgh ", "  … and 5 bytes more"]
            )
        self.assertEqual(texts(wrapWords(row, 40, 30)), ["abcdefgh … and 5 bytes more"])

    def test_looks(self) -> None:
        """
        Each part keeps its look, and neighbours that look the same are one word.
        """
        rows = wrapWords([Word("abc", "first"), Word("d", "name"), Word("e", "name")], 2, 4)
        self.assertEqual(
            rows,
            [
                [Word("ab", "first")],
                [Word("  "), Word("c", "first"), Word("d", "name")],
                [Word("  "), Word("e", "name")],
            ],
        )

    def test_line(self) -> None:
        """
        Of a long line, the beginning and a count of what comes after it.
        """
        self.assertEqual(texts([lineWords(b"a\r\n", ["plain"] * 3)]), [r"a\r\n"])
        (text,) = texts([lineWords(b"x" * 1000, ["plain"] * 1000)])
        self.assertEqual(text, "x" * MAX_COLUMNS + f" … and {1000 - MAX_COLUMNS} bytes more")

    def test_titles(self) -> None:
        """
        Where something new begins, a line ends, and a title comes before it.
        """
        data = b"a\r\nbcGET\n"
        study = Study(["plain"] * len(data), {3: "content", 5: "next", 99: "beyond"})
        rows = list(chunkRows(data, study, 7))
        self.assertEqual(
            texts(rows), [r"a\r\n", "content", "bc", "next", r"GET\n", "… and 7 bytes more"]
        )
        self.assertEqual([row[0].look for row in rows][1], "title")

    def test_nothing(self) -> None:
        """
        Where a program sends nothing, that is said.
        """
        self.assertEqual(texts(list(chunkRows(b"", unknown(b""), 0))), ["(nothing)"])

    def test_first(self) -> None:
        """
        What is shown is a part from the beginning, and never much.
        """
        self.assertEqual(firstLines(b"x\n" * 1000), b"x\n" * MAX_ROWS)
        self.assertLessEqual(len(firstLines(b"x" * 10**6)), MAX_ROWS * MAX_COLUMNS)
        self.assertEqual(firstLines(b"a\rb\nc"), b"a\rb\nc")

    def test_screen(self) -> None:
        """
        On a screen, bytes that are written with four characters take the room of four.
        """
        self.assertEqual(firstScreen(b"a\r\nb"), b"a\r\nb")
        self.assertEqual(len(firstScreen(b"x" * 9000)), MAX_CHARACTERS)
        self.assertEqual(len(firstScreen(b"\xff" * 9000)), MAX_CHARACTERS // 4)


class FrameTests(SynchronousTestCase):
    """
    Rows on screens of 40, 80 and 200 columns.
    """

    LINES = b"GET /" + b"a" * 60 + b" HTTP/1.1\r\nHost: me\r\n\r\n"

    def show(self, width: int, data: bytes, connection: int = 1) -> list[str]:
        """
        @return: the rows of a piece that has arrived after 1.25 s, without colours.
        """
        shown = firstScreen(data)
        rows = list(chunkRows(shown, unknown(shown), len(data) - len(shown)))
        frame = Frame(Palette(0), width, connection)
        text = frame.piece(1.25, "->", f"{len(data):,} bytes", rows)
        self.assertTrue(text.endswith("\n"))
        return text.splitlines()

    def test_wide(self) -> None:
        """
        As the book shows it, with the size at the end of the first row.
        """
        path = "a" * 60
        self.assertEqual(
            self.show(200, self.LINES),
            [
                f"#1    1.250 s  -> GET /{path} HTTP/1.1\\r\\n  88 bytes",
                r"               │  Host: me\r\n",
                r"               │  \r\n",
            ],
        )

    def test_usual(self) -> None:
        """
        A row that is too long hangs below its beginning; the size is at the edge.
        """
        self.assertEqual(
            self.show(80, self.LINES),
            [
                f"#1    1.250 s  -> GET /{'a' * 47}  88 bytes",
                rf"               │    {'a' * 13} HTTP/1.1\r\n",
                r"               │  Host: me\r\n",
                r"               │  \r\n",
            ],
        )
        (row,) = self.show(80, b"hello\r\n", 12)
        self.assertEqual(row, r"#12   1.250 s  -> hello\r\n".ljust(73) + "7 bytes")

    def test_narrow(self) -> None:
        """
        The bytes have the whole width.
        """
        self.assertEqual(
            self.show(40, self.LINES),
            [
                "#1 1.250 s -> 88 bytes",
                "│ GET /" + "a" * 33,
                "│   " + "a" * 27 + r" HTTP/1.1",
                r"│   \r\n",
                r"│ Host: me\r\n",
                r"│ \r\n",
            ],
        )

    def test_text(self) -> None:
        """
        A sentence is broken between words.
        """
        words = "waits: " + "word " * 12
        for width, counts in [(80, (11, 1)), (60, (7, 5)), (40, (4, 7, 1))]:
            head, indent = ("#1 2.000 s ", 4) if width == 40 else ("#1    2.000 s  ", 15)
            first, *others = [" ".join(["word"] * count) for count in counts]
            text = Frame(Palette(0), width, 1).sentence(2.0, words, "waits")
            self.assertEqual(
                text.splitlines(), [f"{head}waits: {first}", *(" " * indent + it for it in others)]
            )

    @settings(max_examples=50)
    @given(BYTES, st.sampled_from([40, 59, 60, 80, 200]), st.integers(1, 10**6))
    def test_width(self, data: bytes, width: int, connection: int) -> None:
        """
        Whatever the bytes are, no row is wider than the screen, and nothing in it steers the
        terminal.
        """
        for row in self.show(width, data, connection):
            self.assertLessEqual(len(row), width)
            self.assertTrue(row.isprintable(), row)


class PropertyTests(SynchronousTestCase):
    """
    What holds for any bytes whatever (hypothesis).
    """

    @settings(max_examples=50)
    @given(st.lists(BYTES, max_size=5), st.integers(10, 40), st.integers(30, 200))
    def test_bytes(self, chunks: list[bytes], first: int, width: int) -> None:
        """
        Without what is around them, the rows are the bytes: none is lost but those that are
        counted, and none is invented, wherever the explainer finds that something begins.
        """
        talks: list[tuple[Dissector, Direction]] = [
            (makeDissector("lessons.step3", False), Direction.ARRIVED),
            (makeDissector("lessons.step3", False), Direction.LEFT),
            (makeDissector("lessons.step1", False), Direction.ARRIVED),
        ]
        for dissector, direction in talks:
            for data in chunks:
                shown = firstScreen(data)
                study = dissector.take(direction, shown, data[len(shown) :])
                self.assertEqual(len(study.looks), len(shown))
                rows = chunkRows(shown, study, len(data) - len(shown))
                self.checkBytes(data, [wrapWords(row, first, width) for row in rows])

    def checkBytes(self, data: bytes, lines: list[list[Row]]) -> None:
        """
        Compare bytes with the rows in which they are shown.

        @param lines: the rows of each line.
        """
        position = 0
        for rows in lines:
            if rows[0] and rows[0][0].look == "title":
                continue
            begin, *others = texts(rows)
            text = begin + "".join(each[CONTINUATION_INDENT:] for each in others)
            text, _, count = text.partition("… and ")
            shown = bytes(
                BYTE_OF[unit] for unit in BYTE.findall(text.removesuffix(" " * bool(count)))
            )
            self.assertEqual(data[position : position + len(shown)], shown)
            position += len(shown) + int(count.partition(" ")[0].replace(",", "") or 0)
        self.assertEqual(position, len(data))
