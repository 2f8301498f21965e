"""
A conversation in outline: which bytes are a head, which message they belong to, and no
more. That is enough for an arrow, at a fraction of what it costs to explain each byte.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from server.explain import Explainer
from server.http1 import Request, Response
from server.inspector.nicknames import nicknameOfCookie, nicknameOfLine
from server.inspector.study import DIRECTIONS, Study
from server.wire import Chunk, Conversation, Direction
from server.wire.place import Place

#: How many messages are kept of each direction, for how many pieces the place is, and how
#: many bytes of the beginning.
MESSAGES, PIECES, BEGINNING = 120, 2**16, 200
#: How many different methods, paths and so on are remembered of a connection.
DIFFERENT = 100


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message.

    @ivar number: 1 for the first request, and for its answers.
    @ivar head: its head, which knows where it begins and ends.
    """

    number: int
    head: Request | Response


@dataclass(slots=True)
class Facts:
    """
    What connections are chosen by.

    @ivar methods: those of the requests.
    @ivar targets: those of the requests.
    @ivar statuses: those of the answers.
    @ivar requests: how many have come.
    @ivar answers: how many have been sent.
    @ivar isRefused: whether one of the answers is an error.
    @ivar nickname: what the client calls itself; empty where it does not.
    """

    methods: set[bytes] = field(default_factory=set)
    targets: set[bytes] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)
    requests: int = 0
    answers: int = 0
    isRefused: bool = False
    nickname: str = ""


class Stream:
    """
    One direction in outline.

    @ivar messages: the newest of those whose heads have come.
    @ivar count: how many requests have come, or final answers.
    @ivar ends: as in the L{Outline}.
    @ivar explainer: knows what is not a message.
    """

    def __init__(self, explainer: Explainer, ends: array[int]) -> None:
        self.messages: deque[Message] = deque(maxlen=MESSAGES)
        self.count = 0
        self.ends = ends
        self.explainer = explainer

    def addHead(self, head: Request | Response) -> None:
        """
        Count a message whose head has come.

        RFC 9110 section 15.2: an interim answer comes "prior to completing the requested
        action and sending a final response". One that changes the protocol is the last.
        """
        self.messages.append(Message(self.count + 1, head))
        isInterim = isinstance(head, Response) and head.status < 200 and head.status != 101
        self.count += not isInterim

    def within(self, start: int, end: int) -> list[Message]:
        """
        Find the messages that have some of these bytes: the first one may have begun
        before them.
        """
        found: list[Message] = []
        for message in reversed(self.messages):
            if message.head.start < end:
                found.append(message)
            if message.head.start <= start:
                break
        return found[::-1]

    def piecesOf(self, message: Message, end: int) -> tuple[int, int]:
        """
        Count the pieces of a message.

        @param end: the offset after the last byte of one of its pieces.
        @return: which one that is, 1 for the first, and how many there are so far.
        """
        first = bisect_right(self.ends, message.head.start)
        last = bisect_left(self.ends, self._endOf(message))
        return bisect_left(self.ends, end) - first + 1, last - first + 1

    def _endOf(self, message: Message) -> int:
        """
        Find where a message ends: where the next one begins.
        """
        end = min(self.explainer.unfinished, self.explainer.unread, self.ends[-1])
        for other in reversed(self.messages):
            if other is message:
                break
            end = other.head.start
        return end


class Outline(Study):
    """
    A conversation in outline, as far as it has come.

    @ivar streams: its directions.
    @ivar facts: what the connection is chosen by.
    @ivar ends: for the newest pieces of each direction, the offset after the last byte of
        each.
    @ivar beginning: the first bytes that the client has sent.
    """

    streams: dict[Direction, Stream]

    def __init__(self, conversation: Conversation) -> None:
        self.facts = Facts()
        self.beginning = b""
        super().__init__(conversation, spans=0, heads=MESSAGES)

    def begin(self, place: Place) -> None:
        """
        Read from a place on: what is known of the connection by then stays known.
        """
        self.ends = {
            Direction.ARRIVED: array("Q", [place.arrived]),
            Direction.LEFT: array("Q", [place.left]),
        }
        super().begin(place)

    def explain(self, place: Place) -> None:
        """
        Explain what follows, if a message begins there.
        """
        super().explain(place)
        self.streams = {
            each: Stream(self.exchange.of(meant), self.ends[each])
            for each, meant in DIRECTIONS.items()
        }
        for stream in self.streams.values():
            self._listen(stream)

    def _listen(self, stream: Stream) -> None:
        theirs = stream.explainer.whenHead

        def note(head: Request | Response) -> None:
            stream.addHead(head)
            self._note(head)
            theirs(head)

        stream.explainer.whenHead = note

    def _note(self, head: Request | Response) -> None:
        facts = self.facts
        if isinstance(head, Response):
            _remember(facts.statuses, head.status)
            facts.isRefused |= head.status >= 400
            facts.answers += head.status >= 200
            return
        facts.requests += 1
        _remember(facts.methods, head.method)
        _remember(facts.targets, head.target)
        facts.nickname = nicknameOfCookie(head) or facts.nickname

    def _endPiece(self, chunk: Chunk) -> None:
        ends = self.ends.get(chunk.direction)
        if ends is not None:
            ends.append(ends[-1] + len(chunk.data))
            if len(ends) > PIECES:
                del ends[: PIECES // 2]
        super()._endPiece(chunk)

    def _read(self, chunk: Chunk) -> None:
        isArrived = chunk.direction is Direction.ARRIVED
        if isArrived and self.isFromStart and len(self.beginning) < BEGINNING:
            self.beginning += chunk.data[:BEGINNING]
            self.facts.nickname = nicknameOfLine(self.beginning) or self.facts.nickname
        super()._read(chunk)


def _remember(known: set[Any], one: object) -> None:
    if len(known) < DIFFERENT:
        known.add(one)
