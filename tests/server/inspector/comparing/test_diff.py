"""
Tests of L{server.inspector.comparing.diff}.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.comparing.diff import LINES, Row, compare

TEXTS = st.lists(st.sampled_from([b"a\r\n", b"ab\r\n", b"abcdef\n", b"\r\n", b"x"]), max_size=9)


def marked(row: Row) -> list[str]:
    """
    Write a row, with brackets round what differs.
    """
    sides = []
    for side in (row.one, row.other):
        texts = [(it.data.decode("latin-1"), it.differs) for it in side or ()]
        sides.append("".join(f"[{text}]" if differs else text for text, differs in texts))
    return sides


class CompareTests(SynchronousTestCase):
    """
    Two texts in rows: which lines of both belong together, and which bytes of them differ.
    """

    def test_same(self) -> None:
        """
        The same lines differ in nothing.
        """
        rows = compare(b"a\r\n\r\nb", b"a\r\n\r\nb")
        self.assertEqual([row.differs for row in rows], [False] * 3)

    def test_bytes(self) -> None:
        """
        Of two lines, the bytes are marked that differ; one or two that are the same in between
        are so by chance.
        """
        (row,) = compare(b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1 200 OK\r\n")
        self.assertEqual(marked(row), ["HTTP/1.1 [404 Not Found]\r\n", "HTTP/1.1 [200 OK]\r\n"])
        (row,) = compare(b"Date: Sun, 01 Nov 10:00:00", b"Date: Mon, 01 Nov 10:00:07")
        self.assertEqual(
            marked(row), ["Date: [Su]n, 01 Nov 10:00:0[0]", "Date: [Mo]n, 01 Nov 10:00:0[7]"]
        )

    def test_lineEnds(self) -> None:
        """
        An end of line is bytes as well.
        """
        (row,) = compare(b"a\r\n", b"a\n")
        self.assertEqual(marked(row), ["a[\r]\n", "a\n"])
        self.assertTrue(row.differs)

    def test_missing(self) -> None:
        """
        A line that only one of them has is beside none.
        """
        rows = compare(b"a\nb\nc\n", b"a\nc\n")
        self.assertEqual(
            [marked(row) for row in rows], [["a\n", "a\n"], ["[b\n]", ""], ["c\n"] * 2]
        )
        self.assertEqual([row.differs for row in rows], [False, True, False])
        self.assertEqual([marked(row) for row in compare(b"", b"a")], [["", "[a]"]])

    def test_long(self) -> None:
        """
        Long lines are compared from both ends, and only a limited number of lines.
        """
        (row,) = compare(b"x" * 5000 + b"a" + b"y" * 5000, b"x" * 5000 + b"b" + b"y" * 5000)
        self.assertEqual(marked(row)[0], "x" * 5000 + "[a]" + "y" * 5000)
        self.assertEqual(len(compare(b"a\n" * 9000, b"a\n" * 9000)), LINES)

    @given(TEXTS, TEXTS)
    def test_whole(self, one: list[bytes], other: list[bytes]) -> None:
        """
        Nothing is lost, whatever they are; and what is not marked is the same.
        """
        rows = compare(b"".join(one), b"".join(other))
        for index, text in enumerate((one, other)):
            shown = b"".join(it.data for row in rows for it in row[index] or ())
            self.assertEqual(shown, b"".join(text))
        for row in rows:
            if None not in row:
                same = [[it.data for it in side or () if not it.differs] for side in row]
                self.assertEqual(b"".join(same[0]), b"".join(same[1]))
