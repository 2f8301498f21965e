"""
Where two texts differ: line by line, and within a line byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

LINE = re.compile(rb"[^\n]*\n|[^\n]+")
#: How many lines are compared, and how many bytes of two lines are compared one by one: the
#: more there are, the longer it takes to find what is the same.
LINES, BYTES = 200, 600
#: Fewer bytes than this are not called the same in the middle of a line.
FEWEST = 3


class Stretch(NamedTuple):
    """
    Some bytes of a line.

    @ivar differs: whether the other line has other bytes in their place, or none.
    """

    data: bytes
    differs: bool


class Row(NamedTuple):
    """
    Two lines that correspond; L{None} for one where the other has nothing that
    corresponds.
    """

    one: Sequence[Stretch] | None
    other: Sequence[Stretch] | None

    @property
    def differs(self) -> bool:
        """
        Whether the two are not the same.
        """
        sides = (self.one, self.other)
        return None in sides or any(each.differs for side in sides for each in side or ())


def compare(one: bytes, other: bytes) -> list[Row]:
    """
    Put the lines of two texts side by side.
    """
    return list(_rows(LINE.findall(one)[:LINES], LINE.findall(other)[:LINES]))


def _rows(one: list[bytes], other: list[bytes]) -> Iterator[Row]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for _, begin, end, first, last in matcher.get_opcodes():
        for pair in zip_longest(one[begin:end], other[first:last]):
            yield _row(*pair)


def _row(one: bytes | None, other: bytes | None) -> Row:
    if one is None:
        return Row(None, [Stretch(other or b"", True)])
    if other is None:
        return Row([Stretch(one, True)], None)
    if one == other:
        return Row([Stretch(one, False)], [Stretch(other, False)])
    sides: tuple[list[Stretch], list[Stretch]] = [], []
    for isSame, begin, end, first, last in _same(one, other):
        for side, data in zip(sides, (one[begin:end], other[first:last]), strict=True):
            if data:
                side.append(Stretch(data, not isSame))
    return Row(*sides)


def _same(one: bytes, other: bytes) -> Iterator[tuple[bool, int, int, int, int]]:
    """
    Cut two lines where they begin, or stop, being the same.

    @return: for each cut: whether the bytes are the same; where they begin and end in each
        line.
    """
    begin = first = 0
    for place, there, size in _blocks(one, other):
        yield False, begin, place, first, there
        begin, first = place + size, there + size
        yield True, place, begin, there, first
    yield False, begin, len(one), first, len(other)


def _blocks(one: bytes, other: bytes) -> Iterator[tuple[int, int, int]]:
    """
    Find which bytes of two lines are the same. In long lines, only those at both ends are
    looked for; and a few in the middle may be the same by chance.

    @return: where they are in each, and how many.
    """
    start = _shared(one, other)
    ones, others = one[start:], other[start:]
    end = _shared(ones[::-1], others[::-1])
    ones, others = ones[: len(ones) - end], others[: len(others) - end]
    yield 0, 0, start
    if len(ones) + len(others) <= BYTES:
        for place, there, size in SequenceMatcher(None, ones, others, False).get_matching_blocks():
            if size >= FEWEST:
                yield start + place, start + there, size
    yield len(one) - end, len(other) - end, end


def _shared(one: bytes, other: bytes) -> int:
    """
    Count how many bytes both have in common at the beginning.
    """
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
