"""
The messages of one direction: where each begins and ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from server.explain import Explainer
from server.http1 import Framing, Request, Response


class Message(NamedTuple):
    """
    One message, or the beginning of one.

    @ivar start: the offset of its first byte: of empty lines before it, if there are any.
    @ivar end: the offset after the last byte that has come.
    @ivar head: L{None} where the head is not complete, is refused, or is not a head.
    @ivar isWhole: whether all of it has come.
    """

    start: int
    end: int
    head: Request | Response | None
    isWhole: bool


def messagesOf(explainer: Explainer) -> Sequence[Message]:
    """
    Find the messages, the last of which may be incomplete.
    """
    found: list[Message] = []
    ends = [span.end for span in explainer.spans() if span.kind == "end of trailers"]
    heads = list(explainer.heads)
    start = explainer.droppedBefore
    if start and heads:
        start = heads[0].start
    for head, following in zip_longest(heads, heads[1:]):
        most = following.start if following else explainer.length
        end = _endOf(head, ends)
        isWhole = following is not None or (end is not None and end <= most)
        found.append(Message(start, most if end is None else min(end, most), head, isWhole))
        start = found[-1].end
    if start < explainer.length:
        found.append(Message(start, explainer.length, None, False))
    return found


def _endOf(head: Request | Response, ends: Sequence[int]) -> int | None:
    """
    Find the end of a message (RFC 9112 section 6.3).

    @param ends: the offsets after the trailer sections that are kept.
    @return: L{None} where it is not known yet, or not any more.
    """
    if head.framing is Framing.UNFRAMED:
        return head.end
    if head.framing is Framing.SIZED:
        return head.end + (head.contentLength or 0)
    index = bisect_right(ends, head.end)
    isKnown = head.framing is Framing.CHUNKED and index < len(ends)
    return ends[index] if isKnown else None
