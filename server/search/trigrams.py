"""
Trigrams: three characters in a row.

A text that holds "tomato" holds "tom", "oma", "mat" and "ato". So an index of
trigrams proposes a file for any part of a word, in any script, and never misses one. It
may also propose a file that holds all four of them in different places.
"""

from __future__ import annotations

from collections.abc import Iterable

LENGTH = 3


def trigramsOf(text: str) -> set[str]:
    """
    Find the trigrams of a text; a text of two characters has none.
    """
    return {text[start : start + LENGTH] for start in range(len(text) - LENGTH + 1)}


def trigramsOfAll(words: Iterable[str]) -> list[str]:
    """
    Find the trigrams of several words, each once.
    """
    return sorted(set().union(*map(trigramsOf, words)))
