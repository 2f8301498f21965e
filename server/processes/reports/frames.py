"""
Frames: where one message ends and the next begins, however a stream was cut.

Before each stands its length, as for the frames of HTTP/2 (RFC 9113 section 4.1), in four
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

#: Bytes of a length.
LENGTH = 4
#: The longest frame, in bytes. Whoever says that a longer one comes is not understood.
MOST = 2**24


class Broken(Exception):
    """
    What has come is not what one of our own would have sent.
    """


def framed(*parts: bytes) -> bytes:
    """
    Write a frame.
    """
    return b"".join((sum(map(len, parts)).to_bytes(LENGTH, "big"), *parts))


class Frames:
    """
    Reads frames.
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
        Find where a frame ends; L{None} where that has not come.
        """
        begin = first + LENGTH
        if len(self._buffer) < begin:
            return None
        length = int.from_bytes(self._buffer[first:begin], "big")
        if length > MOST:
            raise Broken(f"a frame of {length:,} bytes")
        return begin + length if len(self._buffer) >= begin + length else None
