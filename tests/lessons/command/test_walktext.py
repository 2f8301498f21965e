"""
The pages of the book, as a walk shows them.
"""

from __future__ import annotations

import re
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.book.page import Heading, Part, Text, readPage
from lessons.command.prose import plain
from lessons.command.walktext import LEFT_OUT, readParts, translated
from lessons.language import ENGLISH, spoken
from lessons.syllabus.course import LESSONS

CHINESE = re.compile("[\u4e00-\u9fff]")


class WalkTextTests(SynchronousTestCase):
    """
    What a walk reads out of a page, in the language that is spoken.
    """

    def setUp(self) -> None:
        """
        Speak English again afterwards.
        """
        self.addCleanup(spoken.use, ENGLISH)

    def test_english(self) -> None:
        """
        All of the page is there, except for the section that is for others.
        """
        path = LESSONS / "step1.rst"
        parts = readParts(path)
        headings = [part.text for part in readPage(path) if isinstance(part, Heading)]
        headings.remove(LEFT_OUT)
        self.assertEqual([part.text for part in parts if isinstance(part, Heading)], headings)
        self.assertEqual(parts[:5], list(readPage(path))[:5])

    def test_chinese(self) -> None:
        """
        Where the page is translated, its prose is Chinese; code and transcripts are as they were,
        and the same section is left out.
        """
        path = LESSONS / "step1.rst"
        before = readParts(path)
        spoken.use("zh_CN")
        after = readParts(path)
        self.assertEqual(len(after), len(before))
        for part, other in zip(before, after, strict=True):
            isProse = isinstance(part, Heading) or (isinstance(part, Text) and not part.isCode)
            if not isProse:
                self.assertEqual(other, part)
            else:
                self.assertIsNotNone(CHINESE.search(self.wordsOf(other)), part)

    def wordsOf(self, part: Part) -> str:
        """
        The text of a part, as one line without markup.
        """
        lines = part.lines if isinstance(part, Text) else [getattr(part, "text", "")]
        return plain(" ".join(lines))

    def test_untranslated(self) -> None:
        """
        A page that nobody has translated is English, and so is one that is not of the book.
        """
        spoken.use("zh_CN")
        path = Path(self.mktemp())
        path.write_text("Title\n=====\n\nWords.\n")
        self.assertEqual(readParts(path), list(readPage(path)))

    def test_kinds(self) -> None:
        """
        A paragraph is one message whatever its lines, each item of a list is another, and a
        picture is what is seen in it; tables and code are not messages.
        """
        said = {"a b": "甲", "c d": "乙", "e": "丙", "f": "丁"}.get
        code = Text(("    e",), isLiteral=True, isCode=True)
        table = Text(("= =", "e f", "= ="), isLiteral=True)
        cases: list[tuple[Part, Part]] = [
            (Text(("a", "b")), Text(("甲",))),
            (Text(("- c", "  d", "- e"), isLiteral=True), Text(("- 乙", "- 丙"), isLiteral=True)),
            (Text(("[Picture: f]",)), Text(("[Picture: 丁]",))),
            (code, code),
            (table, table),
            (Heading("e", 2), Heading("丙", 2)),
        ]
        for part, expected in cases:
            self.assertEqual(translated(part, lambda text: said(text, text)), expected)

    def test_markup(self) -> None:
        """
        Between Chinese and markup there is a backslash with a blank, and both go.
        """
        self.assertEqual(
            plain("用\\ ``make run``\\ 启动；\\ *流*\\ 见\\ :doc:`第 1 步 <step1>`\\ 。"),
            "用make run启动；流见第 1 步。",
        )
