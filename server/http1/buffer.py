"""
The bytes that have arrived and belong to no event yet.
"""

from __future__ import annotations

from collections.abc import Callable

from server.http1.errors import RemoteProtocolError
from server.http1.events import Data, NeedMore, Waiting

#: Makes the error that begins at an offset of the connection.
ErrorAt = Callable[[int], RemoteProtocolError]


class Buffer:
    """
    A window on one direction of a connection. It moves on as bytes are taken.

    @ivar data: the bytes; some of them may have been taken.
    @ivar position: of the first byte of C{data} that is not taken.
    @ivar searched: C{data} has no line end between C{position} and here.
    @ivar base: the connection's offset of the first byte of C{data}.
    @ivar ended: whether no more bytes will come.
    """

    __slots__ = ("base", "data", "ended", "position", "searched")

    def __init__(self) -> None:
        self.data = b""
        self.position = self.searched = self.base = 0
        self.ended = False

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes of the connection.
        """
        if not self.data:
            self.data = data
            return
        # Copies what is left: part of a head or a line, or what nobody has asked for
        # yet.
        taken, self.position = self.position, 0
        self.data = self.data[taken:] + data
        self.searched = max(0, self.searched - taken)
        self.base += taken

    def forget(self) -> bool:
        """
        Let go of the bytes once all of them have been taken: whoever waits may wait long.

        @return: whether all have been taken.
        """
        if self.position != len(self.data):
            return False
        self.base += self.position
        self.data = b""
        self.position = self.searched = 0
        return True

    @property
    def offset(self) -> int:
        """
        How many bytes of the connection have been taken.
        """
        return self.base + self.position

    def takeAll(self) -> bytes:
        """
        Take all the bytes that are here.
        """
        data = self.data[self.position :]
        self.position = len(self.data)
        return data

    def takeContent(self, missing: int) -> Data | None:
        """
        Take what has come of content of which C{missing} bytes are still to come.

        @return: L{None} where nothing has come.
        """
        start = self.position
        data = self.data[start : start + missing]
        if not data:
            return None
        self.position = start + len(data)
        return Data(data, self.base + start)

    def takeLine(self, limit: int, tooLong: ErrorAt) -> bytes | None:
        """
        Take the next line, if the whole of it is here.

        @return: the line without its CR LF, or L{None} while it is not complete.
        @raise RemoteProtocolError: as L{findLine}.
        """
        end = self.findLine(self.position, limit, tooLong)
        if end < 0:
            return None
        line = self.data[self.position : end]
        self.position = end + 2
        return line

    def findLine(self, start: int, limit: int, tooLong: ErrorAt) -> int:
        """
        Find the end of a line. No byte is searched twice.

        @param start: where it begins in C{data}.
        @param limit: how many bytes it may have.
        @param tooLong: makes the error for a line that has more, from the offset of the
            first byte beyond the limit.
        @return: the position of its CR LF, or -1 while it is not complete.
        @raise RemoteProtocolError: when it is too long, or ends with LF alone. RFC 9112
            section 2.2: "a recipient MAY recognize a single LF as a line
            terminator". We do not: others may not either.
        """
        data = self.data
        beyond = start + limit + 2
        end = data.find(b"\n", max(start, self.searched), beyond)
        if end < 0:
            if len(data) >= beyond:
                raise tooLong(self.base + start + limit)
            self.searched = len(data)
            return -1
        if end == start or not data.startswith(b"\r", end - 1):
            sentence = "The line ends with LF alone; lines of HTTP end with CR LF."
            raise RemoteProtocolError(400, sentence, "RFC 9112 section 2.2", self.base + end, 1)
        return end - 1

    def needMore(self, waiting: Waiting, missing: int | None = None) -> NeedMore:
        """
        Say what is waited for, unless nothing more will come.

        RFC 9112 section 8: "A server that receives an incomplete request message
        ... MAY send an error response prior to closing the connection."

        @raise RemoteProtocolError: when the connection has ended.
        """
        if self.ended:
            sentence = f"The connection ended too early; still missing: {waiting.value}."
            end = self.base + len(self.data)
            raise RemoteProtocolError(400, sentence, "RFC 9112 section 8", end, 0)
        self.forget()
        return NeedMore(waiting, missing)
