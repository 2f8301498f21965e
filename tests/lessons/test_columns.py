"""
How wide text is, and where its lines end.
"""

from __future__ import annotations

import textwrap
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from lessons.columns import CLOSING, OPENING, columnsOf, cut, pad, sentences, shorten, wrap
from lessons.command.console import Console
from lessons.command.frame import Frame, fold, listKeys, twoSides
from lessons.command.pager import countRows

TEXT = (
    "练习 1.1 还没有通过。`python -m lessons hint 1.1` 会给提示（共三条）；你写的“程序”照旧，"
    "RFC 9112 第 2.1 节：报文以 CR LF 结尾！"
)


class WidthTests(SynchronousTestCase):
    """
    Widths in columns, not in characters.
    """

    def test_columns(self) -> None:
        """
        A Chinese character and full-width punctuation take two, all else one, and what is put
        upon a letter none.
        """
        for text, columns in [
            ("", 0),
            ("abc", 3),
            ("练习", 4),
            ("练习：a。", 9),
            ("é", 1),
            ("e\u0301", 1),
            ("“·…”", 4),
            ("ﾊ", 1),
            ("🌱", 2),
        ]:
            self.assertEqual(columnsOf(text), columns, text)

    def test_cut(self) -> None:
        """
        What is cut is never wider than its place, though it may be narrower by one.
        """
        for columns, left in enumerate(["", "a", "a", "a练", "a练", "a练习", "a练习"]):
            self.assertEqual(cut("a练习", columns), left)

    def test_shorten(self) -> None:
        """
        Dots say that something goes on.
        """
        self.assertEqual(shorten("练习练习", 8), "练习练习")
        self.assertEqual(shorten("练习练习", 7), "练习...")
        self.assertEqual(shorten("练习练习", 6), "练...")

    def test_pad(self) -> None:
        """
        Blanks fill a column up.
        """
        self.assertEqual([pad("练", 4), pad("ab", 4), pad("练习", 3)], ["练  ", "ab  ", "练习"])

    def test_sentences(self) -> None:
        """
        There is a blank between sentences, unless a full stop has its own.
        """
        self.assertEqual(sentences("One.", "Two."), "One. Two.")
        self.assertEqual(sentences("一。", "二。", "3."), "一。二。3.")
        self.assertEqual(sentences("One.", ""), "One. ")


class WrapTests(SynchronousTestCase):
    """
    A paragraph is broken into lines, with Chinese in it, and with long words.
    """

    def test_chinese(self) -> None:
        """
        At each width all of the text is there, and no line is wider, or begins or ends with
        the wrong punctuation, unless it is one word.
        """
        for columns in range(8, 100):
            lines = wrap(TEXT, columns)
            self.assertEqual("".join("".join(lines).split()), "".join(TEXT.split()))
            for line in lines:
                self.assertLessEqual(columnsOf(line), columns, line)
                self.assertNotIn(line[0], CLOSING)
                self.assertNotIn(line[-1], OPENING)
                self.assertEqual(line, line.strip())

    def test_full(self) -> None:
        """
        A line takes as much as goes into it.
        """
        self.assertEqual(wrap("一二三四五六七", 6), ["一二三", "四五六", "七"])
        self.assertEqual(wrap("一二三，四五", 6), ["一二", "三，四", "五"])
        self.assertEqual(wrap("一二（三）四", 6), ["一二", "（三）", "四"])
        self.assertEqual(wrap("一二(三)四", 6), ["一二", "(三)四"])
        self.assertEqual(wrap("用 make run 启动", 8), ["用 make", "run 启动"])
        self.assertEqual(wrap("一\n二", 8), ["一 二"])

    def test_longWord(self) -> None:
        """
        A word that is longer than a line stays whole.
        """
        self.assertEqual(wrap(f"见 {'x' * 12} 等", 8), ["见", "x" * 12, "等"])

    def test_narrow(self) -> None:
        """
        Other text is broken as ever, even where quotation marks are not ASCII.
        """
        for text in "don’t break a well-known word · “ever” …", "one two-three four":
            for columns in range(4, 40):
                for isBroken in False, True:
                    expected = textwrap.wrap(
                        text, columns, break_on_hyphens=isBroken, break_long_words=isBroken
                    )
                    self.assertEqual(wrap(text, columns, isBroken, isBroken), expected)


class LayoutTests(SynchronousTestCase):
    """
    What is laid out with it.
    """

    def test_paper(self) -> None:
        """
        A paragraph is below the first letter after its mark.
        """
        out = StringIO()
        console = Console(out)
        console.width = 40
        console.tell(TEXT, "下一道：")
        first, *others = out.getvalue().splitlines()
        self.assertTrue(first.startswith("下一道：练习"))
        for line in others:
            self.assertEqual(len(line) - len(line.lstrip()), 8)
        self.assertLessEqual(max(map(columnsOf, out.getvalue().splitlines())), 40)

    def test_retell(self) -> None:
        """
        A text in lines is broken anew where one of them is too wide.
        """
        out = StringIO()
        console = Console(out)
        console.width = 40
        console.retell(f"{'字' * 21}\n\n    code\n")
        self.assertEqual(out.getvalue(), f"{'字' * 20}\n字\n\n    code\n")

    def test_screen(self) -> None:
        """
        The rows of a screen are as wide as it is, and never wider.
        """
        for columns in range(3, 60):
            body = fold(f"{TEXT}\n\x1b[1m{TEXT}\x1b[0m", columns)
            frame = Frame(twoSides(TEXT, "[###] 1 / 2", columns), body, [], 0)
            for row in frame.rows(9, columns):
                plain = row.replace("\x1b[1m", "").replace("\x1b[0m", "")
                self.assertLessEqual(columnsOf(plain), columns)

    def test_keys(self) -> None:
        """
        Keys are named in as few rows as they take.
        """
        self.assertEqual(listKeys(["h 提示", "n 下一道"], 16), ["h 提示  n 下一道"])
        self.assertEqual(listKeys(["h 提示", "n 下一道"], 15), ["h 提示", "n 下一道"])

    def test_pager(self) -> None:
        """
        The rows that a text takes are counted.
        """
        self.assertEqual(countRows("字" * 40 + "\n", 80), 1)
        self.assertEqual(countRows("字" * 41 + "\n", 80), 2)
