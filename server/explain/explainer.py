"""
The explainer of one direction of a connection.

The contract:

  - Feed the bytes as they arrive, cut in any way: how they are cut changes nothing.
  - Every byte that is kept belongs to exactly one innermost span. Laid side by side, in
    order, the spans are the bytes again.
  - It asks the engine's own reader, and lays out only what the reader has accepted. So
    it says yes and no where the engine does, at the same byte and for the same reason.

What it keeps: the newest spans, as many as it was told (C{droppedBefore} says where they
begin); the newest heads; the bytes of one head, one line or one trailer section that is
not complete, each of which the engine limits; after a fault, a few thousand bytes of
evidence. It keeps no content. Time is linear in the bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from server.explain.diagnosis import Diagnosis, diagnose
from server.explain.incomplete import tellIncomplete
from server.explain.layout import Head, Layout
from server.explain.span import Direction, Span
from server.http1 import (
    Data,
    EndOfMessage,
    Event,
    Limits,
    NeedMore,
    RemoteProtocolError,
    RequestReader,
    Response,
    ResponseReader,
    Waiting,
)
from server.http1.limits import DEFAULT_LIMITS

#: How many spans are kept, counted without their parts, and how many heads.
MOST_SPANS, MOST_HEADS = 10_000, 1000
#: Bytes that may wait for an answer which decides what they are.
HELD = 2**16
#: An answer may have any length: content is not kept.
ANSWER_LIMITS = Limits(content=2**62)


class Explainer:
    """
    Explains one direction of a connection.

    @ivar whenHead: is called with each head that has been read, before anything after
        it is.
    @ivar heads: the newest of the heads that have been read.
    @ivar missing: what had not come where the bytes ended within a message, such as C{the
        rest of the content}; empty where they did not.
    """

    def __init__(
        self,
        direction: Direction,
        limits: Limits | None = None,
        isSecure: bool = False,
        most: int = MOST_SPANS,
        mostHeads: int = MOST_HEADS,
        start: int = 0,
    ) -> None:
        """
        @param limits: those of step 15 by default; answers may have any length.
        @param isSecure: whether the connection is secured by TLS.
        @param most: how many spans are kept; with 0, heads are found, and nothing else.
        @param mostHeads: how many heads are kept.
        @param start: the offset of the first byte that is fed, where that is not the
            connection's first; a message has to begin there.
        """
        self.direction = direction
        self.missing = ""
        self.whenHead: Callable[[Head], None] = lambda head: None
        self.heads: deque[Head] = deque(maxlen=mostHeads)
        self._reader = (
            RequestReader(limits or DEFAULT_LIMITS, isSecure)
            if direction is Direction.REQUESTS
            else ResponseReader(limits or ANSWER_LIMITS)
        )
        self._reader.beginAt(start)
        self._methods: deque[bytes] = deque()  # of requests that are not answered
        self._layout = Layout(direction, most, start)
        self._waiting = NeedMore(Waiting.MESSAGE)
        self._isHeld = False
        self._handsOver = False  # whether what follows the message is not HTTP

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes of the connection.
        """
        isRead = not self._layout.rest
        self._layout.add(data)
        if isRead:
            self._reader.feed(data)
            self._work()
        if self._isHeld and len(self._layout.final.window) > HELD:
            self._layout.readNoMore("undecided")

    def end(self) -> None:
        """
        Learn that no more bytes will come.
        """
        if not self._layout.rest:
            self._reader.end()
            self._work()
            if self._layout.error is not None:
                self.missing = self._waiting.waiting.value

    def expect(self, method: bytes) -> None:
        """
        Learn that a request has been sent which one of the answers to come will answer.
        A request that nobody has told of is taken for a GET.
        """
        if isinstance(self._reader, ResponseReader):
            self._reader.expect(method)
            self._methods.append(method)

    def hold(self) -> None:
        """
        Read no further head: what follows depends on an answer that has not come.
        """
        self._isHeld = True

    def goOn(self) -> None:
        """
        Read on: what follows is HTTP.
        """
        self._isHeld = False
        self._work()

    def handOver(self) -> None:
        """
        What follows the message is another protocol (RFC 9110 section 7.8), or a tunnel.
        """
        self._isHeld = False
        self._handsOver = True
        if not self._layout.rest and self._layout.head is None:
            self._reader.takeRest()
            self._layout.readNoMore("other protocol")

    @property
    def length(self) -> int:
        """
        The offset after the last byte that has been fed.
        """
        return self._layout.final.end

    @property
    def droppedBefore(self) -> int:
        """
        The offset of the first byte whose span is still kept.
        """
        return self._layout.final.droppedBefore

    @property
    def unfinished(self) -> int:
        """
        The offset of a head that has begun, but is not complete.
        """
        layout = self._layout
        hasBegun = layout.head is None and not layout.rest
        return layout.final.covered if hasBegun else self.length

    @property
    def unread(self) -> int:
        """
        The offset from which on nothing is read, whatever comes.
        """
        return self._layout.restStart if self._layout.rest else self.length

    def spans(self, since: int = 0) -> Sequence[Span]:
        """
        The spans, including those of what is not complete; those may still change.

        @param since: an offset: those that end before it, or there, are left out. Whoever
            shows a connection as it goes asks for what is new.
        """
        return self._layout.spans(since, self._isStopped())

    def diagnosis(self) -> Diagnosis | None:
        """
        Tell which byte broke which rule; L{None} while all is well.
        """
        error, evidence = self._layout.error, self._layout.evidence
        if error is None or evidence is None:
            return None
        return diagnose(self.direction, error, evidence)

    def waiting(self) -> str | None:
        """
        Tell what the reader waits for; L{None} where nothing is missing, or will be read.
        """
        layout = self._layout
        if layout.rest:
            return None
        if self._isStopped():
            return "The answer that has not come yet decides what follows here."
        window = bytes(layout.final.window)
        return tellIncomplete(self._waiting, layout.head, window, layout.received(), self.length)

    def _isStopped(self) -> bool:
        return self._isHeld and self._layout.head is None

    def _work(self) -> None:
        """
        Take events from the reader until it needs more bytes, or an answer.
        """
        while not self._layout.rest and not self._isStopped():
            try:
                event = self._reader.nextEvent()
            except RemoteProtocolError as error:
                self._layout.fail(error)
                return
            if isinstance(event, NeedMore):
                self._waiting = event
                return
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, Data):
            self._layout.takeContent(event)
        elif isinstance(event, EndOfMessage):
            self._takeEnd(event)
        else:
            self._layout.takeHead(event)
            self.heads.append(event)
            self.whenHead(event)

    def _takeEnd(self, end: EndOfMessage) -> None:
        head = self._layout.takeEnd(end)
        if self._handsOver or (isinstance(head, Response) and self._changesProtocol(head)):
            self.handOver()
        elif head is not None and not (head.keepAlive or _isInterim(head)):
            self._layout.readNoMore("after close")

    def _changesProtocol(self, answer: Response) -> bool:
        """
        RFC 9110 section 9.3.6: of a CONNECT, "any 2xx (Successful) response indicates that
        the sender (and all inbound proxies) will switch to tunnel mode immediately after
        the response header section".
        """
        method = b"GET"
        if self._methods and not _isInterim(answer):
            method = self._methods.popleft()
        return answer.status == 101 or (method == b"CONNECT" and 200 <= answer.status < 300)


def _isInterim(head: Head) -> bool:
    return isinstance(head, Response) and head.status < 200
