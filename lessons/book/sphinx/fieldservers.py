"""
The page of the field guide's servers: how each was graded, and who answers what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from lessons.book.sphinx.tables import table
from lessons.field.gradings import GRADINGS_FILE, Grading, readGradings
from lessons.field.questions import titles

LEVELS = ("MUST", "SHOULD", "MAY")


class Servers(SphinxDirective):
    """
    Lists the servers, those that keep most of the rules at MUST first.
    """

    def run(self) -> list[nodes.Node]:
        """
        Make the table, a row for each server.
        """
        self.env.note_dependency(str(GRADINGS_FILE))
        rows = [row(one) for one in sorted(readGradings(), key=broken)]
        return [table(["Server", *LEVELS], rows, [40, 20, 20, 20])]


def broken(grading: Grading) -> float:
    """
    Tell which part of the rules at MUST a server breaks.
    """
    kept, tried = grading.levels.get("MUST", (0, 1))
    return 1 - kept / tried


def row(grading: Grading) -> Sequence[nodes.Node]:
    """
    Write how a server did.
    """
    counts = [grading.levels.get(level) for level in LEVELS]
    cells = ["-" if count is None else f"{count[0]} of {count[1]}" for count in counts]
    named = f"{grading.title}: {grading.version}" if grading.version else grading.title
    name = nodes.paragraph("", named)
    return name, *(nodes.paragraph("", cell) for cell in cells)


class Answers(SphinxDirective):
    """
    Says for each question which servers answer alike.
    """

    def run(self) -> list[nodes.Node]:
        """
        Make the list, an item for each question.
        """
        self.env.note_dependency(str(GRADINGS_FILE))
        items = [
            nodes.definition_list_item(
                "", nodes.term("", title), nodes.definition("", alike(name, readGradings()))
            )
            for name, title in titles().items()
        ]
        return [nodes.definition_list("", *items)]


def alike(question: str, gradings: Iterable[Grading]) -> nodes.bullet_list:
    """
    Group those who answer alike, the most common answer first.
    """
    found: dict[str, list[str]] = {}
    for one in gradings:
        if question in one.answers:
            found.setdefault(one.answers[question], []).append(one.title)
    ordered = sorted(found.items(), key=lambda each: -len(each[1]))
    items = []
    for answer, who in ordered:
        text = nodes.paragraph(
            "", "", nodes.strong(answer, answer), nodes.Text(f": {', '.join(who)}")
        )
        items.append(nodes.list_item("", text))
    return nodes.bullet_list("", *items)
