"""
The reader of requests, one byte after the other.
"""

from __future__ import annotations

from dataclasses import replace

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import visible
from server.http1 import Data, EndOfMessage, Event, Request
from server.inspector.conversation.fragments import LINE
from server.inspector.conversation.messages import Message
from server.inspector.conversation.reading import readUpTo
from server.inspector.conversation.stations import Place, stations
from server.inspector.conversation.talk import Talk, talkOf
from server.inspector.conversation.track import starred
from server.inspector.inspector import Inspector
from server.inspector.view import View
from server.wire import Direction

#: Bytes of a message that can be stepped through: all of them are read anew for each step.
LONGEST = 2**14
#: The step that reads with our own engine.
LAST = 15
STRICT = "This is the reader of step 15, which keeps to the rules; the step may read otherwise."
#: What no reader of requests is given.
IGNORED = ("after close", "other protocol", "undecided")
#: Bytes that are shown on each side of the place; of the buffer; and events.
AROUND, BUFFER, EVENTS = 300, 200, 8


def strip(inspector: Inspector, view: View) -> Flattenable:
    """
    Show what the reader says at one place of one request.
    """
    view = view.withoutSender()
    talk = talkOf(inspector, view)
    if talk is None:
        return tags.p("Choose a connection.")
    if talk.whyUnexplained:
        return tags.p(talk.whyUnexplained)
    messages = talk.messages[Direction.ARRIVED]
    if not messages:
        return tags.p("No byte of a request has come yet.")
    number = min(view.message, len(messages)) or len(messages)
    message = messages[number - 1]
    if message.start < talk.tracks[Direction.ARRIVED].start:
        return tags.p("The first bytes of this request were dropped.")
    place = _find(talk, view, number, len(messages), message)
    span = next(iter(talk.spans(Direction.ARRIVED, message.start)), None)
    if message.head is None and span is not None and span.kind in IGNORED:
        return [_chooser(place, view), tags.p(span.meaning)]
    return _show(talk, place, view, message)


def _find(talk: Talk, view: View, number: int, count: int, message: Message) -> Place:
    end = min(message.end, message.start + LONGEST)
    track = talk.tracks[Direction.ARRIVED]
    data = track.read(message.start, end)
    byte = view.byte if 0 <= view.byte <= len(data) else len(data)
    isSecure = "TLS" in talk.conversation.peer
    shown = starred(data, message.start, track.secrets(message.start, end))
    return Place(number, count, shown, byte, readUpTo(data[:byte], isSecure))


def _show(talk: Talk, place: Place, view: View, message: Message) -> Flattenable:
    size = message.end - message.start
    note = f"Only its first {LONGEST:,} of {size:,} bytes can be stepped through."
    return [
        _chooser(place, view),
        tags.p(STRICT, class_="quiet") if 0 < talk.step < LAST else "",
        tags.p(note, class_="quiet") if size > LONGEST else "",
        _slider(place, view),
        stations(place),
        _text(place),
        _facts(talk, place),
    ]


def _chooser(place: Place, view: View) -> Flattenable:
    """
    Lead to the other requests of the connection.
    """
    said: list[Flattenable] = [f"Request {place.number:,} of {place.count:,} "]
    if place.number > 1:
        href = view.href(message=place.number - 1, byte=-1) + "#strip"
        said += [tags.a("the one before", href=href), " "]
    if place.number < place.count:
        href = view.href(message=place.number + 1, byte=-1) + "#strip"
        said.append(tags.a("the next one", href=href))
    return tags.p(said)


def _slider(place: Place, view: View) -> Tag:
    """
    Choose the byte: by the slider, or one by one.
    """
    hidden = replace(view, message=place.number, byte=-1).parameters()
    fields = [
        tags.input(type="hidden", name=name, value=str(each)) for name, each in hidden.items()
    ]
    steps = (("one byte back", place.byte - 1), ("one byte on", place.byte + 1))
    links: list[Flattenable] = []
    for words, byte in steps:
        if 0 <= byte <= len(place.data):
            href = view.href(message=place.number, byte=byte) + "#strip"
            links += [tags.a(words, href=href), " "]
    return tags.form(
        fields,
        tags.label(
            f"{place.byte:,} of {len(place.data):,} bytes have been read", for_="strip-byte"
        ),
        tags.input(
            type="range",
            id="strip-byte",
            name="byte",
            min="0",
            max=str(len(place.data)),
            value=str(place.byte),
        ),
        tags.p(tags.button("Show"), " ", links),
        action="/#strip",
        method="get",
        class_="slider",
        **{"data-newest": "yes" if place.number == place.count else "no"},
    )


def _text(place: Place) -> Tag:
    """
    Show the bytes: what the reader is done with, what it keeps, what it has not seen.
    """
    kept = place.byte - place.reading.unread
    begin, end = max(0, place.byte - AROUND), min(len(place.data), place.byte + AROUND)
    kept = max(kept, begin)
    parts = (("read", begin, kept), ("kept", kept, place.byte), ("ahead", place.byte, end))
    return tags.pre(
        "…" if begin else "",
        [tags.span(_visible(place.data[first:last]), class_=name) for name, first, last in parts],
        "…" if end < len(place.data) else "",
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


def _facts(talk: Talk, place: Place) -> Tag:
    reading = place.reading
    kept = place.data[place.byte - reading.unread : place.byte]
    more = " …" if len(kept) > BUFFER else ""
    buffer = [tags.code(visible(kept[:BUFFER])), f"{more} ({len(kept):,} bytes)"]
    found = [tags.li(_tell(talk, event)) for event in reading.events[:EVENTS]]
    if len(reading.events) > EVENTS:
        found.append(tags.li(f"… and {len(reading.events) - EVENTS:,} more"))
    return tags.dl(
        tags.dt("The reader says"),
        tags.dd(tags.output(reading.sentence, for_="strip-byte")),
        tags.dt("It keeps, unread"),
        tags.dd(buffer if kept else "nothing"),
        tags.dt("It has found"),
        tags.dd(tags.ul(found) if found else "nothing"),
    )


def _tell(talk: Talk, event: Event) -> Flattenable:
    if isinstance(event, Request):
        count = len(event.fields)
        return f"a request: {talk.named(event)}, with {count} field{'' if count == 1 else 's'}"
    if isinstance(event, Data):
        return f"content: {event.end - event.start:,} bytes"
    return "the end of the message" if isinstance(event, EndOfMessage) else "an answer"
