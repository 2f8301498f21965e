"""
Reading content that comes in chunks (RFC 9112 section 7.1), and the trailers behind it.
"""

from __future__ import annotations

from server.http1.content import CRLF, ContentReader
from server.http1.diagnosis import checkChunkLine, checkFieldLine
from server.http1.errors import MessageError
from server.http1.events import CHUNKED, TO_CLOSE, Event, Field, Framing, NeedMore, Waiting
from server.http1.grammar import HEXDIGITS, LONGEST_SIZE, NEXT_CHUNK, OWS

#: What a chunk line may weigh without counting as excess: a size of eight
#: digits, a short extension.
USUAL_CHUNK_LINE = 16

#: Chunks that are taken together at most: a few milliseconds' work.
TOGETHER = 4096


class ChunkReader(ContentReader):
    """
    Reads content in chunks, beside what is simpler.
    """

    __slots__ = ("_content", "_endStart", "_excess", "_trailerRoom", "_trailers")

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

    def takeChunks(self) -> bytes:
        """
        Take the content of whole chunks that follow a piece of content and are here
        already, instead of asking for one L{Data} after the other. Of many small chunks
        that takes a seventh of the time. It stops before whatever is not plain, an error
        above all: that is found by asking for the next event.
        """
        if self._state is not type(self)._readChunk or self._missing:
            return b""
        # Then the lines of plain chunks are too short for any limit, and add no excess.
        if self._excess or self.limits.chunkLine < LONGEST_SIZE:
            return b""
        room = self.limits.content - self._content
        pieces, self._position = plainChunks(self._buffer, self._position, room)
        content = b"".join(pieces)
        self._content += len(content)
        return content

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


def plainChunks(buffer: bytes, position: int, room: int) -> tuple[list[bytes], int]:
    """
    Find chunks that are whole, and have no extensions.

    @param position: where the chunk before ends, without its CR LF.
    @param room: how many bytes of content they may have together.
    @return: their content, and where the last one ends, without its CR LF.
    """
    pieces: list[bytes] = []
    match, here = NEXT_CHUNK.match, len(buffer)
    for _ in range(TOGETHER):
        line = match(buffer, position)
        if line is None:
            break
        start, size = line.end(), int(line[1], 16)
        if not 0 < size <= room or start + size > here:
            break
        position = start + size
        pieces.append(buffer[start:position])
        room -= size
    return pieces, position
