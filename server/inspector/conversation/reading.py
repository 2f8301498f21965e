"""
A reader that has been given the first bytes of a request, and no more: what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.explain import Direction, Explainer
from server.http1 import (
    EndOfMessage,
    Event,
    MessageError,
    NeedMore,
    RequestReader,
)

#: What a reader is at, one station after the other.
STATIONS = ("request line", "fields", "content", "done")


@dataclass(frozen=True)
class Reading:
    """
    What a reader says.

    @ivar events: what it has found, in order.
    @ivar error: what is wrong; L{None} where nothing is.
    @ivar need: what it waits for; L{None} where it has found the end, or a fault.
    @ivar unread: how many of the bytes it keeps, because they are no event yet.
    @ivar sentence: what it waits for, in words.
    @ivar isInFields: whether the request line is behind it.
    """

    events: Sequence[Event]
    error: MessageError | None
    need: NeedMore | None
    unread: int
    sentence: str
    isInFields: bool

    @property
    def station(self) -> int:
        """
        Tell at which station it is, by its number in L{STATIONS}.
        """
        if any(isinstance(event, EndOfMessage) for event in self.events):
            return 3
        if self.events:
            return 2
        return 1 if self.isInFields else 0


def readUpTo(data: bytes, isSecure: bool = False) -> Reading:
    """
    Give a fresh reader the first bytes of a request, and ask it until it waits.

    How the bytes are cut changes nothing for a reader: so it is given all of them at once.
    """
    reader = RequestReader(isSecure=isSecure)
    reader.feed(data)
    events: list[Event] = []
    error = need = None
    try:
        while not isinstance(event := reader.nextEvent(), NeedMore):
            events.append(event)
            if isinstance(event, EndOfMessage):
                data = data[: event.end]
                break
        else:
            need = event
    except MessageError as found:
        error = found
    read = data[: error.offset] if error else data
    isInFields = b"\n" in read.lstrip(b"\r\n")
    return Reading(events, error, need, reader.available, _say(data, isSecure), isInFields)


def _say(data: bytes, isSecure: bool) -> str:
    explainer = Explainer(Direction.REQUESTS, isSecure=isSecure)
    explainer.feed(data)
    diagnosis = explainer.diagnosis()
    if diagnosis is not None:
        return diagnosis.sentence
    return explainer.waiting() or "Nothing is missing: the request is complete."
