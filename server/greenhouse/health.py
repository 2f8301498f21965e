"""
Whether the server is well, for whoever monitors it.
"""

from __future__ import annotations

from twisted.web.http import OK, SERVICE_UNAVAILABLE
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.draining import Draining
from server.pages import makePage, variesByAccept, wantsPage


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
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        return sign
