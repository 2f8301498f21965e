"""
The place in a request that is looked at, and the slider that chooses it. A long request has
a slider for each of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from twisted.web.template import Tag, tags

from server.inspector.conversation.messages import Message
from server.inspector.conversation.snapshot import Snapshot
from server.inspector.view import View
from server.wire import Direction

#: For how many bytes of a message there is one slider; and how many bytes a part of a
#: longer message has.
WHOLE, PART = 2**14, 2**12
BEGINNING_DROPPED = "The first bytes of this request were dropped."


@dataclass(frozen=True)
class Spot:
    """
    A place in a request.

    @ivar number: the request's, from 1.
    @ivar count: how many requests there are.
    @ivar byte: how many bytes have been read.
    """

    message: Message
    number: int
    count: int
    byte: int

    @property
    def start(self) -> int:
        """
        The offset of the request.
        """
        return self.message.start

    @property
    def size(self) -> int:
        """
        How many bytes of it have come.
        """
        return self.message.end - self.message.start

    @property
    def isLong(self) -> bool:
        """
        Whether it is stepped through in parts.
        """
        return self.size > WHOLE

    @property
    def first(self) -> int:
        """
        The byte that the part begins with. A place after all bytes of a part, and before the
        next byte, belongs to that part: so only the first part has a place before its first
        byte.
        """
        return max(self.byte - 1, 0) // PART * PART if self.isLong else 0

    @property
    def end(self) -> int:
        """
        The byte after the part.
        """
        return min(self.first + PART, self.size) if self.isLong else self.size


def spotOf(snapshot: Snapshot, view: View) -> Spot | str:
    """
    Find the place that is looked at; or say why there is none.
    """
    if snapshot.whyUnexplained:
        return snapshot.whyUnexplained
    messages = snapshot.messages[Direction.ARRIVED]
    if not messages:
        return "No byte of a request has come yet."
    number = min(view.message, len(messages)) or len(messages)
    message = messages[number - 1]
    if message.start < snapshot.streams[Direction.ARRIVED].start:
        return BEGINNING_DROPPED
    size = message.end - message.start
    byte = view.byte if 0 <= view.byte <= size else size
    return Spot(message, number, len(messages), byte)


def slider(spot: Spot, view: View) -> Tag:
    """
    Let the byte be chosen: by the slider, or one by one.
    """
    hidden = replace(view, message=spot.number, byte=-1).parameters()
    fields = [
        tags.input(type="hidden", name=name, value=str(each)) for name, each in hidden.items()
    ]
    isLast = spot.end == spot.size
    said = f"{spot.byte:,} of {spot.size:,} bytes have been read"
    return tags.form(
        fields,
        tags.label(said, for_="reader-byte"),
        tags.input(
            type="range",
            id="reader-byte",
            name="byte",
            min=str(spot.first + 1 if spot.first else 0),
            max=str(spot.end),
            value=str(spot.byte),
        ),
        tags.p(tags.button("Show"), " ", [[link, " "] for link in _links(spot, view)]),
        tags.p(*_parts(spot, view)) if spot.isLong else "",
        action="/#reader",
        method="get",
        class_="slider",
        **{
            "data-newest": "yes" if spot.number == spot.count else "no",
            "data-last": "yes" if isLast else "no",
        },
    )


def _links(spot: Spot, view: View) -> Iterator[Tag]:
    for words, byte in (("one byte back", spot.byte - 1), ("one byte on", spot.byte + 1)):
        if 0 <= byte <= spot.size:
            yield _link(spot, view, words, byte)


def _parts(spot: Spot, view: View) -> Iterator[Tag | str]:
    """
    Say which bytes the slider is for, and link the parts before and after.
    """
    yield f"The slider is for bytes {spot.first:,} to {spot.end - 1:,}. "
    if spot.first:
        yield _link(spot, view, "the beginning", 0)
        yield " "
        yield _link(spot, view, "the part before", spot.first)
        yield " "
    if spot.end < spot.size:
        yield _link(spot, view, "the next part", spot.end + 1)
        yield " "
        yield _link(spot, view, "the end", spot.size)


def _link(spot: Spot, view: View, words: str, byte: int) -> Tag:
    return tags.a(words, href=view.href(message=spot.number, byte=byte) + "#reader")
