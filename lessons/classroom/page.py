"""
The teacher's page: what the class may see on the wall, and what to explain next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.internet.defer import succeed
from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request
from twisted.web.template import Element, Flattenable, Tag, XMLFile, renderer

from lessons.classroom.room import Room
from lessons.classroom.screen import Screen
from server.channel.site import Site
from server.files import PublicFile, addIcon, addStyleSheet
from server.inspector.access import Access
from server.inspector.live import Live
from server.inspector.posted import Posted
from server.inspector.refusing import InspectorChannel, InspectorRequest, Refused
from server.inspector.site import FILES as SCRIPTS
from server.pages import (
    HOME,
    Answer,
    BadRequest,
    Layout,
    NotFound,
    ProblemPage,
    respond,
    safetyFields,
    seeOther,
)

HERE = Path(__file__).parent
LAYOUT = Layout([HOME])


class ClassPage(Site):
    """
    The site of the page. Whoever may not look is refused, whatever they ask for.
    """

    protocol = InspectorChannel
    requestFactory = InspectorRequest
    noisy = False
    always = safetyFields(scripts="'self'", styles="'self'")

    def __init__(self, room: Room, reactor: Any) -> None:
        self.access = Access("class page")
        screen = Screen(room, reactor)
        root = Home(screen, self.access)
        root.putChild(b"live", Live(reactor, room.register))
        root.putChild(b"part", Part(screen))
        root.putChild(b"code", NewCode(room))
        root.putChild(b"remove", Remove(room))
        root.putChild(b"class.css", PublicFile(str(HERE / "class.css")))
        root.putChild(b"inspector.js", PublicFile(str(SCRIPTS / "inspector.js")))
        addStyleSheet(root)
        addIcon(root)
        super().__init__(root, reactor=reactor)

    def getResourceFor(self, request: Request) -> IResource:
        """
        Find the resource for a request, unless there is a reason to refuse it.
        """
        problem = self.access.problemWith(request)
        return super().getResourceFor(request) if problem is None else Refused(problem)


class Home(Resource):
    """
    The page.
    """

    def __init__(self, screen: Screen, access: Access) -> None:
        super().__init__()
        self._screen = screen
        self._access = access

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Below the page is what was mounted.
        """
        if not name and not request.postpath:
            return self
        return ProblemPage(LAYOUT, NotFound("There is no such page here."))

    def render_GET(self, request: Request) -> int:
        """
        Show the page; to whoever has come by the link, at an address without the token.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        if self._access.isLink(request):
            self._access.remember(request)
            return respond(request, LAYOUT, succeed(seeOther("/")))
        return respond(request, LAYOUT, self._make())

    async def _make(self) -> Answer:
        return Answer(Whole(await self._screen.content()))


class Part(Resource):
    """
    What changes on the page.
    """

    isLeaf = True

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen

    def render_GET(self, request: Request) -> int:
        """
        Show it as it is now.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, LAYOUT, self._make())

    async def _make(self) -> Answer:
        return Answer(await self._screen.content())


class NewCode(Posted):
    """
    Makes up another code.
    """

    isLeaf = True

    def __init__(self, room: Room) -> None:
        super().__init__(LAYOUT)
        self._room = room

    async def answer(self, request: Request) -> Answer:
        """
        Do it.
        """
        self._room.register.renew()
        return seeOther("/")


class Remove(Posted):
    """
    Takes a student off the page.
    """

    isLeaf = True

    def __init__(self, room: Room) -> None:
        super().__init__(LAYOUT)
        self._room = room

    async def answer(self, request: Request) -> Answer:
        """
        Do it.
        """
        keys: list[bytes] = request.args.get(b"student", [])
        if len(keys) != 1:
            raise BadRequest("The form does not say which student.")
        self._room.register.remove(keys[0].decode("ascii", "replace"))
        return seeOther("/")


class Whole(Element):
    """
    The whole page.
    """

    loader = XMLFile(FilePath(str(HERE / "page.html")))

    def __init__(self, content: Flattenable) -> None:
        """
        @param content: what changes on the page.
        """
        super().__init__()
        self._content = content

    @renderer
    def part(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in what changes.
        """
        return tag(self._content, **{"data-part": "/part", "data-connection": "all"})
