"""
The part of a conversation that is shown: the newest pieces, or those before a place.

A page is made anew with everything that happens, while the step waits: so it shows only a
limited number at a time, and the rest is a link away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from server.explain import Span, innermost
from server.inspector.conversation.bytestream import Piece, starred
from server.inspector.conversation.fragments import (
    Fragment,
    fragmentsOf,
    linesOf,
    lineSpans,
    withSecrets,
)
from server.inspector.conversation.snapshot import Snapshot
from server.inspector.study import DIRECTIONS
from server.inspector.view import View
from server.wire import Chunk, Direction

#: How many pieces are shown at a time; there are fewer where they fall into more fragments
#: than this.
MOST_PIECES, MOST_FRAGMENTS = 50, 600
#: How many bytes of one piece are shown, and how many fragments; and of the one that is
#: wanted in full length.
SHORT, SHORT_FRAGMENTS = 2048, 300
LONG, LONG_FRAGMENTS = 65536, 3000


class Shown:
    """
    One piece as it is shown.

    @ivar lines: its bytes, or the first of them.
    @ivar hidden: how many of its bytes are not among them.
    """

    def __init__(self, piece: Piece, lines: Sequence[Sequence[Fragment]], most: int) -> None:
        """
        @param most: how many fragments are shown.
        """
        self.position = piece.position
        self.chunk = piece.chunk
        self.lines = list(_first(lines, most))
        self.hidden = len(piece.chunk.data) - sum(
            len(fragment.data) for line in self.lines for fragment in line
        )


def _first(lines: Sequence[Sequence[Fragment]], most: int) -> Iterator[Sequence[Fragment]]:
    for line in lines:
        if most <= 0:
            return
        yield line[:most]
        most -= len(line)


class Window:
    """
    The part of a conversation that is shown.

    @ivar first: the position of the first piece that is shown.
    @ivar end: the position after the last one.
    @ivar shown: the pieces, and what else has happened, in order.
    """

    def __init__(self, snapshot: Snapshot, view: View) -> None:
        isBefore = snapshot.first < view.before < snapshot.end
        self.end = view.before if isBefore else snapshot.end
        begin = max(self.end - MOST_PIECES, snapshot.first)
        chunks = snapshot.conversation.since(begin, self.end - begin)[::-1]
        self._snapshot = snapshot
        self._view = view
        self._laid = {each: self._layOut(each, self.end - len(chunks)) for each in DIRECTIONS}
        self.shown = self._fitting(chunks)[::-1]
        self.first = self.end - len(self.shown)

    def _layOut(self, direction: Direction, first: int) -> Sequence[Span]:
        """
        Find the spans of the pieces from a position on.
        """
        stream = self._snapshot.streams[direction]
        start, end = stream.startOf(first), stream.startOf(self.end)
        if self._snapshot.step == 1:
            return lineSpans(stream.read(start, min(end, start + LONG)), start)
        spans = self._snapshot.spans(direction, start)
        return list(innermost(takewhile(lambda span: span.start < end, spans)))

    def _fitting(self, chunks: Sequence[Chunk]) -> Sequence[Shown | tuple[int, Chunk]]:
        """
        Lay out as many pieces as there is room for, and at least one.

        @param chunks: the newest first.
        """
        taken: list[Shown | tuple[int, Chunk]] = []
        room = MOST_FRAGMENTS
        ends = {each: self._snapshot.streams[each].startOf(self.end) for each in DIRECTIONS}
        for position, chunk in zip(range(self.end - 1, -1, -1), chunks, strict=False):
            if chunk.direction not in DIRECTIONS:
                taken.append((position, chunk))
                continue
            ends[chunk.direction] -= len(chunk.data)
            shown = self._show(Piece(position, chunk, ends[chunk.direction]))
            room -= sum(map(len, shown.lines))
            if room < 0 and taken:
                break
            taken.append(shown)
        return taken

    def _show(self, piece: Piece) -> Shown:
        direction, start = piece.chunk.direction, piece.start
        isLong = self._view.more == piece.position
        data = piece.chunk.data[: LONG if isLong else SHORT]
        secrets = self._snapshot.streams[direction].secrets(start, start + len(data))
        fragments = fragmentsOf(starred(data, start, secrets), start, self._laid[direction])
        lines = linesOf(withSecrets(fragments, secrets))
        return Shown(piece, lines, LONG_FRAGMENTS if isLong else SHORT_FRAGMENTS)
