"""
The words of a text that comes in pieces.
"""

from __future__ import annotations

import re
import sys
import unicodedata

#: What is kept of a longer word, in characters.
LONGEST = 40

#: Marks belong to the letter before them; in many scripts no word is without.
MARKS = "".join(
    chr(code)
    for code in range(0x300, min(sys.maxunicode, 0xFFFF))
    if unicodedata.category(chr(code)).startswith("M")
)
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
#: Letters, also with an apostrophe or a hyphen between them.
WORD = re.compile(rf"{LETTER}+(?:['’‐-]{LETTER}+)*")
#: What may be a part of one.
RUN = re.compile(rf"(?:{LETTER}|['’‐-])++")


class WordSplitter:
    """
    Finds words.
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
        # Of a word without an end, its beginning is enough.
        self.rest = text[whole:][:LONGEST]
        return words(text[:whole])

    def end(self) -> list[str]:
        """
        Take what was held back.
        """
        rest, self.rest = self.rest, ""
        return words(rest)


def wholeUpTo(text: str) -> int:
    """
    Find the last place that is not in the middle of a word. Nearly always it is
    near the end.
    """
    near = max(0, len(text) - 4 * LONGEST)
    begin = lastRun(text, near)
    return lastRun(text, 0) if begin == near else begin


def lastRun(text: str, position: int) -> int:
    """
    Find the beginning of a run that goes to the end of a text.

    @return: the end, where there is none.
    """
    begin = end = len(text)
    for run in RUN.finditer(text, position):
        begin, end = run.span()
    return begin if end == len(text) else len(text)


def words(text: str) -> list[str]:
    """
    Find the words of a text that is whole.
    """
    normal = unicodedata.normalize("NFC", text).lower()
    return [word[:LONGEST] for word in WORD.findall(normal)]
