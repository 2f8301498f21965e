"""
The greenhouse's resources on Twisted's own channel, and the methods that there are.
"""

from __future__ import annotations

from twisted.web.error import UnsupportedMethod
from twisted.web.resource import EncodingResourceWrapper, IResource
from twisted.web.server import Request

from server.greenhouse.compression import CompressText
from server.pages import Layout
from server.pages.methods import Refusing

#: The methods that any of its resources allows: what C{OPTIONS *} is told.
ALLOWED_SOMEWHERE = b"GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH"

ENCODERS = (CompressText(),)


class Dressed(EncodingResourceWrapper):
    """
    A resource on Twisted's own channel: it answers every method, even if only with a
    refusal on a page of ours, and its answers may be compressed.
    """

    def __init__(self, original: IResource, layout: Layout) -> None:
        super().__init__(original, ENCODERS)
        self.layout = layout

    def render(self, request: Request) -> bytes | int:
        """
        Let the resource answer, if it can.
        """
        try:
            answer: bytes | int = self.original.render(request)
        except UnsupportedMethod as unsupported:
            answer = Refusing(self.layout, unsupported).render(request)
        return answer
