"""
Explaining bytes, and looking at what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lessons.book.transcript import Kind, readTranscripts
from server.explain import Diagnosis, Direction, Explainer, Span, innermost
from tests.support.player import walkthroughs

REQUESTS, ANSWERS = Direction

#: All that an explainer says of some bytes.
Said = tuple[list[Span], Diagnosis | None, str | None]


def explained(
    pieces: Iterable[bytes], direction: Direction = REQUESTS, ends: bool = False
) -> Explainer:
    """
    Explain some pieces.

    @param ends: whether the connection ends after them.
    """
    explainer = Explainer(direction)
    for piece in pieces:
        explainer.feed(piece)
    if ends:
        explainer.end()
    return explainer


def said(explainer: Explainer) -> Said:
    """
    Sum up what an explainer says.
    """
    return list(explainer.spans()), explainer.diagnosis(), explainer.waiting()


def single(data: bytes) -> list[bytes]:
    """
    @return: the bytes in pieces of one byte.
    """
    return [data[index : index + 1] for index in range(len(data))]


def parts(data: bytes, direction: Direction = REQUESTS) -> list[tuple[str, bytes]]:
    """
    The innermost spans of some bytes: kinds, and the bytes themselves.
    """
    found = innermost(explained([data], direction).spans())
    return [(span.kind, data[span.start : span.end]) for span in found]


def spanOf(data: bytes, kind: str, direction: Direction = REQUESTS) -> Span:
    """
    The first innermost span of a kind.
    """
    found = innermost(explained([data], direction).spans())
    return next(span for span in found if span.kind == kind)


def diagnosed(data: bytes, direction: Direction = REQUESTS) -> Diagnosis:
    """
    The diagnosis of bytes that are wrong.
    """
    found = explained([data], direction).diagnosis()
    assert found is not None, f"nothing is wrong with {data!r}"
    return found


def tiles(spans: Sequence[Span], start: int, end: int) -> bool:
    """
    Tell whether spans lie side by side and fill the space between two offsets, and so do the parts
    of each.
    """
    for span in spans:
        if span.start != start or span.end <= span.start:
            return False
        if span.children and not tiles(span.children, span.start, span.end):
            return False
        start = span.end
    return start == end


def transcripts() -> list[tuple[Direction, bytes]]:
    """
    What all walkthroughs show: what is typed, as a client sends it, and what is printed, as
    a server sends it.
    """
    found: set[tuple[Direction, bytes]] = set()
    for path in walkthroughs():
        for exchange in readTranscripts(path):
            for direction, kind in ((REQUESTS, Kind.TYPED), (ANSWERS, Kind.PRINTED)):
                lines = [line.text.encode() for line in exchange.lines if line.kind is kind]
                if lines:
                    found.add((direction, b"\r\n".join(lines) + b"\r\n"))
    return sorted(found, key=str)
