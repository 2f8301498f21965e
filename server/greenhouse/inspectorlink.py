"""
The way from the greenhouse's pages to the inspector: C{/inspector}. The transcripts in the
book link there, each with its bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from twisted.web.resource import Resource
from twisted.web.server import Request

from server.drafts import DRAFT
from server.pages import Answer, Layout, NotFound, respond

#: Finds a link that not everybody should have.
FindLink = Callable[[Request], str | None]

#: What people are told who do not get the link.
NONE = "No inspector runs beside this server: --inspect 0 starts one."
ELSEWHERE = "An inspector shows what goes over the wire: its link is in the terminal."


class InspectorLink(Resource):
    """
    Leads those who may look to the inspector.
    """

    def __init__(self, layout: Layout, findLink: FindLink | None) -> None:
        """
        @param findLink: finds the link for a request, where an inspector runs.
        """
        super().__init__()
        self.layout = layout
        self.findLink = findLink

    def render_GET(self, request: Request) -> int:
        """
        Redirect to the inspector, with the draft that the request brings along; or say why
        not.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, self.layout, self.lead(request))

    async def lead(self, request: Request) -> Answer:
        """
        Answer with a redirect to the link of the inspector.
        """
        link = self.findLink and self.findLink(request)
        if not link:
            raise NotFound(ELSEWHERE if self.findLink else NONE)
        return Answer(b"", 302, fields={"Location": link + draftOf(request)})


def draftOf(request: Request) -> str:
    """
    Write the draft of a request for the end of a link, where it has one.
    """
    given: list[bytes] = request.args.get(b"draft", [])
    isDraft = len(given) == 1 and DRAFT.fullmatch(given[0])
    return f"&draft={given[0].decode()}" if isDraft else ""
