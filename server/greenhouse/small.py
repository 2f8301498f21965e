"""
The smallest resources: a greeting, an echo, and a sign of life.
"""

from __future__ import annotations

from io import SEEK_END
from typing import Any

from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.static import NoRangeStaticProducer

from server.greenhouse.methods import ALLOWED_SOMEWHERE
from server.pages import makePage, variesByAccept, wantsPage

#: Bytes of content that are sent in one piece.
SHORT = NoRangeStaticProducer.bufferSize

TEXT = b"text/plain; charset=utf-8"


class Hello(Resource):
    """
    Says hello: what is measured where the cost of a server itself is meant. So it looks
    at nothing of the request, and has no page.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Say it.
        """
        request.setHeader(b"Content-Type", TEXT)
        return b"Hello, world!\n"


class Health(Resource):
    """
    Tells whoever watches over this server that it answers.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Answer.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        variesByAccept(request)
        if wantsPage(request):
            return makePage(request, "Health", "<p>This server is well.</p>")
        request.setHeader(b"Content-Type", TEXT)
        return b"ok\n"


class Echo(Resource):
    """
    Sends back the content of any request, whatever its method, byte for byte.

    Its type is never the one that the client claims: a page that a stranger had
    echoed here would otherwise run in the name of this site.
    """

    isLeaf = True

    def render(self, request: Request) -> bytes | int:
        """
        Send what is short in one piece. What is not may be too large for the memory.
        """
        content: Any = request.content
        request.setHeader(b"Content-Type", b"application/octet-stream")
        if request.method == b"OPTIONS":
            request.setHeader(b"Allow", ALLOWED_SOMEWHERE)
        begin: bytes = content.read(SHORT + 1)
        if len(begin) <= SHORT and request.method != b"HEAD":
            return begin
        request.setHeader(b"Content-Length", b"%d" % content.seek(0, SEEK_END))
        content.seek(0)
        NoRangeStaticProducer(request, content).start()
        return NOT_DONE_YET
