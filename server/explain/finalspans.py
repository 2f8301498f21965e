"""
The spans of one direction that are final, and the bytes after them that are not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from server.explain.descriptions import Description
from server.explain.span import Span, makeSpan

#: The kinds that grow: neighbours of one such kind are one span.
GROWING = frozenset(
    ("content", "chunk", "fault", "unread", "after close", "other protocol", "undecided")
)


class FinalSpans:
    """
    Keeps the newest spans, and forgets each byte that a span covers.

    @ivar spans: those that are kept.
    @ivar droppedBefore: the offset of the first byte whose span is still kept.
    @ivar covered: the offset after the last span.
    @ivar window: the bytes after it.
    @ivar most: how many spans are kept, counted without their parts.
    """

    def __init__(self, most: int, start: int = 0) -> None:
        """
        @param most: how many spans are kept, counted without their parts.
        @param start: the offset of the first byte.
        """
        self.spans: deque[Span] = deque()
        self.droppedBefore = self.covered = start
        self.window = bytearray()
        self.most = most

    @property
    def end(self) -> int:
        """
        How many bytes have come.
        """
        return self.covered + len(self.window)

    def cut(self, end: int) -> bytes:
        """
        Copy the bytes that no span covers, up to an offset.
        """
        return bytes(self.window[: end - self.covered])

    def since(self, offset: int) -> list[Span]:
        """
        The spans that end after an offset: no more of them are looked at.
        """
        newest = takewhile(lambda span: span.end > offset, reversed(self.spans))
        return list(newest)[::-1]

    def cover(self, kind: str, end: int, meaning: Description | None = None) -> None:
        """
        Lay one span up to an offset, or extend the last one to it.

        @param meaning: what is known of just these bytes.
        """
        if end <= self.covered:
            return
        last = self.spans[-1] if self.spans else None
        if last is not None and last.kind == kind and kind in GROWING:
            self.spans[-1] = last.extendedTo(end)
            self.lay((), end)
        else:
            self.lay([makeSpan(kind, self.covered, end, meaning)], end)

    def lay(self, spans: Sequence[Span], end: int) -> None:
        """
        Add spans, and let the oldest go where there are too many.

        @param end: the offset after the last of them.
        """
        self.spans.extend(spans)
        while len(self.spans) > self.most:
            self.droppedBefore = self.spans.popleft().end
        del self.window[: end - self.covered]
        self.covered = end
