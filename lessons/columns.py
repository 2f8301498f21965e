"""
How wide text is on a screen, and where its lines end. A Chinese character takes two columns,
and a line of Chinese may end after nearly each of them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from unicodedata import combining, east_asian_width

#: What no line begins with, and what none ends with: Unicode Standard Annex 14, classes CL
#: and CP, EX and NS; and OP. The quotation marks, which that annex calls ambiguous, are used
#: here as Chinese does.
CLOSING = "，。、；：！？）》〉」』】〕”’…%％·"
OPENING = "（《〈「『【〔“‘"
#: What takes two columns, from the radicals to the last ideographs, and full-width forms.
WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
WIDE += "\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd"


@cache
def _unit() -> re.Pattern[str]:
    """
    The pattern of what stays together: one wide character or a word of narrow ones, with the
    punctuation that belongs to it. (To compile it takes milliseconds, and English needs none.)
    """
    character = rf"[(\['\"]*[{WIDE}][),.;:!?%\]'\"]*"
    word = rf"[^{WIDE}{OPENING}{CLOSING} ]+"
    return re.compile(rf" *[{OPENING}]*(?:{character}|{word})?[{CLOSING}]*")


def columnsOf(text: str) -> int:
    """
    Count the columns that text takes on a screen.
    """
    return len(text) if text.isascii() else sum(map(_columnsOfOne, text))


def isWide(text: str) -> bool:
    """
    Tell whether a text has characters of two columns.
    """
    return not text.isascii() and any(east_asian_width(each) in "WF" for each in text)


def _columnsOfOne(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def sentences(*texts: str) -> str:
    """
    Put sentences one after another. A full-width stop brings its own blank.
    """
    joined = ""
    for text in texts:
        isApart = joined and joined[-1] not in CLOSING and not text.startswith("\n")
        joined += f" {text}" if isApart else text
    return joined


def cut(text: str, columns: int) -> str:
    """
    Take as much of the beginning of a text as fits.
    """
    if columnsOf(text) <= columns:
        return text
    end = room = 0
    for character in text:
        room += _columnsOfOne(character)
        if room > columns:
            break
        end += 1
    return text[:end]


def shorten(text: str, columns: int) -> str:
    """
    Cut a text that does not fit, and show with three dots that it goes on.
    """
    return text if columnsOf(text) <= columns else cut(text, columns - 3) + "..."


def pad(text: str, columns: int) -> str:
    """
    Fill a text up with blanks, to that many columns.
    """
    return text + " " * (columns - columnsOf(text))


def wrap(
    text: str, columns: int, breakHyphens: bool = False, breakWords: bool = False
) -> list[str]:
    """
    Break a text into lines.

    @param breakHyphens: whether a narrow word may end a line at its hyphen.
    @param breakWords: whether a word that is longer than a line is broken; by default it stays
        whole.
    """
    if not isWide(text):
        return textwrap.wrap(
            text, columns, break_on_hyphens=breakHyphens, break_long_words=breakWords
        )
    lines: list[str] = []
    row = ""
    for unit in _units(text):
        if row and columnsOf(row + unit.rstrip()) > columns:
            lines.append(row.rstrip())
            row = ""
        row += unit if row else unit.lstrip()
    return [*lines, row.rstrip()] if row.strip() else lines


def _units(text: str) -> Iterator[str]:
    """
    Split a text wherever a line may end.
    """
    for match in _unit().finditer(" ".join(text.splitlines())):
        if match[0]:
            yield match[0]
