"""
What C{watch} draws, row by row.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.command.frame import Frame, drawBar, fold, listKeys, twoSides


class FrameTests(SynchronousTestCase):
    """
    A screen, and what does not fit on it.
    """

    def test_rows(self) -> None:
        """
        There are as many rows as the screen has, whatever the body is; the line above the
        keys says what is left of it.
        """
        plain = "-" * 60
        for count, top, lines, shown, rule in [
            (0, 0, 6, ["", "", ""], plain),
            (3, 0, 6, ["0", "1", "2"], plain),
            (4, 0, 6, ["0", "1", "2"], "-- rows 1 to 3 of 4, Space: more "),
            (4, 3, 6, ["3", "", ""], "-- rows 4 to 4 of 4, Space: back to the top "),
            (4, 2, 6, ["2", "3", ""], "-- rows 3 to 4 of 4, Space: back to the top "),
            (2, 0, 4, ["0"], "-- rows 1 to 1 of 2, Space: more "),
        ]:
            frame = Frame(["head"], [str(number) for number in range(count)], ["foot"], top)
            rows = frame.rows(lines, 60)
            self.assertEqual(rows, ["head", *shown, rule.ljust(60, "-"), "foot"])

    def test_small(self) -> None:
        """
        On a screen that is too small for all, nothing is drawn below its last row.
        """
        frame = Frame(["head"] * 3, ["body"] * 9, ["foot"] * 3)
        for lines in range(1, 12):
            rows = frame.rows(lines, 20)
            self.assertEqual(len(rows), lines)
            self.assertLessEqual(max(map(len, rows)), 20)

    def test_below(self) -> None:
        """
        Space turns to the next rows, and after the last ones to the first.
        """
        body = [str(number) for number in range(7)]
        tops = [0]
        for _ in range(3):
            tops.append(Frame(["head"], body, ["foot"], tops[-1]).below(6))
        self.assertEqual(tops, [0, 3, 6, 0])


class DrawingTests(SynchronousTestCase):
    """
    Rows of a screen: text is folded, cut and filled up to its width.
    """

    def test_fold(self) -> None:
        """
        Lines are broken where the screen ends; colours take no room, and stay.
        """
        red, off = "\x1b[31m", "\x1b[0m"
        for text, rows in [
            ("", []),
            ("ab\n\nc", ["ab", "", "c"]),
            ("abcd", ["abcd"]),
            ("abcdefghi", ["abcd", "efgh", "i"]),
            (f"{red}abcd{off}", [f"{red}abcd{off}"]),
            (f"a{red}bcdef{off}g", [f"a{red}bcd", f"ef{off}g"]),
            ("\tx", ["    ", "    ", "x"]),
        ]:
            self.assertEqual(fold(text, 4), rows, text)

    def test_bar(self) -> None:
        """
        The bar is never full before the end, and not empty once something is done.
        """
        for done, total, columns, bar in [
            (0, 50, 80, f"[{'.' * 30}] 0 of 50"),
            (1, 50, 80, f"[#{'.' * 29}] 1 of 50"),
            (49, 50, 80, f"[{'#' * 29}.] 49 of 50"),
            (50, 50, 80, f"[{'#' * 30}] 50 of 50"),
            (12, 50, 22, "[##.........] 12 of 50"),
            (0, 0, 22, "[.............] 0 of 0"),
        ]:
            self.assertEqual(drawBar(done, total, columns), bar)

    def test_twoSides(self) -> None:
        """
        What does not fit beside the other is below it, and is cut at the edge.
        """
        for left, right, rows in [
            ("ab", "cd", ["ab      cd"]),
            ("abcdef", "cd", ["abcdef  cd"]),
            ("abcdefg", "cd", ["cd", "abcdefg"]),
            ("abcdefghijk", "cd", ["cd", "abcdefg..."]),
        ]:
            self.assertEqual(twoSides(left, right, 10), rows)

    def test_keys(self) -> None:
        """
        The name of a key is never broken.
        """
        keys = ["h hint", "n next", "q quit"]
        for columns, rows in [
            (80, ["h hint  n next  q quit"]),
            (22, ["h hint  n next  q quit"]),
            (21, ["h hint  n next", "q quit"]),
            (6, ["h hint", "n next", "q quit"]),
        ]:
            self.assertEqual(listKeys(keys, columns), rows)
