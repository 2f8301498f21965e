"""
The trailer section, which follows the last chunk (RFC 9112 section 7.1.2).
"""

from __future__ import annotations

from server.http1.buffer import Buffer
from server.http1.diagnosis import checkFieldLine
from server.http1.errors import RemoteProtocolError
from server.http1.events import EndOfMessage, Event, Field, NeedMore, Waiting
from server.http1.grammar import OWS
from server.http1.limits import Limits, tooManyFields


class TrailerReader:
    """
    Reads field lines, and an empty one after them. Holds the fields, and how many more
    bytes there is room for.
    """

    __slots__ = ("_fields", "_limits", "_room", "_start")

    def __init__(self, limits: Limits, start: int) -> None:
        """
        @param start: the offset of the last chunk.
        """
        self._limits = limits
        self._start = start
        self._fields: list[Field] = []
        self._room = limits.trailer

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Find the end of the message.
        """
        while True:
            start, limit = buffer.offset, min(self._limits.fieldLine, self._room)
            line = buffer.takeLine(limit, self._tooLong)
            if line is None:
                return buffer.needMore(Waiting.TRAILERS)
            if not line:
                return EndOfMessage(self._fields, self._start, buffer.offset)
            self._add(line, start)

    def _add(self, line: bytes, start: int) -> None:
        """
        RFC 9112 section 7.1.2: a recipient "MUST NOT merge a received trailer field
        into the header section" unless that field's definition allows it: trailers
        are kept apart.
        """
        try:
            checkFieldLine(line)
        except RemoteProtocolError as error:
            raise error.movedBy(start) from None
        if len(self._fields) == self._limits.fields:
            raise tooManyFields(self._limits, start, len(line))
        name, _, value = line.partition(b":")
        self._fields.append((name, value.strip(OWS)))
        self._room = max(0, self._room - len(line) - 2)

    def _tooLong(self, offset: int) -> RemoteProtocolError:
        sentence = f"The trailer section may have at most {self._limits.trailer:,} bytes."
        return RemoteProtocolError(431, sentence, "RFC 9110 section 5.4", offset, 1)
