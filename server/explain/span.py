"""
A span: some bytes of a connection, and what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from server.explain.descriptions import KINDS, Description


class Direction(Enum):
    """
    Which of the two directions of a connection.
    """

    REQUESTS = "what the client sends"
    ANSWERS = "what the server sends"


@dataclass(frozen=True, slots=True)
class Span:
    """
    Some bytes and what they are.

    @ivar start: the offset of the first byte, from the connection's first.
    @ivar end: the offset after the last one.
    @ivar kind: what it is, such as C{method}.
    @ivar meaning: what it is for, in one sentence.
    @ivar rule: the section that says so, such as C{RFC 9110 section 9.1}.
    @ivar step: the step that teaches it, such as C{3}, or a program beside the staircase, such
        as C{webcat3}; empty where none does.
    @ivar children: its parts: none, or some that lie side by side and fill it.
    """

    start: int
    end: int
    kind: str
    meaning: str
    rule: str
    step: str = ""
    children: tuple[Span, ...] = ()

    def extendedTo(self, end: int) -> Span:
        """
        Make the same span, but longer.
        """
        return replace(self, end=end)


def makeSpan(
    kind: str,
    start: int,
    end: int,
    meaning: Description | None = None,
    children: Iterable[Span] = (),
) -> Span:
    """
    Make a span, with the meaning that its kind has in the tables.

    @param meaning: what is known of just these bytes; otherwise the kind's own sentence.
    """
    known = meaning or KINDS[kind]
    return Span(start, end, kind, known.sentence, known.rule, known.step, tuple(children))


def innermost(spans: Iterable[Span]) -> Iterator[Span]:
    """
    Find the spans that have no parts, in order: every byte belongs to exactly one.
    """
    for span in spans:
        if span.children:
            yield from innermost(span.children)
        else:
            yield span


class Row:
    """
    Lays spans side by side.

    @ivar spans: those laid so far.
    @ivar end: the offset after the last one.
    """

    def __init__(self, start: int) -> None:
        self.spans: list[Span] = []
        self.end = start

    def lay(
        self,
        kind: str,
        data: bytes,
        meaning: Description | None = None,
        children: Iterable[Span] = (),
    ) -> None:
        """
        Lay the next span; no span is laid for no bytes.
        """
        if data:
            start, self.end = self.end, self.end + len(data)
            self.spans.append(makeSpan(kind, start, self.end, meaning, children))

    def layWhole(self, kind: str, row: Row) -> None:
        """
        Lay a span whose parts have been laid in a row of their own, which began here.
        """
        if row.spans:
            self.spans.append(makeSpan(kind, self.end, row.end, None, row.spans))
            self.end = row.end
