"""
How an answer gets to the client, now or later: a page, bytes, or a problem.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, cast

from twisted.internet.defer import CancelledError, Deferred
from twisted.logger import Logger
from twisted.web.http import Request
from twisted.web.iweb import IRequest
from twisted.web.server import NOT_DONE_YET
from twisted.web.template import Flattenable

from server.pages.flattener import flatten
from server.pages.layout import HTML, Layout
from server.pages.problempage import problemPage
from server.problem import WRONG_HERE, Problem, endAnyhow, problemOf

log = Logger()

DOCTYPE = b"<!DOCTYPE html>\n"


@dataclass(frozen=True)
class Answer:
    """
    What to send.

    @ivar content: a page, or bytes as they are.
    @ivar contentType: what the content is.
    @ivar fields: further response fields, by name.
    """

    content: Flattenable
    status: int = 200
    contentType: str = HTML
    fields: Mapping[str, str] = field(default_factory=dict)


def seeOther(location: str) -> Answer:
    """
    Send the browser to another page, with GET: this belongs after a POST that has changed
    something, so that "reload" does not change it again.

    @param location: a path of this site; the caller has quoted it.
    """
    return Answer(b"", 303, fields={"Location": location})


def respond(request: Request, layout: Layout, waiting: Awaitable[Answer]) -> int:
    """
    Send an answer as soon as there is one. Where the client leaves before that, the work
    for it is cancelled. A L{Problem} becomes its page; any other error is logged and
    becomes a page without detail.

    @param waiting: a coroutine or a L{Deferred}; it may already have its result.
    @return: L{NOT_DONE_YET}, for the resource's C{render} to return.
    """
    return attend(request, send(request, layout, waiting))


def attend(request: Request, work: Coroutine[Deferred[Any], Any, None]) -> int:
    """
    Let an answer be made while its client is there. If that fails, the answer is ended all
    the same.

    @param work: makes the answer, and sends it.
    @return: L{NOT_DONE_YET}, for the resource's C{render} to return.
    """
    sending = Deferred.fromCoroutine(work)
    sending.addErrback(lambda failure: failure.trap(CancelledError) and None)
    sending.addErrback(lambda failure: endAnyhow(request, failure))
    request.notifyFinish().addErrback(lambda reason: sending.cancel())
    return NOT_DONE_YET


async def send(request: Request, layout: Layout, waiting: Awaitable[Answer]) -> None:
    """
    Wait for the answer and write it.
    """
    answer = await answerOrProblem(request, layout, flattened(request, waiting))
    request.setResponseCode(answer.status, HTTPStatus(answer.status).phrase.encode())
    request.setHeader("Content-Type", answer.contentType)
    for name, value in answer.fields.items():
        request.setHeader(name, value)
    content = await contentBytes(answer.content, request)
    request.setHeader("Content-Length", str(len(content)))
    if request.channel is not None:  # the client may have left
        request.write(content)
        request.finish()


async def flattened(request: Request, waiting: Awaitable[Answer]) -> Answer:
    """
    Wait for the answer, and make bytes of its page: only then does it show if something is
    wrong with the page.
    """
    answer = await waiting
    return replace(answer, content=await contentBytes(answer.content, request))


async def answerOrProblem(request: Request, layout: Layout, waiting: Awaitable[Answer]) -> Answer:
    """
    Wait for the answer, and turn an error into one: this is the one place that does so.
    """
    try:
        return await waiting
    except CancelledError:
        raise  # the client has left: there is nobody to be told
    except Exception as error:
        problem = problemOf(error)
        if problem is None:
            log.failure("a request failed")
            problem = Problem(WRONG_HERE)
        return problemAnswer(layout, problem, request)


async def problemBytes(layout: Layout, problem: Problem) -> bytes:
    """
    Make the bytes of a page that tells a problem, where there is no request for it.
    """
    return await contentBytes(problemPage(layout, problem, None), None)


async def contentBytes(content: Flattenable, request: Request | None) -> bytes:
    """
    Make the bytes of a page; bytes stay as they are.
    """
    if isinstance(content, bytes):
        return content
    return DOCTYPE + await flatten(content, cast(IRequest | None, request)) + b"\n"


def problemAnswer(
    layout: Layout, problem: Problem, request: Request, *facts: Flattenable
) -> Answer:
    """
    Make the answer that tells a problem.

    @param facts: what the server has understood of the request; by default, its path.
    """
    page = problemPage(layout, problem, request, *facts)
    return Answer(page, problem.status, fields=problem.fields)
