"""
The teacher's page: what the class may see on the wall, and what to explain next.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twisted.internet.defer import succeed
from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request
from twisted.web.template import Element, Flattenable, Tag, XMLFile, renderer, tags

from lessons.classroom.register import Result
from lessons.classroom.room import Room
from lessons.classroom.standing import Hurdle, Standing, hurdles, standings
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
#: What the table tells of each student.
HEADS = "Student", "Now", "Tries", "For", "Passed", "Off the page"


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
        root = Home(room, self.access)
        root.putChild(b"live", Live(reactor, room.register))
        root.putChild(b"part", Part(room))
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

    def __init__(self, room: Room, access: Access) -> None:
        super().__init__()
        self._room = room
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
        return respond(request, LAYOUT, succeed(Answer(Whole(self._room))))


class Part(Resource):
    """
    What changes on the page.
    """

    isLeaf = True

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    def render_GET(self, request: Request) -> int:
        """
        Make it as it is now.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        return respond(request, LAYOUT, succeed(Answer(tags.transparent(*parts(self._room)))))


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

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._room = room

    @renderer
    def part(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in what changes.
        """
        return tag(*parts(self._room), **{"data-part": "/part", "data-connection": "all"})


def parts(room: Room) -> Sequence[Flattenable]:
    """
    Show how the class stands.
    """
    found = standings(room.register.students(), time.time())
    return [
        tags.section(
            tags.p("To be in the class, type:"),
            tags.p(tags.code(room.command)),
            class_="join",
        ),
        tags.section(tags.h2("What to explain next"), *explainNext(hurdles(found))),
        tags.section(tags.h2(f"{len(found)} student{'s' * (len(found) != 1)}"), table(found)),
        tags.form(tags.button("Make up another code"), method="post", action="/code"),
    ]


def explainNext(found: Sequence[Hurdle]) -> Sequence[Tag]:
    """
    List what most do not meet.
    """
    if not found:
        return [tags.p("Nobody is held up by anything just now.", class_="quiet")]
    return [tags.ul([hurdleItem(one) for one in found], class_="hurdles")]


def hurdleItem(hurdle: Hurdle) -> Tag:
    """
    Show one of those.
    """
    count = len(hurdle.names)
    return tags.li(
        tags.strong(f"{count} at {hurdle.exercise}: ", hurdle.requirement),
        tags.p(hurdle.sentence) if hurdle.sentence else "",
        tags.p(separated(hurdle.names), class_="quiet"),
    )


def separated(names: Sequence[str]) -> list[Flattenable]:
    """
    List names. Each may be written in any direction.
    """
    listed: list[Flattenable] = []
    for name in names:
        listed += [", ", tags.bdi(name)]
    return listed[1:]


def table(found: Sequence[Standing]) -> Tag:
    """
    Show where everybody is.
    """
    if not found:
        return tags.p("Nobody is here yet.")
    rows = [tags.tr(list(map(cell, HEADS, cells(one)))) for one in found]
    return tags.div(
        tags.table(tags.thead(tags.tr([tags.th(head, scope="col") for head in HEADS])), rows),
        class_="scroll",
        tabindex="0",
        role="region",
        **{"aria-label": "Students"},
    )


def cell(head: str, content: Flattenable) -> Tag:
    """
    Make one cell. On a narrow screen it stands below the one before, after its heading.
    """
    return tags.td(content, **{"data-head": head})


def cells(one: Standing) -> Sequence[Flattenable]:
    """
    Show where one student is.
    """
    passed = f"{len(one.passed)}: {', '.join(one.passed)}" if one.passed else "0"
    button = tags.button("Remove", **{"aria-label": f"Remove {one.name}"})
    remove = tags.form(
        tags.input(type="hidden", name="student", value=one.key),
        button,
        method="post",
        action="/remove",
    )
    at = result(one.result, one.isStuck) if one.result else ["", ""]
    return tags.bdi(one.name), *at, f"{one.minutes} min", passed, remove


def result(found: Result, isStuck: bool) -> Sequence[Flattenable]:
    """
    Say what a student is at, and how often it was tried.
    """
    if found.passed:
        return f"has passed {found.exercise}", str(found.tries)
    kind = "stuck" if isStuck else "at"
    words = tags.span(f"stuck at {found.exercise}" if isStuck else f"at {found.exercise}")
    return words(class_=kind), str(found.tries)
