"""
Lines, as step 1 knows them: each ends with CR LF, and none means anything.
"""

from __future__ import annotations

import re

from server.explain.clues import ANYWHERE, search
from server.wire.chunk import Direction
from server.wire.remark import Remark
from server.wire.rows import Study

CRLF = b"\r\n"
#: How many bytes of an unfinished line are kept: step 1 does not take longer ones.
KEPT = 1000


class LineDissector:
    """
    What is said on a connection of step 1. This is not HTTP: what breaks HTTP's rules is not a
    fault here.
    """

    def __init__(self, isStep: bool = True) -> None:
        """
        @param isStep: whether it is step 1 itself, and not a program that began as a copy
            of it.
        """
        self._isStep = isStep
        self._last = Direction.OPENED
        self._ends = {Direction.ARRIVED: b"", Direction.LEFT: b""}  # the last byte of each
        self._line = b""  # the end of the client's unfinished line
        self._length = 0
        self._hasEnded = False

    def take(self, direction: Direction, shown: bytes, rest: bytes) -> Study:
        """
        Take the next bytes of one direction.

        @param shown: those that will be shown.
        @return: what is known of those.
        """
        before, data = self._ends[direction], shown + rest
        self._ends[direction] = data[-1:] or before
        self._last = direction
        if direction is Direction.ARRIVED:
            self._length += len(data)
            self._line = (self._line + data).rpartition(CRLF)[2][-KEPT:]
        return Study(_lineLooks(before, shown), {})

    def ended(self) -> None:
        """
        Learn that the client will send no more: a line that is not finished never will be.
        """
        self._hasEnded = True

    def quiet(self) -> Remark | None:
        """
        Tell what the server waits for, as far as one can see.
        """
        if not self._length:
            return Remark("waits", "No byte has come yet.")
        if not self._line or self._mayHaveAnswered():
            return None
        start = self._length - len(self._line)
        return Remark("waits", whyWaiting(self._line, start, self._hasEnded))

    def _mayHaveAnswered(self) -> bool:
        """
        Tell whether this program may have answered a line that step 1 would still wait
        for.
        """
        isAnswered = self._last is Direction.LEFT and b"\n" in self._line
        return isAnswered and not self._isStep

    def closed(self) -> Remark | None:
        """
        Nothing is missing where a connection ends: a line without an end was never sent.
        """
        return None


def whyWaiting(line: bytes, start: int, hasEnded: bool = False) -> str:
    """
    Tell why a line that has begun is not answered.

    @param line: what has come of it, or as much of its end as is kept.
    @param start: the offset of its first byte.
    @param hasEnded: whether the client will send no more.
    """
    sentences = ["The line is not finished: its CR LF has not come."]
    if hasEnded:
        sentences.append("It never will: the client sends no more.")
    if b"\n" in line:
        sentences.append("LF alone does not end a line here.")
    if clue := search(line, ANYWHERE):
        sentences.append(clue.tell(start))
    return " ".join(sentences)


def _lineLooks(before: bytes, data: bytes) -> list[str]:
    """
    @param before: the byte before these, if there is one.
    """
    whole = before + data
    looks = ["plain"] * len(whole)
    for match in re.finditer(CRLF, whole):
        looks[match.start() : match.end()] = ["aside"] * len(CRLF)
    return looks[len(before) :]
