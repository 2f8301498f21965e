"""
What matches: the one definition, the same for every engine.

A query is some words with blanks between them. A line matches when it holds
every one of them, anywhere, also inside a longer word. Upper and lower case are the same,
except where the query is case-sensitive.

Two details of Unicode are decided here:

  - "ü" can be written as one character or as two, "u" and a combining mark, and
    looks the same. So text and query are brought into Unicode's normal form C (one
    character where there is one) before they are compared. "u" alone does not
    match "ü": it is a different letter.
  - "the same but for case" is Unicode's full case folding. "straße", "STRASSE" and
    "strasse" are all the same; case-sensitive, "ß" and "ss" differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import normalize

from server.pages import BadRequest

#: How many characters a query may have.
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Query:
    """
    What is searched for.

    @ivar text: as it was typed.
    @ivar words: the words, folded as L{fold} does it; at least one.
    """

    text: str
    words: tuple[str, ...]
    isCaseSensitive: bool = False


class Line(NamedTuple):
    """
    One line of a text.

    @ivar number: its number, from 1.
    """

    number: int
    text: str


def readQuery(text: str, isCaseSensitive: bool = False) -> Query:
    """
    Read what a person typed.

    @raise BadRequest: when there is no word in it, or too much.
    """
    if len(text) > LONGEST_QUERY:
        raise BadRequest(
            f"A search has at most {LONGEST_QUERY} characters; this one has {len(text)}."
        )
    if "\0" in text:
        raise BadRequest("No text contains the character NUL.")
    words = fold(text, isCaseSensitive).split()
    if not words:
        raise BadRequest("Type at least one word to search for.")
    return Query(text, tuple(dict.fromkeys(words)), isCaseSensitive)


def fold(text: str, isCaseSensitive: bool = False) -> str:
    """
    Make texts equal that the definition takes for equal.

    The line ends stay, so a text can be folded whole.
    """
    composed = normalize("NFC", text)
    return composed if isCaseSensitive else composed.casefold()


def holds(folded: str, query: Query) -> bool:
    """
    Tell whether a text holds every word of a query, on whatever lines.

    @param folded: the text, folded as the query is.
    """
    return all(word in folded for word in query.words)


def matches(line: str, query: Query) -> bool:
    """
    Tell whether a line matches, by the definition above.
    """
    return holds(fold(line, query.isCaseSensitive), query)


def findLines(text: str, query: Query) -> Iterator[Line]:
    """
    Find the lines of a text that match, in order. No list of lines is made: a text can
    have millions.

    @param text: its lines end in LF.
    """
    folded = fold(text, query.isCaseSensitive)
    if not holds(folded, query):
        return
    longest = max(query.words, key=len)
    lines = Lines(text)
    number, start = 1, 0
    while (place := folded.find(longest, start)) >= 0:
        begin = max(start, folded.rfind("\n", start, place) + 1)
        number += folded.count("\n", start, begin)
        start = lineEnd(folded, place) + 1
        if holds(folded[begin : start - 1], query):
            yield Line(number, lines.take(number))
        number += 1


def lineEnd(text: str, place: int) -> int:
    """
    Find where the line that holds a place ends.
    """
    end = text.find("\n", place)
    return len(text) if end < 0 else end


class Lines:
    """
    The lines of a text, taken in order. (Folding a text may make it longer or shorter, so
    a place in the folded text is not the same place in the text itself; but both have the
    same lines.)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.number, self.start = 1, 0

    def take(self, number: int) -> str:
        """
        Take a line.

        @param number: from 1, and not lower than the one before.
        """
        while self.number < number:
            self.start = self.text.index("\n", self.start) + 1
            self.number += 1
        return self.text[self.start : lineEnd(self.text, self.start)]
