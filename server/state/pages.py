"""
C{/session} and C{/shared}: the pages of step 8, whose numbers come from the database.
"""

from __future__ import annotations

from twisted.web.resource import Resource
from twisted.web.server import Request

from server.cookies import readCookie, setCookie
from server.pages import Layout, NotFound, ProblemPage, makePage, renderLater
from server.state.counters import Counter
from server.state.sessions import SessionStore

COOKIE = b"visitor"

COUNTED = "<p>Counted so far: {}</p>"
BUTTON = '<form method="post"><button>Count me</button></form>'
SEE = '<p>See <a href="session">session</a>.</p>'


class Page(Resource):
    """
    A page with nothing below it.
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Say that there is no such page.
        """
        return ProblemPage(self.layout, NotFound("There is no such page here."))


class SessionPage(Page):
    """
    The page that says how often this browser was counted.
    """

    def __init__(self, layout: Layout, sessions: SessionStore) -> None:
        super().__init__(layout)
        self.sessions = sessions

    def render_GET(self, request: Request) -> int:
        """
        Show how often this browser was counted, and the button.
        """
        return renderLater(request, self.show(request))

    def render_POST(self, request: Request) -> int:
        return renderLater(request, self.count(request))

    async def show(self, request: Request) -> bytes:
        """
        Show this browser's count: ask the database, if the browser has a cookie.
        """
        count = await self.sessions.look(readCookie(request, COOKIE))
        return makePage(request, "This browser", f"{COUNTED.format(count)}\n{BUTTON}")

    async def count(self, request: Request) -> bytes:
        """
        Count, with a new session where there is none; then send the browser on to see the
        result.
        """
        opened = await self.sessions.count(readCookie(request, COOKIE))
        if opened is not None:
            setCookie(request, COOKIE, opened, path=b"/")
        # RFC 9110 section 15.4.4: 303 sends the browser on, with GET.
        request.setHeader(b"Location", b"session")
        return makePage(request, "Counted", SEE, 303)


class SharedPage(Page):
    """
    The page that says how often all browsers were counted.
    """

    def __init__(self, layout: Layout, everybody: Counter) -> None:
        super().__init__(layout)
        self.everybody = everybody

    def render_GET(self, request: Request) -> int:
        """
        Show how often all browsers were counted.
        """
        return renderLater(request, self.show(request))

    async def show(self, request: Request) -> bytes:
        """
        Ask the database for the number.
        """
        return makePage(request, "All browsers", COUNTED.format(await self.everybody.get()))
