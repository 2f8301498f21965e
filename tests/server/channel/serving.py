"""
The channel in memory: a C{Site} on it, a transport that is a string, and a clock
that only the test moves.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.web.resource import IResource, Resource
from twisted.web.server import Request, Site

from server.channel import site
from tests.support.memory import Conversation


class Page(Resource):
    """
    Answers GET, HEAD, POST and OPTIONS with what it was asked and sent, whatever
    the path.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Answer with the target and the content.
        """
        request.setHeader(b"Content-Type", b"text/plain")
        content: Any = request.content
        page: bytes = request.getRequestHostname() + b" " + request.uri + b"\n" + content.read()
        return page

    render_POST = render_OPTIONS = render_GET


def converse(
    resource: IResource | None = None, kind: type[Site] = site.Site, **options: Any
) -> Conversation:
    """
    Open a connection to a site of its own.

    @param resource: the root; a L{Page} by default.
    @param kind: which site.
    @param options: more of what makes the site.
    """
    step = ModuleType("step")

    def makeFactory(reactor: Any, _: object) -> Site:
        return kind(resource or Page(), reactor=reactor, **options)

    step.makeFactory = makeFactory  # type: ignore[attr-defined]
    return Conversation(step)


def endInput(conversation: Conversation) -> None:
    """
    Say that the client will send no more, as the reactor does: a half-close.
    """
    IHalfCloseableProtocol(conversation.protocol).readConnectionLost()


def isOver(conversation: Conversation) -> bool:
    """
    Whether the server has closed, or said that it will send no more.
    """
    return not conversation.isOpen
