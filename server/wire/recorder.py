"""
The recorder: keeps what has arrived and left, as it truly came and went, so that it can be
looked at later.

It keeps so much and no more: of each connection, and of all together. When that is full,
the oldest goes first, whosever it is; how much has gone is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from server.wire.chunk import Chunk, Direction, Follow, Watch
from server.wire.conversation import Conversation, Stretch
from server.wire.tape import HEADER, Tape

#: Bytes that all of it takes in memory at most, and what is kept of one connection.
MOST = 2**26
MOST_EACH = 2**23
#: A quarter is not on tape: it is for remembering what is where.
SHARE = 3 / 4
#: The tape has so many reels, and goes on to the next when one is full.
REELS = 64
#: Bytes that a connection takes beside the tape, and again for each reel that it is on.
CONVERSATION, STRETCH = 4096, 1024


class Recorder:
    """
    Watches a tap, and keeps what it tells.

    @ivar conversations: those that are kept, by number, the oldest first.
    @ivar forgotten: how many connections have been dropped, with all that they said.
    @ivar viewers: are called with the number of each connection where something has
        happened, at once. They must be quick: the step waits for them.
    @ivar isBetween: is given the protocol of a connection, and tells whether what arrives
        next begins a message.
    """

    def __init__(self, most: int = MOST) -> None:
        """
        @param most: how many bytes all of it may take in memory.
        """
        self.conversations: dict[int, Conversation] = {}
        self.forgotten = 0
        self.viewers: list[Callable[[int], None]] = []
        self.isBetween: Callable[[object], bool] = lambda protocol: False
        self._news: Counter[int] = Counter()
        self._tape = Tape(int(most * SHARE), REELS, self._turn)
        self._mostEach = min(MOST_EACH, most)
        self._reels: list[list[Stretch]] = [[] for _ in range(REELS)]
        self._reel = self._reels[0]

    def __call__(self, chunk: Chunk) -> None:
        """
        Keep what has happened.
        """
        conversation = self.conversations.get(chunk.connection)
        if conversation is None:
            self.follow(chunk, 0)
        elif chunk.direction in (Direction.ARRIVED, Direction.LEFT):
            isLeft = chunk.direction is Direction.LEFT
            seconds = conversation.began + chunk.seconds
            self._writer(conversation)(seconds, isLeft, bytes(chunk.data))
        else:
            self._keepApart(conversation, chunk)

    def follow(self, opened: Chunk, began: float, protocol: object = None) -> Follow:
        """
        Begin to keep what happens on a connection.

        @param began: when it began, on the reactor's clock.
        @param protocol: who speaks on the server's side.
        @return: keeps bytes.
        """
        conversation = Conversation(opened, began, self._tape, self._beginStretch, protocol)
        self.conversations[opened.connection] = conversation
        self._tape.skip(CONVERSATION)
        self._keepApart(conversation, opened)
        return self._writer(conversation)

    def _writer(self, conversation: Conversation) -> Follow:
        """
        Make the function that keeps bytes.
        """

        def keepLong(seconds: float, isLeft: bool, data: bytes) -> None:
            direction = Direction.LEFT if isLeft else Direction.ARRIVED
            # What is longer than all that is kept would make this grow beyond its bounds.
            for first in range(0, len(data), self._mostEach):
                piece = data[first : first + self._mostEach]
                passed = seconds - conversation.began
                chunk = Chunk(conversation.number, passed, direction, piece)
                self._keepApart(conversation, chunk)

        return self._tape.writer(conversation, self.viewers, keepLong)

    def _keepApart(self, conversation: Conversation, chunk: Chunk) -> None:
        self._tape.skipLong(HEADER.size + len(chunk.data))
        conversation.keepApart(chunk)
        for tell in self.viewers:
            tell(chunk.connection)

    def news(self) -> Counter[int]:
        """
        Count what has happened since this was last asked, by the connection's number.

        So the step does nothing for whoever looks on now and then.
        """
        for stretch in self._reel:
            self._note(stretch)
        news, self._news = self._news, Counter()
        return news

    def note(self, number: int) -> None:
        """
        Something has happened that is no bytes, and that somebody else keeps.
        """
        if number in self.conversations:
            self._news[number] += 1

    def _note(self, stretch: Stretch) -> None:
        if stretch.told < len(stretch.places):
            self._news[stretch.conversation.number] += len(stretch.places) - stretch.told
            stretch.told = len(stretch.places)

    def _beginStretch(self, stretch: Stretch) -> None:
        """
        A connection says the first thing on this reel. Whoever reads it later may have to
        begin here: so it is noted now, while the server knows, whether a message does.
        """
        conversation = stretch.conversation
        isFirst = not conversation.length
        stretch.isBeginning = isFirst or self.isBetween(conversation.protocol)
        self._reel.append(stretch)
        self._tape.skip(STRETCH)

    def _turn(self, number: int) -> None:
        """
        A reel is full, and another is to be written over.
        """
        for stretch in self._reel:
            conversation = stretch.conversation
            self._note(stretch)
            conversation.closeStretch()
            while conversation.size > self._mostEach:
                self._drop(conversation)
        self._reel, old = self._reels[number], self._reels[number][:]
        self._reel.clear()
        for stretch in old:
            # It may be gone: what is kept of one connection is limited as well.
            if stretch.conversation.stretches and stretch.conversation.stretches[0] is stretch:
                self._drop(stretch.conversation)

    def _drop(self, conversation: Conversation) -> None:
        """
        Drop the oldest of a connection; and the connection, if it is over and this was all.
        """
        conversation.dropOldest()
        if conversation.ended is not None and not conversation.stretches:
            del self.conversations[conversation.number]
            self._news.pop(conversation.number, None)
            self.forgotten += 1

    def dropped(self) -> int:
        """
        How many things that happened on the connections that are kept are not.
        """
        return sum(each.dropped for each in self.conversations.values())


def both(*watches: Watch) -> Watch:
    """
    Tell several who watch.
    """

    def tell(chunk: Chunk) -> None:
        for watch in watches:
            watch(chunk)

    return tell
