"""
What is said on a connection that speaks HTTP: what its bytes are, and what there is to
remark on when it falls silent, or ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from server.colours import lookOf, outermost
from server.explain import Diagnosis, Exchange, Pair, Span, differencesAtFault
from server.explain import Direction as Way
from server.http1 import Request, Response
from server.wire.chunk import Direction
from server.wire.linedissector import LineDissector
from server.wire.remark import Remark
from server.wire.rows import MAX_ROWS, Study
from server.wire.sections import findTitles

WAYS = {Direction.ARRIVED: Way.REQUESTS, Direction.LEFT: Way.ANSWERS}
NAMES = {Way.REQUESTS: "the request", Way.ANSWERS: "the answer"}

#: How many spans and heads of a direction are kept: those of the bytes that are shown.
#: The heads limit the memory, as one may take 32 kB, and more where it comes in pieces.
SPANS, HEADS = 3 * MAX_ROWS, 16

NO_ANSWER = "The request is complete; its answer has not come yet."

STEP = re.compile(r"\bstep(\d+)$")


class HTTPDissector:
    """
    What is said on one connection.
    """

    def __init__(self, isSecure: bool = False, step: int | None = None) -> None:
        """
        @param isSecure: whether TLS lies under it.
        @param step: the number of the step that runs, if one does.
        """
        self._isSecure = isSecure
        self._step = step
        self._last = Direction.OPENED
        self._late: Remark | None = None  # about what has been answered since
        self._begun: Request | Response | None = None  # the last answer that was waited for
        self._begin()

    def _begin(self) -> None:
        self._exchange = Exchange(isSecure=self._isSecure, most=SPANS, mostHeads=HEADS)
        self._told: set[Way] = set()  # whose fault has been told

    def take(self, direction: Direction, shown: bytes, rest: bytes) -> Study:
        """
        Take the next bytes of one direction.

        @param shown: those that will be shown.
        @return: what is known of those.
        """
        if direction is Direction.ARRIVED and self._goesOn():
            self._late = self._fault() or self._late
            self._begin()
        self._last, way = direction, WAYS[direction]
        explainer = self._exchange.of(way)
        start = explainer.length
        self._exchange.feed(way, shown)
        spans = explainer.spans(start)
        study = Study(_looks(spans, start, len(shown)), findTitles(explainer, spans, start))
        self._exchange.feed(way, rest)
        return study

    def ended(self) -> None:
        """
        Learn that the client will send no more.
        """
        self._exchange.end(Way.REQUESTS)

    def quiet(self) -> Remark | None:
        """
        Tell what is wrong, or what is waited for; L{None} where nothing is.
        """
        late, self._late = self._late, None
        return late or self._fault() or self._waiting()

    def closed(self) -> Remark | None:
        """
        Tell what was wrong, or is missing at the end.
        """
        if fault := self._late or self._fault():
            return fault
        for way in self._ways():
            if way is Way.REQUESTS and self._last is Direction.LEFT:
                continue  # a server that has had the last word has seen enough of what was sent
            self._exchange.end(way)
            if diagnosis := self._diagnosis(way):
                text = f"{diagnosis.sentence} ({diagnosis.rule})"
                return Remark(f"{NAMES[way]} is cut short", text, isFault=True)
        return None

    def _goesOn(self) -> bool:
        """
        Tell whether a request that is wrong has been answered as if it were right, as steps 4
        to 13 do where there is no Host: then the server reads on, and so do we.
        """
        pair = self._exchange.pairs[-1] if self._exchange.pairs else Pair(None)
        isTaken = pair.response is not None and pair.response.status < 400
        isOfNone = pair.request is None  # that we could read
        return isTaken and isOfNone and self._exchange.requests.diagnosis() is not None

    def _fault(self) -> Remark | None:
        """
        Tell of a fault that has not been told yet.
        """
        for way in self._ways():
            if diagnosis := self._diagnosis(way):
                self._told.add(way)
                sentences = [f"{diagnosis.sentence} ({diagnosis.rule})", *self._asStep(way)]
                mark = f"wrong in {NAMES[way]}, byte {diagnosis.offset:,}"
                return Remark(mark, " ".join(sentences), isFault=True)
        return None

    def _ways(self) -> Iterable[Way]:
        """
        The directions that can be judged. Where a request is wrong, nobody can know what its
        answer should be: whether it answers HEAD, for one thing, and so has no content.
        """
        isWrong = Way.REQUESTS in self._told or self._exchange.requests.diagnosis() is not None
        return (Way.REQUESTS,) if isWrong else Way

    def _diagnosis(self, way: Way) -> Diagnosis | None:
        return None if way in self._told else self._exchange.of(way).diagnosis()

    def _asStep(self, way: Way) -> Iterable[str]:
        """
        Tell what a step does whose rule differs from the one that is broken.
        """
        if self._step is None or way is Way.ANSWERS:
            return ()
        found = differencesAtFault(self._step, self._exchange.requests)
        return [f"Step {self._step}: {each.sentence}" for each in found]

    def _waiting(self) -> Remark | None:
        requests, answers = self._exchange.requests, self._exchange.answers
        if text := requests.waiting():
            return Remark("waits", text)
        text = answers.waiting() if answers.length and Way.ANSWERS in self._ways() else None
        if text is None:
            return Remark("waits", NO_ANSWER) if self._exchange.unanswered() else None
        if answers.heads and answers.heads[-1] is self._begun:
            return None  # it has been said of this answer: a stream of events is never complete
        self._begun = answers.heads[-1] if answers.heads else None
        return Remark("the answer is not complete", text)


def _looks(spans: Iterable[Span], start: int, length: int) -> list[str]:
    """
    Tell how each byte looks.

    @param start: the offset of the first byte.
    """
    looks = ["plain"] * length
    for span in (part for each in spans for part in outermost(each)):
        begin, end = max(span.start - start, 0), min(span.end - start, length)
        looks[begin:end] = [lookOf(span)] * (end - begin)
    return looks


class Dissector(Protocol):
    """
    What is said on one connection, in whatever language.
    """

    def take(self, direction: Direction, shown: bytes, rest: bytes) -> Study:
        """
        Take the next bytes of one direction.
        """

    def ended(self) -> None:
        """
        Learn that the client will send no more.
        """

    def quiet(self) -> Remark | None:
        """
        Tell why nothing happens; L{None} where that is as it should be.
        """

    def closed(self) -> Remark | None:
        """
        Tell what was wrong, or is missing, where the connection has ended.
        """


def makeDissector(program: str, isSecure: bool) -> Dissector:
    """
    Choose how to explain a connection.

    @param program: the name of the program that runs. Step 1 and its exercises know lines,
        and all others HTTP. How an exercise differs from the rules, nobody knows: students
        change it.
    """
    match = STEP.search(program)
    if match is None:
        return HTTPDissector(isSecure)
    isStep = program == f"lessons.{match[0]}"
    if match[1] == "1":
        return LineDissector(isStep)
    return HTTPDissector(isSecure, int(match[1]) if isStep else None)
