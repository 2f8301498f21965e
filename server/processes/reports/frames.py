"""
Frames: where one message ends and the next begins, however a stream was cut.

Before each comes its length, as with the frames of HTTP/2 (RFC 9113 section 4.1), in four
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

#: How many bytes a length takes.
LENGTH = 4
#: How long a frame may be, in bytes. A longer one is an error.
MOST = 2**24


class Broken(Exception):
    """
    What has come is not what one of our own processes would have sent.
    """


def framed(*parts: bytes) -> bytes:
    """
    Write a frame: the length, and then the parts.
    """
    return b"".join((sum(map(len, parts)).to_bytes(LENGTH, "big"), *parts))


class Frames:
    """
    Reads the frames in a stream that comes in pieces.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """
        Read on.

        @return: the frames that are whole now.
        @raise Broken: when one is too long.
        """
        self._buffer += data
        first = 0
        while (end := self._endOf(first)) is not None:
            yield bytes(self._buffer[first + LENGTH : end])
            first = end
        del self._buffer[:first]

    def _endOf(self, first: int) -> int | None:
        """
        Find where a frame ends; L{None} where its end has not come.
        """
        begin = first + LENGTH
        if len(self._buffer) < begin:
            return None
        length = int.from_bytes(self._buffer[first:begin], "big")
        if length > MOST:
            raise Broken(f"a frame of {length:,} bytes")
        return begin + length if len(self._buffer) >= begin + length else None
