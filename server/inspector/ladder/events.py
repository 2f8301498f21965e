"""
What happened on a connection, made ready to be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from server.escapes import visible
from server.http1 import Request
from server.inspector.catalog import FAVICON
from server.inspector.ladder.geometry import Arrow, Event, Mark
from server.inspector.ladder.labels import Label, Labels
from server.inspector.outline import Outline
from server.inspector.study import DIRECTIONS, Study
from server.inspector.unreadpieces import passedOver
from server.wire import Chunk, Direction

#: How many things are shown of a connection at a time.
PIECES = 60
#: What is said of the line in which a student of a class gives a name.
TAKEN = "taken by the inspector: the program has not seen it"


@dataclass(frozen=True)
class Shown:
    """
    What is shown of a connection.

    @ivar events: what happened, in order.
    @ivar first: the position of the first one.
    @ivar end: the position after the last one.
    """

    events: list[Event]
    first: int
    end: int


def eventsOf(outline: Outline, labels: Labels, before: int = 0, hasIcons: bool = True) -> Shown:
    """
    Make what happened ready to be drawn.

    @param before: show what happened before this position; 0 for the newest.
    @param hasIcons: whether what is about /favicon.ico is shown.
    """
    end = before if outline.first < before < outline.position else outline.position
    icons = set() if hasIcons else _iconsOf(outline)
    events: list[Event] = []
    position = end
    for chunk, start in backwards(outline, end):
        position -= 1
        label = labels.of(chunk.direction, chunk.data, start) if chunk.data else Label("")
        if label.numbers and label.numbers <= icons:
            events.append(Mark(position, chunk.seconds, "hidden", "/favicon.ico is not shown"))
        else:
            events.append(_eventOf(position, chunk, label))
    if position and position == outline.first:
        events.append(_missing(outline, events))
    return Shown(_withoutRepetition(events[::-1]), position, end)


def _withoutRepetition(events: list[Event]) -> list[Event]:
    """
    Leave only one mark where several things in a row are not shown.
    """
    return [
        event
        for event, following in zip_longest(events, events[1:])
        if not (_isHidden(event) and following is not None and _isHidden(following))
    ]


def _isHidden(event: Event) -> bool:
    return isinstance(event, Mark) and event.kind == "hidden"


def backwards(outline: Study, end: int) -> Iterator[tuple[Chunk, int]]:
    """
    Go back through the newest of what happened before a position, each thing with the offset
    of its first byte.
    """
    offsets = {each: outline.offsets.at(each, end) for each in DIRECTIONS}
    begin = max(end - PIECES, outline.first)
    for chunk in reversed(outline.conversation.since(begin, end - begin)):
        start = 0
        if chunk.data:
            start = offsets[chunk.direction] = offsets[chunk.direction] - len(chunk.data)
        yield chunk, start


def _iconsOf(outline: Outline) -> set[int]:
    """
    Find the numbers of the requests for the icon, which are also those of their answers.
    """
    requests = outline.streams[Direction.ARRIVED].messages
    return {
        each.number
        for each in requests
        if isinstance(each.head, Request) and each.head.target == FAVICON
    }


def _eventOf(position: int, chunk: Chunk, label: Label) -> Event:
    seconds = chunk.seconds
    if chunk.direction in (Direction.ARRIVED, Direction.LEFT):
        isAsking = chunk.direction is Direction.ARRIVED
        size = len(chunk.data)
        return Arrow(position, seconds, isAsking, size, label.words, label.note, label.isWrong)
    if chunk.direction is Direction.OPENED:
        note = "over TLS; shown decrypted" if "TLS" in chunk.note else ""
        return Mark(position, seconds, "opened", "opened", note=note)
    if chunk.direction is Direction.ENDED:
        return Mark(position, seconds, "ended", f"the {chunk.by} sends no more", chunk.by)
    if chunk.direction is Direction.NAMED:
        return Mark(position, seconds, "named", chunk.note, "client", TAKEN)
    reason = visible(chunk.note.encode())
    return Mark(position, seconds, "closed", f"closed by the {chunk.by}", note=reason)


def _missing(outline: Outline, events: list[Event]) -> Mark:
    """
    Mark the place before the oldest thing that is shown.
    """
    seconds = events[-1].seconds if events else 0.0
    count, passed = outline.first, passedOver(outline)
    what = "passed over" if passed else "dropped"
    words = f"1 thing was {what}" if count == 1 else f"{count:,} things were {what}"
    return Mark(-1, seconds, "dropped", words)
