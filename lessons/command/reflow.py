"""
Text that was broken into lines for a wider page than there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lessons.columns import isWide

#: A line that could not have held another word without being longer was full.
FULL = 72
#: An item of a list: its margin, its hyphen or number, its text.
ITEM = re.compile(r"(?P<margin> *)(?P<mark>(?:[-*]|\d+\.) )?(?P<text>.*)")


def rejoin(lines: Sequence[str]) -> list[str]:
    """
    Join each line of prose that was full with the next one. What is indented is not prose, and
    Chinese is not broken into lines. A small letter after a full stop begins something new, such
    as the heading of what is shown below it.
    """
    joined: list[str] = []
    last = ""
    for line in lines:
        isProse = bool(last and line) and not (last + line).startswith(" ") and line[0] != " "
        isProse = isProse and not isWide(last + line)
        isProse = isProse and not (last.endswith(".") and line[0].islower())
        if isProse and len(last) + 1 + len(line.split()[0]) > FULL:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        last = line
    return joined


def readItems(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """
    Find the items of a list, each of which may have several lines.

    @return: what comes before the text of each one, and the text.
    """
    mark, text = "", ""
    for line in lines:
        match = ITEM.fullmatch(line)
        if match is None:
            continue
        begins = match["mark"] or len(match["margin"]) != len(mark)
        if begins and text:
            yield mark, text
        if begins or not text:
            mark, text = match["margin"] + (match["mark"] or ""), match["text"]
        else:
            text += f" {match['text']}"
    if text:
        yield mark, text
