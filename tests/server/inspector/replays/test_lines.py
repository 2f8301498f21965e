"""
Answers side by side, on the page: a column for all steps that answer alike.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from server.escapes import visible
from server.inspector.replays.lines import LONGEST_LINE, MOST_LINES, columns, firstRight, linesOf


def answer(step: int, data: bytes, group: int, right: bool = False, **more: Any) -> dict[str, Any]:
    """
    An answer, as the command says it.
    """
    found = {"step": step, "answer": visible(data), "group": group, "right": right}
    return found | {"how": "answers", "closed": False, "differences": []} | more


ONE = b"HTTP/1.1 200 OK\r\nDate: then\r\nServer: a\r\n\r\nHello\n"
OTHER = b"HTTP/1.1 200 OK\r\nDate: now\r\nServer: b\r\nX: 1\r\n\r\nHello\nyou\n"


class LinesTests(SynchronousTestCase):
    """
    The lines of an answer, from the bytes as the command writes them.
    """

    def test_lines(self) -> None:
        """
        A line ends with CR LF or LF, and not with a backslash and an n.
        """
        for data, expected in (
            (b"", []),
            (b"a", ["a"]),
            (b"a\r\nb\nc", ["a", "b", "c"]),
            (b"a\r\n\r\n", ["a", ""]),
            (b"a\\nb\\\nc", ["a\\\\nb\\\\", "c"]),
            (b"a\r\r\n", ["a\\r"]),
        ):
            self.assertEqual(linesOf(visible(data)), expected, data)

    @given(some.lists(some.sampled_from(b"\\nr\r\n\0x").map(lambda byte: bytes([byte]))))
    def test_every(self, pieces: list[bytes]) -> None:
        """
        There are as many as there are line ends, and one more where something follows.
        """
        data = b"".join(pieces)
        count = data.count(b"\n") + bool(data.rpartition(b"\n")[2])
        self.assertEqual(len(linesOf(visible(data))), count)


class ColumnsTests(SynchronousTestCase):
    """
    The columns made of the command's answers, and the lines that are marked in them.
    """

    def test_marked(self) -> None:
        """
        What the column before does not have is marked; what always differs is not, nor is anything
        in the first column.
        """
        first, second = columns([answer(3, ONE, 1), answer(4, OTHER, 2), answer(5, ONE, 1)])
        self.assertEqual(first.steps, [3, 5])
        self.assertEqual([line for line, isNew in first.lines if isNew], [])
        self.assertEqual([line for line, isNew in second.lines if isNew], ["X: 1", "you"])

    def test_long(self) -> None:
        """
        Long lines and long answers are cut.
        """
        (column,) = columns([answer(3, b"x" * 500 + b"\n" + b"y\n" * 50, 1)])
        self.assertEqual(len(column.lines[0][0]), LONGEST_LINE)
        self.assertEqual((len(column.lines), column.more), (MOST_LINES, 51 - MOST_LINES))

    def test_first(self) -> None:
        """
        The first that was right is the one with the smallest number.
        """
        answers = [answer(4, ONE, 1, True), answer(3, ONE, 1, True), answer(1, ONE, 1)]
        self.assertEqual(firstRight(answers), 3)
        self.assertIsNone(firstRight([]))
