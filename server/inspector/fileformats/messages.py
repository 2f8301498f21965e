"""
The messages of one direction, with their content.

The explainer tells which answer belongs to which request, and keeps no content. Here the
content is kept where it is: as ranges of the bytes, without the framing between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from server.explain.layout import Head
from server.http1 import (
    Data,
    EndOfMessage,
    Limits,
    NeedMore,
    RemoteProtocolError,
    Request,
    RequestReader,
    Response,
    ResponseReader,
)

#: What is recorded may have any length.
LIMITS = Limits(content=2**62)


@dataclass
class Message:
    """
    One message.

    @ivar content: the ranges of its content, from one offset up to another.
    @ivar end: the offset after the last byte of it that was found.
    @ivar isComplete: whether all of it has come.
    """

    head: Head
    end: int
    content: list[tuple[int, int]] = field(default_factory=list)
    isComplete: bool = False

    @property
    def size(self) -> int:
        """
        How many bytes of content have come.
        """
        return sum(end - start for start, end in self.content)


@dataclass
class Messages:
    """
    The messages of one direction.

    @ivar byStart: by the offset of their first byte, in order.
    @ivar end: the offset after the last one.
    @ivar error: what is wrong after it, or in it.
    """

    byStart: dict[int, Message] = field(default_factory=dict)
    end: int = 0
    error: RemoteProtocolError | None = None

    def of(self, head: Head | None) -> Message | None:
        """
        @return: the message that begins with this head; L{None} where there is no such head
            or message.
        """
        return None if head is None else self.byStart.get(head.start)

    @property
    def last(self) -> Message | None:
        """
        The last message that has begun; L{None} where there is none.
        """
        return next(reversed(self.byStart.values()), None)


def readRequests(data: bytes, isSecure: bool, hasEnded: bool) -> Messages:
    """
    Read what a client has sent.
    """
    reader = RequestReader(LIMITS, isSecure)
    reader.feed(data)
    return _read(reader, hasEnded)


def readAnswers(data: bytes, methods: list[bytes], hasEnded: bool) -> Messages:
    """
    Read what a server has sent.

    @param methods: of the requests.
    """
    reader = ResponseReader(LIMITS)
    for method in methods:
        reader.expect(method)
    reader.feed(data)
    return _read(reader, hasEnded)


def _read(reader: RequestReader | ResponseReader, hasEnded: bool) -> Messages:
    messages = Messages()
    if _readOn(reader, messages) and hasEnded:
        reader.end()
        _readOn(reader, messages)
    return messages


def _readOn(reader: RequestReader | ResponseReader, messages: Messages) -> bool:
    """
    Take events from the reader for as long as it has any.

    @return: whether no rule is broken so far.
    """
    try:
        while not isinstance(event := reader.nextEvent(), NeedMore):
            _take(event, messages)
    except RemoteProtocolError as error:
        messages.error = error
    return messages.error is None


def _take(event: Request | Response | Data | EndOfMessage, messages: Messages) -> None:
    messages.end = event.end
    last = messages.last
    if isinstance(event, Request | Response):
        messages.byStart[event.start] = Message(event, event.end)
    elif last is not None:
        last.end = event.end
        if isinstance(event, Data):
            last.content.append((event.start, event.end))
        else:
            last.isComplete = True
