"""
Feeding a reader, and collecting what it says; requests to feed it with.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.http1 import (
    Data,
    Event,
    Limits,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
)
from server.http1.reader import MessageReader

HOST = b"Host: a\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

#: Limits so small that random bytes reach them.
SMALL = Limits(
    requestLine=40,
    fieldLine=40,
    fields=3,
    head=90,
    emptyLines=2,
    content=60,
    chunkLine=12,
    chunkExcess=8,
    trailer=30,
)


def events(reader: MessageReader, found: list[Event]) -> NeedMore:
    """
    Ask for events until there are none.

    @param found: takes the events, those before an error as well.
    @return: what the reader waits for.
    """
    while not isinstance(event := reader.nextEvent(), NeedMore):
        found.append(event)
    return event


def outcome(
    reader: MessageReader, pieces: Iterable[bytes], ends: bool = False
) -> tuple[list[Event], object]:
    """
    Feed pieces one after the other, and sum up all that came out, in a form that
    does not depend on how they were cut.

    @param ends: whether the connection ends after them.
    @return: the events, with neighbouring data joined; and what the reader waits
        for, or everything that it says about the error.
    """
    found: list[Event] = []
    try:
        waiting = events(reader, found)
        for piece in pieces:
            reader.feed(piece)
            waiting = events(reader, found)
        if ends:
            reader.end()
            waiting = events(reader, found)
    except RemoteProtocolError as error:
        return joined(found), describe(error)
    return joined(found), waiting


def describe(error: RemoteProtocolError) -> tuple[object, ...]:
    """
    @return: all that an error says, to be compared.
    """
    return (
        error.statusHint,
        error.sentence,
        error.rule,
        error.offset,
        error.length,
        error.location,
        error.answersHead,
    )


def joined(events: Iterable[Event]) -> list[Event]:
    """
    Join data that lies side by side.
    """
    result: list[Event] = []
    for event in events:
        before = result[-1] if result else None
        if isinstance(event, Data) and isinstance(before, Data) and before.end == event.start:
            result[-1] = Data(before.data + event.data, before.start)
        else:
            result.append(event)
    return result


def readRequests(data: bytes, limits: Limits | None = None) -> list[Event]:
    """
    Read bytes in one piece.

    @return: the events, without what the reader waits for then.
    """
    reader, found = RequestReader(limits or Limits()), list[Event]()
    reader.feed(data)
    events(reader, found)
    return found


def head(data: bytes) -> Request:
    """
    @return: the first event of these bytes, which must be the head of a request.
    """
    event = readRequests(data)[0]
    assert isinstance(event, Request)
    return event


def refusal(data: bytes, limits: Limits | None = None) -> RemoteProtocolError:
    """
    Read bytes that must be refused.

    @return: the error.
    @raise AssertionError: when they are not refused.
    """
    try:
        found = readRequests(data, limits)
    except RemoteProtocolError as error:
        return error
    raise AssertionError(f"not refused: {found!r}")
