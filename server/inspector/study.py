"""
A conversation, explained as far as it has come.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Generic, TypeVar

from server import explain
from server.explain import Exchange
from server.http1 import Limits
from server.inspector.masking import Secrets
from server.inspector.pace import Pace
from server.wire import Chunk, Conversation, Direction, Recorder

DIRECTIONS = {
    Direction.ARRIVED: explain.Direction.REQUESTS,
    Direction.LEFT: explain.Direction.ANSWERS,
}

#: Of how many conversations the explanation is kept: that of others is made anew.
STUDIES = 100
#: Seconds for which a conversation is read at a time.
SLICE = 0.005
#: Pieces that are taken from the tape at a time.
BATCH = 64
#: Spans that are kept of each direction.
SPANS = 2000


class Study:
    """
    One conversation and what its bytes mean.

    @ivar exchange: explains both directions, as far as they have been read.
    @ivar isWhole: whether nothing was dropped before it could be read: else there is no
        telling where a message begins, and nothing is explained.
    @ivar position: how many of the conversation's chunks have been read.
    @ivar secrets: where the secrets are among the bytes: what no view shows unasked.
    """

    def __init__(
        self, conversation: Conversation, limits: Limits | None = None, spans: int = SPANS
    ) -> None:
        self.conversation = conversation
        isSecure = "TLS" in conversation.peer
        self.exchange = Exchange(limits, isSecure, spans)
        self.isWhole = True
        self.position = 0
        self.secrets = Secrets()

    def catchUp(self, seconds: float = inf) -> bool:
        """
        Read what has happened since.

        @param seconds: how long that may take; a piece is always read.
        @return: whether all of it has been read.
        """
        if self.position < self.conversation.dropped:
            self.isWhole = False
            self.position = self.conversation.dropped
        self.secrets.forget(self.conversation)
        end = monotonic() + seconds
        # Few at a time: to find all of them may take longer than there is.
        while chunks := self.conversation.since(self.position, BATCH):
            for chunk in chunks:
                self._read(chunk)
                self.secrets.read(chunk)
                self.position += 1
                if monotonic() > end:
                    return False
        return True

    def _read(self, chunk: Chunk) -> None:
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


AnyStudy = TypeVar("AnyStudy", bound=Study)


class Studies(Generic[AnyStudy]):
    """
    Those of the conversations that somebody looks at.
    """

    def __init__(
        self,
        recorder: Recorder,
        most: int = STUDIES,
        *,
        make: Callable[[Conversation], AnyStudy],
    ) -> None:
        """
        @param most: how many are kept: others are made anew.
        @param make: makes one.
        """
        self._recorder = recorder
        self._most = most
        self._make = make
        self._kept: OrderedDict[int, AnyStudy] = OrderedDict()

    def of(self, number: int) -> AnyStudy | None:
        """
        Explain what is kept of a conversation; L{None} where nothing is.
        """
        study = self._find(number)
        if study is not None:
            study.catchUp()
        return study

    def inTime(self, number: int, seconds: float) -> AnyStudy | None:
        """
        Explain a conversation if it can be done in a moment; L{None} where it takes longer,
        and goes on the next time, or where nothing is kept.
        """
        study = self._find(number)
        return study if study is not None and study.catchUp(seconds) else None

    async def readAhead(self, number: int, pace: Pace) -> None:
        """
        Explain a conversation little by little, so that the step does not wait for those
        who look on: one of 20,000 pieces takes seconds.
        """
        isRead = False
        while not isRead:
            with pace.work():
                study = self._find(number)
                isRead = study is None or study.catchUp(SLICE)
            if not isRead:
                await pace.turn()

    def _find(self, number: int) -> AnyStudy | None:
        conversation = self._recorder.conversations.get(number)
        if conversation is None:
            self._kept.pop(number, None)
            return None
        study = self._kept.pop(number, None) or self._make(conversation)
        self._kept[number] = study
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return study
