"""
Bytes in rows, as wide as a screen. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from server.escapes import ESCAPES, visible

#: A chunk with more lines is cut, and so is a line with more bytes: a terminal is for
#: reading. How much is not shown is said.
MAX_ROWS = 40
MAX_COLUMNS = 160
#: How many of these lines are shown on a screen.
MAX_CHARACTERS = 3200
#: By how many columns a line that goes on in the next row is indented.
CONTINUATION_INDENT = 2

#: A line ends at its LF; a bare CR ends nothing.
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
#: What stands for one byte is not broken, nor is CR LF. None is longer than this, in
#: characters.
LONGEST = 4
UNIT = re.compile(r"\\r\\n|\\x[0-9a-f]{2}|\\.|.", re.DOTALL)


class Word(NamedTuple):
    """
    Some text in a row.

    @ivar look: how it looks, a key of C{server.colours.CODES}.
    """

    text: str
    look: str = "plain"


Row = list[Word]


@dataclass(frozen=True)
class Study:
    """
    What is known of some bytes.

    @ivar looks: how each of them looks.
    @ivar titles: what begins at some of them, in words, by position.
    """

    looks: Sequence[str]
    titles: Mapping[int, str]


def firstLines(data: bytes) -> bytes:
    """
    Cut off what will not be shown in a terminal, which is for reading.
    """
    return b"".join(LINE.findall(data[: MAX_ROWS * MAX_COLUMNS])[:MAX_ROWS])


def firstScreen(data: bytes) -> bytes:
    """
    Cut off what does not fit on a screen or two: an image has few lines, and a byte that is
    not readable takes four columns.
    """
    shown = firstLines(data)
    ends = list(accumulate(len(ESCAPES[byte]) for byte in shown))
    return shown[: bisect(ends, MAX_CHARACTERS)]


def moreBytes(count: int) -> Word:
    """
    Say how many bytes are not shown.
    """
    return Word(f"… and {count:,} bytes more", "more")


def wrapWords(row: Row, first: int, width: int) -> list[Row]:
    """
    Break a row where it is too long, but not within what stands for one byte, or within a
    count.

    @param first: how many columns the first row has.
    @param width: how many the others have, which are indented.
    """
    rows: list[Row] = [[]]
    room = first
    for text, look in row:
        while len(text) > room:
            cut = _fitting(text, room) if look != "more" else 0
            rows[-1] += [Word(text[:cut], look)] if cut else []
            rows.append([Word(" " * CONTINUATION_INDENT)])
            text, room = text[cut:], width - CONTINUATION_INDENT
        rows[-1] += [Word(text, look)] if text else []
        room -= len(text)
    return rows


def _fitting(text: str, room: int) -> int:
    """
    Find how much of a text fits into a row, where not all of it does.
    """
    ends = [match.end() for match in UNIT.finditer(text, 0, max(room, 0) + LONGEST)]
    return max((end for end in ends if end <= room), default=0)


def lineWords(data: bytes, looks: Sequence[str]) -> Row:
    """
    Make a line visible, each byte in its look.
    """
    shown, row = data[:MAX_COLUMNS], []
    start = 0
    for look, group in groupby(looks[: len(shown)]):
        end = start + len(list(group))
        row.append(Word(visible(shown[start:end]), look))
        start = end
    hidden = len(data) - len(shown)
    return [*row, Word(" "), moreBytes(hidden)] if hidden else row


def chunkRows(data: bytes, study: Study, hidden: int) -> Iterator[Row]:
    """
    Lay bytes out: a row for each line, and for each title; rows may be too long.

    @param hidden: how many bytes after these are not shown.
    """
    if not data:
        yield [Word("(nothing)", "aside")]
    for start, end in _bounds(data, sorted(study.titles)):
        if title := study.titles.get(start):
            yield [Word(title, "title")]
        yield lineWords(data[start:end], study.looks[start:end])
    if hidden:
        yield [moreBytes(hidden)]


def _bounds(data: bytes, titled: Sequence[int]) -> Iterator[tuple[int, int]]:
    """
    Find where each line begins and ends: at its LF, or where something new begins.
    """
    starts = [0, *(each for each in titled if 0 < each < len(data)), len(data)]
    for start, end in pairwise(starts):
        for match in LINE.finditer(data, start, end):
            yield match.span()
