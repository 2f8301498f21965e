"""
The write buffer: what is written in one turn of the reactor leaves together.
"""

from __future__ import annotations

from typing import Any

from server.channel.twistednames import sendNow
from server.channel.writebatch import WriteBatch

#: How many bytes are cheaper to copy than to send separately.
SMALL = 16384
#: How many bytes are held back. As many fill a transport's buffer.
MOST_HELD = 65536


class WriteBuffer:
    """
    What a connection writes. Without a batch, it goes to the transport at once.
    """

    __slots__ = ("_batch", "_held", "_size", "_transport")

    def __init__(self, transport: Any, batch: WriteBatch | None) -> None:
        """
        @param batch: flushes it at the end of the turn. Given only where the transport is a
            socket and nothing else.
        """
        self._transport = transport
        self._batch = batch
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """
        Send bytes, at the end of the turn at the latest.
        """
        if not data:
            return
        if self._batch is None:
            self._transport.write(data)
            return
        if not self._held:
            self._batch.add(self)
        self._held.append(data)
        self._size += len(data)
        if self._size > MOST_HELD:
            self.flush()

    def flush(self, isMore: bool = False) -> None:
        """
        Send what has been held back.

        @param isMore: more follows at once.
        """
        if self._held:
            held, self._held, self._size = self._held, [], 0
            # What is large goes to the transport by itself, and so is not copied.
            last = held.pop() if len(held[-1]) > SMALL else b""
            rest = sendNow(self._transport, b"".join(held), isMore) if held else b""
            if rest or last:
                self._transport.writeSequence([piece for piece in (rest, last) if piece])

    def abort(self) -> None:
        """
        What is held back cannot be sent: end the connection at once.
        """
        self._transport.abortConnection()

    def discard(self) -> None:
        """
        There is no longer anybody to send anything to: drop what is held back.
        """
        self._held, self._size, self._batch = [], 0, None

    @property
    def isDirect(self) -> bool:
        """
        Whether nothing but a socket is between us and the client.
        """
        return self._batch is not None

    @property
    def isEmpty(self) -> bool:
        """
        Whether nothing is held back.
        """
        return not self._held
