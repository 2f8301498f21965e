"""
Body readers: each reads what follows a head, up to the end of the message.

The contract of all of them: C{read} returns the next event that it finds in the buffer,
the last of them L{EndOfMessage}; or L{NeedMore}; or raises
L{server.http1.errors.RemoteProtocolError}. This module has those for content whose length is
known, or that ends with the connection; L{server.http1.chunks} has the one for content in
chunks, and L{server.http1.framing} says when each is used.
"""

from __future__ import annotations

from server.http1.buffer import Buffer
from server.http1.events import Data, EndOfMessage, Event, NeedMore, Waiting
from server.http1.limits import DEFAULT_LIMITS, Limits


class BodyReader:
    """
    What every body reader can do.
    """

    __slots__ = ()

    def __init__(self, length: int | None, limits: Limits) -> None:
        """
        @param length: of the content, where the head says it.
        """

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Find the next event: the contract is in the module's docstring.
        """
        raise NotImplementedError

    def takeChunks(self, buffer: Buffer) -> bytes:
        """
        Take the content of whole chunks that are here already.
        """
        return b""


class NoBody(BodyReader):
    """
    There is no content: the message ends with its head. Holds nothing.
    """

    __slots__ = ()

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        @return: the end of the message, at once, whatever is in the buffer.
        """
        return EndOfMessage((), buffer.offset, buffer.offset)


class SizedBody(BodyReader):
    """
    Content of a length that was said in advance. Holds how much of it is missing.
    """

    __slots__ = ("_missing",)

    def __init__(self, length: int | None, limits: Limits) -> None:
        self._missing = length or 0

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Take what has come of the content, and count down what is missing.
        """
        if not self._missing:
            return EndOfMessage((), buffer.offset, buffer.offset)
        event = buffer.takeContent(self._missing)
        if event is None:
            return buffer.needMore(Waiting.CONTENT, self._missing)
        self._missing -= len(event.data)
        return event


class BodyToClose(BodyReader):
    """
    Content that ends with the connection. Holds nothing.
    """

    __slots__ = ()

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Take all that has come: only the end of the connection ends the message.
        """
        start = buffer.offset
        data = buffer.takeAll()
        if data:
            return Data(data, start)
        if buffer.ended:
            return EndOfMessage((), start, start)
        return buffer.needMore(Waiting.CLOSE)


class NothingMore(BodyReader):
    """
    No further message belongs here: what comes is thrown away.
    """

    __slots__ = ()

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Empty the buffer.

        @return: always that nothing is waited for.
        """
        buffer.position = len(buffer.data)
        buffer.forget()
        return NeedMore(Waiting.NOTHING)


# They hold nothing: one of each is enough for all connections.
NO_BODY = NoBody(0, DEFAULT_LIMITS)
#: A placeholder: the reader is made when content is asked for piece by piece.
NOT_YET = BodyReader(0, DEFAULT_LIMITS)
NOTHING_MORE = NothingMore(0, DEFAULT_LIMITS)
