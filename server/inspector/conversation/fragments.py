"""
The bytes of a piece, each with the span that it belongs to, line by line.

A span may go on in the next piece: TCP carries a stream of bytes, and may cut it anywhere.
So what is shown of a span within one piece is a fragment.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from server.explain import Span
from server.inspector.secretranges import Range
from server.wire import Direction

#: A span's key begins with the letter of its direction.
LETTERS = {Direction.ARRIVED: "r", Direction.LEFT: "a"}

UNEXPLAINED = "These bytes are shown as they are, without an explanation."
FROM_ZERO = "; the first byte is byte 0"
ONE_LINE = "One line of text, up to its CR LF: to this step, that is all that there is."
LINE_END = "CR LF, the bytes 13 and 10, ends a line."

#: How many lines are laid out as spans.
LINES = 2000

LINE = re.compile(rb"[^\n]*+\n|[^\n]++")


class Fragment(NamedTuple):
    """
    Some bytes of a piece that lie on one line and belong to one span.

    @ivar span: what they are.
    @ivar data: the bytes.
    @ivar start: the offset of the first.
    @ivar goesOn: whether the span goes on in the next piece.
    @ivar wentOn: whether it began in an earlier piece.
    @ivar isSecret: whether the bytes are not to be shown.
    """

    span: Span
    data: bytes
    start: int
    goesOn: bool
    wentOn: bool
    isSecret: bool = False


def keyOf(direction: Direction, span: Span) -> str:
    """
    Name a span, such as C{r-14}: its direction and where it begins.
    """
    return f"{LETTERS[direction]}-{span.start}"


def fragmentsOf(data: bytes, start: int, spans: Sequence[Span]) -> Iterator[Fragment]:
    """
    Cut the bytes of a piece where one span ends and the next begins.

    @param start: the offset of the first byte.
    @param spans: the innermost spans, in order; bytes that belong to none of them get a
        span that says so.
    """
    place, end = start, start + len(data)
    index = max(bisect_right(spans, place, key=lambda span: span.start) - 1, 0)
    for span in (spans[each] for each in range(index, len(spans))):
        if span.start >= end:
            break
        if place < span.start:
            yield _gap(data, start, place, span.start)
        if place < span.end:
            begin, stop = max(span.start, start), min(span.end, end)
            cut = data[begin - start : stop - start]
            yield Fragment(span, cut, begin, span.end > end, span.start < start)
            place = stop
    if place < end:
        yield _gap(data, start, place, end)


def _gap(data: bytes, start: int, begin: int, end: int) -> Fragment:
    begin = max(begin, start)
    span = Span(begin, end, "unexplained", UNEXPLAINED, "")
    return Fragment(span, data[begin - start : end - start], begin, False, False)


def linesOf(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """
    Sort fragments into lines: each LF ends one.
    """
    lines: list[list[Fragment]] = [[]]
    for fragment in fragments:
        for part in _split(fragment) if fragment.data else ():
            lines[-1].append(part)
            if part.data.endswith(b"\n"):
                lines.append([])
    return lines if lines[-1] else lines[:-1]


def _split(fragment: Fragment) -> Iterator[Fragment]:
    """
    Cut a fragment after each LF: content has lines as well.
    """
    if b"\n" not in fragment.data[:-1]:
        yield fragment
        return
    start = fragment.start
    for data in LINE.findall(fragment.data):
        yield _part(fragment, data, start)
        start += len(data)


def _part(fragment: Fragment, data: bytes, start: int) -> Fragment:
    """
    Make a fragment of some of the bytes of another one.
    """
    isFirst = start == fragment.start
    isLast = start + len(data) == fragment.start + len(fragment.data)
    return fragment._replace(
        data=data,
        start=start,
        goesOn=fragment.goesOn and isLast,
        wentOn=fragment.wentOn and isFirst,
    )


def withSecrets(fragments: Iterable[Fragment], ranges: Sequence[Range]) -> Iterator[Fragment]:
    """
    Cut fragments where a secret begins or ends.
    """
    for fragment in fragments:
        place, end = fragment.start, fragment.start + len(fragment.data)
        for first, stop in ranges:
            if place < stop and first < end:
                yield _cutSpan(fragment, place, max(first, place), False)
                yield _cutSpan(fragment, max(first, place), min(stop, end), True)
                place = min(stop, end)
        yield _cutSpan(fragment, place, end, False)


def _cutSpan(fragment: Fragment, start: int, end: int, isSecret: bool) -> Fragment:
    data = fragment.data[start - fragment.start : end - fragment.start]
    return _part(fragment, data, start)._replace(isSecret=isSecret)


def lineSpans(data: bytes, start: int) -> list[Span]:
    """
    Lay out bytes that are lines of text and nothing more, up to a number of lines.
    """
    spans: list[Span] = []
    place = 0
    while place < len(data) and len(spans) < LINES:
        end = data.find(b"\r\n", place)
        lineEnd = len(data) if end < 0 else end
        if lineEnd > place:
            spans.append(Span(start + place, start + lineEnd, "line", ONE_LINE, "", "1"))
        if end >= 0:
            rule = "RFC 9112 section 2.2"
            spans.append(Span(start + end, start + end + 2, "line end", LINE_END, rule, "1"))
        place = lineEnd + 2
    return spans
