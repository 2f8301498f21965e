"""
The smallest resources: a greeting, an echo, and a sign of life.
"""

from __future__ import annotations

from io import SEEK_END
from typing import Any

from twisted.web.http import OK, SERVICE_UNAVAILABLE
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.static import NoRangeStaticProducer

from server.draining import Draining
from server.greenhouse.methods import ALLOWED_SOMEWHERE
from server.pages import makePage, variesByAccept, wantsPage

#: How many bytes of content are sent in one piece.
SHORT = NoRangeStaticProducer.bufferSize

TEXT = b"text/plain; charset=utf-8"


class Hello(Resource):
    """
    Says hello. This is what is measured to find the cost of the server itself. So it does
    not look at the request, and does not make a page.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        @return: always the same fourteen bytes, as plain text.
        """
        request.setHeader(b"Content-Type", TEXT)
        return b"Hello, world!\n"


class Health(Resource):
    """
    Tells whoever monitors this server whether to send it requests: it answers, and is not
    about to stop.

    It does not ask the database. All servers have the same one: if it were gone, a proxy
    would not find any server that is well, and would answer nothing at all; this way, what
    needs no database goes on, and what needs one says 503 itself.
    """

    isLeaf = True

    def __init__(self, draining: Draining) -> None:
        """
        @param draining: knows whether the server is about to stop.
        """
        super().__init__()
        self.draining = draining

    def render_GET(self, request: Request) -> bytes:
        """
        Say whether the server is well: 200, or 503 when it is about to stop.
        """
        request.setHeader(b"Cache-Control", b"no-store")
        variesByAccept(request)
        status, sign, sentence = OK, b"ok\n", "This server is well."
        if self.draining.hasBegun:
            status, sign = SERVICE_UNAVAILABLE, b"stopping\n"
            sentence = "This server is about to stop."
        if wantsPage(request):
            return makePage(request, "Health", f"<p>{sentence}</p>", status)
        request.setResponseCode(status)
        request.setHeader(b"Content-Type", TEXT)
        return sign


class Echo(Resource):
    """
    Sends back the content of any request, whatever its method, byte for byte.

    Its type is never the one that the client claims: a page that a stranger had
    echoed here would otherwise run in the name of this site.
    """

    isLeaf = True

    def render(self, request: Request) -> bytes | int:
        """
        Send short content in one piece. What is longer may be too large for the memory.
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
