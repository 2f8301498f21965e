"""
The newest pieces of a conversation, as they came and went.
"""

from __future__ import annotations

from functools import partial

from twisted.web.template import Flattenable, Tag, tags

from server.inspector.conversation.snapshot import Snapshot
from server.inspector.conversation.views import lookAt, threeViews
from server.inspector.conversation.window import LONG, LONG_FRAGMENTS, MOST_PIECES, Shown, Window
from server.inspector.pacedflattener import Later
from server.inspector.unreadpieces import counted
from server.inspector.view import View
from server.wire import Chunk, Direction

HEADS = {
    Direction.ARRIVED: ("came", "→", "client to server"),
    Direction.LEFT: ("went", "←", "server to client"),
}

#: A teacher's keys put the focus on a piece; no others do.
FOCUSABLE = "-1"


def pieces(snapshot: Snapshot, view: View) -> Flattenable:
    """
    Show the newest pieces, with links to the older ones.
    """
    window = Window(snapshot, view)
    shown = [
        Later(partial(_piece, each, view))
        if isinstance(each, Shown)
        else _event(*each, snapshot.client)
        for each in window.shown
    ]
    return [
        _older(snapshot, view, window),
        tags.ol(shown, class_="pieces"),
        _newer(snapshot, view, window),
    ]


def _older(snapshot: Snapshot, view: View, window: Window) -> Flattenable:
    dropped = snapshot.conversation.dropped
    said: list[Flattenable] = []
    if dropped:
        size = sum(snapshot.conversation.droppedBytes.values())
        sentence = f"{dropped:,} older pieces ({size:,} bytes) were dropped: there was no room."
        said.append(tags.p(sentence, class_="notice"))
    if snapshot.first > dropped:
        passed = f"{counted(snapshot.first - dropped)} were passed over: more came than was read."
        said.append(tags.p(passed, class_="notice"))
    if window.first > snapshot.first:
        count = window.first - snapshot.first
        link = tags.a(f"{count:,} older", href=view.href(before=window.first))
        said.append(tags.p(link, class_="older"))
    return said


def _newer(snapshot: Snapshot, view: View, window: Window) -> Flattenable:
    count = snapshot.end - window.end
    if not count:
        return ""
    later = window.end + MOST_PIECES
    before = later if later < snapshot.end else 0
    return tags.p(
        tags.a(f"{count:,} newer", href=view.href(before=before)),
        " ",
        tags.a("the newest", href=view.href(before=0)),
        class_="older",
    )


def _piece(shown: Shown, view: View) -> Tag:
    """
    Show one piece: when it went which way, its bytes in three views, and what is left out
    of them.
    """
    direction = shown.chunk.direction
    fragments = tuple(tuple(line) for line in shown.lines)
    name, _, _ = HEADS[direction]
    return tags.li(
        _head(shown),
        threeViews(fragments, lookAt(view, direction, fragments)),
        _rest(shown, view),
        id=f"piece-{shown.position}",
        class_=f"piece {name}",
        tabindex=FOCUSABLE,
    )


def _head(shown: Shown) -> Tag:
    _, arrow, words = HEADS[shown.chunk.direction]
    size = len(shown.chunk.data)
    return tags.h3(
        tags.span(arrow, class_="arrow", **{"aria-hidden": "true"}),
        f" #{shown.position} {words} ",
        tags.span(
            f"{size:,} {'byte' if size == 1 else 'bytes'} at {shown.chunk.seconds:.3f} s",
            class_="quiet",
        ),
    )


def _rest(shown: Shown, view: View) -> Flattenable:
    """
    Count the bytes that are not shown.
    """
    if not shown.hidden:
        return ""
    rest: list[Flattenable] = [f"… and {shown.hidden:,} bytes more. "]
    if view.more != shown.position:
        href = view.href(more=shown.position) + f"#piece-{shown.position}"
        rest.append(tags.a("Show more", href=href))
    else:
        rest.append(f"No more than {LONG:,} bytes, or {LONG_FRAGMENTS:,} spans, are shown.")
    return tags.p(rest, class_="quiet")


def _event(position: int, chunk: Chunk, client: str) -> Tag:
    """
    Tell of something that happened without bytes.

    @param client: how the client is named.
    """
    reason = f": {chunk.note}" if chunk.note else ""
    happened = {
        Direction.OPENED: f"opened by {client}",
        Direction.ENDED: f"the {chunk.by} will send no more",
        Direction.CLOSED: f"closed by the {chunk.by}{reason}",
        Direction.NAMED: f"{chunk.note}, which the program has not seen,",
    }[chunk.direction]
    return tags.li(
        f"#{position} {happened} at {chunk.seconds:.3f} s",
        id=f"piece-{position}",
        class_="event",
        tabindex=FOCUSABLE,
    )
