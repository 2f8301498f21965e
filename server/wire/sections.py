"""
Where something new begins among the bytes of a chunk: content, or the next message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.explain import Direction, Explainer, Span
from server.http1 import Framing, Request, Response

NEXT = {Direction.REQUESTS: "the next request", Direction.ANSWERS: "the next answer"}
FIRST_LINES = ("request line", "status line")

#: What belongs together. A kind that is not here belongs to what comes before it.
SECTIONS = dict.fromkeys((*FIRST_LINES, "field line", "empty line", "end of head"), "head")
SECTIONS |= dict.fromkeys(
    ("content", "chunk line", "chunk", "chunk end", "trailer line", "end of trailers"), "content"
)
SECTIONS["other protocol"] = "other"

#: What is said of content that is framed like that.
FRAMINGS = {
    Framing.CHUNKED: "content, in chunks",
    Framing.TO_CLOSE: "content, until the connection ends",
}


def findTitles(explainer: Explainer, spans: Iterable[Span], start: int) -> Mapping[int, str]:
    """
    Find where something begins that deserves a title.

    @param spans: of the bytes of a chunk.
    @param start: the offset of the first of these bytes.
    @return: the titles, by position in the chunk.
    """
    heads = {head.end: head for head in explainer.heads}
    titles, before = {}, ""
    for span in spans:
        section = SECTIONS.get(span.kind, before)
        title = ""
        if section == "content" != before:
            title = _content(span, start, heads.get(span.start))
        elif section == "head" and before and span.kind in FIRST_LINES:
            title = NEXT[explainer.direction]
        elif section == "other" != before and span.start >= start:
            title = "no longer HTTP"
        if title:
            titles[max(span.start - start, 0)] = title
        before = section
    return titles


def _content(span: Span, start: int, head: Request | Response | None) -> str:
    """
    @param head: of the message whose content begins here; L{None} where it goes on.
    """
    if span.start < start and span.kind == "content":
        return f"content goes on, byte {start - span.start + 1:,}"
    if head is None or span.start < start:
        return "content goes on"
    length = head.contentLength or 0
    return FRAMINGS.get(head.framing, f"content, {length:,} byte{'s' * (length != 1)}")
