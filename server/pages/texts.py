"""
Plain text: as it is for programs, and on a page of ours for browsers, which would
show it small, white in a dark room, and with no way back.
"""

from __future__ import annotations

from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from server.pages.answers import Answer
from server.pages.layout import Layout

TEXT = "text/plain; charset=utf-8"


def wantsPage(request: Request) -> bool:
    """
    Tell whether a client means to show the answer to a person: browsers name HTML when
    they load a page (RFC 9110 section 12.5.1), curl and scripts name C{*/*} or nothing.
    """
    return b"text/html" in (request.getHeader(b"accept") or b"").lower()


def textAnswer(
    request: Request,
    layout: Layout,
    title: str,
    text: str,
    status: int = 200,
    above: Flattenable = "",
) -> Answer:
    """
    Answer with a text.

    @param title: of the page, if it becomes one.
    @param above: what stands above the text on the page.
    """
    # Answers that depend on a field of the request say so (RFC 9110 section 12.5.5); not
    # by the answer's own fields: those would hide a Vary that is there already.
    request.responseHeaders.addRawHeader(b"Vary", b"accept")
    if wantsPage(request):
        return Answer(layout.page(title, above, tags.pre(text)), status)
    return Answer(text.encode(), status, TEXT, {"X-Content-Type-Options": "nosniff"})
