"""
Reading a head line by line: the careful way, for one that is not complete, that is longer
than most, or in which something is wrong.
"""

from __future__ import annotations

from typing import Protocol

from server.http1.buffer import Buffer, ErrorAt
from server.http1.diagnosis import checkFieldLine
from server.http1.errors import RemoteProtocolError
from server.http1.grammar import CRLF
from server.http1.limits import Limits, tooManyFields


class StartLine(Protocol):
    """
    What L{HeadLines} must know about the first line of a message. Offsets in what is
    raised or returned count from the line's first byte.
    """

    def checkBeginning(self, beginning: bytes) -> None:
        """
        Check the first bytes of a line that is not complete.

        @param beginning: the first two bytes, or the first alone.
        @raise RemoteProtocolError: when no start line begins like that.
        """

    def checkStartLine(self, line: bytes) -> None:
        """
        @raise RemoteProtocolError: when it is not a start line.
        """

    def startLineTooLong(self, line: bytes) -> RemoteProtocolError:
        """
        Make the error for a line that is too long.

        @param line: as many bytes of it as it may have.
        """


class HeadLines:
    """
    The lines of one head, as far as they have been examined.

    @ivar lines: how many have been examined.
    """

    __slots__ = ("_emptyLines", "_examined", "_limits", "lines")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._emptyLines = 0  # how many came before this head
        self._examined = 0  # how many bytes the lines have
        self.lines = 0

    def skipEmptyLines(self, buffer: Buffer) -> None:
        """
        RFC 9112 section 2.2: "a server that is expecting to receive and parse a
        request-line SHOULD ignore at least one empty line (CRLF) received prior
        to the request-line."
        """
        while not self.lines and buffer.data.startswith(CRLF, buffer.position):
            self._emptyLines += 1
            if self._emptyLines > self._limits.emptyLines:
                sentence = "Too many empty lines come before the message."
                raise RemoteProtocolError(400, sentence, "RFC 9112 section 2.2", buffer.offset, 2)
            buffer.position += 2

    def examine(self, buffer: Buffer, startLine: StartLine) -> int:
        """
        Check the lines of the head that are complete and not yet checked.

        @return: the position of the line end of the last one, or -1 while the
            empty line has not come.
        @raise RemoteProtocolError: for the first that is not what it should be.
        """
        while True:
            start = buffer.position + self._examined
            if not self.lines:
                self._checkBeginning(buffer, startLine, start)
            end = buffer.findLine(start, *self._lineLimit(buffer, startLine))
            if end < 0:
                return -1
            if end == start:
                return end - 2
            self._checkLine(buffer.data[start:end], buffer.base + start, startLine)
            self._examined += end + 2 - start

    def _checkBeginning(self, buffer: Buffer, startLine: StartLine, start: int) -> None:
        """
        What no message begins with is refused at the first byte: a TLS handshake has no
        line end that could be waited for.
        """
        beginning = buffer.data[start : start + 2]
        if CRLF.startswith(beginning):
            return
        try:
            startLine.checkBeginning(beginning)
        except RemoteProtocolError as error:
            raise error.movedBy(buffer.base + start) from None

    def _lineLimit(self, buffer: Buffer, startLine: StartLine) -> tuple[int, ErrorAt]:
        """
        How long the next line may be, and the error for one that is longer.
        """
        limits = self._limits
        room = max(0, limits.head - self._examined - 2)
        if not self.lines and limits.requestLine <= room:
            most, start = limits.requestLine, buffer.position
            line = buffer.data[start : start + most]
            return most, lambda offset: startLine.startLineTooLong(line).movedBy(offset - most)
        if self.lines and limits.fieldLine <= room:
            return limits.fieldLine, self._fieldLineTooLong
        return room, self._headTooLong

    def _checkLine(self, line: bytes, start: int, startLine: StartLine) -> None:
        try:
            if self.lines:
                checkFieldLine(line, isFirst=self.lines == 1)
            else:
                startLine.checkStartLine(line)
        except RemoteProtocolError as error:
            raise error.movedBy(start) from None
        if self.lines > self._limits.fields:
            raise tooManyFields(self._limits, start, len(line))
        self.lines += 1

    def _fieldLineTooLong(self, offset: int) -> RemoteProtocolError:
        sentence = f"A field line may have at most {self._limits.fieldLine:,} bytes."
        return RemoteProtocolError(431, sentence, "RFC 9110 section 5.4", offset, 1)

    def _headTooLong(self, offset: int) -> RemoteProtocolError:
        sentence = f"The head of a message may have at most {self._limits.head:,} bytes."
        return RemoteProtocolError(431, sentence, "RFC 9110 section 5.4", offset, 1)
