"""
Both directions of a connection: which answer belongs to which request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.explain.explainer import MOST_HEADS, MOST_SPANS, Explainer
from server.explain.layout import Head
from server.explain.span import Direction
from server.http1 import Limits, Request, Response

#: How many pairs are kept. As many requests may wait for their answers; the next one is
#: not read until one of them is answered.
PAIRS, UNANSWERED = 1000, 100


@dataclass
class Pair:
    """
    One request and what came back.

    @ivar request: L{None} for an answer that nobody has asked for.
    @ivar interim: the answers before the final one, such as C{100 Continue}.
    @ivar response: the final answer; L{None} while it has not come.
    """

    request: Request | None
    interim: list[Response] = field(default_factory=list)
    response: Response | None = None


class Exchange:
    """
    Explains a connection. Feed each direction as its bytes arrive: a request before its
    answer, as they were sent.

    Answers come in the order of the requests (RFC 9112 section 9.2). The request decides
    where an answer ends (there is no content after HEAD), and the answer decides what
    follows a request that offers another protocol.

    @ivar requests: explains what the client sends.
    @ivar answers: explains what the server sends.
    @ivar pairs: the newest pairs, in order.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        isSecure: bool = False,
        most: int = MOST_SPANS,
        mostHeads: int = MOST_HEADS,
        starts: tuple[int, int] = (0, 0),
    ) -> None:
        """
        @param limits: of both directions; by default as in an L{Explainer}.
        @param isSecure: whether the connection is secured by TLS.
        @param most: how many spans are kept of each direction; with 0, heads are paired,
            and no more: that takes a seventh of the time.
        @param mostHeads: how many heads are kept of each direction, and how many pairs at
            most.
        @param starts: the offsets of the first bytes that are fed, where much has gone by
            before them: a request has to begin there, and all before it must have been
            answered.
        """
        asked, said = starts
        self.requests = Explainer(Direction.REQUESTS, limits, isSecure, most, mostHeads, asked)
        self.answers = Explainer(Direction.ANSWERS, limits, isSecure, most, mostHeads, said)
        self.pairs: deque[Pair] = deque(maxlen=min(PAIRS, mostHeads))
        self._unanswered: deque[Pair] = deque()
        self._mostUnanswered = min(UNANSWERED, mostHeads)
        self.requests.whenHead = self._requestRead
        self.answers.whenHead = self._answerRead

    def of(self, direction: Direction) -> Explainer:
        """
        @return: what explains this direction.
        """
        return self.requests if direction is Direction.REQUESTS else self.answers

    def feed(self, direction: Direction, data: bytes) -> None:
        """
        Take the next bytes of one direction.
        """
        self.of(direction).feed(data)

    def end(self, direction: Direction) -> None:
        """
        Learn that no more bytes will come in one direction.
        """
        self.of(direction).end()

    def unanswered(self) -> Sequence[Pair]:
        """
        The pairs whose final answer has not come, in order.
        """
        return tuple(self._unanswered)

    def _requestRead(self, request: Head) -> None:
        if not isinstance(request, Request):
            return
        pair = Pair(request)
        self.pairs.append(pair)
        self._unanswered.append(pair)
        self.answers.expect(request.method)
        if _isOffer(request) or len(self._unanswered) == self._mostUnanswered:
            self.requests.hold()

    def _answerRead(self, answer: Head) -> None:
        if not isinstance(answer, Response):
            return
        pair = self._unanswered[0] if self._unanswered else self._unasked()
        if answer.status == 101 or _isTunnel(pair, answer):
            pair.response = answer
            self._unanswered.clear()
            self.requests.handOver()
        elif answer.status < 200:
            pair.interim.append(answer)
            del pair.interim[:-PAIRS]
        else:
            self._finish(pair, answer)

    def _finish(self, pair: Pair, answer: Response) -> None:
        pair.response = answer
        if self._unanswered:
            self._unanswered.popleft()
        if not any(each.request and _isOffer(each.request) for each in self._unanswered):
            self.requests.goOn()

    def _unasked(self) -> Pair:
        """
        An answer to no request that we could read: a server says 400 to such a thing, or
        408 where none came.
        """
        last = self.pairs[-1] if self.pairs else None
        if last is None or last.request is not None or last.response is not None:
            last = Pair(None)
            self.pairs.append(last)
        return last


def _isOffer(request: Request) -> bool:
    return request.method == b"CONNECT" or bool(request.upgrade)


def _isTunnel(pair: Pair, answer: Response) -> bool:
    """
    Tell whether what follows are the bytes of a tunnel: after any 2xx answer to CONNECT
    (RFC 9110 section 9.3.6).
    """
    isConnect = pair.request is not None and pair.request.method == b"CONNECT"
    return isConnect and 200 <= answer.status < 300
