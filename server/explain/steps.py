"""
Where a step's own parser differs from the rules.

The explainer tells what the rules say, on the engine that carries step 15. What an earlier
step does with the same bytes is told here, one row for each difference. Steps 4 to 13 have
the channel of Twisted; most of its rows are faults of step 4's walkthrough and of
C{lessons/channelfaults.rst}, under the same names.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from server.explain.explainer import Explainer
from server.explain.facts import (
    Facts,
    Question,
    both,
    closesAmongOthers,
    either,
    fault,
    gatherFacts,
    has,
    hasBytes,
    hasContent,
    hasLineBeyond,
    isInTrailer,
    isLater,
    isLengthTooLong,
    isNot,
    request,
    status,
)

STOCK = range(4, 14)


@dataclass(frozen=True)
class Difference:
    """
    One thing that some steps do differently.

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
    applies: Question


def findDifferences(step: int, explainer: Explainer, since: int = 0) -> Sequence[Difference]:
    """
    Find what a step does differently from the rules with the requests that were explained.

    @param step: its number.
    @param since: an offset: requests that come before it are left out.
    """
    return _applying(step, gatherFacts(explainer, since))


def differencesAtFault(step: int, explainer: Explainer) -> Sequence[Difference]:
    """
    Find what a step does differently at the very place where a rule is broken.

    @param step: its number.
    """
    facts = gatherFacts(explainer)
    anyway = _applying(step, replace(facts, diagnosis=None))
    return [each for each in _applying(step, facts) if each not in anyway]


def _applying(step: int, facts: Facts) -> Sequence[Difference]:
    return [each for each in DIFFERENCES if step in each.steps and each.applies(facts)]


LF_ALONE = fault("ends with LF alone")
NOT_FOUND = "This step looks the target up as it is, and answers 404."
LOOSE = "^The target (?!holds a space|begins neither)|^Only CONNECT|in a target"
#: What the channel of Twisted refuses as well.
REFUSED = fault("colon|Content-Length|version|one space|[Cc]hunk|hold NUL|hold CR|the method:")

# fmt: off
DIFFERENCES: tuple[Difference, ...] = (
    Difference("No HTTP", (1,),
        "This step does not know HTTP: it says each line back, the empty one as well.",
        "RFC 9112 section 2.1", hasBytes),
    Difference("LF alone", (1, 2, *STOCK),
        "For this step, LF alone does not end a line: it reads on to the next CR LF.",
        "RFC 9112 section 2.2", LF_ALONE),
    Difference("No rules", (2,),
        "This step looks at no rules: whatever comes before the empty line, it answers 200.",
        "RFC 9112 section 3", both(status(*range(300, 600)), isNot(LF_ALONE))),
    Difference("Early answer", (2,),
        "This step answers before the content has arrived: it reads no further than the empty"
        " line.",
        "RFC 9112 section 6.3", request(hasContent)),
    Difference("Content for HEAD", (2,),
        "This step sends content in answer to HEAD as well.",
        "RFC 9110 section 9.3.2", request(lambda each: each.method == b"HEAD")),
    Difference("No Date", (2,),
        "The answer of this step has no Date field.",
        "RFC 9110 section 6.6.1", both(hasBytes, isNot(LF_ALONE))),
    Difference("One answer", (2,),
        "This step closes after its first answer: the other requests get none.",
        "RFC 9112 section 9.3", lambda facts: len(facts.requests) > 1),
    Difference("No chunks", (3,),
        "This step answers 501 to every transfer coding: it cannot read content in chunks.",
        "RFC 9112 section 7.1",
        either(has(b"transfer-encoding"), fault("coding|Chunked is|Transfer-Encoding"))),
    Difference("No 100 Continue", (3,),
        "This step sends no 100 Continue: a client that waits for it waits for a while.",
        "RFC 9110 section 10.1.1", request(lambda each: each.expectsContinue)),
    Difference("Other expectations", (3, *STOCK),
        "This step does not look at what Expect demands, and answers all the same.",
        "RFC 9110 section 10.1.1", status(417)),
    Difference("HTTP/1.0 stays open", (3,),
        "This step closes after HTTP/1.0, although the client asks for the connection to"
        " go on; it may.",
        "RFC 9112 section 9.3",
        request(lambda each: each.version == b"HTTP/1.0" and each.keepAlive)),
    Difference("A lower limit", (3,),
        "This step answers 413: it takes at most 100,000 bytes of content.",
        "RFC 9110 section 15.5.14", request(lambda each: (each.contentLength or 0) > 100_000)),
    Difference("Shorter lines", (3,),
        "This step takes lines of up to 8,000 bytes: to a longer one it answers 414, or 431.",
        "RFC 9112 section 3", hasLineBeyond(7999)),
    Difference("Empty lines", (3,),
        "This step skips any number of empty lines before a request.",
        "RFC 9112 section 2.2", fault("^Too many empty lines")),
    Difference("Looser targets", (3,),
        "This step looks at a target less closely, and answers as if it were one.",
        "RFC 9112 section 3.2", either(status(301, 421), fault(LOOSE))),
    Difference("Looser hosts", (3,),
        "This step looks at a Host less closely: it may answer all the same.",
        "RFC 9112 section 3.2", fault("^The Host field holds")),
    Difference("A target to be encoded", (14,),
        "This step passes the target on as it is: the server behind it has to judge.",
        "RFC 9112 section 3.2", status(301)),
    Difference("No Host", STOCK,
        "This step answers with the page: Twisted's channel does not ask for a Host.",
        "RFC 9112 section 3.2", both(fault("must say in a Host field"), isNot(isLater))),
    Difference("Two Hosts", STOCK,
        "This step answers with the page: Twisted's channel takes one of the two.",
        "RFC 9112 section 3.2", fault("one Host field, not several")),
    Difference("A Host that is not a host", STOCK,
        "This step answers with the page: Twisted's channel does not look at the Host.",
        "RFC 9112 section 3.2", fault("^The Host field holds")),
    Difference("A target that is not a target", STOCK, NOT_FOUND,
        "RFC 9112 section 3",
        either(fault("^The target (?!holds a space)|^Only CONNECT|in a target"),
               fault("^A target cannot hold (DEL|the byte 0xa0)"))),
    Difference("A coding that is not one", STOCK,
        "Where the coding is identity, this step believes the Content-Length beside it; it"
        " refuses other codings with 400.",
        "RFC 9112 section 6.3", fault("The last transfer coding|contradict each other")),
    Difference("A coding in HTTP/1.0", STOCK,
        "This step reads the chunks all the same.",
        "RFC 9112 section 6.1", fault("^HTTP/1.0 has no transfer codings")),
    Difference("A trailer that is not a field", STOCK,
        "This step answers with the page: Twisted's channel does not look at trailers.",
        "RFC 9112 section 2.2", isInTrailer),
    Difference("The absolute form", STOCK,
        "This step looks the whole target up as a path, and answers 404.",
        "RFC 9112 section 3.2.2", request(lambda each: b"://" in each.target[:8])),
    Difference("A higher minor version", STOCK,
        "This step answers 400 to any version but 1.0 and 1.1.",
        "RFC 9110 section 6.2", isLater),
    Difference("Close among other options", STOCK,
        "This step may not see close here, and leave the connection open.",
        "RFC 9112 section 9.6", request(closesAmongOthers)),
    Difference("The client's version", STOCK,
        "This step answers in the client's version, HTTP/1.0, and not in its own.",
        "RFC 9110 section 6.2", request(lambda each: each.version == b"HTTP/1.0")),
    Difference("An unknown coding", STOCK,
        "This step answers 400, where 501 says what is wrong.",
        "RFC 9112 section 6.1", fault("understands the transfer coding")),
    Difference("Empty list members", STOCK,
        "This step answers 400: it accepts only the word chunked.",
        "RFC 9110 section 5.6.1.2", has(b"transfer-encoding", b"^,|,$")),
    Difference("Chunk extensions", STOCK,
        "This step takes no control character, space or quotation mark in an extension, and may"
        " answer 400.",
        "RFC 9112 section 7.1.1", lambda facts: facts.anySpan("chunk extension")),
    Difference("Folded lines", STOCK,
        "This step joins folded lines, as it may.",
        "RFC 9112 section 5.2", both(fault("^Obsolete line folding"), isNot(isInTrailer))),
    Difference("Long methods", STOCK,
        "This step takes methods of any length, and answers 405.",
        "RFC 9112 section 3", fault("^No method has more")),
    Difference("Another major version", STOCK,
        "This step answers 400, where 505 says what is wrong.",
        "RFC 9110 section 15.6.6", status(505)),
    Difference("The bare 400", STOCK,
        "This step refuses it as well, with a status line and not a word more.",
        "RFC 9110 section 15.5",
        both(both(status(400), REFUSED), isNot(either(isInTrailer, fault("coding|A target"))))),
    Difference("A target that is too long", STOCK,
        "This step closes the connection without a word.",
        "RFC 9112 section 3", status(414)),
    Difference("A field that is too long", STOCK,
        "This step closes the connection without a word.",
        "RFC 9110 section 5.4", status(431)),
    Difference("A length of 5,000 digits", STOCK,
        "This step fails internally: Python does not convert such a number.",
        "RFC 9110 section 8.6", isLengthTooLong),
    Difference("Content without a limit", STOCK,
        "This step waits for all of it, and keeps it.",
        "RFC 9110 section 15.5.14", both(status(413), isNot(isLengthTooLong))),
    Difference("A Content-Type that breaks the parser", STOCK,
        "This step accepts most control characters; one in a Content-Type makes it fail "
        "internally.",
        "RFC 9110 section 5.5",
        both(fault("A field value cannot hold (?!NUL|CR)"), isNot(isInTrailer))),
    Difference("A form that breaks the parser", STOCK,
        "This step fails internally where a part of the form has no plain name.",
        "RFC 7578 section 4.2", has(b"content-type", b"^multipart/form-data")),
    Difference("Forms within forms", STOCK,
        "This step fails internally where forms are nested a thousand deep.",
        "RFC 7578 section 4.3", has(b"content-type", b"^multipart/form-data")),
)
