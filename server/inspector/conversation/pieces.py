"""
The pieces of a conversation as they came and went, the newest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from twisted.web.template import Flattenable, Tag, tags

from server.explain import Span, innermost
from server.inspector.conversation.fragments import (
    fragmentsOf,
    linesOf,
    lineSpans,
    withSecrets,
)
from server.inspector.conversation.talk import Talk
from server.inspector.conversation.track import Piece, starred
from server.inspector.conversation.views import Views
from server.inspector.study import DIRECTIONS
from server.inspector.view import View
from server.wire import Chunk, Direction

#: So many pieces are shown at a time, and fewer where they have more bytes than that.
PIECES, BYTES = 50, 6144
#: Bytes of one piece that are shown, and of the one that is wanted longer.
SHORT, LONG = 2048, 65536

HEADS = {
    Direction.ARRIVED: ("came", "→", "client to server"),
    Direction.LEFT: ("went", "←", "server to client"),
}


class Window:
    """
    The part of a conversation that is shown.

    @ivar chunks: what happened, in order.
    @ivar first: the position of the first of them.
    """

    def __init__(self, talk: Talk, view: View) -> None:
        conversation = talk.conversation
        length = conversation.length
        end = min(view.before, length) if view.before > conversation.dropped else length
        newest = islice(reversed(conversation.chunks), length - end, length - end + PIECES)
        self.chunks = _fitting(newest)
        self.first = end - len(self.chunks)
        self.end = end


def _fitting(newest: islice[Chunk]) -> Sequence[Chunk]:
    """
    Take as many as there is room for, and at least one.
    """
    taken: list[Chunk] = []
    room = BYTES
    for chunk in newest:
        room -= min(len(chunk.data), SHORT)
        if room < 0 and taken:
            break
        taken.append(chunk)
    return taken[::-1]


def pieces(talk: Talk, view: View) -> Flattenable:
    """
    Show the pieces.
    """
    window = Window(talk, view)
    shown = PieceViews(talk, view, window)
    return [
        _older(talk, view, window),
        tags.ol([shown.show(each) for each in window.chunks], class_="pieces"),
        _newer(talk, view, window),
    ]


def _older(talk: Talk, view: View, window: Window) -> Flattenable:
    dropped = talk.conversation.dropped
    said: list[Flattenable] = []
    if dropped:
        size = sum(talk.conversation.droppedBytes.values())
        said.append(
            tags.p(
                f"{dropped:,} older pieces ({size:,} bytes) were dropped: there was"
                " no room for them.",
                class_="notice",
            )
        )
    if window.first > dropped:
        count = window.first - dropped
        link = tags.a(f"{count:,} older", href=view.href(before=window.first))
        said.append(tags.p(link, class_="older"))
    return said


def _newer(talk: Talk, view: View, window: Window) -> Flattenable:
    count = talk.conversation.length - window.end
    if not count:
        return ""
    later = window.end + PIECES
    before = later if later < talk.conversation.length else 0
    return tags.p(
        tags.a(f"{count:,} newer", href=view.href(before=before)),
        " ",
        tags.a("the newest", href=view.href(before=0)),
        class_="older",
    )


class PieceViews:
    """
    Shows one piece after the other.
    """

    def __init__(self, talk: Talk, view: View, window: Window) -> None:
        self._talk = talk
        self._view = view
        self._position = window.first
        self._starts: dict[Direction, int] = {}
        self._spans: dict[Direction, Sequence[Span]] = {}
        for each in DIRECTIONS:
            start = talk.tracks[each].startOf(window.first)
            self._starts[each] = start
            self._spans[each] = self._spansOf(each, start, window)

    def _spansOf(self, direction: Direction, start: int, window: Window) -> Sequence[Span]:
        if self._talk.step == 1:
            track = self._talk.tracks[direction]
            return lineSpans(track.read(start, start + PIECES * LONG), start)
        return list(innermost(self._talk.spans(direction, start)))

    def show(self, chunk: Chunk) -> Tag:
        """
        Show the next piece, or what else has happened.
        """
        position = self._position
        self._position += 1
        if chunk.direction not in DIRECTIONS:
            return _event(chunk, position)
        start = self._starts[chunk.direction]
        self._starts[chunk.direction] += len(chunk.data)
        return self._show(Piece(position, chunk, start))

    def _show(self, piece: Piece) -> Tag:
        chunk, direction = piece.chunk, piece.chunk.direction
        name, _, _ = HEADS[direction]
        data = chunk.data[: LONG if self._view.more == piece.position else SHORT]
        secrets = self._talk.tracks[direction].secrets(piece.start, piece.start + len(data))
        data = starred(data, piece.start, secrets)
        fragments = withSecrets(fragmentsOf(data, piece.start, self._spans[direction]), secrets)
        views = Views(self._view, direction)
        return tags.li(
            _head(piece),
            [views.line(line) for line in linesOf(fragments)],
            self._rest(piece, len(data)),
            id=f"piece-{piece.position}",
            class_=f"piece {name}",
        )

    def _rest(self, piece: Piece, shown: int) -> Flattenable:
        """
        Count the bytes that are not shown.
        """
        hidden = len(piece.chunk.data) - shown
        if not hidden:
            return ""
        rest: list[Flattenable] = [f"… and {hidden:,} bytes more. "]
        if shown < LONG:
            href = self._view.href(more=piece.position) + f"#piece-{piece.position}"
            rest.append(tags.a("Show more", href=href))
        return tags.p(rest, class_="quiet")


def _head(piece: Piece) -> Tag:
    _, arrow, words = HEADS[piece.chunk.direction]
    size = len(piece.chunk.data)
    return tags.h3(
        tags.span(arrow, class_="arrow", **{"aria-hidden": "true"}),
        f" #{piece.position} {words} ",
        tags.span(
            f"{size:,} {'byte' if size == 1 else 'bytes'} at {piece.chunk.seconds:.3f} s",
            class_="quiet",
        ),
    )


def _event(chunk: Chunk, position: int) -> Tag:
    """
    Tell of what happened without bytes.
    """
    happened = {
        Direction.OPENED: f"opened by {chunk.note}",
        Direction.ENDED: f"the {chunk.by} will send no more",
        Direction.CLOSED: f"closed by the {chunk.by}" + (f": {chunk.note}" if chunk.note else ""),
    }[chunk.direction]
    return tags.li(
        f"#{position} {happened} at {chunk.seconds:.3f} s", id=f"piece-{position}", class_="event"
    )
