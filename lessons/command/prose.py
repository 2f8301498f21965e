"""
The text of a walkthrough, without its markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Inline markup: ``code``, **strong** and *emphasis*; a backslash and a blank
#: before it or after it stand for nothing.
MARKUP = re.compile(r"(?:\\ )?(``|\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?:\\ )?", re.S)
#: A link to another text, with words of its own or none: :doc:`words <place>`.
LINK = re.compile(r"(?:\\ )?:doc:`([^`<]+?)(?:\s+<[^`>]+>)?`(?:\\ )?")
#: What stands in a column of a table, up to two blanks or the end of the line.
CELL = re.compile(r"\S(?:\S| (?! |$))*", re.M)


def plain(text: str) -> str:
    """
    Leave the markup away.
    """
    return MARKUP.sub(r"\2", LINK.sub(r"\1", text))


def plainTable(lines: Sequence[str]) -> str:
    """
    Leave the markup in the cells of a table away, and the columns where they are.
    """
    rows = CELL.sub(plainCell, "\n".join(lines)).splitlines()
    return "\n".join(row.rstrip() for row in rows)


def plainCell(cell: re.Match[str]) -> str:
    """
    Leave the markup in a cell away; blanks take its place.
    """
    return plain(cell[0]).ljust(len(cell[0]))
