"""
The words of a text that comes in pieces.
"""

from __future__ import annotations

import re
import sys
import unicodedata

#: How many characters are kept of a longer word; and how many while it is not known
#: whether some of them make one, as a letter and its accent do.
LONGEST = 40
LONGEST_APART = 4 * LONGEST

#: Marks belong to the letter before them; in many scripts every word has some.
MARKS = "".join(
    chr(code)
    for code in range(0x300, min(sys.maxunicode, 0xFFFF))
    if unicodedata.category(chr(code)).startswith("M")
)
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
#: Letters, also with an apostrophe or a hyphen between them.
WORD = re.compile(rf"{LETTER}+(?:['’‐-]{LETTER}+)*")
#: What may be a part of a word.
RUN = re.compile(rf"(?>(?:{LETTER}|['’‐-])+)")


class WordSplitter:
    """
    Finds the words in pieces of text.
    """

    def __init__(self) -> None:
        self.rest = ""

    def feed(self, text: str) -> list[str]:
        """
        Take a piece of text.

        @return: the words that are whole, in lower case.
        """
        text = self.rest + text
        whole = wholeUpTo(text)
        # The beginning of a word without an end is enough.
        self.rest = text[whole:][:LONGEST_APART]
        return words(text[:whole])

    def end(self) -> list[str]:
        """
        @return: the words of what was held back because it might have gone on.
        """
        rest, self.rest = self.rest, ""
        return words(rest)


def wholeUpTo(text: str) -> int:
    """
    Find the last place that is not in the middle of a word. Nearly always it is
    near the end.
    """
    near = max(0, len(text) - LONGEST_APART)
    begin = lastRun(text, near)
    return lastRun(text, 0) if begin == near else begin


def lastRun(text: str, position: int) -> int:
    """
    Find the beginning of the run of characters that goes to the end of a text.

    @return: the end, where there is no such run.
    """
    begin = end = len(text)
    for run in RUN.finditer(text, position):
        begin, end = run.span()
    return begin if end == len(text) else len(text)


def words(text: str) -> list[str]:
    """
    Find the words of a text that is whole.
    """
    if text.isascii():
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    return [normalized(word) for word in WORD.findall(text)]


def normalized(word: str) -> str:
    """
    Write a word so that all its spellings are one. That is done word by word: sorting the
    marks after one letter takes time that grows with the square of their number.
    """
    return unicodedata.normalize("NFC", word[:LONGEST_APART]).lower()[:LONGEST]
