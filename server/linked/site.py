"""
A site whose pages are for whoever may look, and its home page, which the link opens.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from twisted.internet.defer import succeed
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from server.channel.channel import Channel
from server.channel.request import Request as ChannelRequest
from server.channel.site import Site
from server.files import PublicFile, addIcon, addStyleSheet
from server.http1 import Limits, RemoteProtocolError
from server.linked.access import Access
from server.pages import (
    HOME,
    Answer,
    Layout,
    NotFound,
    ProblemPage,
    carriedStyleSource,
    problemAnswer,
    respond,
    safetyFields,
    seeOther,
    writeProblem,
)
from server.pages.methods import Refusing
from server.pages.problempage import asked
from server.problem import Problem

LAYOUT = Layout([HOME], carriesStyle=True)
BACK = "Nothing was done. What you have typed is still there when you go back in your browser."
#: Keeps a page up to date.
SCRIPT = Path(__file__).parent / "uptodate.js"


class LinkedChannel(Channel):
    """
    A connection to a site whose pages are not for everybody.
    """

    def pageFor(self, error: RemoteProtocolError) -> bytes | None:
        """
        Tell on a page what is not a request, or too much.
        """
        problem = Problem(str(error))
        problem.status = error.statusHint
        return writeProblem(LAYOUT, problem, None, tags.p(BACK))


class LinkedRequest(ChannelRequest):
    """
    A request to a site whose pages are not for everybody.
    """

    def refuseMethod(self, resource: Any, unsupported: UnsupportedMethod) -> None:
        """
        Answer with a page where a resource does not know the method.
        """
        self.render(Refusing(LAYOUT, unsupported))


class Refused(Resource):
    """
    Answers every request with one problem.
    """

    isLeaf = True

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._problem = problem

    def facts(self, request: Request) -> list[Flattenable]:
        """
        List what is said besides the problem.
        """
        return [*asked(request)]

    def render(self, request: Request) -> int:
        """
        Answer with the problem's page and status, whatever the method is.
        """
        answer: Answer = problemAnswer(LAYOUT, self._problem, request, *self.facts(request))
        return respond(request, LAYOUT, succeed(answer))


class Gate(Protocol):
    """
    Knows who may look: asked before each page.
    """

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, if it is.
        """


class LinkedSite(Site):
    """
    Refuses whoever may not look, whatever they ask for.
    """

    protocol = LinkedChannel
    requestFactory = LinkedRequest
    refusal = Refused
    noisy = False  # its starting and stopping is not an event
    # Whoever is refused a page is refused the style sheet, too: such a page carries it.
    always = safetyFields(scripts="'self'", styles=f"'self' {carriedStyleSource()}")

    def __init__(self, root: Resource, gate: Gate, reactor: Any, limits: Limits) -> None:
        super().__init__(root, reactor=reactor, limits=limits)
        self._gate = gate
        root.putChild(SCRIPT.name.encode(), PublicFile(str(SCRIPT)))
        addStyleSheet(root)
        addIcon(root)

    def problemWith(self, request: Request) -> Problem | None:
        """
        Tell why a request is refused, if it is.
        """
        return self._gate.problemWith(request)

    def getResourceFor(self, request: Request) -> IResource:
        """
        Find the resource for a request, unless there is a reason to refuse it.
        """
        problem = self.problemWith(request)
        return super().getResourceFor(request) if problem is None else self.refusal(problem)


class LinkedHome(Resource):
    """
    The page that the link opens.
    """

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._access = access

    def addressFor(self, request: Request) -> str:
        """
        Tell the address of the page, without the token.
        """
        return "/"

    async def make(self, request: Request) -> Answer:
        """
        Make the page, which is different for each address and each moment.
        """
        raise NotImplementedError

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Below the page, there is only what was mounted.
        """
        if not name and not request.postpath:
            return self
        return ProblemPage(LAYOUT, NotFound("There is no such page here."))

    def render_GET(self, request: Request) -> int:
        """
        Show the page; whoever has come by the link is led to an address without the token.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        if self._access.isLink(request):
            self._access.remember(request)
            return respond(request, LAYOUT, succeed(seeOther(self.addressFor(request))))
        return respond(request, LAYOUT, self.make(request))
