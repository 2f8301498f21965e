"""
A walkthrough as a reader meets it: headings, paragraphs, and transcripts to play,
in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lessons.book.pictures import pictureOf
from lessons.book.transcript import Exchange, literalBlocks, readBlock

UNDERLINES = {"=", "-", "~"}
#: How a picture begins; its name follows.
PICTURE = ".. picture:: "


@dataclass(frozen=True)
class Heading:
    """
    A title.

    @ivar level: 1 for the title of the page, 2 for a section.
    """

    text: str
    level: int


@dataclass(frozen=True)
class Text:
    """
    Lines of prose that belong together.

    @ivar isLiteral: whether its lines must stay lines, as in a list or a table.
    @ivar isCode: whether nothing in them is markup either.
    """

    lines: tuple[str, ...]
    isLiteral: bool = False
    isCode: bool = False


Part = Heading | Text | list[Exchange]


def readPage(path: Path) -> Iterator[Part]:
    """
    Read a walkthrough.

    @raise OSError: when the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    blocks = {block[0][0]: block for block in literalBlocks(lines)}
    number = 1
    while number <= len(lines):
        if number in blocks:
            block = blocks[number]
            isTranscript = block[0][1].startswith("$ ")
            literal = Text(tuple(f"    {text}" for _, text in block), isLiteral=True, isCode=True)
            yield readBlock(path, block) if isTranscript else literal
            number = block[-1][0] + 1
        else:
            following = min((one for one in blocks if one > number), default=len(lines) + 1)
            yield from _prose(lines[number - 1 : following - 1])
            number = following


def _prose(lines: list[str]) -> Iterator[Part]:
    for isText, several in groupby(lines, lambda line: bool(line.strip())):
        paragraph = list(several)
        if isText and not isSilent(paragraph):
            yield _paragraph(paragraph)


def isSilent(lines: Sequence[str]) -> bool:
    """
    Tell whether lines say nothing to a reader: a comment, or the mark that code follows.
    """
    isComment = lines[0].startswith(".. ") and "::" not in lines[0]
    return isComment or list(lines) == ["::"]


def _paragraph(lines: list[str]) -> Part:
    if len(lines) == 2 and len(set(lines[1])) == 1 and lines[1][0] in UNDERLINES:
        return Heading(lines[0], 1 if lines[1][0] == "=" else 2)
    if lines[0].startswith(PICTURE):
        return Text((f"[Picture: {pictureOf(lines[0].removeprefix(PICTURE).strip()).seen}]",))
    isLiteral = isTable(lines) or any(one.startswith(" ") for one in lines)
    return Text(tuple(lines), isLiteral)


def isTable(lines: Sequence[str]) -> bool:
    """
    Tell whether lines are a table: one of them is its rule.
    """
    return any(set(line) <= {"=", " "} for line in lines)
