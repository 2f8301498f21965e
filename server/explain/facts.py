"""
What was found in the requests of a connection, and what can be asked about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.explain.descriptions import LATER
from server.explain.diagnosis import Diagnosis
from server.explain.explainer import Explainer
from server.explain.span import Span, innermost
from server.http1 import Framing, Request
from server.http1.rules import connectionOptions


@dataclass(frozen=True)
class Facts:
    """
    What an explainer has found in the requests.

    @ivar requests: the heads that have been read.
    @ivar diagnosis: the fault, if there is one.
    @ivar spans: the bytes, laid out.
    """

    requests: Sequence[Request]
    diagnosis: Diagnosis | None
    spans: Sequence[Span]

    def anyRequest(self, isSo: Callable[[Request], bool]) -> bool:
        """
        Tell whether something is so with one of the requests.
        """
        return any(map(isSo, self.requests))

    def anySpan(self, kind: str) -> bool:
        """
        Tell whether there is a span of a kind that has no parts.
        """
        return any(span.kind == kind for span in innermost(self.spans))


Question = Callable[[Facts], bool]


def gatherFacts(explainer: Explainer, since: int = 0) -> Facts:
    """
    Gather what an explainer has found.

    @param since: an offset: what comes before it is left out.
    """
    requests = [
        head for head in explainer.heads if isinstance(head, Request) and head.start >= since
    ]
    return Facts(requests, explainer.diagnosis(), explainer.spans(since))


def hasBytes(facts: Facts) -> bool:
    """
    Has the client sent any byte at all?
    """
    return bool(facts.spans)


def fault(pattern: str) -> Question:
    """
    Is there a fault of which the engine says something like this?
    """
    compiled = re.compile(pattern)
    return lambda facts: (
        facts.diagnosis is not None and bool(compiled.search(facts.diagnosis.finding))
    )


def status(*statuses: int) -> Question:
    """
    Is there a fault with one of these statuses?
    """
    return lambda facts: facts.diagnosis is not None and facts.diagnosis.status in statuses


def request(isSo: Callable[[Request], bool]) -> Question:
    """
    Is there a request of which this is so?
    """
    return lambda facts: facts.anyRequest(isSo)


def has(name: bytes, pattern: bytes = b"") -> Question:
    """
    Is there a request with such a field?
    """
    compiled = re.compile(pattern, re.IGNORECASE)
    return request(lambda each: any(map(compiled.search, each.values.get(name, ()))))


def both(first: Question, second: Question) -> Question:
    """
    Make one question of two: is the answer to each of them yes?
    """
    return lambda facts: first(facts) and second(facts)


def either(first: Question, second: Question) -> Question:
    """
    Is one of them so, or both?
    """
    return lambda facts: first(facts) or second(facts)


def isNot(question: Question) -> Question:
    """
    Turn a question round: yes where it says no.
    """
    return lambda facts: not question(facts)


def hasContent(each: Request) -> bool:
    """
    Does the request's head announce content (RFC 9112 section 6)? None of it may have come
    yet.
    """
    return each.framing is not Framing.UNFRAMED


def closesAmongOthers(each: Request) -> bool:
    """
    Does it say close, and something else as well?
    """
    options = connectionOptions(each.values)
    return b"close" in options and len(options) > 1


def isLater(facts: Facts) -> bool:
    """
    Does one speak a later HTTP/1.x than there is?
    """
    return any(span.meaning == LATER for span in innermost(facts.spans) if span.kind == "version")


def isLengthTooLong(facts: Facts) -> bool:
    """
    Is there a Content-Length with more digits than the 4,300 that Python converts?
    """
    return status(413)(facts) and facts.diagnosis is not None and facts.diagnosis.length > 4300


def hasLineBeyond(most: int) -> Question:
    """
    Is there a line of more bytes, without its line end?
    """
    return lambda facts: any(
        span.end - span.start - 2 > most
        for span in facts.spans
        if span.kind in ("request line", "field line")
    )


def isInTrailer(facts: Facts) -> bool:
    """
    Is the fault in the trailer section?
    """
    return facts.diagnosis is not None and facts.anySpan("last chunk size")
