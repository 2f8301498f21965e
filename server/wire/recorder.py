"""
The recorder: keeps what has arrived and left, as it truly came and went, so that it can be
looked at later.

It keeps so much and no more: of each connection, and of all together. When that is full,
the oldest pieces go first, whosever they are; how many have gone is known.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import islice

from server.wire.tap import Chunk, Direction

#: Bytes that are kept in all, and of one connection.
MOST = 2**26
MOST_EACH = 2**23
#: Bytes that a piece, and a connection, take in memory beside what was sent.
PIECE, CONVERSATION = 256, 1024
#: Where the oldest go, so large a part of all goes at once: to look for it costs time.
SHARE = 8


class Conversation:
    """
    What has been said on one connection, as far as it is kept.

    @ivar number: the number of the connection, 1 for the first one.
    @ivar opened: when it began, and in UTC.
    @ivar began: the same on the reactor's clock, as far as we know it.
    @ivar peer: who the client is, as C{127.0.0.1:51234}.
    @ivar chunks: what happened, in order, with C{OPENED} first unless it is dropped.
    @ivar size: the bytes that this takes in memory.
    @ivar dropped: how many of the chunks before these have been dropped.
    @ivar droppedBytes: how many bytes those held, by direction.
    @ivar ended: the chunk that tells of the end, once there is one.
    """

    def __init__(self, first: Chunk) -> None:
        self.number = first.connection
        self.opened = datetime.now(UTC)
        self.began = time.monotonic() - first.seconds
        self.peer = first.note
        self.chunks: deque[Chunk] = deque()
        self.size = CONVERSATION
        self.dropped = 0
        self.droppedBytes = {Direction.ARRIVED: 0, Direction.LEFT: 0}
        self.ended: Chunk | None = None

    @property
    def length(self) -> int:
        """
        How many things have happened, those that are dropped among them.
        """
        return self.dropped + len(self.chunks)

    def since(self, position: int) -> Sequence[Chunk]:
        """
        List what has happened from a position on: 0 is the opening.
        """
        count = self.length - max(position, self.dropped)
        return list(islice(reversed(self.chunks), max(count, 0)))[::-1]

    def add(self, chunk: Chunk) -> int:
        """
        Keep one more.

        @return: how many bytes more this takes in memory.
        """
        before = self.size
        self.chunks.append(chunk)
        self.size += PIECE + len(chunk.data)
        if chunk.direction is Direction.CLOSED:
            self.ended = chunk
        while self.size > MOST_EACH and len(self.chunks) > 1:
            self.dropOldest()
        return self.size - before

    def dropOldest(self) -> int:
        """
        Drop the oldest piece.

        @return: how many bytes that took in memory.
        """
        chunk = self.chunks.popleft()
        self.dropped += 1
        if chunk.data:
            self.droppedBytes[chunk.direction] += len(chunk.data)
        size = PIECE + len(chunk.data)
        self.size -= size
        return size


class Recorder:
    """
    Watches a tap, and keeps what it tells.

    @ivar conversations: those that are kept, by number, the oldest first.
    @ivar forgotten: how many connections have been dropped, with all that they said.
    @ivar size: the bytes that all of it takes in memory.
    @ivar viewers: are called with the number of each connection where something has
        happened. They must be quick: the step waits for them.
    """

    def __init__(self, most: int = MOST) -> None:
        """
        @param most: how many bytes may be kept in all.
        """
        self.conversations: dict[int, Conversation] = {}
        self.forgotten = 0
        self.size = 0
        self.viewers: list[Callable[[int], None]] = []
        self._most = most

    def __call__(self, chunk: Chunk) -> None:
        """
        Keep what has happened.
        """
        conversation = self.conversations.get(chunk.connection)
        if conversation is None:
            conversation = self._begin(chunk)
        self.size += conversation.add(chunk)
        if self.size > self._most:
            self._dropOldest()
        for tell in self.viewers:
            tell(chunk.connection)

    def dropped(self) -> int:
        """
        How many things that happened on the connections that are kept are not.
        """
        return sum(each.dropped for each in self.conversations.values())

    def _begin(self, first: Chunk) -> Conversation:
        conversation = self.conversations[first.connection] = Conversation(first)
        self.size += CONVERSATION
        return conversation

    def _dropOldest(self) -> None:
        """
        Drop the oldest of all, until there is room again.
        """
        ages = [_age(each) for each in self.conversations.values() if _isMore(each)]
        heapify(ages)
        enough = self._most - self._most // SHARE
        while self.size > enough and ages:
            conversation = self.conversations[heappop(ages)[1]]
            self.size -= conversation.dropOldest()
            if conversation.chunks and _isMore(conversation):
                heappush(ages, _age(conversation))
            elif not conversation.chunks:
                self._forget(conversation)

    def _forget(self, conversation: Conversation) -> None:
        """
        Forget one that is over, and of which nothing is left.
        """
        del self.conversations[conversation.number]
        self.size -= conversation.size
        self.forgotten += 1


def _age(conversation: Conversation) -> tuple[float, int]:
    return conversation.began + conversation.chunks[0].seconds, conversation.number


def _isMore(conversation: Conversation) -> bool:
    """
    Tell whether something may be dropped: of an open connection, all but the last piece.
    """
    return len(conversation.chunks) > 1 or conversation.ended is not None


def both(*watches: Callable[[Chunk], None]) -> Callable[[Chunk], None]:
    """
    Tell several who watch.
    """

    def tell(chunk: Chunk) -> None:
        for watch in watches:
            watch(chunk)

    return tell
