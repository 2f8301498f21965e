"""
The body reader for content that comes in chunks (RFC 9112 section 7.1).
"""

from __future__ import annotations

from collections.abc import Callable

from server.http1.bodies import BodyReader
from server.http1.buffer import Buffer
from server.http1.diagnosis import checkChunkLine
from server.http1.errors import RemoteProtocolError
from server.http1.events import Event, NeedMore, Waiting
from server.http1.grammar import CRLF, HEXDIGITS, LONGEST_SIZE, NEXT_CHUNK
from server.http1.limits import Limits
from server.http1.trailers import TrailerReader

#: What a chunk line may weigh without counting as excess: a size of eight
#: digits, a short extension.
USUAL_CHUNK_LINE = 16

#: Chunks that are taken together at most: a few milliseconds' work.
TOGETHER = 4096


class ChunkedBody(BodyReader):
    """
    Content in chunks. Holds what is missing of this chunk, and the accounts: how much
    content has come, and how much its chunk lines weigh beyond what is usual.
    """

    __slots__ = ("_content", "_excess", "_limits", "_missing", "_readNext", "_trailers")

    # What comes next: a function, not a bound method. With one, this would refer to
    # itself, and stay in memory until the garbage collector runs.
    _readNext: Callable[[ChunkedBody, Buffer], Event | NeedMore]

    def __init__(self, length: int | None, limits: Limits) -> None:
        self._limits = limits
        self._content = self._excess = self._missing = 0
        self._readNext = ChunkedBody._readChunkLine

    def read(self, buffer: Buffer) -> Event | NeedMore:
        """
        Find a piece of a chunk, or the end after the last one.
        """
        return self._readNext(self, buffer)

    def _readChunkLine(self, buffer: Buffer) -> Event | NeedMore:
        """
        The line before a chunk. A size of zero announces the trailer section.
        """
        start = buffer.offset
        line = buffer.takeLine(self._limits.chunkLine, self._chunkLineTooLong)
        if line is None:
            return buffer.needMore(Waiting.CHUNK_LINE)
        self._missing = self._chunkSize(line, start)
        if self._missing:
            self._readNext = ChunkedBody._readChunk
            return self._readChunk(buffer)
        self._trailers = TrailerReader(self._limits, start)
        self._readNext = ChunkedBody._readTrailers
        return self._trailers.read(buffer)

    def _readTrailers(self, buffer: Buffer) -> Event | NeedMore:
        return self._trailers.read(buffer)

    def _readChunk(self, buffer: Buffer) -> Event | NeedMore:
        """
        The content of a chunk, and the CR LF after it.
        """
        if self._missing:
            event = buffer.takeContent(self._missing)
            if event is None:
                return buffer.needMore(Waiting.CHUNK, self._missing)
            self._missing -= len(event.data)
            return event
        start, lineEnd = buffer.offset, buffer.data[buffer.position : buffer.position + 2]
        if lineEnd == CRLF:
            buffer.position += 2
            self._readNext = ChunkedBody._readChunkLine
            return self._readChunkLine(buffer)
        if CRLF.startswith(lineEnd):
            return buffer.needMore(Waiting.CHUNK_END, 2 - len(lineEnd))
        sentence = "A chunk is followed by CR LF where its size says that it ends."
        wrong = start + lineEnd.startswith(b"\r")
        raise RemoteProtocolError(400, sentence, "RFC 9112 section 7.1", wrong, 1)

    def takeChunks(self, buffer: Buffer) -> bytes:
        """
        Take the content of whole chunks, as far as they are plain. Whatever is not, an
        error above all, is found by asking for the next event.
        """
        if self._readNext is not ChunkedBody._readChunk or self._missing:
            return b""
        # Then the lines of plain chunks are too short for any limit, and add no excess.
        if self._excess or self._limits.chunkLine < LONGEST_SIZE:
            return b""
        room = self._limits.content - self._content
        pieces, buffer.position = plainChunks(buffer.data, buffer.position, room)
        content = b"".join(pieces)
        self._content += len(content)
        return content

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
        except RemoteProtocolError as error:
            raise error.movedBy(start) from None
        digits = HEXDIGITS.match(line)
        size = int(digits[0], 16) if digits else 0
        self._content += size
        if self._content > self._limits.content:
            most = self._limits.content
            sentence = f"The content exceeds the {most:,} bytes that this server accepts."
            raise RemoteProtocolError(413, sentence, "RFC 9110 section 15.5.14", start, len(line))
        self._excess = max(0, self._excess + len(line) - USUAL_CHUNK_LINE - size)
        if self._excess > self._limits.chunkExcess:
            sentence = "The lines before the chunks are too long in proportion to the content."
            raise RemoteProtocolError(413, sentence, "RFC 9112 section 7.1.1", start, len(line))
        return size

    def _chunkLineTooLong(self, offset: int) -> RemoteProtocolError:
        sentence = f"The line before a chunk may have at most {self._limits.chunkLine:,} bytes."
        return RemoteProtocolError(413, sentence, "RFC 9112 section 7.1.1", offset, 1)


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
