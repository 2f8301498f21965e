"""
How far the reader is: request line, fields, content, done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from twisted.web.template import Tag, tags

from server.http1 import Framing, Request
from server.inspector.conversation.reader import STATIONS, Reading

#: How many bytes at the beginning of a request are searched for its head: no head is
#: longer.
HEAD = 2**16


@dataclass(frozen=True)
class Place:
    """
    A place in a request.

    @ivar size: how many bytes of the request have come.
    @ivar byte: how many of them have been read.
    @ivar shown: copies the bytes between two places, as far as they may be shown.
    @ivar reading: what the reader says there.
    """

    size: int
    byte: int
    shown: Callable[[int, int], bytes]
    reading: Reading


def stations(place: Place) -> Tag:
    """
    Show how far the reader is.
    """
    sizes = _sizesOf(place)
    return tags.ol(
        [
            _station(name, place.reading, index, *sizes[index])
            for index, name in enumerate(STATIONS)
        ],
        class_="stations",
    )


def _sizesOf(place: Place) -> Sequence[tuple[int, int]]:
    """
    Count the bytes that have been read at each station, and all of them as far as we know.
    """
    data, end = place.shown(0, HEAD), place.size
    lead = len(data) - len(data.lstrip(b"\r\n"))
    line = data.find(b"\n", lead) + 1 or end
    head = data.find(b"\r\n\r\n", lead) + 4 if b"\r\n\r\n" in data[lead:] else end
    found = next((each for each in place.reading.events if isinstance(each, Request)), None)
    if found and found.framing is Framing.SIZED:
        end = head + (found.contentLength or 0)
    bounds = (0, line, max(line, head), max(head, end))
    error = place.reading.error
    done = min(place.byte, error.offset) if error else place.byte
    sizes = [(max(0, min(done, stop) - start), stop - start) for start, stop in pairwise(bounds)]
    return [*sizes, (int(place.reading.station == 3), 1)]


def _station(name: str, reading: Reading, index: int, read: int, whole: int) -> Tag:
    state = "ahead"
    if index < reading.station or reading.station == index == 3:
        state = "done"
    elif index == reading.station:
        state = "refused" if reading.error else "now"
    words = {"ahead": "", "done": "✓", "now": "reads", "refused": "refused"}[state]
    current = {"aria-current": "step"} if state in ("now", "refused") else {}
    if index == 2 and state == "done" and not whole:
        words = "none"
    return tags.li(
        tags.strong(name),
        " ",
        tags.span(words),
        tags.progress(
            value=str(read),
            max=str(max(whole, 1)),
            **{"aria-label": f"{name}: {read:,} of {whole:,} bytes"},
        ),
        class_=f"station {state}",
        **current,
    )
