"""
Where the words of a query are in a line, to mark them there.

Folding a line can make it longer ("ß" becomes "ss"), so a place in the folded
line is not the same place in the line itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from server.search.matching import Query, fold

#: How many characters of a line are shown at most.
WIDTH = 300

ELLIPSIS = "…"

#: Where a part of a text begins, and where it has ended.
Span = tuple[int, int]


class Piece(NamedTuple):
    """
    A part of a line.

    @ivar isMatch: whether it is marked.
    """

    text: str
    isMatch: bool = False


def mark(line: str, query: Query | None, width: int = WIDTH) -> list[Piece]:
    """
    Cut a line into pieces: those that match, and those between them.

    @param query: L{None} marks nothing.
    @param width: how many characters to show of the line; one that is longer is cut, so
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
    Find which character of a line has become the one at a place in the folded line.
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
    Mark a text that is short enough, as L{mark} does.
    """
    end = 0
    for first, last in matchSpans(composed, query) if query else ():
        if end < first:
            yield Piece(composed[end:first])
        yield Piece(composed[first:last], True)
        end = last
    if end < len(composed):
        yield Piece(composed[end:])


def matchSpans(composed: str, query: Query) -> list[Span]:
    """
    Find where the words are, in order; those that touch each other count as one.
    """
    folded, owners = foldEach(composed, query.isCaseSensitive)
    spans: list[Span] = []
    for first, last in sorted(
        (owners[place], owners[place + len(word) - 1] + 1)
        for word in query.words
        for place in places(folded, word)
    ):
        if spans and first <= spans[-1][1]:
            first, last = spans[-1][0], max(last, spans[-1][1])
            spans.pop()
        spans.append((first, last))
    return spans


def foldEach(composed: str, isCaseSensitive: bool) -> tuple[str, Sequence[int]]:
    """
    Fold a text, character by character.

    @return: the folded text, and for each of its characters the place in the text that it
        comes from.
    """
    if isCaseSensitive or composed.isascii():  # no character becomes two
        return composed if isCaseSensitive else composed.lower(), range(len(composed))
    parts = [character.casefold() for character in composed]
    return "".join(parts), [index for index, part in enumerate(parts) for _ in part]


def places(text: str, word: str) -> Iterator[int]:
    """
    Find every place where a word begins; they may overlap.
    """
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
