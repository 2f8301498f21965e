"""
Where a step's own parser differs from the rules.

The explainer tells what the rules say, on the engine that carries step 15. What an earlier
step does with the same bytes is told here, one row for each difference. Steps 4 to 13 have
the channel of Twisted; its faults are those of step 4's walkthrough, under the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from server.explain.diagnosis import Diagnosis
from server.explain.explainer import Explainer
from server.explain.meaning import LATER
from server.explain.span import Span, innermost
from server.http1 import Framing, Request
from server.http1.rules import connectionOptions

STOCK = range(4, 14)


@dataclass(frozen=True)
class Facts:
    """
    What was found in the requests of a connection.
    """

    requests: Sequence[Request]
    diagnosis: Diagnosis | None
    spans: Sequence[Span]

    def anyRequest(self, isSo: Callable[[Request], bool]) -> bool:
        """
        Tell whether something is so with one of the requests.
        """
        return any(map(isSo, self.requests))


Test = Callable[[Facts], bool]


@dataclass(frozen=True)
class Difference:
    """
    One thing that some steps do otherwise.

    @ivar name: for a person to refer to.
    @ivar steps: the numbers of those that do.
    @ivar sentence: what they do.
    @ivar rule: the section that says what is right.
    @ivar applies: tells whether it shows in these bytes.
    """

    name: str
    steps: Container[int]
    sentence: str
    rule: str
    applies: Test


def findDifferences(step: int, explainer: Explainer) -> Sequence[Difference]:
    """
    Find what a step does otherwise than the rules with the requests that were explained.

    @param step: its number.
    """
    requests = [head for head in explainer.heads if isinstance(head, Request)]
    facts = Facts(requests, explainer.diagnosis(), explainer.spans())
    return [each for each in DIFFERENCES if step in each.steps and each.applies(facts)]


def _always(facts: Facts) -> bool:
    return bool(facts.spans)


def _fault(pattern: str) -> Test:
    """
    Make a test for what the engine's finding says.
    """
    compiled = re.compile(pattern)
    return lambda facts: (
        facts.diagnosis is not None and bool(compiled.search(facts.diagnosis.finding))
    )


def _status(*statuses: int) -> Test:
    return lambda facts: facts.diagnosis is not None and facts.diagnosis.status in statuses


def _request(isSo: Callable[[Request], bool]) -> Test:
    return lambda facts: facts.anyRequest(isSo)


def _has(name: bytes, pattern: bytes = b"") -> Test:
    compiled = re.compile(pattern, re.IGNORECASE)
    return _request(lambda request: any(map(compiled.search, request.values.get(name, ()))))


def _hasContent(request: Request) -> bool:
    return request.framing is not Framing.NONE


def _isLong(facts: Facts) -> bool:
    """
    Python converts no more than 4,300 digits.
    """
    return _status(413)(facts) and facts.diagnosis is not None and facts.diagnosis.length > 4300


def _closesAmongOthers(request: Request) -> bool:
    options = connectionOptions(request.values)
    return b"close" in options and len(options) > 1


def _isLater(facts: Facts) -> bool:
    return any(span.meaning == LATER for span in innermost(facts.spans) if span.kind == "version")


LF_ALONE = _fault("ends with LF alone")


def _isInTrailer(facts: Facts) -> bool:
    before = [span for span in innermost(facts.spans) if span.kind == "last chunk size"]
    return bool(before) and _fault("field")(facts)


def _isNoCoding(facts: Facts) -> bool:
    """
    Beside a length, chunked can be mended by taking the length away, and no other coding.
    """
    isMended = facts.diagnosis is not None and facts.diagnosis.correction is not None
    return _fault("The last transfer coding")(facts) or (
        _fault("contradict each other")(facts) and not isMended
    )


# fmt: off
DIFFERENCES: tuple[Difference, ...] = (
    Difference("No HTTP", (1,),
        "This step knows no HTTP: it says each line back, the empty one as well.",
        "RFC 9112 section 2.1", _always),
    Difference("LF alone", (1, 2, *STOCK),
        "This step does not refuse a line that ends with LF alone: it waits for CR LF.",
        "RFC 9112 section 2.2", LF_ALONE),
    Difference("No rules", (2,),
        "This step looks at no rule: whatever stands before the empty line, it answers 200.",
        "RFC 9112 section 3", lambda facts: bool(facts.diagnosis) and not LF_ALONE(facts)),
    Difference("Early answer", (2,),
        "This step answers before the content has arrived: it reads no further than the empty"
        " line.",
        "RFC 9112 section 6.3", _request(_hasContent)),
    Difference("Content for HEAD", (2,),
        "This step sends content in answer to HEAD as well.",
        "RFC 9110 section 9.3.2", _request(lambda request: request.method == b"HEAD")),
    Difference("No Date", (2,),
        "The answer of this step has no Date field.",
        "RFC 9110 section 6.6.1", lambda facts: _always(facts) and not LF_ALONE(facts)),
    Difference("One answer", (2,),
        "This step closes behind its first answer: the other requests get none.",
        "RFC 9112 section 9.3", lambda facts: len(facts.requests) > 1),
    Difference("No chunks", (3,),
        "This step answers 501: it cannot read content in chunks.",
        "RFC 9112 section 7.1", _has(b"transfer-encoding")),
    Difference("No 100 Continue", (3,),
        "This step sends no 100 Continue: client and step wait for each other for a while.",
        "RFC 9110 section 10.1.1", _request(lambda request: request.expectsContinue)),
    Difference("Other expectations", (3, *STOCK),
        "This step does not look at what Expect demands, and answers all the same.",
        "RFC 9110 section 10.1.1", _status(417)),
    Difference("HTTP/1.0 stays open", (3,),
        "This step closes behind HTTP/1.0, although the client asks for the connection to"
        " go on; it may.",
        "RFC 9112 section 9.3",
        _request(lambda request: request.version == b"HTTP/1.0" and request.keepAlive)),
    Difference("A lower limit", (3,),
        "This step answers 413: it takes 100,000 bytes of content.",
        "RFC 9110 section 15.5.14",
        _request(lambda request: (request.contentLength or 0) > 100_000)),
    Difference("A target to be encoded", (3,),
        "This step looks the target up as it is, and answers 404.",
        "RFC 9112 section 3.2", _status(301)),
    Difference("A target to be encoded", (14,),
        "This step passes the target on as it is: the server behind it has to judge.",
        "RFC 9112 section 3.2", _status(301)),
    Difference("No Host", STOCK,
        "This step answers with the page: Twisted's channel does not ask for a Host.",
        "RFC 9112 section 3.2", _fault("must say in a Host field")),
    Difference("Two Hosts", STOCK,
        "This step answers with the page: Twisted's channel takes one of the two.",
        "RFC 9112 section 3.2", _fault("one Host field, not several")),
    Difference("A Host that is no host", STOCK,
        "This step answers with the page: Twisted's channel does not look at the Host.",
        "RFC 9112 section 3.2", _fault("^The Host field holds")),
    Difference("A target that is no target", STOCK,
        "This step looks the target up as it is, and answers 404.",
        "RFC 9112 section 3", _fault("^The target begins neither|A target cannot|a target")),
    Difference("A coding that is none", STOCK,
        "This step believes the Content-Length beside the coding.",
        "RFC 9112 section 6.3", _isNoCoding),
    Difference("A trailer that is no field", STOCK,
        "This step answers with the page: Twisted's channel does not look at trailers.",
        "RFC 9112 section 2.2", _isInTrailer),
    Difference("The absolute form", STOCK,
        "This step looks the whole target up as a path, and answers 404.",
        "RFC 9112 section 3.2.2", _request(lambda request: b"://" in request.target[:8])),
    Difference("A higher minor version", STOCK,
        "This step answers 400 to any version but 1.0 and 1.1.",
        "RFC 9110 section 6.2", _isLater),
    Difference("Close among other options", STOCK,
        "This step may not see close here, and leave the connection open.",
        "RFC 9112 section 9.6", _request(_closesAmongOthers)),
    Difference("The client's version", STOCK,
        "This step answers in the client's version, HTTP/1.0, and not in its own.",
        "RFC 9110 section 6.2", _request(lambda request: request.version == b"HTTP/1.0")),
    Difference("An unknown coding", STOCK,
        "This step answers 400, where 501 says what is wrong.",
        "RFC 9112 section 6.1", _fault("understands the transfer coding")),
    Difference("Another major version", STOCK,
        "This step answers 400, where 505 says what is wrong.",
        "RFC 9110 section 15.6.6", _status(505)),
    Difference("The bare 400", STOCK,
        "This step refuses it as well, with a status line and not a word more.",
        "RFC 9110 section 15.5", _fault("colon|Content-Length|version|one space")),
    Difference("A target that is too long", STOCK,
        "This step closes the connection without a word.",
        "RFC 9112 section 3", _status(414)),
    Difference("A field that is too long", STOCK,
        "This step closes the connection without a word.",
        "RFC 9110 section 5.4", _status(431)),
    Difference("A length of 5,000 digits", STOCK,
        "This step fails within: Python converts no such number.",
        "RFC 9110 section 8.6", _isLong),
    Difference("Content without a limit", STOCK,
        "This step waits for all of it, and keeps it.",
        "RFC 9110 section 15.5.14", _status(413)),
    Difference("A Content-Type that breaks the parser", STOCK,
        "This step takes control characters; in a Content-Type one makes it fail within.",
        "RFC 9110 section 5.5", _fault("A field value cannot hold")),
    Difference("A form that breaks the parser", STOCK,
        "This step fails within where a part of the form has no plain name.",
        "RFC 7578 section 4.2", _has(b"content-type", rb"^multipart/form-data")),
    Difference("Forms within forms", STOCK,
        "This step fails within where forms stand within forms, a thousand deep.",
        "RFC 7578 section 4.3", _has(b"content-type", rb"^multipart/form-data")),
)
