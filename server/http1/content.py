"""
Reading what follows a head: content whose length is known, or that ends with the
connection. L{server.http1.chunks} adds content in chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.http1.buffer import Incoming
from server.http1.errors import MessageError
from server.http1.events import (
    Data,
    EndOfMessage,
    Event,
    Field,
    NeedMore,
    Waiting,
)
from server.http1.limits import Limits

CRLF = b"\r\n"


class ContentReader(Incoming):
    """
    A state machine: its state is the function that reads what comes next.
    """

    __slots__ = ("_missing", "_persists", "_state", "limits")

    _missing: int  # bytes of content, or of the chunk, that have not been taken
    _persists: bool  # whether a message may follow this one

    # A function, not a bound method: with one, the reader would refer to itself,
    # and stay in memory until the garbage collector runs.
    _state: Callable[..., Event | NeedMore]

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self._state = type(self)._readHead

    def _readHead(self) -> Event | NeedMore:
        raise NotImplementedError

    def _readLength(self) -> Event | NeedMore:
        """
        Content of a length that was said in advance.
        """
        return self._takeContent(Waiting.CONTENT) if self._missing else self._finish(self.offset)

    def _readToClose(self) -> Event | NeedMore:
        """
        Content that ends with the connection.
        """
        start = self.offset
        if self.available:
            return Data(self._take(self.available), start)
        if self._ended:
            return self._finish(start)
        self._forget()
        return NeedMore(Waiting.CLOSE)

    def _readNothing(self) -> Event | NeedMore:
        """
        No further message belongs here: what comes is thrown away.
        """
        self._position = len(self._buffer)
        self._forget()
        return NeedMore(Waiting.NOTHING)

    def _takeContent(self, waiting: Waiting) -> Event | NeedMore:
        if self._position == len(self._buffer):
            return self._needMore(waiting, self._missing)
        start, data = self.offset, self._take(self._missing)
        self._missing -= len(data)
        return Data(data, start)

    def takeWhole(self) -> bytes:
        """
        Take all content of a length that was said in advance, instead of asking for its
        L{Data}. What follows is the end of the message; it may be skipped.

        @return: nothing where some of it has not come, or it has another framing.
        """
        if self._state is not type(self)._readLength:
            return b""
        start = self._position
        end = start + self._missing
        if end > len(self._buffer):
            return b""
        self._position, self._missing = end, 0
        return self._buffer[start:end]

    def _finish(self, start: int, trailers: Sequence[Field] = ()) -> Event:
        """
        End a message.

        RFC 9112 section 9.6, of a request that says C{close}: "The server MUST
        NOT process any further requests received on that connection."
        """
        self.skipEnd()
        return EndOfMessage(trailers, start, self.offset)

    def skipEnd(self) -> bool:
        """
        Go on behind a message without content, or whose content has been taken whole,
        instead of asking for its L{EndOfMessage}, which says nothing: most requests are
        such, and this takes a tenth of the time.

        @return: whether a message may follow, and no byte of it has come: then the next
            event would be to wait for one. What has been read is let go of.
        """
        kind = type(self)
        self._state = kind._readHead if self._persists else kind._readNothing
        if not self._persists or self._ended or self._position != len(self._buffer):
            return False
        self._forget()
        return True

    def _needMore(self, waiting: Waiting, missing: int | None = None) -> NeedMore:
        """
        Wait, unless nothing will come.

        RFC 9112 section 8: "A server that receives an incomplete request message
        ... MAY send an error response prior to closing the connection."
        """
        if self._ended:
            sentence = f"The connection ended too early; still missing: {waiting.value}."
            end = self._base + len(self._buffer)
            raise MessageError(400, sentence, "RFC 9112 section 8", end, 0)
        self._forget()
        return NeedMore(waiting, missing)

    def _tooManyFields(self, offset: int, length: int) -> MessageError:
        sentence = f"A message may have {self.limits.fields} fields."
        return MessageError(431, sentence, "RFC 9110 section 5.4", offset, length)
