"""
Where in a line the words of a query stand, to mark them there.

Folding a line can make it longer ("ß" becomes "ss"), so a place in the folded
line is not the same place in the line itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

from server.search.matching import Query, fold

#: The most characters of a line that are shown.
WIDTH = 300

ELLIPSIS = "…"


class Piece(NamedTuple):
    """
    A part of a line.

    @ivar isMatch: whether it is to be marked.
    """

    text: str
    isMatch: bool = False


def mark(line: str, query: Query | None, width: int = WIDTH) -> list[Piece]:
    """
    Cut a line into pieces, those that match and those between them.

    @param query: L{None} marks nothing.
    @param width: the most characters of the line; one that is longer is cut, so
        that the first match is in what is left.
    @return: the pieces; together the line in normal form C, as far as shown.
    """
    composed = normalize("NFC", line)
    start = windowStart(composed, query, width)
    end = min(len(composed), start + width)
    pieces = list(markWhole(composed[start:end], query))
    before = [Piece(ELLIPSIS)] if start else []
    after = [Piece(ELLIPSIS)] if end < len(composed) else []
    return before + pieces + after


def windowStart(composed: str, query: Query | None, width: int) -> int:
    """
    Choose where the shown part of a line begins.
    """
    if len(composed) <= width or query is None:
        return 0
    folded = fold(composed, query.isCaseSensitive)
    found = [place for word in query.words if (place := folded.find(word)) >= 0]
    first = unfoldedPlace(composed, folded, min(found, default=0))
    return max(0, min(first - width // 4, len(composed) - width))


def unfoldedPlace(composed: str, folded: str, place: int) -> int:
    """
    Find the character of a line that has become the one at a place in the
    folded line.
    """
    if len(composed) == len(folded):
        return place  # no character has become two
    reached = 0
    for index, character in enumerate(composed):
        reached += len(character.casefold())
        if reached > place:
            return index
    return len(composed)


def markWhole(composed: str, query: Query | None) -> Iterator[Piece]:
    """
    As L{mark}, for a text that is short enough.
    """
    flags = matchFlags(composed, query) if query else [False] * len(composed)
    start = 0
    for index in range(1, len(composed) + 1):
        if index == len(composed) or flags[index] != flags[start]:
            yield Piece(composed[start:index], flags[start])
            start = index


def matchFlags(composed: str, query: Query) -> list[bool]:
    """
    Tell for each character whether it belongs to a match.
    """
    folded = [
        character if query.isCaseSensitive else character.casefold() for character in composed
    ]
    owners = [index for index, part in enumerate(folded) for _ in part]
    flags = [False] * len(composed)
    for word in query.words:
        for place in places("".join(folded), word):
            first, last = owners[place], owners[place + len(word) - 1]
            flags[first : last + 1] = [True] * (last + 1 - first)
    return flags


def places(text: str, word: str) -> Iterator[int]:
    """
    Find every place where a word stands; they may overlap.
    """
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
