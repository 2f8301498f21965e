"""
The bytes that have arrived and belong to no event yet.
"""

from __future__ import annotations

from collections.abc import Callable

from server.http1.errors import MessageError

#: Makes the error for a line that is too long, out of the offset of its first
#: byte beyond the limit.
TooLong = Callable[[int], MessageError]


class Incoming:
    """
    A window on one direction of a connection. It moves on as bytes are taken.
    """

    __slots__ = ("_base", "_buffer", "_ended", "_position", "_searched")

    def __init__(self) -> None:
        self._buffer = b""
        self._position = 0  # of the first byte in the buffer that is not taken
        self._searched = 0  # the buffer has no line end in between
        self._base = 0  # the connection's offset of the buffer's first byte
        self._ended = False

    def beginAt(self, offset: int) -> None:
        """
        Learn that bytes have gone before the first one that will be fed.

        @param offset: how many.
        """
        self._base = offset

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes of the connection.
        """
        if not self._buffer:
            self._buffer = data
            return
        # Copies what is left: part of a head or a line, or what nobody has asked for
        # yet.
        taken, self._position = self._position, 0
        self._buffer = self._buffer[taken:] + data
        self._searched = max(0, self._searched - taken)
        self._base += taken

    def _forget(self) -> None:
        """
        Let go of bytes that have all been taken: whoever waits may wait long.
        """
        if self._position == len(self._buffer):
            self._base += self._position
            self._buffer = b""
            self._position = self._searched = 0

    def end(self) -> None:
        """
        Learn that no more bytes will come.
        """
        self._ended = True

    @property
    def offset(self) -> int:
        """
        How many bytes of the connection have been taken.
        """
        return self._base + self._position

    @property
    def available(self) -> int:
        """
        How many bytes could be taken now.
        """
        return len(self._buffer) - self._position

    def _take(self, most: int) -> bytes:
        """
        Take as many bytes as there are, up to a number.
        """
        start = self._position
        data = self._buffer[start : start + most]
        self._position = start + len(data)
        return data

    def _takeLine(self, limit: int, tooLong: TooLong) -> bytes | None:
        """
        Take a line.

        @return: the line without its CR LF, or L{None} while it is not complete.
        @raise MessageError: as L{_findLine}.
        """
        end = self._findLine(self._position, limit, tooLong)
        if end < 0:
            return None
        line = self._buffer[self._position : end]
        self._position = end + 2
        return line

    def _findLine(self, start: int, limit: int, tooLong: TooLong) -> int:
        """
        Find the end of a line. No byte is searched twice.

        @param start: where it begins in the buffer.
        @param limit: how many bytes it may have.
        @return: the position of its CR LF, or -1 while it is not complete.
        @raise MessageError: when it is too long, or ends with LF alone. RFC 9112
            section 2.2: "a recipient MAY recognize a single LF as a line
            terminator". We do not: others may not either.
        """
        buffer = self._buffer
        beyond = start + limit + 2
        end = buffer.find(b"\n", max(start, self._searched), beyond)
        if end < 0:
            if len(buffer) >= beyond:
                raise tooLong(self._base + start + limit)
            self._searched = len(buffer)
            return -1
        if end == start or not buffer.startswith(b"\r", end - 1):
            sentence = "The line ends with LF alone; lines of HTTP end with CR LF."
            raise MessageError(400, sentence, "RFC 9112 section 2.2", self._base + end, 1)
        return end - 1
