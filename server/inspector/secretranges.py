"""
Where secrets are in the bytes of a connection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

#: Where a secret begins and ends: offsets from the first byte in its direction.
Range = tuple[int, int]


class Ranges:
    """
    Ranges that are found in order, none of which touches another.
    """

    def __init__(self) -> None:
        self._starts = array("Q")
        self._ends = array("Q")

    def mark(self, start: int, end: int) -> None:
        """
        Add what was found: after all others, or at the end of the last one.
        """
        if start == end:
            return
        if self._ends and self._ends[-1] == start:
            self._ends[-1] = end
        else:
            self._starts.append(start)
            self._ends.append(end)

    def within(self, start: int, end: int) -> list[Range]:
        """
        Tell which parts of some bytes are in these ranges.
        """
        found = []
        for index in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            found.append((max(self._starts[index], start), min(self._ends[index], end)))
        return found

    def forget(self, before: int) -> None:
        """
        Forget what ends before an offset.
        """
        count = bisect_right(self._ends, before)
        del self._starts[:count], self._ends[:count]


def joined(ranges: Iterable[Range]) -> list[Range]:
    """
    Put ranges in order, and make one out of those that touch each other.
    """
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
