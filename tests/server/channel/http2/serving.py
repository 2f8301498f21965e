"""
A site in memory, asked by HTTP/2.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET, Request, Site

from server.channel import site
from tests.server.channel.serving import converse
from tests.support.http2 import Http2Conversation

#: More than a client takes at once.
LARGE = bytes(range(256)) * 4000


def converse2(
    resource: IResource | None = None, kind: type[Site] = site.Site, **options: Any
) -> Http2Conversation:
    """
    Open a connection of HTTP/2 to a site of its own; see L{converse}.
    """
    conversation = object.__new__(Http2Conversation)
    first = converse(resource, kind, **options)
    first.hangUp()
    conversation.clock = first.clock
    conversation.connect(first.factory)
    return conversation


class Does(Resource):
    """
    Answers as it is told to.
    """

    isLeaf = True

    def __init__(self, do: Any) -> None:
        super().__init__()
        self.do = do

    def render_GET(self, request: Request) -> Any:
        return self.do(request)


class Later:
    """
    Answers only when it is told to.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.ends: list[object] = []

    def __call__(self, request: Request) -> int:
        """
        Keep the request, and note how it ends.

        @return: C{NOT_DONE_YET}: the test answers it.
        """
        self.requests.append(request)
        ended: Deferred[None] = request.notifyFinish()
        ended.addBoth(self.ends.append)
        return NOT_DONE_YET
