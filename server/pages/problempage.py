"""
The page that tells a problem: what it is called, what was asked for, which rule says so,
and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import cast

from twisted.web.http import Request
from twisted.web.iweb import IRequest
from twisted.web.template import Flattenable, Tag, tags

from server.console import printable
from server.pages.layout import HOME, Layout, Page
from server.pages.rules import linkToRule
from server.problem import Problem
from server.semantics import SAFE

#: How many characters of what a client has sent a page can bear.
MOST_CHARACTERS = 200

#: The sections of RFC 9110 that are about one status each.
SECTIONS = {
    301: "15.4.2",
    400: "15.5.1",
    401: "15.5.2",
    403: "15.5.4",
    404: "15.5.5",
    405: "15.5.6",
    406: "15.5.7",
    408: "15.5.9",
    409: "15.5.10",
    410: "15.5.11",
    411: "15.5.12",
    412: "15.5.13",
    413: "15.5.14",
    414: "15.5.15",
    415: "15.5.16",
    416: "15.5.17",
    417: "15.5.18",
    421: "15.5.20",
    422: "15.5.21",
    426: "15.5.22",
    500: "15.6.1",
    501: "15.6.2",
    502: "15.6.3",
    503: "15.6.4",
    504: "15.6.5",
    505: "15.6.6",
}
#: The sections about all statuses that begin with the same digit.
CLASSES = {3: "15.4", 4: "15.5", 5: "15.6"}

#: What comes before each part of the page: so people who read it in a terminal see lines.
LINE = "\n      "


def problemPage(
    layout: Layout, problem: Problem, request: Request | None, *facts: Flattenable
) -> Page:
    """
    Make the page that tells a problem to the person who has it.

    @param request: what was asked, if that could be read.
    @param facts: what the server has understood of it; by default, its path.
    """
    status = HTTPStatus(problem.status)
    parts = [
        tags.p(problem.sentence, class_="problem", role="alert"),
        *(facts or asked(request)),
        tags.p("What the status means: ", linkToRule(ruleOf(status)), ".", class_="quiet"),
        *nextStep(layout, status, request),
    ]
    lines = [piece for part in parts for piece in (LINE, part)][1:]
    return layout.page(f"{status.value} {status.phrase}", *lines)


def ruleOf(status: int) -> str:
    """
    Name the section that says what a status means.
    """
    return f"RFC 9110 section {SECTIONS.get(status) or CLASSES[status // 100]}"


def asked(request: Request | None) -> Sequence[Tag]:
    """
    Say what was asked for; nothing where no request could be read.
    """
    if request is None:
        return []
    return [tags.p("You asked for ", tags.code(shown(request.path)), ".")]


def nextStep(layout: Layout, status: int, request: Request | None) -> Sequence[Tag]:
    """
    Say what to do next, if there is anything to do: try again, where that may help, and go
    back.
    """
    if request is None:
        return []
    if status == 421:  # by this name, no link leads to anything
        return [tags.p("Ask for it by its address, or by a name that it goes by.")]
    # RFC 9110 section 15.5.2: "If the request included authentication credentials, ... the
    # user agent MAY repeat the request with a new or replaced Authorization header field."
    back = wayBack(layout, request)
    if (status >= 500 or status == 401) and request.method in SAFE:
        again = tags.a("Try again", href="")  # RFC 3986 section 4.4: the same address
        return [tags.p(again), *back]
    return back


def wayBack(layout: Layout, request: Request) -> Sequence[Tag]:
    """
    Link back to the part of the site, or to the home page, if there is one.
    """
    here = layout.here(cast(IRequest, request))
    if here and here.path.encode() != request.path:
        return [tags.p(tags.a(f"Back to {here.text}", href=here.path))]
    return [tags.p(tags.a("Go to the home page", href=HOME.path))] if layout.links else []


def shown(data: bytes) -> str:
    """
    Make a client's bytes legible, whatever they are, and cut them where they are too many.
    """
    text = printable(data[:MOST_CHARACTERS].decode(errors="backslashreplace"))
    return f"{text}…" if len(data) > MOST_CHARACTERS else text
