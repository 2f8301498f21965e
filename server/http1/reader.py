"""
The reader: bytes in, events out, nothing else. It knows no socket and no clock.

The contract:

  - Feed the bytes as they arrive, cut in any way. How they are cut never
    changes what comes out, except that content comes in other pieces.
  - C{nextEvent} returns the next event (L{server.http1.events}); or L{NeedMore},
    which says what the reader is waiting for; or raises L{MessageError}, which
    says which bytes break which rule. It raises nothing else, and having raised
    once, raises the same again.
  - C{end} tells that no more bytes will come. A message that breaks off is then
    an error as well.
  - An event is looked for only when it is asked for. Whoever does not ask for the
    next request leaves its bytes in the reader, unread.
  - Beyond bytes that nobody has asked for, a reader keeps at most one head, one
    line or one trailer section, and each has its limit (L{Limits}). No byte is
    searched for a line end twice.

Where the RFCs leave a choice, this engine takes the strict side, because two
programs that guess differently about one message are how attacks begin:

  - A line ends with CR LF; LF alone is refused (RFC 9112 section 2.2).
  - The words of a request line are separated by one space (section 3).
  - White space before the first field and folded fields are refused (sections
    2.2 and 5.2), as are control characters in values (RFC 9110 section 5.5).
  - Transfer-Encoding beside Content-Length, or in HTTP/1.0, is refused, and so is
    a repeated Content-Length, even where all are equal (section 6).
  - Unknown expectations get 417 (RFC 9110 section 10.1.1); an absolute target of a
    scheme other than http and https gets 421 (section 7.4), and so does https on a
    connection that is not secured.

And the helpful side where that is safe:

  - A few empty lines before a request are ignored (section 2.2 asks for one).
  - A target with bytes that browsers fail to encode is redirected to the
    encoded one (section 3.2 allows 400 or 301).
  - HTTP/1.0 may ask for a connection that persists (section 9.3).
  - Equal names, list members and codings are compared without regard to case,
    and empty list members are ignored (RFC 9110 section 5.6.1.2).
"""

from __future__ import annotations

from re import Match, Pattern

from server.http1.buffer import TooLong
from server.http1.chunks import ChunkReader
from server.http1.content import CRLF
from server.http1.diagnosis import checkFieldLine
from server.http1.errors import FieldOffence, MessageError
from server.http1.events import Event, NeedMore, Waiting
from server.http1.grammar import FIELD_LINE
from server.http1.limits import Limits

DEFAULT_LIMITS = Limits()

#: What the reader says most often.
IDLE = NeedMore(Waiting.MESSAGE)


class MessageReader(ChunkReader):
    """
    Reads one message after the other. Requests and responses differ in their
    first line, and in what their fields decide.
    """

    __slots__ = ("_emptyLines", "_error", "_examined", "_lines", "_shortest")

    #: The grammar of the first line.
    startLine: Pattern[bytes]

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(limits)
        self._error: MessageError | None = None
        self._emptyLines = 0  # how many stood before this head
        self._lines = 0  # how many lines of this head have been examined
        self._examined = 0  # how many bytes they have
        self._shortest = min(limits.requestLine, limits.fieldLine, limits.head - 2)

    def nextEvent(self) -> Event | NeedMore:
        """
        Find the next event in the bytes fed so far.

        @return: the event, or what is missing for it.
        @raise MessageError: when the bytes are no message.
        """
        if self._error is not None:
            raise self._error.with_traceback(None)
        try:
            return self._state(self)
        except MessageError as error:
            error.answersHead = self._answersHead()
            self._error = error
            raise

    def takeRest(self) -> bytes:
        """
        Give up the connection to another protocol (RFC 9110 section 7.8).

        @return: the bytes fed that no event covers.
        """
        self._state = type(self)._readNothing
        return self._take(self.available)

    def _readHead(self) -> Event | NeedMore:
        """
        The start line, the fields and the empty line.

        A head that is complete and no longer than the shortest limit is read by
        two patterns, and only if they say no, line by line.
        """
        start = self._position
        if start == len(self._buffer):
            return self._idle()
        searched = self._searched - 3
        end = self._buffer.find(b"\r\n\r\n", searched if searched > start else start)
        if 0 <= end <= start + self._shortest:
            event = self._takeHead(start, end)
            if event is not None:
                return event
        return self._readLines()

    def _takeHead(self, start: int, end: int) -> Event | None:
        """
        Take a complete head. As L{_parse}, which some may do without.
        """
        return self._parse(start, end)

    def _parse(self, start: int, end: int) -> Event | None:
        """
        Parse a complete head.

        @param start: the position of its first byte.
        @param end: the position of the line end of its last line.
        @return: the event, or L{None} where the grammar says no.
        @raise MessageError: where only a field's value is wrong.
        """
        buffer = self._buffer
        line = self.startLine.match(buffer, start)
        if line is None:
            return None
        first, behind = line.end(), end + 2
        try:
            event = self._decide(
                line, buffer[first:behind], self._base + start, self._base + end + 4
            )
        except FieldOffence as offence:
            raise self._locate(offence, first, behind) from None
        if event is not None:
            self._leaveHead(end)
        return event

    def _leaveHead(self, end: int) -> None:
        """
        Go on behind a head.
        """
        self._position = end + 4
        self._emptyLines = self._lines = self._examined = 0

    def _decide(self, line: Match[bytes], section: bytes, start: int, end: int) -> Event | None:
        """
        Make the event of a head, and get ready for its content.

        @param section: the field lines.
        @param start: the offset of its first byte.
        @param end: the offset behind its last.
        @return: L{None} where the grammar says no to a field.
        """
        raise NotImplementedError

    def _locate(self, offence: FieldOffence, first: int, behind: int) -> MessageError:
        """
        Find the field that breaks a rule; one that is missing is missing at the
        empty line.
        """
        lines = FIELD_LINE.finditer(self._buffer, first, behind)
        named = [line for line in lines if line["name"].lower() == offence.name]
        error = MessageError(offence.status, offence.sentence, offence.rule, self._base + behind)
        if named:
            line = named[offence.index]
            error.offset = self._base + line.start()
            error.length = len(line[0]) - 2
        return error

    def _readLines(self) -> Event | NeedMore:
        """
        Examine the lines that are complete, to find the first fault early.
        """
        self._skipEmptyLines()
        if not self.available:
            return self._idle()
        end = self._examine()
        if end < 0:
            return self._needMore(Waiting.FIELDS if self._lines else Waiting.START_LINE)
        event = self._parse(self._position, end)
        if event is None:  # not reached while patterns and diagnosis agree
            raise MessageError(400, "The head is malformed.", "RFC 9112 section 2", self.offset)
        return event

    def _idle(self) -> NeedMore:
        """
        Wait for a message, of which no byte has come.
        """
        self._base += self._position
        self._buffer = b""
        self._position = self._searched = 0
        return NeedMore(Waiting.NOTHING) if self._ended else IDLE

    def _skipEmptyLines(self) -> None:
        """
        RFC 9112 section 2.2: "a server that is expecting to receive and parse a
        request-line SHOULD ignore at least one empty line (CRLF) received prior
        to the request-line."
        """
        while not self._lines and self._buffer.startswith(CRLF, self._position):
            self._emptyLines += 1
            if self._emptyLines > self.limits.emptyLines:
                sentence = "Too many empty lines stand before the message."
                raise MessageError(400, sentence, "RFC 9112 section 2.2", self.offset, 2)
            self._position += 2

    def _examine(self) -> int:
        """
        Check the lines of the head that are complete and not yet checked.

        @return: the position of the line end of the last one, or -1 while the
            empty line has not come.
        @raise MessageError: for the first that is not what it should be.
        """
        while True:
            start = self._position + self._examined
            if not self._lines:
                self._checkBeginning(start)
            end = self._findLine(start, *self._lineLimit())
            if end < 0:
                return -1
            if end == start:
                return end - 2
            self._checkLine(self._buffer[start:end], self._base + start)
            self._examined += end + 2 - start

    def _lineLimit(self) -> tuple[int, TooLong]:
        """
        How long the next line may be, and the error for one that is longer.
        """
        limits = self.limits
        room = max(0, limits.head - self._examined - 2)
        if not self._lines and limits.requestLine <= room:
            return limits.requestLine, self._startLineTooLong
        if self._lines and limits.fieldLine <= room:
            return limits.fieldLine, self._fieldLineTooLong
        return room, self._headTooLong

    def _checkLine(self, line: bytes, start: int) -> None:
        try:
            if self._lines:
                checkFieldLine(line, isFirst=self._lines == 1)
            else:
                self._checkStartLine(line)
        except MessageError as error:
            raise error.movedBy(start) from None
        if self._lines > self.limits.fields:
            raise self._tooManyFields(start, len(line))
        self._lines += 1

    def _checkBeginning(self, start: int) -> None:
        """
        Check what can be checked of a start line that is not complete.
        """

    def _checkStartLine(self, line: bytes) -> None:
        """
        @raise MessageError: when it is none; the offset counts from its start.
        """
        raise NotImplementedError

    def _startLineTooLong(self, offset: int) -> MessageError:
        raise NotImplementedError

    def _fieldLineTooLong(self, offset: int) -> MessageError:
        sentence = f"A field line may have {self.limits.fieldLine:,} bytes."
        return MessageError(431, sentence, "RFC 9110 section 5.4", offset, 1)

    def _headTooLong(self, offset: int) -> MessageError:
        sentence = f"The head of a message may have {self.limits.head:,} bytes."
        return MessageError(431, sentence, "RFC 9110 section 5.4", offset, 1)

    def _answersHead(self) -> bool:
        """
        Tell whether the message that fails is a HEAD request.
        """
        return False
