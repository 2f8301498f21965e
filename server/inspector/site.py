"""
The inspector's site: our own server, beside the step that it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

from twisted.python.filepath import FilePath
from twisted.web.iweb import IRequest
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.template import Element, Flattenable, Tag, XMLFile, renderer

from server.files import PublicFile
from server.inspector.controls import controls, standing
from server.inspector.conversation.references import Walkthroughs
from server.inspector.errorpages import LIMITS, RefusedWithTyped, readAgain
from server.inspector.exporting.resource import Exports, Import
from server.inspector.inspector import Inspector
from server.inspector.pacedflattener import flattenAtPace
from server.inspector.parts import TITLES, makePart, section, shownParts
from server.inspector.rawsender.resource import Send
from server.inspector.replays.resource import StopReplay
from server.inspector.view import View, readView
from server.linked.live import Live
from server.linked.site import LAYOUT, LinkedHome, LinkedSite
from server.listening import Beside
from server.ownaddress import isLoopback
from server.pages import Answer, respond
from server.pages.answers import DOCTYPE
from server.problem import FormError, Problem

FILES = Path(__file__).parent / "files"


class InspectorSite(LinkedSite):
    """
    The site of the inspector. Where a form is refused, what was typed goes back to whoever
    sent it.
    """

    refusal = RefusedWithTyped

    def __init__(self, inspector: Inspector) -> None:
        super().__init__(makeRoot(inspector), inspector.access, inspector.reactor, LIMITS)

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, if it is.
        """
        try:
            problem = super().problemWith(request)
            if problem is None:
                readAgain(request)
        except FormError as error:
            return error
        return problem


def makeRoot(inspector: Inspector) -> Resource:
    """
    Make the tree of the site's resources.
    """
    root = Home(inspector)
    live = Live(inspector.reactor, inspector.subscriptions.add())
    inspector.runs.isWatched = live.isWatched
    root.putChild(b"live", live)
    root.putChild(b"part", Parts(inspector))
    root.putChild(b"course", Walkthroughs())
    showPage = partial(makeWhole, inspector)
    root.putChild(b"send", Send(inspector.sender, LAYOUT, showPage, inspector.runs.start))
    root.putChild(b"export", Exports(inspector, LAYOUT))
    root.putChild(b"import", Import(inspector, LAYOUT))
    root.putChild(b"stop-replay", StopReplay(inspector.runs, LAYOUT))
    for path in FILES.iterdir():
        if path.suffix in (".js", ".css"):
            root.putChild(path.name.encode(), PublicFile(str(path)))
    return root


class Home(LinkedHome):
    """
    The inspector's page, which its link opens.
    """

    def __init__(self, inspector: Inspector) -> None:
        super().__init__(inspector.access)
        self._inspector = inspector

    def addressFor(self, request: Request) -> str:
        """
        Tell the address of the page without the token: it shows the same page.
        """
        return readView(request).href()

    async def make(self, request: Request) -> Answer:
        """
        Make the page, as the view in its address says.
        """
        return Answer(await makeWhole(self._inspector, readView(request)))


async def makeWhole(inspector: Inspector, view: View) -> bytes:
    """
    Make the bytes of the whole page, little by little.
    """
    parts = {name: await makePart(inspector, view, name) for name in shownParts(view)}
    return DOCTYPE + await flattenAtPace(Whole(inspector, view, parts), inspector.pace)


class Whole(Element):
    """
    The page with all its parts.
    """

    loader = XMLFile(FilePath(str(FILES / "page.html")))

    def __init__(self, inspector: Inspector, view: View, parts: Mapping[str, Flattenable]) -> None:
        """
        @param parts: what the parts hold, by name.
        """
        super().__init__()
        self._inspector = inspector
        self._view = view
        self._parts = parts

    @renderer
    def program(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Name the step that is looked at.
        """
        return tag(self._inspector.program)

    @renderer
    def parts(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Fill in the parts, each under its heading.
        """
        return tag([section(name, self._view, made) for name, made in self._parts.items()])

    @renderer
    def body(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Say how the page is looked at, for style sheets and scripts.
        """
        kinds = {"projector": self._view.isProjected, "frozen": bool(self._view.frozen)}
        return tag(class_=" ".join(name for name, isSo in kinds.items() if isSo))

    @renderer
    def standing(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Say where the step listens, and what was dropped: see L{standing}.
        """
        part = {"data-part": self._view.href("/part/standing"), "data-connection": "all"}
        return tag(standing(self._inspector, self._view), **part)

    @renderer
    def controls(self, request: IRequest | None, tag: Tag) -> Tag:
        """
        Offer other ways to look: see L{controls}.
        """
        part = {"data-part": self._view.href("/part/controls"), "data-connection": ""}
        return tag(controls(self._view, TITLES), **part)


class Parts(Resource):
    """
    One part of the page alone.
    """

    isLeaf = True

    def __init__(self, inspector: Inspector) -> None:
        super().__init__()
        self._inspector = inspector

    def render_GET(self, request: Request) -> int:
        """
        Make the part from what has happened by now.
        """
        name = b"/".join(cast("list[bytes]", request.postpath)).decode("ascii", "replace")
        request.setHeader(b"Cache-Control", b"no-store")
        respond(request, LAYOUT, self._make(name, readView(request)))
        return NOT_DONE_YET

    async def _make(self, name: str, view: View) -> Answer:
        inspector = self._inspector
        await inspector.pace.turn()
        return Answer(await flattenAtPace(await makePart(inspector, view, name), inspector.pace))


def listenerOf(inspector: Inspector, port: int, interface: str) -> Beside:
    """
    Make the listener beside the step.

    It listens to this machine only, wherever the step listens: its page shows what goes
    over everybody's wire.

    @param port: 0 for any free one.
    @param interface: the step's.
    """
    own = interface if isLoopback(interface) else "127.0.0.1"
    return Beside(
        "inspector",
        "--inspect",
        port,
        InspectorSite(inspector),
        link=inspector.access.link,
        interface=own,
        isAside=True,
    )
