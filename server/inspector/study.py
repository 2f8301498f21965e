"""
A conversation, explained as far as it has been read.

Explaining what is said takes longer than saying it: a program that asks as fast as it can
is always ahead of whoever reads along, and what it has said is never read to its end. So

  - it is read little by little, and the step has its turn in between;
  - a page shows what has been read, and says how much has not;
  - where the reader is far behind, it skips what it has missed, and begins anew at the
    newest place where a message begins. The server knows such places, and they are noted
    (L{server.wire.place.Place}). Where there is none, it begins anywhere: then the bytes are
    shown without an explanation, up to the next such place.

What was skipped was not searched for secrets either, and is not shown.
"""

from __future__ import annotations

from math import inf
from time import monotonic

from server import explain
from server.explain import Exchange
from server.http1 import Limits
from server.inspector.offsets import Offsets
from server.inspector.secretmask import Secrets
from server.wire import Chunk, Conversation, Direction
from server.wire.place import Place

DIRECTIONS = {
    Direction.ARRIVED: explain.Direction.REQUESTS,
    Direction.LEFT: explain.Direction.ANSWERS,
}

#: How many pieces are taken from the tape at a time, and how many bytes of one are read at
#: a time.
BATCH, PART = 32, 1024
#: How many spans, and heads, are kept of each direction: few enough that the garbage
#: collector, for which the step waits, is not busy with them.
SPANS, HEADS = 1000, 400
#: How many pieces may wait to be read. When there are more, the older ones are skipped:
#: where they could not be read in time before; if a message begins somewhere after them;
#: or in any case.
LATE, FAR, FARTHEST = 300, 2000, 10_000
#: How many pieces are read at least: a page shows no more at a time.
ENOUGH = 100


class Study:
    """
    One conversation and what its bytes mean.

    @ivar exchange: explains both directions, from where a message begins.
    @ivar isWhole: whether reading has come to the beginning of a message: until it has,
        there is no telling where one begins, and nothing is explained.
    @ivar isLate: whether it could not be read in time when that was last wanted.
    @ivar first: the position where reading has begun: 0, or later where what was before is
        no longer kept, or was skipped.
    @ivar isFromStart: whether everything has been read since the connection's beginning.
    @ivar position: how many of the conversation's chunks have been read, or skipped.
    @ivar offsets: where the bytes are that have been read.
    @ivar secrets: where the secrets are among them, which no view shows without being
        asked.
    """

    def __init__(
        self,
        conversation: Conversation,
        limits: Limits | None = None,
        spans: int = SPANS,
        heads: int = HEADS,
    ) -> None:
        self.conversation = conversation
        self._limits, self._spans, self._heads = limits, spans, heads
        self.isFromStart, self.isLate = True, False
        self.begin(Place(0, isBeginning=True))

    @property
    def behind(self) -> int:
        """
        How many pieces have come that have not been read.
        """
        return self.conversation.length - self.position

    def begin(self, place: Place) -> None:
        """
        Read from a place on, and forget all that was read before.
        """
        self.position = self.first = place.position
        self._partRead = 0  # how many bytes have been read of the next piece
        self.offsets = Offsets(self.conversation, place)
        self.secrets = Secrets(place)
        self.explain(place)

    def explain(self, place: Place) -> None:
        """
        Explain what follows, if a message begins there.
        """
        self.isWhole = place.isBeginning
        isSecure = "TLS" in self.conversation.peer
        starts = place.arrived, place.left
        self.exchange = Exchange(self._limits, isSecure, self._spans, self._heads, starts)

    def catchUp(self, seconds: float = inf, goal: float = inf) -> bool:
        """
        Read what has happened since.

        @param seconds: how long that may take; a little is always read.
        @param goal: a position up to which it is to be read; it may be read farther.
        @return: whether it has been read that far.
        """
        end = monotonic() + seconds
        self._passOver()
        self._forget()
        beginnings = {} if self.isWhole else self._beginnings()
        # A few at a time: finding all of them may take longer than there is.
        while chunks := self.conversation.since(self.position, BATCH):
            for chunk in chunks:
                if self.position in beginnings:
                    self.explain(beginnings.pop(self.position))
                if not self._readPiece(chunk, end):
                    return self.position >= goal
        self.isLate = False
        return True

    def _forget(self) -> None:
        """
        Forget what is no longer kept.
        """
        self.offsets.forget()
        self.secrets.forget(self.conversation)
        self.first = max(self.first, self.conversation.dropped)

    def _passOver(self) -> None:
        """
        Skip to a newer place where there is too much to read, or where some of it is no
        longer kept.
        """
        conversation = self.conversation
        isLost, behind = self.position < conversation.dropped, self.behind
        far = LATE if self.isLate else FAR
        if not isLost and behind <= far:
            return
        places = [it for it in conversation.places() if it.position > self.position]
        if isLost and behind <= far:
            found = places[:1]
        else:
            end = conversation.length - ENOUGH
            found = [it for it in places if it.position <= end and it.isBeginning]
            if not found and (isLost or behind > FARTHEST):
                found = [it for it in places if it.position <= end] or places[:1]
        if found:
            self._beginAnew(found[-1])
        elif isLost:
            arrived, left = conversation.droppedBytes.values()
            self._beginAnew(Place(conversation.dropped, arrived, left))

    def _beginAnew(self, place: Place) -> None:
        self.isFromStart = False
        self.begin(place)

    def _beginnings(self) -> dict[int, Place]:
        return {it.position: it for it in self.conversation.places() if it.isBeginning}

    def _readPiece(self, chunk: Chunk, end: float) -> bool:
        """
        Read a piece, or the rest of one: it may be as long as all that is kept.

        @return: whether there is time for more.
        """
        while len(chunk.data) - self._partRead > PART:
            part = chunk.data[self._partRead : self._partRead + PART]
            self._read(chunk._replace(data=part))
            self._partRead += PART
            if monotonic() > end:
                return False
        rest = chunk._replace(data=chunk.data[self._partRead :]) if self._partRead else chunk
        self._read(rest)
        self._endPiece(chunk)
        return monotonic() <= end

    def _endPiece(self, chunk: Chunk) -> None:
        """
        All of a piece has been read.
        """
        self._partRead = 0
        self.position += 1
        self.offsets.add(chunk.direction, len(chunk.data))

    def _read(self, chunk: Chunk) -> None:
        """
        Read some bytes, or note what else has happened.
        """
        if chunk.data:
            self.secrets.read(chunk.direction, chunk.data)
        if not self.isWhole:
            return
        direction = DIRECTIONS.get(chunk.direction)
        if direction is not None:
            self.exchange.feed(direction, chunk.data)
        elif chunk.direction is Direction.ENDED:
            side = (
                explain.Direction.REQUESTS if chunk.by == "client" else DIRECTIONS[Direction.LEFT]
            )
            self.exchange.end(side)
        elif chunk.direction is Direction.CLOSED:
            for each in DIRECTIONS.values():
                self.exchange.end(each)
