"""
The counts: which words were seen how often, and on which pages. However long the proxy
runs, the counts take no more than a certain amount of memory.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

#: How many different words are remembered. When there are twice as many, the rarer
#: half is forgotten.
MOST_WORDS = 10_000

#: How many pages are remembered: the last ones.
MOST_PAGES = 50

#: How much of a URL is remembered, in characters.
LONGEST_URL = 200


@dataclass
class Page:
    """
    One page that has passed through.

    @ivar words: how many words it has, as far as it was read.
    @ivar note: why it was not read to its end; empty where it was.
    """

    url: str
    words: int = 0
    note: str = "on its way"


class Counts:
    """
    All that has been counted.

    @ivar pages: how many pages have passed.
    @ivar total: how many words they had in all.
    @ivar recent: the last pages, the newest first.
    """

    def __init__(self) -> None:
        self.pages = 0
        self.total = 0
        self.words: Counter[str] = Counter()
        self.recent: deque[Page] = deque(maxlen=MOST_PAGES)

    def addPage(self, url: str) -> Page:
        """
        Count a page that begins to pass, and remember it.
        """
        page = Page(url[:LONGEST_URL])
        self.pages += 1
        self.recent.appendleft(page)
        return page

    def addWords(self, page: Page, words: Sequence[str]) -> None:
        """
        Count some words of a page that have passed.
        """
        page.words += len(words)
        self.total += len(words)
        self.words.update(words)
        if len(self.words) > 2 * MOST_WORDS:
            # Counter.most_common takes three times as long for this many.
            byCount = sorted(self.words.items(), key=itemgetter(1), reverse=True)
            self.words = Counter(dict(byCount[:MOST_WORDS]))

    def top(self, number: int) -> list[tuple[str, int]]:
        """
        The most frequent words, each with its count; in alphabetical order where the count
        is the same.
        """
        byCount = sorted(self.words.items(), key=lambda item: (-item[1], item[0]))
        return byCount[:number]
