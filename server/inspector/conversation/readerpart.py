"""
The reader of requests at work, one byte after the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.http1 import Data, EndOfMessage, Event, Request
from server.inspector.conversation.fragments import LINE
from server.inspector.conversation.reader import Reader, Reading
from server.inspector.conversation.slider import BEGINNING_DROPPED, Spot, slider, spotOf
from server.inspector.conversation.snapshot import Snapshot, readSnapshot, snapshotOf
from server.inspector.conversation.stations import Place, stations
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.wire import Direction

#: The step that reads with our own engine.
LAST = 15
STRICT = "This is the reader of step 15, which keeps to the rules; the step may read differently."
#: What a reader of requests is never given.
IGNORED = ("after close", "other protocol", "undecided")
#: How many bytes are shown on each side of the place; how many of the buffer; and how many
#: events.
AROUND, BUFFER, EVENTS = 300, 200, 8


def readerPart(inspector: Inspector, view: View) -> Flattenable:
    """
    Show what the reader says at one place of one request.
    """
    view = view.withoutSender()
    snapshot = snapshotOf(inspector, view)
    if snapshot is None:
        return tags.p("Choose a connection.")
    spot = spotOf(snapshot, view)
    if isinstance(spot, str):
        return tags.p(spot)
    chooser = _chooser(spot, view)
    span = next(iter(snapshot.spans(Direction.ARRIVED, spot.start)), None)
    if spot.message.head is None and span is not None and span.kind in IGNORED:
        return [chooser, tags.p(span.meaning)]
    return [
        chooser,
        tags.p(STRICT, class_="quiet") if 0 < snapshot.step < LAST else "",
        *_showReader(snapshot, spot, view),
    ]


async def readReaderPart(inspector: Inspector, view: View) -> Flattenable:
    """
    Show what the reader says by now. What comes before the part of a long request that is
    shown is read little by little.
    """
    await readSnapshot(inspector, view)
    snapshot = snapshotOf(inspector, view)
    spot = None if snapshot is None else spotOf(snapshot, view)
    if snapshot is not None and isinstance(spot, Spot):
        slices = _advance(snapshot, spot)
        while inspector.pace.make(next, slices, slices) is not slices:
            await inspector.pace.pause()
    return inspector.pace.make(readerPart, inspector, view)


def _advance(snapshot: Snapshot, spot: Spot) -> Iterator[None]:
    stream = snapshot.streams[Direction.ARRIVED]

    def read(start: int, end: int) -> bytes:
        return stream.read(spot.start + start, spot.start + end)

    return snapshot.checkpoints.readTo(spot.start, spot.first, read, snapshot.isSecure)


def _readerAt(snapshot: Snapshot, spot: Spot) -> Reader | None:
    """
    Find the reader at the beginning of a part; where nobody has made it ready, go there.
    """
    found = snapshot.checkpoints.find(spot.start, spot.first)
    if found is None:
        deque(_advance(snapshot, spot), maxlen=0)
    return found or snapshot.checkpoints.find(spot.start, spot.first)


def _showReader(snapshot: Snapshot, spot: Spot, view: View) -> Iterator[Flattenable]:
    stream = snapshot.streams[Direction.ARRIVED]
    reader = _readerAt(snapshot, spot)
    if reader is None:
        yield tags.p(BEGINNING_DROPPED)
        return
    reading = reader.readOn(stream.read(spot.start + spot.first, spot.start + spot.byte))

    def shown(start: int, end: int) -> bytes:
        return stream.shown(spot.start + max(start, 0), spot.start + min(end, spot.size))

    place = Place(spot.size, spot.byte, shown, reading)
    yield slider(spot, view)
    yield stations(place)
    yield _bytes(place)
    yield _facts(snapshot, place)


def _chooser(place: Spot, view: View) -> Flattenable:
    """
    Lead to the other requests of the connection.
    """
    said: list[Flattenable] = [f"Request {place.number:,} of {place.count:,} "]
    if place.number > 1:
        href = view.href(message=place.number - 1, byte=-1) + "#reader"
        said += [tags.a("the one before", href=href), " "]
    if place.number < place.count:
        href = view.href(message=place.number + 1, byte=-1) + "#reader"
        said.append(tags.a("the next one", href=href))
    return tags.p(said)


def _bytes(place: Place) -> Tag:
    """
    Show the bytes: what the reader is done with, what it keeps, what it has not seen.
    """
    begin, end = max(0, place.byte - AROUND), min(place.size, place.byte + AROUND)
    kept = max(place.byte - place.reading.unread, begin)
    parts = (("read", begin, kept), ("kept", kept, place.byte), ("ahead", place.byte, end))
    return tags.pre(
        "…" if begin else "",
        [
            tags.span(_visible(place.shown(first, last)), class_=name)
            for name, first, last in parts
        ],
        "…" if end < place.size else "",
        class_="stream",
        tabindex="0",
        role="group",
        **{"aria-label": "The bytes of the request"},
    )


def _visible(data: bytes) -> str:
    """
    Write bytes so that nothing is invisible, line by line.
    """
    return "".join(
        visible(line) + ("\n" if line.endswith(b"\n") else "") for line in LINE.findall(data)
    )


def _facts(snapshot: Snapshot, place: Place) -> Tag:
    reading = place.reading
    first = place.byte - reading.unread
    kept = place.shown(first, min(first + BUFFER, place.byte))
    more = " …" if reading.unread > BUFFER else ""
    buffer = [tags.code(visible(kept)), f"{more} ({reading.unread:,} bytes)"]
    found = list(_tellFound(snapshot, reading))
    return tags.dl(
        tags.dt("The reader says"),
        tags.dd(tags.output(reading.sentence, for_="reader-byte")),
        tags.dt("It keeps, unread"),
        tags.dd(buffer if reading.unread else "nothing"),
        tags.dt("It has found"),
        tags.dd(tags.ul([tags.li(each) for each in found]) if found else "nothing"),
    )


def _tellFound(snapshot: Snapshot, reading: Reading) -> Iterator[Flattenable]:
    """
    Tell what was found: the request, and the beginning of what was found in this part.
    """
    for event in reading.events[:1]:
        yield _tellEvent(snapshot, event)
    if reading.passed:
        yield f"… and {reading.passed:,} more before this part"
    for event in reading.events[1:EVENTS]:
        yield _tellEvent(snapshot, event)
    if len(reading.events) > EVENTS:
        yield f"… and {len(reading.events) - EVENTS:,} more"


def _tellEvent(snapshot: Snapshot, event: Event) -> Flattenable:
    if isinstance(event, Request):
        count = len(event.fields)
        return f"a request: {snapshot.named(event)}, with {count} field{'' if count == 1 else 's'}"
    if isinstance(event, Data):
        return f"content: {event.end - event.start:,} bytes"
    return "the end of the message" if isinstance(event, EndOfMessage) else "an answer"
