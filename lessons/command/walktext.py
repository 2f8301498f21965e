"""
What a walk shows of a walkthrough, in its reader's language.

The book has its own catalogs, one a page; their messages are its headings, its paragraphs and
the items of its lists. What a page has no translation for is English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from lessons.book.page import Heading, Part, Text, isTable, readPage
from lessons.command.reflow import readItems
from lessons.language import ENGLISH, _, ofPage, spoken
from lessons.syllabus.course import LESSONS

#: The section that is for a reader who types at two terminals of their own.
LEFT_OUT = "If nothing happens"
#: How a picture is told.
PICTURE = re.compile(r"\[Picture: (?P<seen>.*)\]")
#: What a translator tells Sphinx at the end of a message, and nobody else.
FOR_SPHINX = re.compile(r"\s*# noqa$")


def readParts(path: Path) -> list[Part]:
    """
    Read what a walk shows of a walkthrough.
    """
    parts = []
    isLeftOut = False
    for part in readPage(path):
        if isinstance(part, Heading):
            isLeftOut = part.text == LEFT_OUT
        if not isLeftOut:
            parts.append(part)
    return inLanguage(path, parts)


def readSection(path: Path, title: str) -> list[Part]:
    """
    Read one section of a walkthrough, with its heading; nothing where there is none.

    @param title: in English.
    """
    parts = []
    isInside = False
    for part in readPage(path):
        if isinstance(part, Heading):
            isInside = part.text == title
        if isInside:
            parts.append(part)
    return inLanguage(path, parts)


def inLanguage(path: Path, parts: list[Part]) -> list[Part]:
    """
    Translate parts of a page into the reader's language, as far as it is translated.
    """
    if spoken.name == ENGLISH or LESSONS not in path.parents:
        return parts
    page = path.relative_to(LESSONS).with_suffix("").as_posix()

    def say(text: str) -> str:
        return FOR_SPHINX.sub("", ofPage(page, text))

    return [translated(part, say) for part in parts]


def translated(part: Part, say: Callable[[str], str]) -> Part:
    """
    Translate one part. Transcripts, code and tables stay as they are.
    """
    if isinstance(part, Heading):
        return Heading(say(part.text), part.level)
    if not isinstance(part, Text) or part.isCode or isTable(part.lines):
        return part
    if not part.isLiteral:
        text = " ".join(part.lines)
        picture = PICTURE.fullmatch(text)
        said = _("[Picture: {seen}]").format(seen=say(picture["seen"])) if picture else say(text)
        return Text((said,))
    lines = (mark + say(item) for mark, item in readItems(part.lines))
    return Text(tuple(lines), isLiteral=True)
