"""
Back-pressure, on the side of the request: how much of what a client sends is taken.
"""

from __future__ import annotations

from typing import Any

from server.http1.requests import RequestReader

#: Bytes that may wait in the reader before nothing more is read. While a handler
#: works we read on, because that is how we learn that its client has left.
MOST_UNREAD = 16384


class Backpressure:
    """
    Stops reading from the network where enough waits to be looked at.

    @ivar isPaused: whether it has.
    @ivar endsAt: the offset of the first byte that is not answered, once the server stops.
    """

    __slots__ = ("_reader", "_transport", "endsAt", "isPaused")

    def __init__(self, transport: Any, reader: RequestReader) -> None:
        self._transport = transport
        self._reader = reader
        self.isPaused = False
        self.endsAt: int | None = None

    def pauseIfFull(self) -> None:
        """
        Where enough waits in the reader, read no more until it has been emptied. When the
        server stops, whatever waits is enough.
        """
        isEnough = self._reader.available > MOST_UNREAD or self.endsAt is not None
        if isEnough and not self.isPaused:
            self.isPaused = True
            self._transport.pauseProducing()

    def resume(self) -> None:
        """
        The reader has been emptied: read on.
        """
        self.isPaused = False
        self._transport.resumeProducing()

    def endHere(self) -> None:
        """
        The server stops: answer what has been read, and nothing after it.
        """
        self.endsAt = self._reader.offset + self._reader.available

    @property
    def isAtEnd(self) -> bool:
        """
        Whether the request that was read last is the last one to be answered.
        """
        return self.endsAt is not None and self._reader.offset >= self.endsAt
