"""
The smallest page of all, for the two servers that are measured beside the steps.
"""

from __future__ import annotations

from typing import BinaryIO, cast

from twisted.web.resource import Resource
from twisted.web.server import Request


class Hello(Resource):
    """
    Says hello, and what was sent to it.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        @return: the content that every answer has when speed is measured.
        """
        request.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        return b"hello, world\n"

    def render_POST(self, request: Request) -> bytes:
        """
        @return: the content of the request, after a few words.
        """
        content: bytes = cast(BinaryIO, request.content).read()
        return b"you sent: " + content
