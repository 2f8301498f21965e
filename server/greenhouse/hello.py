"""
The greeting C{/hello}: always the same fourteen bytes, for which no page is made.
"""

from __future__ import annotations

from twisted.web.resource import Resource
from twisted.web.server import Request


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
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        return b"Hello, world!\n"
