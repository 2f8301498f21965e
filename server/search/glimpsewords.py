"""
What Glimpse gets to see of a text.

Left to itself, Glimpse (4.18.7) would miss lines that match by our definition:

  - it knows ASCII: it does not find "GRÜN" for "grün" or "Straße" for "strasse",
    and refuses a word without an ASCII letter: "has no characters that were
    indexed". The same goes for digits, unless C{glimpseindex -n} is asked to index
    them, and then it has doubts about files in which there are many;
  - it does not index anything of a word of more than 64 letters;
  - it leaves out files because of their names (C{.gz}, C{.tar} ...) and because of how
    they look;
  - with C{glimpseindex -o}, the word that comes first in the alphabet is lost.

Besides, a file's name may hold a line end, which breaks the lines of its answer;
and in a pattern, C{; , # < > . * ^ $ | ( ) [ ] { } ~ -} and the backslash mean
something: "a(b)" finds "abc". The options against that, C{-k} and C{-e}, can end in
"illegal option -C" together with C{-C}.

So it gets, for each text, a file of our own naming with the text's words: the runs of
three ASCII letters and more, folded, one per line. And it is asked for nothing but such a
run. That is enough to propose: a line that holds "tomato-plant-9" is in a file that holds
"tomato".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

RUN = re.compile("[a-z]{3,}")

#: The longest run that Glimpse gets, in letters. A longer one is cut into pieces that
#: overlap by half, so that any part half as long is whole in one of them.
LONGEST_RUN = 60
HALF = LONGEST_RUN // 2


def glimpseWords(folded: str) -> set[str]:
    """
    Find the words of a text.

    @param folded: the text, folded without regard to case.
    """
    return {piece for run in RUN.findall(folded) for piece in piecesOf(run)}


def piecesOf(run: str) -> Iterator[str]:
    """
    Cut a run that is too long into pieces that overlap.
    """
    for start in range(0, max(1, len(run) - HALF), HALF):
        yield run[start : start + LONGEST_RUN]


def glimpsePattern(words: Sequence[str]) -> str | None:
    """
    Choose what to ask for: the longest run in a query's words.

    @return: L{None} where there is none.
    """
    runs = [run for word in words for run in RUN.findall(word)]
    return max(runs, key=len)[:HALF] if runs else None
