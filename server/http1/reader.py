"""
The reader: bytes in, events out, nothing else. It knows no socket and no clock.

The contract:

  - Feed the bytes as they arrive, cut in any way. How they are cut never
    changes what comes out, except that content comes in other pieces.
  - C{nextEvent} returns the next event (L{server.http1.events}); or L{NeedMore},
    which says what the reader is waiting for; or raises L{RemoteProtocolError}, which
    says which bytes break which rule. It raises nothing else, and having raised
    once, raises the same again.
  - C{end} tells that no more bytes will come. A message that breaks off is then
    an error as well.
  - An event is looked for only when it is asked for. Whoever does not ask for the
    next request leaves its bytes in the reader, unread.
  - Beyond bytes that nobody has asked for, a reader keeps at most one head, one
    line or one trailer section, and each has its limit (L{Limits}). No byte is
    searched for a line end twice.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Match, Pattern

from server.http1.bodies import NO_BODY, NOT_YET, NOTHING_MORE, BodyReader
from server.http1.buffer import Buffer
from server.http1.errors import FieldOffence, RemoteProtocolError
from server.http1.events import UNFRAMED, EndOfMessage, Event, Framing, NeedMore, Waiting
from server.http1.fields import locate
from server.http1.framing import BODY_READERS
from server.http1.headlines import HeadLines
from server.http1.limits import DEFAULT_LIMITS, Limits

#: What the reader says most often.
IDLE = NeedMore(Waiting.MESSAGE)


class MessageReader:
    """
    Reads one message after the other. It holds the bytes in a L{Buffer} and, once it has
    read a head, a L{BodyReader}. Requests and responses differ in their first line, and in
    what their fields decide.

    @ivar limits: how much it is willing to read.
    @ivar feed: called with the next bytes of the connection.
    """

    __slots__ = (
        "_body",
        "_buffer",
        "_error",
        "_framing",
        "_length",
        "_lines",
        "_persists",
        "_shortest",
        "feed",
        "limits",
    )

    #: The grammar of the first line.
    startLine: Pattern[bytes]

    feed: Callable[[bytes], None]

    _framing: Framing  # of the content for which no body reader is made yet
    _length: int | None

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._shortest = min(limits.requestLine, limits.fieldLine, limits.head - 2)
        self._buffer = Buffer()
        self.feed = self._buffer.feed
        self._body: BodyReader | None = None  # none while a head is read
        self._lines: HeadLines | None = None  # of a head that is read line by line
        self._persists = True  # whether a message may follow this one
        self._error: RemoteProtocolError | None = None

    def beginAt(self, offset: int) -> None:
        """
        Learn that bytes have gone before the first one that will be fed.

        @param offset: how many.
        """
        self._buffer.base = offset

    def end(self) -> None:
        """
        Learn that no more bytes will come.
        """
        self._buffer.ended = True

    @property
    def offset(self) -> int:
        """
        How many bytes of the connection have been taken.
        """
        return self._buffer.offset

    @property
    def available(self) -> int:
        """
        How many bytes could be taken now.
        """
        buffer = self._buffer
        return len(buffer.data) - buffer.position

    def nextEvent(self) -> Event | NeedMore:
        """
        Find the next event in the bytes fed so far.

        @return: the event, or what is missing for it.
        @raise RemoteProtocolError: when the bytes are not a message.
        """
        if self._error is not None:
            raise self._error.with_traceback(None)
        try:
            body = self._body
            if body is None:
                return self._readHead()
            if body is NOT_YET:
                body = self._body = BODY_READERS[self._framing](self._length, self.limits)
            event = body.read(self._buffer)
        except RemoteProtocolError as error:
            error.answersHead = self._answersHead()
            self._error = error
            raise
        # Asked after each piece of content; isinstance takes longer to say no.
        if type(event) is EndOfMessage:
            self.skipEnd()
        return event

    # Short cuts around nextEvent.

    def takeWhole(self) -> bytes:
        """
        Take all content of a length that was said in advance, right after the head, instead
        of asking for its L{server.http1.events.Data}. What follows is the end of the message;
        it may be skipped. Most content is short and all here: then no L{BodyReader} is made
        for it.

        @return: nothing where some of it has not come, or it has another framing.
        """
        if self._body is not NOT_YET or self._length is None:
            return b""
        buffer = self._buffer
        start = buffer.position
        end = start + self._length
        if end > len(buffer.data):
            return b""
        buffer.position, self._body = end, NO_BODY
        return buffer.data[start:end]

    def takeChunks(self) -> bytes:
        """
        Take the content of whole chunks that follow a piece of content and are here
        already, instead of asking for one L{server.http1.events.Data} after the other. With
        many small chunks that takes a seventh of the time. It stops before whatever is not
        plain.
        """
        return b"" if self._body is None else self._body.takeChunks(self._buffer)

    def skipEnd(self) -> bool:
        """
        Go on after a message without content, or whose content has been taken whole,
        instead of asking for its L{EndOfMessage}, which says nothing: most requests are
        like that, and this takes a tenth of the time.

        RFC 9112 section 9.6, of a request that says C{close}: "The server MUST
        NOT process any further requests received on that connection."

        @return: whether a message may follow, and no byte of it has come: then asking for
            the next event would only tell to wait. What has been read is let go of.
        """
        if not self._persists:
            self._body = NOTHING_MORE
            return False
        self._body = None
        buffer = self._buffer
        return buffer.forget() and not buffer.ended

    def takeRest(self) -> bytes:
        """
        Give up the connection to another protocol (RFC 9110 section 7.8).

        @return: the bytes fed that no event covers.
        """
        self._body = NOTHING_MORE
        return self._buffer.takeAll()

    # The head.

    def _readHead(self) -> Event | NeedMore:
        """
        The start line, the fields and the empty line.

        A head that is complete and no longer than the shortest limit is read by
        two patterns, and only if they say no, line by line.
        """
        buffer = self._buffer
        data, start = buffer.data, buffer.position
        if start == len(data):
            return self._idle()
        searched = buffer.searched - 3
        end = data.find(b"\r\n\r\n", searched if searched > start else start)
        if 0 <= end <= start + self._shortest:
            event = self._takeHead(data, start, end)
            if event is not None:
                self._lines = None
                return event
        return self._readLines()

    def _takeHead(self, data: bytes, start: int, end: int) -> Event | None:
        """
        Take a complete head, as L{_parse} does. A subclass may know the head already.
        """
        return self._parse(data, start, end)

    def _parse(self, data: bytes, start: int, end: int) -> Event | None:
        """
        Parse a complete head.

        @param data: what is in the buffer.
        @param start: the position of its first byte.
        @param end: the position of the line end of its last line.
        @return: the event, or L{None} where the grammar says no.
        @raise RemoteProtocolError: where only a field's value is wrong.
        """
        line = self.startLine.match(data, start)
        if line is None:
            return None
        first, fieldsEnd, base = line.end(), end + 2, self._buffer.base
        try:
            event = self._decide(line, data[first:fieldsEnd], base + start, base + end + 4)
        except FieldOffence as offence:
            raise locate(offence, data, first, fieldsEnd).movedBy(base) from None
        if event is not None:
            self._buffer.position = end + 4
        return event

    def _beginBody(self, framing: Framing, length: int | None, persists: bool) -> None:
        """
        Get ready for what follows a head.

        @param persists: whether a message may follow this one.
        """
        self._persists = persists
        if framing is UNFRAMED:
            self._body = NO_BODY
        else:
            self._body, self._framing, self._length = NOT_YET, framing, length

    def _decide(self, line: Match[bytes], section: bytes, start: int, end: int) -> Event | None:
        """
        Make the event of a head, and get ready for its content.

        @param section: the field lines.
        @param start: the offset of its first byte.
        @param end: the offset after its last.
        @return: L{None} where the grammar says no to a field.
        """
        raise NotImplementedError

    def _readLines(self) -> Event | NeedMore:
        """
        Examine the lines that are complete, to find the first fault early.
        """
        buffer = self._buffer
        lines = self._lines = self._lines or HeadLines(self.limits)
        lines.skipEmptyLines(buffer)
        if buffer.position == len(buffer.data):
            return self._idle()
        end = lines.examine(buffer, self)
        if end < 0:
            return buffer.needMore(Waiting.FIELDS if lines.lines else Waiting.START_LINE)
        event = self._parse(buffer.data, buffer.position, end)
        self._lines = None
        if event is None:  # not reached while patterns and diagnosis agree
            raise RemoteProtocolError(
                400, "The head is malformed.", "RFC 9112 section 2", buffer.offset
            )
        return event

    def _idle(self) -> NeedMore:
        """
        Wait for a message, of which no byte has come.
        """
        self._buffer.forget()
        return NeedMore(Waiting.NOTHING) if self._buffer.ended else IDLE

    def checkBeginning(self, beginning: bytes) -> None:
        """
        Check what can be checked of a start line that is not complete: see
        L{server.http1.headlines.StartLine}.
        """

    def checkStartLine(self, line: bytes) -> None:
        """
        @raise RemoteProtocolError: when it is not a start line; the offset counts from its
            first byte.
        """
        raise NotImplementedError

    def startLineTooLong(self, line: bytes) -> RemoteProtocolError:
        """
        Make the error for a start line that is longer than its limit.

        @param line: as many bytes of it as it may have.
        """
        raise NotImplementedError

    def _answersHead(self) -> bool:
        """
        Tell whether the message that fails is a HEAD request.
        """
        return False
