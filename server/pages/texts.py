"""
Plain text: as it is for programs, and on a page of ours for browsers, which would show it
small, glaring white even in a dark room, and with no way back.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from twisted.web.server import Request
from twisted.web.template import Flattenable, Tag, tags

from server.pages.answers import Answer, problemAnswer
from server.pages.htmlbytes import sendProblem
from server.pages.layout import Layout
from server.problem import Problem, answerPlainly
from server.responsefields import variesBy

TEXT = "text/plain; charset=utf-8"

NOTHING: Mapping[str, str] = MappingProxyType({})


def wantsPage(request: Request) -> bool:
    """
    Tell whether a client is going to show the answer to a person: browsers name HTML when
    they load a page (RFC 9110 section 12.5.1), curl and scripts name C{*/*} or nothing.
    """
    return b"text/html" in (request.getHeader(b"accept") or b"").lower()


def tellProblem(request: Request, problem: Problem) -> None:
    """
    Answer with a problem: on a page to a person, in plain text to a program.
    """
    (sendProblem if wantsPage(request) else answerPlainly)(request, problem)


def variesByAccept(request: Request) -> None:
    """
    Say that the answer depends on C{Accept}.
    """
    variesBy(request, b"accept")


def textBlock(text: str) -> Tag:
    """
    Make a block that shows a text, line by line. Where it is wider than the window, the
    keyboard can scroll it.
    """
    return tags.pre(text, tabindex="0")


def textAnswer(
    request: Request,
    layout: Layout,
    title: str,
    text: str,
    status: int = 200,
    fields: Mapping[str, str] = NOTHING,
    *more: Flattenable,
) -> Answer:
    """
    Answer with a text; on a page, a text that tells of a problem looks like a problem.

    @param title: of the page, if the answer becomes one.
    @param more: what is on the page below the text.
    """
    variesByAccept(request)
    if not wantsPage(request):
        return Answer(text.encode(), status, TEXT, {"X-Content-Type-Options": "nosniff", **fields})
    if status < 400:
        return Answer(layout.page(title, textBlock(text), *more), status, fields=fields)
    problem = Problem(text.strip(), fields)
    problem.status = status
    return problemAnswer(layout, problem, request)
