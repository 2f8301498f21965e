"""
When what happened to a request: a bar for each thing that took its time. The bars are
drawn by the server, as SVG; beside each are its cause and its time, as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from twisted.web.template import Flattenable, Tag, tags

from server.xray import RequestRecord
from server.xray.happenings import (
    Finished,
    Left,
    Rendered,
    Waited,
    Waits,
    Written,
)

#: The narrowest bar, in percent: what takes hardly any time must be visible, too.
NARROWEST = 0.75

#: From how many seconds on a time is no longer written in thousandths.
LONG = 10.0


@dataclass(frozen=True)
class Bar:
    """
    Something that took its time.

    @ivar cause: what.
    @ivar kind: the class of its colour: C{arrives}, C{renders}, C{waits}, C{sends}.
    @ivar start: seconds since the request began.
    @ivar end: seconds since the request began.
    @ivar isRunning: whether it goes on.
    """

    cause: str
    kind: str
    start: float
    end: float
    isRunning: bool = False

    @property
    def time(self) -> str:
        """
        How long it took, as text for a person; with C{so far} where it has not ended.
        """
        lasted = duration(self.end - self.start)
        return f"{lasted} so far" if self.isRunning else lasted


def duration(seconds: float) -> str:
    """
    Write how long something took, for a person.
    """
    if seconds >= LONG:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:,.{0 if seconds >= 0.1 else 1}f} ms"


def bars(record: RequestRecord, end: float) -> Iterator[Bar]:
    """
    List what took its time, in the order of their beginnings.

    @param end: until when a bar lasts for what is not over yet.
    """
    yield Bar("The request arrives", "arrives", 0.0, record.received.seconds)
    every = [*_renders(record), *_waits(record, end)]
    yield from sorted(every, key=lambda bar: bar.start)
    written, over = record.last(Written), record.last(Finished) or record.last(Left)
    if written is not None:
        ends = end if over is None else over.seconds
        yield Bar("The answer is written", "sends", written.seconds, ends, over is None)


def _renders(record: RequestRecord) -> Iterator[Bar]:
    for each in record.every(Rendered):
        cause = f"{each.resource}.{each.method}: nothing else runs"
        yield Bar(cause, "renders", each.seconds - each.lasted, each.seconds)


def _waits(record: RequestRecord, end: float) -> Iterator[Bar]:
    over = {each.number: each.seconds for each in record.every(Waited)}
    for each in record.every(Waits):
        ends = over.get(each.number)
        isRunning = ends is None
        yield Bar(f"Waits: {each.cause}", "waits", each.seconds, ends or end, isRunning)


def timeline(record: RequestRecord, name: str, now: float | None) -> Tag:
    """
    Draw the bars of a request.

    @param name: what the ids of the elements begin with.
    @param now: the time, as the reactor tells it.
    """
    last = record.happenings[-1].seconds
    end = last if now is None else max(last, now - record.began)
    every = list(bars(record, end))
    whole = max((bar.end for bar in every), default=0.0)
    rows = [_row(bar, whole, f"{name}-{number}") for number, bar in enumerate(every)]
    return tags.figure(
        tags.figcaption(f"When: from its first line to its end in {duration(whole)}"),
        tags.ol(rows),
        class_="xray-timeline",
    )


def _row(bar: Bar, whole: float, name: str) -> Tag:
    """
    Make the row of one bar, with its text.
    """
    return tags.li(
        tags.span(bar.cause, " ", tags.strong(bar.time), class_="xray-label"),
        _drawing(bar, whole, name),
    )


def _drawing(bar: Bar, whole: float, name: str) -> Tag:
    """
    Draw a bar on a line that stands for the whole time of the request.
    """
    scale = 100 / whole if whole else 0.0
    start = min(bar.start * scale, 100 - NARROWEST)
    width = max((bar.end - bar.start) * scale, NARROWEST)
    begin, until = duration(bar.start), duration(bar.end)
    return Tag("svg", attributes=_svgAttributes(f"xray-bar {bar.kind}", name))(
        Tag("title", attributes={"id": f"{name}-title"})(f"{bar.cause}: {bar.time}"),
        Tag("desc", attributes={"id": f"{name}-desc"})(f"From {begin} to {until}."),
        Tag("rect", attributes=_rectangle("line", 0.0, 100.0, y=5, height=2)),
        Tag("rect", attributes=_rectangle("bar", start, width, y=0, height=12)),
    )


def _svgAttributes(kind: str, name: str) -> dict[str | bytes, Flattenable]:
    return {
        "class": kind,
        "role": "img",
        "width": "100%",
        "height": "12",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
    }


def _rectangle(
    kind: str, start: float, width: float, y: int, height: int
) -> dict[str | bytes, Flattenable]:
    return {
        "class": kind,
        "x": f"{start:.2f}%",
        "y": str(y),
        "width": f"{width:.2f}%",
        "height": str(height),
    }
