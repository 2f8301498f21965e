"""
The teacher's page: what the class may see on the wall, and what to explain next.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Element, Flattenable, Tag, XMLFile, renderer

from lessons.classroom.pagecache import PageCache
from lessons.classroom.room import Room
from server.files import PublicFile
from server.http1 import Limits
from server.linked.access import Access
from server.linked.live import Live
from server.linked.posted import Posted
from server.linked.site import LAYOUT, LinkedHome, LinkedSite
from server.pages import Answer, BadRequest, respond, seeOther

HERE = Path(__file__).parent
#: A student's key, or nothing, is all that anybody sends here.
PAGE_LIMITS = Limits(content=1024)


class ClassPage(LinkedSite):
    """
    The site of the page, for whoever has the teacher's link.
    """

    def __init__(self, room: Room, reactor: Any) -> None:
        self.access = Access("class page")
        cache = PageCache(room, reactor)
        root = Home(cache, self.access)
        root.putChild(b"live", Live(reactor, room.register))
        root.putChild(b"part", Part(cache))
        root.putChild(b"code", NewCode(room))
        root.putChild(b"remove", Remove(room))
        root.putChild(b"class.css", PublicFile(str(HERE / "class.css")))
        super().__init__(root, self.access, reactor, PAGE_LIMITS)


class Home(LinkedHome):
    """
    The teacher's page, at C{/}.
    """

    def __init__(self, cache: PageCache, access: Access) -> None:
        super().__init__(access)
        self._cache = cache

    async def make(self, request: Request) -> Answer:
        """
        Make the page, as the class is now.
        """
        return Answer(Whole(await self._cache.content()))


class Part(Resource):
    """
    What changes on the page, alone: its script asks for it when something has happened.
    """

    isLeaf = True

    def __init__(self, cache: PageCache) -> None:
        super().__init__()
        self._cache = cache

    def render_GET(self, request: Request) -> int:
        """
        Show it as it is now.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, LAYOUT, self._make())

    async def _make(self) -> Answer:
        return Answer(await self._cache.content())


class NewCode(Posted):
    """
    Makes up another code for the class.
    """

    isLeaf = True

    def __init__(self, room: Room) -> None:
        super().__init__(LAYOUT)
        self._room = room

    async def answer(self, request: Request) -> Answer:
        """
        Make the code up, and go back to the page.
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
        Remove the student, and go back to the page.
        """
        keys: list[bytes] = request.args.get(b"student", [])
        if len(keys) != 1:
            raise BadRequest("The form does not say which student.")
        self._room.register.remove(keys[0].decode("ascii", "replace"))
        return seeOther("/")


class Whole(Element):
    """
    The whole page, with what changes in its place.
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
        Fill in the part that changes.
        """
        return tag(self._content, **{"data-part": "/part", "data-connection": "all"})
