"""
From a request to L{server.semantics}, for every resource that has a validator: what
to do under the request's conditions, and which part of a content to send.
"""

from __future__ import annotations

import time
from functools import lru_cache

from twisted.web.http import (
    NOT_MODIFIED,
    OK,
    PARTIAL_CONTENT,
    PRECONDITION_FAILED,
    REQUESTED_RANGE_NOT_SATISFIABLE,
    datetimeToString,
)
from twisted.web.server import NOT_DONE_YET, Request

from server.pages import makeErrorPage, wantsPage
from server.requestfields import hasAnyOf
from server.semantics import PRECONDITIONS, NotSatisfiable, Part, Validators, evaluate, findPart

CONDITIONAL = frozenset(PRECONDITIONS)
UNMET = "What is here is not what the request expects, so nothing was done."


@lru_cache(1000)  # answers name the same few again and again
def writeDate(seconds: int) -> bytes:
    """
    Write a date as it is sent (RFC 9110 section 5.6.7).

    @param seconds: since 1970.
    """
    date: bytes = datetimeToString(seconds)
    return date


def evaluateFor(request: Request, validators: Validators) -> int:
    """
    Evaluate the preconditions of a request. Whatever the outcome, the answer says what
    they were compared with.

    @return: as L{evaluate} does; with 304 and 412, see L{answerUnmet}.
    """
    sayValidators(request, validators)
    if not hasAnyOf(request, CONDITIONAL):
        return OK
    headers = request.requestHeaders
    fields = {
        name: b", ".join(values)
        for name in PRECONDITIONS
        if (values := headers.getRawHeaders(name)) is not None
    }
    return evaluate(request.method, validators, fields, time.time())


def sayValidators(request: Request, validators: Validators) -> None:
    """
    Say in the answer which version it is about.
    """
    if validators.etag is not None:
        request.setHeader(b"ETag", validators.etag)
    if validators.modified is not None:
        request.setHeader(b"Last-Modified", writeDate(validators.modified))


def answerUnmet(request: Request, status: int) -> bytes | int:
    """
    Answer that the client's copy is still good (304), or that one of the client's
    conditions is not met (412).

    @return: what C{render} is to return.
    """
    request.setResponseCode(status)
    if status == PRECONDITION_FAILED:
        if wantsPage(request):
            return makeErrorPage(request, status, UNMET)
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        return f"{UNMET}\n".encode()
    # RFC 9110 section 8.6: without the Content-Length that Twisted would add to what is
    # returned, which must not be 0 where the content is longer.
    request.finish()
    return NOT_DONE_YET


def isUnmet(status: int) -> bool:
    """
    Tell whether L{evaluateFor} has found that nothing should be done.
    """
    return status in (NOT_MODIFIED, PRECONDITION_FAILED)


def choosePart(request: Request, length: int, outcome: int) -> Part | None:
    """
    Choose the part of a content that a request is for, and say which it is.

    @param length: of all of the content.
    @param outcome: what L{evaluateFor} has found.
    @return: L{None} where there is no such part: then C{render} is to return no content.
    """
    if outcome != PARTIAL_CONTENT:
        return Part(0, length)
    try:
        part = findPart(request.getHeader(b"range") or b"", length)
    except NotSatisfiable:
        request.setResponseCode(REQUESTED_RANGE_NOT_SATISFIABLE)
        request.setHeader(b"Content-Range", b"bytes */%d" % length)
        return None
    if part is None:
        return Part(0, length)
    request.setResponseCode(PARTIAL_CONTENT)
    request.setHeader(b"Content-Range", part.contentRange(length))
    return part
