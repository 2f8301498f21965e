"""
Reading what follows a head: the content, in each of its framings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.http1.buffer import Incoming
from server.http1.diagnosis import checkChunkLine, checkFieldLine
from server.http1.errors import MessageError
from server.http1.events import (
    CHUNKED,
    TO_CLOSE,
    Data,
    EndOfMessage,
    Event,
    Field,
    Framing,
    NeedMore,
    Waiting,
)
from server.http1.grammar import HEXDIGITS, OWS
from server.http1.limits import Limits

#: What a chunk line may weigh without counting as excess: a size of eight
#: digits, a short extension.
USUAL_CHUNK_LINE = 16

CRLF = b"\r\n"


class ContentReader(Incoming):
    """
    A state machine: its state is the function that reads what comes next.
    """

    __slots__ = (
        "_content",
        "_endStart",
        "_excess",
        "_missing",
        "_persists",
        "_state",
        "_trailerRoom",
        "_trailers",
        "limits",
    )

    # A function, not a bound method: with one, the reader would refer to itself,
    # and stay in memory until the garbage collector runs.
    _state: Callable[..., Event | NeedMore]

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self._state = type(self)._readHead

    def _readHead(self) -> Event | NeedMore:
        raise NotImplementedError

    def _beginContent(self, framing: Framing, length: int | None, persists: bool) -> None:
        """
        Get ready for what follows a head.

        @param persists: whether a message may follow this one.
        """
        kind = type(self)
        self._persists = persists
        if framing is CHUNKED:
            self._content = self._excess = 0
            self._state = kind._readChunkLine
        elif framing is TO_CLOSE:
            self._state = kind._readToClose
        else:
            self._missing = length or 0
            self._state = kind._readLength

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

    def _readChunkLine(self) -> Event | NeedMore:
        """
        The line before a chunk. A size of zero announces the trailer section.
        """
        start = self.offset
        line = self._takeLine(self.limits.chunkLine, self._chunkLineTooLong)
        if line is None:
            return self._needMore(Waiting.CHUNK_LINE)
        self._missing = self._chunkSize(line, start)
        if self._missing:
            self._state = type(self)._readChunk
            return self._readChunk()
        self._trailers: list[Field] = []
        self._trailerRoom = self.limits.trailer
        self._endStart = start
        self._state = type(self)._readTrailers
        return self._readTrailers()

    def _readChunk(self) -> Event | NeedMore:
        """
        The content of a chunk, and the CR LF behind it.
        """
        if self._missing:
            return self._takeContent(Waiting.CHUNK)
        start, behind = self.offset, self._buffer[self._position : self._position + 2]
        if behind == CRLF:
            self._position += 2
            self._state = type(self)._readChunkLine
            return self._readChunkLine()
        if CRLF.startswith(behind):
            return self._needMore(Waiting.CHUNK_END, 2 - len(behind))
        sentence = "A chunk is followed by CR LF where its size says that it ends."
        wrong = start + behind.startswith(b"\r")
        raise MessageError(400, sentence, "RFC 9112 section 7.1", wrong, 1)

    def _readTrailers(self) -> Event | NeedMore:
        """
        The trailer section: field lines, and an empty one behind them.
        """
        while True:
            start, limit = self.offset, min(self.limits.fieldLine, self._trailerRoom)
            line = self._takeLine(limit, self._trailerTooLong)
            if line is None:
                return self._needMore(Waiting.TRAILERS)
            if not line:
                return self._finish(self._endStart, self._trailers)
            self._addTrailer(line, start)

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
        Go on behind a message without content, instead of asking for its
        L{EndOfMessage}, which says nothing: most requests are such, and this takes a
        tenth of the time.

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

    def _chunkSize(self, line: bytes, start: int) -> int:
        """
        Read the size out of a chunk line, and keep the accounts.

        RFC 9112 section 7.1: "recipients MUST anticipate potentially large
        hexadecimal numerals and prevent parsing errors due to integer conversion
        overflows". Section 7.1.1: "A recipient MUST ignore unrecognized chunk
        extensions. A server ought to limit the total length of chunk extensions".
        """
        try:
            checkChunkLine(line)
        except MessageError as error:
            raise error.movedBy(start) from None
        digits = HEXDIGITS.match(line)
        size = int(digits[0], 16) if digits else 0
        self._content += size
        if self._content > self.limits.content:
            sentence = f"The content exceeds the {self.limits.content:,} bytes that we take."
            raise MessageError(413, sentence, "RFC 9110 section 15.5.14", start, len(line))
        self._excess = max(0, self._excess + len(line) - USUAL_CHUNK_LINE - size)
        if self._excess > self.limits.chunkExcess:
            sentence = "The lines before the chunks weigh too much beside the content."
            raise MessageError(413, sentence, "RFC 9112 section 7.1.1", start, len(line))
        return size

    def _addTrailer(self, line: bytes, start: int) -> None:
        """
        RFC 9112 section 7.1.2: a recipient "MUST NOT merge a received trailer field
        into the header section" unless that field's definition allows it: trailers
        are kept apart.
        """
        try:
            checkFieldLine(line)
        except MessageError as error:
            raise error.movedBy(start) from None
        if len(self._trailers) == self.limits.fields:
            raise self._tooManyFields(start, len(line))
        name, _, value = line.partition(b":")
        self._trailers.append((name, value.strip(OWS)))
        self._trailerRoom = max(0, self._trailerRoom - len(line) - 2)

    def _chunkLineTooLong(self, offset: int) -> MessageError:
        sentence = f"The line before a chunk may have {self.limits.chunkLine:,} bytes."
        return MessageError(413, sentence, "RFC 9112 section 7.1.1", offset, 1)

    def _trailerTooLong(self, offset: int) -> MessageError:
        sentence = f"The trailer section may have {self.limits.trailer:,} bytes."
        return MessageError(431, sentence, "RFC 9110 section 5.4", offset, 1)

    def _tooManyFields(self, offset: int, length: int) -> MessageError:
        sentence = f"A message may have {self.limits.fields} fields."
        return MessageError(431, sentence, "RFC 9110 section 5.4", offset, length)
