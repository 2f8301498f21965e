"""
Where a text explains a word, in italics, the word is linked to the glossary.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import translation
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from lessons.book.sphinx.languages import CATALOGS

#: A word of the glossary: a line that is indented as deep as a directive's content.
TERM = re.compile(r"^   (\S.*)$", re.MULTILINE)


@cache
def termsOf(lessons: Path, code: str) -> dict[str, str]:
    """
    Read the words of the glossary, in English and in the language with a code.

    @return: each as it is written there, by its lower case.
    """
    text = (lessons / "glossary.rst").read_text(encoding="utf-8")
    catalog = translation("glossary", lessons / CATALOGS, [code], fallback=True)
    words = TERM.findall(text)
    return {word.lower(): word for word in [*words, *map(catalog.gettext, words)]}


class LinkTerms(SphinxTransform):
    """
    Puts a reference in place of each such word.
    """

    default_priority = 700

    def apply(self, **options: object) -> None:
        """
        Look at each word in italics.
        """
        terms = termsOf(Path(self.app.srcdir), self.config.language)
        if self.env.docname == "glossary":
            return
        for emphasis in list(self.document.findall(nodes.emphasis)):
            term = terms.get(emphasis.astext().lower())
            if term is not None:
                emphasis.replace_self(linkTo(term, emphasis.deepcopy()))


def linkTo(term: str, emphasis: nodes.emphasis) -> nodes.Node:
    """
    Make a reference to a word; Sphinx finds its place.
    """
    target = {"refdomain": "std", "reftype": "term", "reftarget": term, "refexplicit": True}
    return addnodes.pending_xref("", emphasis, refwarn=True, **target)
