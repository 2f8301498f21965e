"""
A conversation, explained as far as it has come.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from server import explain
from server.explain import Exchange
from server.http1 import Limits
from server.inspector.masking import Secrets
from server.wire import Chunk, Conversation, Direction, Recorder

DIRECTIONS = {
    Direction.ARRIVED: explain.Direction.REQUESTS,
    Direction.LEFT: explain.Direction.ANSWERS,
}

#: Of how many conversations the explanation is kept: that of others is made anew.
STUDIES = 100
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

    def catchUp(self) -> None:
        """
        Read what has happened since.
        """
        if self.position < self.conversation.dropped:
            self.isWhole = False
        for chunk in self.conversation.since(self.position):
            self._read(chunk)
        self.position = self.conversation.length
        self.secrets.catchUp(self.conversation)

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
        conversation = self._recorder.conversations.get(number)
        if conversation is None:
            self._kept.pop(number, None)
            return None
        study = self._kept.pop(number, None) or self._make(conversation)
        self._kept[number] = study
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        study.catchUp()
        return study
