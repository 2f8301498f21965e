"""
The search in languages that write no blanks between words.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sphinx.search.zh import SearchChinese

#: Chinese characters with nothing between them.
HAN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")
WORD = re.compile(r"\w+")


class SearchChinesePairs(SearchChinese):
    """
    Finds Chinese by single characters and by pairs of them, in the index and in what is looked
    for alike. So no dictionary is needed to tell where a word ends, and no word is missing in
    it.
    """

    # The browser reduces English words to their stems by the class of this language.
    language_name = "English"
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\p{L}\p{N}_]+/gu) || []).flatMap((word) =>
    word.split(/([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)/).flatMap((part, index) => {
      if (index % 2 === 0 || part.length < 2) return part ? [part] : [];
      return [...part].slice(1).map((next, before) => part[before] + next);
    }),
  );
"""

    def split(self, input: str) -> list[str]:
        """
        Split a text into the words that can be looked for.
        """
        return [part for word in WORD.findall(input) for part in self._parts(word)]

    def _parts(self, word: str) -> list[str]:
        """
        Take apart what has no blank in it.
        """
        parts: list[str] = []
        for index, part in enumerate(HAN.split(word)):
            if index % 2:
                pairs = map("".join, pairwise(part))
                parts += [*part, *pairs]
            elif part:
                self.latin_terms.add(part)
                parts.append(part)
        return parts

    def word_filter(self, word: str) -> bool:
        """
        Leave out numbers, and English words that are everywhere. One character may be a word.
        """
        return not word.isdigit() and word not in self.stopwords
