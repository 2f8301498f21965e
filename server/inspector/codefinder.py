"""
Finds the codes of students in the bytes of a connection, as they come, however they are
cut.

A student who gives a name in time does so before anything is recorded. But the line C{NICK
ada 7kq2m} may come late, be too long or in small letters, and a program may repeat it: then
its code is among the bytes.
"""

from __future__ import annotations

import re

from server.inspector.secretranges import Range, Ranges
from server.inspector.studentcodes import CHARACTERS, LENGTH

NAMING = re.compile(rb"(?<![0-9a-z])nick(?=[^0-9a-z])")
#: A word that may be a code. See L{server.inspector.studentcodes.CODE}.
CODE_WORD = rb"(?<![0-9a-z])(?=[a-z]*[0-9])[%b]{%d}" % (CHARACTERS.encode(), LENGTH)
CODE_OR_END = re.compile(CODE_WORD + rb"(?=[^0-9a-z])|\n")
#: A word at the end of what has come: the next byte may make another word of it.
UNFINISHED = re.compile(CODE_WORD + rb"\Z")
#: How many of the newest bytes decide, together with the next ones, what they are: those of
#: a word, and one more, with which it is too long.
NEAR = LENGTH + 1


class CodeFinder:
    """
    Finds the codes in one direction: after the word C{NICK}, up to the end of its line, however
    long that is.
    """

    def __init__(self, start: int) -> None:
        """
        @param start: the offset of the first byte that is looked at.
        """
        self._end = start
        self._window = b"\n"  # the newest bytes, after one that was looked at
        self._isNaming = False
        self._ranges = Ranges()

    def feed(self, lowered: bytes) -> None:
        """
        Look at the next bytes.

        @param lowered: the bytes, in small letters.
        """
        self._window += lowered
        self._end += len(lowered)
        position = 1
        while match := (CODE_OR_END if self._isNaming else NAMING).search(self._window, position):
            position = match.end()
            self._take(match)
        self._window = self._window[max(position, len(self._window) - NEAR) - 1 :]

    def _take(self, match: re.Match[bytes]) -> None:
        if self._isNaming and match[0] != b"\n":
            self._ranges.mark(*self._place(match))
        else:
            self._isNaming = not self._isNaming

    def _place(self, match: re.Match[bytes]) -> Range:
        before = self._end - len(self._window)
        return before + match.start(), before + match.end()

    def within(self, start: int, end: int) -> list[Range]:
        """
        Tell where codes are among some of the bytes.
        """
        found = self._ranges.within(start, end)
        last = UNFINISHED.search(self._window, 1) if self._isNaming else None
        if last is None or self._place(last)[0] >= end:
            return found
        return [*found, (max(self._place(last)[0], start), min(self._end, end))]

    def forget(self, before: int) -> None:
        """
        Forget what was found before an offset.
        """
        self._ranges.forget(before)
