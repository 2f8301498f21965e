"""
A recorded conversation, in the form that all exports take.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from server import explain
from server.explain import Exchange
from server.inspector.conversation.bytestream import starred
from server.inspector.secretfinder import Finder
from server.inspector.secretmask import masked
from server.wire import Chunk, Direction

#: The directions in which bytes go, and what the explainer calls them.
WAYS = {
    Direction.ARRIVED: explain.Direction.REQUESTS,
    Direction.LEFT: explain.Direction.ANSWERS,
}
#: How many spans are kept of each direction.
SPANS = 20_000


@dataclass(frozen=True)
class Piece:
    """
    Something that happened, and where its bytes are.

    @ivar start: the offset of the first of them in their direction.
    """

    chunk: Chunk
    start: int

    @property
    def end(self) -> int:
        """
        The offset after the last byte.
        """
        return self.start + len(self.chunk.data)


class Record:
    """
    What happened on one connection.

    Values that are secrets, of Authorization, Cookie and the like, are masked by default. A
    mask has a length of its own: so what is shown may be longer or shorter than what was sent,
    and a Content-Length may not fit what is shown after it. Where a message ends is decided by
    what was sent. Neither the client's address nor its name in a class is ever told.

    @ivar pieces: what happened, in order.
    @ivar opened: when it began.
    @ivar isMasked: whether secrets are masked.
    """

    def __init__(self, chunks: Sequence[Chunk], opened: datetime, isMasked: bool = True) -> None:
        """
        @param opened: an aware time.
        """
        self.opened = opened.astimezone(UTC)
        self.isMasked = isMasked
        self._data = {way: bytearray() for way in WAYS}
        self.pieces: list[Piece] = []
        for chunk in chunks:
            if chunk.direction is Direction.NAMED:
                continue
            data = self._data.get(chunk.direction, bytearray())
            self.pieces.append(Piece(chunk, len(data)))
            data += chunk.data
        self._finders = {way: self._find(way) for way in WAYS}
        self._ends = {way: self._endsOf(way) for way in WAYS}

    def _find(self, way: Direction) -> Finder:
        # Where the beginning is no longer kept, a secret may have begun in it.
        isFromStart = bool(self.pieces) and self.pieces[0].chunk.direction is Direction.OPENED
        finder = Finder(isBeginning=isFromStart)
        if self.isMasked:
            finder.feed(bytes(self._data[way]))
        return finder

    def _endsOf(self, way: Direction) -> tuple[list[int], list[float]]:
        pieces = [piece for piece in self.pieces if piece.chunk.direction is way]
        ends = list(accumulate(len(piece.chunk.data) for piece in pieces))
        return ends, [piece.chunk.seconds for piece in pieces]

    @property
    def peer(self) -> str:
        """
        Who the client is: not by its address, but with whether it came by TLS.
        """
        first = self.pieces[0].chunk if self.pieces else None
        isSecure = first is not None and " with TLS" in first.note
        return "client 1" + (" with TLS; shown decrypted" if isSecure else "")

    @property
    def isSecure(self) -> bool:
        """
        Whether the connection was under TLS.
        """
        return "TLS" in self.peer

    @property
    def closing(self) -> Chunk | None:
        """
        The end of the connection, if it was recorded.
        """
        last = self.pieces[-1].chunk if self.pieces else None
        return last if last is not None and last.direction is Direction.CLOSED else None

    def data(self, way: Direction) -> bytes:
        """
        All bytes that went in a direction, as they were sent.
        """
        return bytes(self._data[way])

    def shown(self, way: Direction, start: int, end: int) -> bytes:
        """
        Some bytes that went in a direction, as they may be shown.
        """
        data = bytes(self._data[way][start:end])
        return masked(data, self._finders[way].within(start, end), start)

    def starred(self, way: Direction, start: int, end: int) -> bytes:
        """
        Some bytes that went in a direction, with a star for each byte of a secret: so all
        other bytes stay in their places.
        """
        return starred(
            bytes(self._data[way][start:end]), start, self._finders[way].within(start, end)
        )

    def shownOf(self, piece: Piece) -> bytes:
        """
        The bytes of a piece, as they may be shown.
        """
        if piece.chunk.direction not in WAYS:
            return b""
        return self.shown(piece.chunk.direction, piece.start, piece.end)

    def when(self, way: Direction, offset: int) -> float:
        """
        When a byte went: seconds since the connection began.
        """
        ends, seconds = self._ends[way]
        index = bisect_right(ends, offset)
        return seconds[min(index, len(seconds) - 1)] if seconds else 0.0

    def dateOf(self, seconds: float) -> datetime:
        """
        The date and time C{seconds} after the connection began.
        """
        return self.opened + timedelta(seconds=seconds)

    def explained(self) -> Exchange:
        """
        Explain the conversation, up to its end.
        """
        exchange = Exchange(isSecure=self.isSecure, most=SPANS)
        for piece in self.pieces:
            chunk = piece.chunk
            if chunk.direction in WAYS:
                exchange.feed(WAYS[chunk.direction], chunk.data)
            elif chunk.direction is Direction.CLOSED:
                exchange.end(explain.Direction.REQUESTS)
                exchange.end(explain.Direction.ANSWERS)
            elif chunk.direction is Direction.ENDED:
                isClients = chunk.by == "client"
                exchange.end(WAYS[Direction.ARRIVED if isClients else Direction.LEFT])
        return exchange
