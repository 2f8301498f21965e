"""
The text of a walkthrough, without its markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Inline markup: ``code``, **strong** and *emphasis*; a backslash and a blank before it or after
#: it mean nothing.
MARKUP = re.compile(r"(?:\\ )?(``|\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?:\\ )?", re.S)
#: A link to another text, with words of its own or none: :doc:`words <place>`.
LINK = re.compile(r"(?:\\ )?:doc:`([^`<]+?)(?:\s+<[^`>]+>)?`(?:\\ )?")
#: What is in a column of a table, up to two blanks or the end of the line.
CELL = re.compile(r"\S(?:\S| (?! |$))*", re.M)


def plain(text: str) -> str:
    """
    Leave out the inline markup; code loses its backquotes.
    """
    return MARKUP.sub(r"\2", LINK.sub(r"\1", text))


def plainTable(lines: Sequence[str]) -> str:
    """
    Leave out the markup in the cells of a table, and keep the columns where they are.
    """
    rows = CELL.sub(plainCell, "\n".join(lines)).splitlines()
    return "\n".join(row.rstrip() for row in rows)


def plainCell(cell: re.Match[str]) -> str:
    """
    Leave out the markup in a cell; blanks take its place.
    """
    return plain(cell[0]).ljust(len(cell[0]))
