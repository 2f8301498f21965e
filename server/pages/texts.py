"""
Plain text: as it is for programs, and on a page of ours for browsers, which would
show it small, white in a dark room, and with no way back.
"""

from __future__ import annotations

from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.pages.answers import Answer
from server.pages.layout import Layout
from server.responsefields import variesBy

TEXT = "text/plain; charset=utf-8"


def wantsPage(request: Request) -> bool:
    """
    Tell whether a client means to show the answer to a person: browsers name HTML when
    they load a page (RFC 9110 section 12.5.1), curl and scripts name C{*/*} or nothing.
    """
    return b"text/html" in (request.getHeader(b"accept") or b"").lower()


def variesByAccept(request: Request) -> None:
    """
    Say that the answer depends on C{Accept}.
    """
    variesBy(request, b"accept")


def textBlock(text: str) -> Tag:
    """
    Show a text, line by line. Where it is wider than the window, the keyboard can
    scroll it.
    """
    return tags.pre(text, tabindex="0")


def textAnswer(
    request: Request,
    layout: Layout,
    title: str,
    text: str,
    status: int = 200,
) -> Answer:
    """
    Answer with a text.

    @param title: of the page, if it becomes one.
    """
    variesByAccept(request)
    if wantsPage(request):
        return Answer(layout.page(title, textBlock(text)), status)
    return Answer(text.encode(), status, TEXT, {"X-Content-Type-Options": "nosniff"})
