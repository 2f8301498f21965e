"""
What a reader says that has been given only the first bytes of a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from server.explain import Direction
from server.explain.diagnosis import Evidence, diagnose
from server.explain.incomplete import tellIncomplete
from server.explain.layout import EVIDENCE
from server.http1 import (
    Data,
    EndOfMessage,
    Event,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
    Waiting,
)

#: How far a reader is, one station after the other.
STATIONS = ("request line", "fields", "content", "done")
REQUEST_COMPLETE = "Nothing is missing: the request is complete."


@dataclass(frozen=True)
class Reading:
    """
    What a reader says.

    @ivar events: what it has found, in order: the request, and all but the first of what
        it has found after that.
    @ivar passed: how many are left out in between.
    @ivar error: what is wrong; L{None} where nothing is.
    @ivar unread: how many of the bytes it keeps, because they are not an event yet.
    @ivar sentence: what it waits for, in words.
    @ivar isInFields: whether it is past the request line.
    """

    events: Sequence[Event]
    passed: int
    error: RemoteProtocolError | None
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


class Reader:
    """
    A reader on its way through a request.

    @ivar position: how many bytes it has been given.
    """

    def __init__(self, isSecure: bool = False) -> None:
        self.position = 0
        self._reader = RequestReader(isSecure=isSecure)
        self._rest = b""  # what belongs to no event yet
        self._head: Request | None = None
        self._found = self._covered = 0
        self._chunk = 0, 0  # where the chunk ends that has come so far, and its size
        self._need = NeedMore(Waiting.MESSAGE)
        self._error: RemoteProtocolError | None = None
        self._isDone = False

    def copy(self) -> Reader:
        """
        Make another reader at the same place.
        """
        return deepcopy(self, {id(self._head): self._head})

    def feed(self, data: bytes) -> Sequence[Event]:
        """
        Give it the next bytes, and ask it until it waits.

        How the bytes are cut changes nothing for a reader.

        @return: what it has found.
        """
        self.position += len(data)
        if self._error is not None or self._isDone:
            return ()
        start, rest = self._covered, self._rest + data
        self._reader.feed(data)
        events = list(self._take())
        self._rest = rest[max(self._covered - start, 0) :]
        return events

    def _take(self) -> Iterator[Event]:
        try:
            while not isinstance(event := self._reader.nextEvent(), NeedMore):
                self._note(event)
                yield event
                if self._isDone:
                    return
            self._need = event
        except RemoteProtocolError as error:
            self._error = error

    def _note(self, event: Event) -> None:
        self._found += 1
        self._covered = event.end
        if isinstance(event, Request):
            self._head = event
        elif isinstance(event, Data):
            end, size = self._chunk
            before = size if event.start == end else 0
            self._chunk = event.end, before + event.end - event.start
        else:
            self._isDone = True

    def readOn(self, data: bytes) -> Reading:
        """
        Tell what it would say after more bytes. It stays where it is.
        """
        reader = self.copy()
        first = [] if self._head is None else [self._head]
        events = [*first, *reader.feed(data)]
        return reader._say(events, self._found - len(first))

    def _say(self, events: Sequence[Event], passed: int) -> Reading:
        error, available = self._error, self._reader.available
        read = self._rest[: error.offset - self._covered] if error else self._rest
        isInFields = b"\n" in read.lstrip(b"\r\n")
        return Reading(events, passed, error, available, self._sentence(), isInFields)

    def _sentence(self) -> str:
        """
        Say what is missing, as the explainer does.
        """
        if self._error is not None:
            return self._diagnose(self._error)
        if self._isDone:
            return REQUEST_COMPLETE
        received = 0 if self._rest else self._chunk[1]
        said = tellIncomplete(self._need, self._head, self._rest, received, self.position)
        return said or REQUEST_COMPLETE

    def _diagnose(self, error: RemoteProtocolError) -> str:
        most = error.offset - self._covered + EVIDENCE
        evidence = Evidence(self._covered, most, self._head is None, None)
        evidence.add(self._rest)
        return diagnose(Direction.REQUESTS, error, evidence).sentence


def readUpTo(data: bytes, isSecure: bool = False) -> Reading:
    """
    Give a fresh reader the first bytes of a request.
    """
    return Reader(isSecure).readOn(data)
