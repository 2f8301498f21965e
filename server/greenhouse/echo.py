"""
An echo of a request's content.
"""

from __future__ import annotations

from io import SEEK_END
from typing import Any

from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.static import NoRangeStaticProducer

from server.greenhouse.methods import ALLOWED_SOMEWHERE

#: How many bytes of content are sent in one piece.
SHORT = NoRangeStaticProducer.bufferSize


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
