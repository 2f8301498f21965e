"""
Where a text explains a word, in italics, the word is linked to the glossary.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

#: A word of the glossary: a line that is indented as deep as a directive's content.
TERM = re.compile(r"^   (\S.*)$", re.MULTILINE)


@cache
def termsOf(glossary: Path) -> dict[str, str]:
    """
    Read the words of the glossary.

    @return: each as it is written there, by its lower case.
    """
    return {term.lower(): term for term in TERM.findall(glossary.read_text(encoding="utf-8"))}


class LinkTerms(SphinxTransform):
    """
    Puts the links in.
    """

    default_priority = 700

    def apply(self, **options: object) -> None:
        """
        Look at each word in italics.
        """
        terms = termsOf(Path(self.app.srcdir) / "glossary.rst")
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
