"""
A part of the site: a resource with pages below it.
"""

from __future__ import annotations

from typing import cast

from twisted.internet.defer import fail
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.pages.answers import respond
from server.pages.layout import Layout
from server.pages.problems import NotFound
from server.problem import Problem
from server.redirects import redirectTo


class Section(Resource):
    """
    The root of an application. Asked for without the slash at its end, it leads
    to the address with one: links relative to it depend on that.

    What is not below it is reported in the site's own layout.
    """

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout

    def getChild(self, name: bytes, request: Request) -> Resource:
        """
        Say that there is nothing else here.
        """
        return ProblemPage(self.layout, NotFound("There is no such page here."))

    def render_GET(self, request: Request) -> int | bytes:
        """
        Redirect to the address with a slash.
        """
        return redirectTo(
            cast("list[bytes]", request.prepath)[-1] + b"/", request, isPermanent=True
        )


class ProblemPage(Resource):
    """
    Answers every request with one problem.
    """

    isLeaf = True

    def __init__(self, layout: Layout, problem: Problem) -> None:
        super().__init__()
        self.layout = layout
        self.problem = problem

    def render(self, request: Request) -> int:
        """
        Answer with the problem's page and status, whatever the method is.
        """
        return respond(request, self.layout, fail(self.problem))
