"""
The recorder: keeps what has arrived and left, as it truly came and went, so that it can be
looked at later.

What it keeps is limited, for each connection and for all together. When that limit is
reached, the oldest goes first, whichever connection it belongs to; how much has gone is
known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from server.wire.batches import Batch, Batches, Pieces
from server.wire.blocks import Block, WrittenBlock
from server.wire.chunk import Chunk, Direction
from server.wire.conversation import Conversation, Stretch
from server.wire.tape import Tape

#: How many bytes all of it takes in memory at most, and how many are kept of one
#: connection.
MOST = 2**26
MOST_EACH = 2**23
#: A quarter is not on tape. A part of it may lie in batches; the rest is for remembering
#: what is where.
SHARE, IN_BATCHES = 3 / 4, 1 / 32
#: How many reels the tape has. It goes on to the next when one is full.
REELS = 64
#: How many bytes a connection takes besides the tape, how many more for each reel that it
#: is on, and for each thing that is not on tape.
CONVERSATION, STRETCH, APART = 6144, 1024, 128


class Recorder:
    """
    Watches a tap, and keeps what it tells.

    @ivar forgotten: how many connections have been dropped, with all that they said.
    @ivar viewers: are called at once with the number of each connection on which something
        has happened. They must be quick: the step waits for them.
    @ivar whenLookedAt: is called when a viewer comes or goes, with whether there is one
        now.
    @ivar isBetween: is given the protocol of a connection, and tells whether what arrives
        next begins a message.
    """

    def __init__(self, most: int = MOST) -> None:
        """
        @param most: how many bytes all of it may take in memory.
        """
        self.forgotten = 0
        self.viewers: list[Callable[[int], None]] = []
        self.whenLookedAt: Callable[[bool], object] = lambda isLookedAt: None
        self.isBetween: Callable[[object], bool] = lambda protocol: False
        self._conversations: dict[int, Conversation] = {}
        self._news: Counter[int] = Counter()
        self._batches = Batches(int(most * IN_BATCHES))
        self._tape = Tape(int(most * SHARE), REELS, self._turn)
        self._mostEach = min(MOST_EACH, most)
        self._reels: list[list[Stretch]] = [[] for _ in range(REELS)]
        self._reel = self._reels[0]

    @property
    def conversations(self) -> dict[int, Conversation]:
        """
        The conversations that are kept, by number, the oldest first. Nothing of theirs is in
        a batch now.
        """
        self._batches.empty()
        return self._conversations

    def __call__(self, chunk: Chunk) -> None:
        """
        Keep a chunk, whatever it tells, in its connection's conversation; the first one
        begins that.
        """
        conversation = self._conversations.get(chunk.connection)
        if conversation is None:
            self.follow(chunk, 0)
        elif chunk.direction in (Direction.ARRIVED, Direction.LEFT):
            seconds, isLeft = conversation.began + chunk.seconds, chunk.direction is Direction.LEFT
            conversation.batch(seconds, isLeft, bytes(chunk.data))
            conversation.batch.empty()
        else:
            conversation.batch.empty()
            self._keepApart(conversation, chunk, self.isBetween(conversation.protocol))
            if chunk.direction is Direction.CLOSED:
                self._batches.remove(conversation.batch)

    def follow(self, opened: Chunk, began: float, protocol: object = None) -> Batch:
        """
        Begin to keep what happens on a connection.

        @return: what takes its bytes.
        """
        return self.begin(opened, began, protocol).batch

    def begin(self, opened: Chunk, began: float, protocol: object = None) -> Conversation:
        """
        Begin to keep what happens on a connection, as L{follow} does.

        @param began: when it began, on the reactor's clock.
        @param protocol: the one that speaks on the server's side.
        """
        conversation = Conversation(opened, began, self._tape, self._beginStretch, protocol)
        conversation.batch = self._batches.make(
            partial(self._keep, conversation), lambda: self.isBetween(conversation.protocol)
        )
        self._conversations[opened.connection] = conversation
        self._tape.skip(CONVERSATION)
        self._keepApart(conversation, opened)
        return conversation

    def _keep(self, conversation: Conversation, pieces: Pieces, isBeginning: bool) -> None:
        """
        Keep the pieces that were gathered in a batch.
        """
        self.keep(conversation, Block(pieces), isBeginning)

    def keep(
        self, conversation: Conversation, block: Block | WrittenBlock, isBeginning: bool
    ) -> None:
        """
        Keep a block: on tape if it is short enough, in two parts if it is not, and apart if a
        single piece is too long.

        @param isBeginning: whether a message begins with the first of its pieces.
        """
        count = len(block.sizes)
        if block.size <= self._tape.most:
            conversation.add(block, self._tape.write(block.written()), isBeginning)
            self._tell(conversation.number)
        elif count == 1:
            self._keepLong(conversation, block.pieces, isBeginning)
        else:
            pieces = block.pieces
            self._keep(conversation, pieces[: count // 2 * 3], isBeginning)
            self._keep(conversation, pieces[count // 2 * 3 :], False)

    def lose(self, conversation: Conversation, things: int, arrived: int, left: int) -> None:
        """
        Some of what has happened on a connection was never told: note how much.
        """
        conversation.lose(things, arrived, left)
        self._news[conversation.number] += things
        self._tell(conversation.number)

    def _keepLong(self, conversation: Conversation, piece: Pieces, isBeginning: bool) -> None:
        """
        Keep a long piece, in shorter ones where it is longer than all that is kept: that
        would make this grow beyond its bounds.
        """
        seconds, isLeft, data = piece
        direction = Direction.LEFT if isLeft else Direction.ARRIVED
        passed = seconds - conversation.began
        for first in range(0, len(data), self._mostEach):
            part = data[first : first + self._mostEach]
            chunk = Chunk(conversation.number, passed, direction, part)
            self._keepApart(conversation, chunk, isBeginning and not first)

    def _keepApart(
        self, conversation: Conversation, chunk: Chunk, isBeginning: bool = False
    ) -> None:
        self._tape.skipLong(APART + len(chunk.data))
        conversation.addApart(chunk, isBeginning)
        self._tell(chunk.connection)

    def beginTelling(self, viewer: Callable[[int], None]) -> None:
        """
        Tell one more viewer of what happens.
        """
        self.viewers.append(viewer)
        self._setPatience()

    def stopTelling(self, viewer: Callable[[int], None]) -> None:
        """
        Tell a viewer nothing more.
        """
        self.viewers.remove(viewer)
        self._setPatience()

    def _setPatience(self) -> None:
        self._batches.isPatient = not self.viewers
        self._batches.empty()
        self.whenLookedAt(bool(self.viewers))

    def _tell(self, number: int) -> None:
        for tell in self.viewers:
            tell(number)

    def news(self) -> Counter[int]:
        """
        Count what has happened since this was last asked, by the connection's number.

        So the step need do nothing for an onlooker who asks now and then.
        """
        self._batches.empty()
        for stretch in self._reel:
            self._note(stretch)
        news, self._news = self._news, Counter()
        return news

    def note(self, number: int) -> None:
        """
        Something has happened that is not bytes, and that somebody else keeps.
        """
        if number in self._conversations:
            self._news[number] += 1

    def _note(self, stretch: Stretch) -> None:
        if stretch.told < stretch.length:
            self._news[stretch.conversation.number] += stretch.length - stretch.told
            stretch.told = stretch.length

    def _beginStretch(self, stretch: Stretch, isBeginning: bool) -> None:
        """
        A connection says its first thing on this reel. A later reader may have to begin
        here: so it is noted whether a message does. Its batch has asked, while the server
        knew.
        """
        stretch.isBeginning = isBeginning or stretch.conversation.isNew()
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
            while conversation.sizeOnTape > self._mostEach:
                self._drop(conversation)
        self._reel, old = self._reels[number], self._reels[number][:]
        self._reel.clear()
        for stretch in old:
            # It may be gone: what is kept of one connection is limited as well.
            if stretch.conversation.isOldest(stretch):
                self._drop(stretch.conversation)

    def _drop(self, conversation: Conversation) -> None:
        """
        Drop the oldest of a connection; and the connection itself, if it is over and this
        was all.
        """
        conversation.dropOldest()
        if conversation.isForgotten():
            del self._conversations[conversation.number]
            self._news.pop(conversation.number, None)
            self.forgotten += 1

    def dropped(self) -> int:
        """
        How many things are no longer kept of the connections that are.
        """
        return sum(each.dropped for each in self.conversations.values())
