"""
Each RFC section that a text names becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from docutils import nodes
from sphinx.transforms import SphinxTransform

from lessons.book.sphinx.languages import say

NUMBER = r"(\d+(?:\.\d+)*)"

#: Where no link may be, or the text is as it is.
APART = (nodes.literal, nodes.literal_block, nodes.reference, nodes.title)


@cache
def rfcPattern(form: str) -> re.Pattern[str]:
    """
    Find C{RFC 9112 section 3.2}, or C{section 15.5.6} alone, of the RFC that was named before.

    @param form: how the language of the book says it, with a place for the number.
    """
    translated = re.escape(form).replace(re.escape("{number}"), NUMBER)
    section = rf"(?:\bsections?\s+{NUMBER}|{translated})"
    return re.compile(rf"RFC\s+(?P<rfc>\d+)(?:,?\s+{section})?|{section}")


def addressOf(rfc: str, section: str | None) -> str:
    """
    Write the address of an RFC, or of one of its sections.
    """
    page = f"https://www.rfc-editor.org/rfc/rfc{rfc}.html"
    return f"{page}#section-{section}" if section else page


class LinkRFCs(SphinxTransform):
    """
    Puts a link in place of each section that is named.
    """

    default_priority = 700

    def apply(self, **options: object) -> None:
        """
        Go through the paragraphs: a section without an RFC belongs to the one that was named
        last, in this paragraph or in one before.
        """
        rfc = ""
        for text in list(self.document.findall(nodes.Text)):
            if not any(isinstance(each, APART) for each in ancestors(text)):
                pieces, rfc = linked(str(text), rfc)
                if len(pieces) > 1:
                    text.parent.replace(text, pieces)


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """
    Find what a node is in, from the inside out.
    """
    while node.parent is not None:
        node = node.parent
        yield node


def linked(text: str, rfc: str) -> tuple[list[nodes.Node], str]:
    """
    Break a text at the sections that it names.

    @param rfc: the RFC that was named last, if any was.
    @return: text and links; the RFC that is named last in it.
    """
    pieces: list[nodes.Node] = []
    end = 0
    for match in rfcPattern(say("section {number}")).finditer(text):
        rfc = match["rfc"] or rfc
        section = next(filter(None, match.groups()[1:]), None)
        if rfc:
            pieces.append(nodes.Text(text[end : match.start()]))
            address = addressOf(rfc, section)
            pieces.append(nodes.reference("", match[0], refuri=address, internal=False))
            end = match.end()
    return [*pieces, nodes.Text(text[end:])], rfc
