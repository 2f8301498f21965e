"""
Places that forms are sent to.
"""

from __future__ import annotations

from twisted.internet.defer import fail
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.pages import Answer, Layout, MethodNotAllowed, respond


class Posted(Resource):
    """
    Takes a form. That the sender may send it has been checked before.
    """

    allowedMethods = (b"POST",)

    def __init__(self, layout: Layout) -> None:
        """
        @param layout: for what goes wrong.
        """
        super().__init__()
        self._layout = layout

    async def answer(self, request: Request) -> Answer:
        """
        Do what the form asks for.

        @return: most often a redirect to the page that shows what came of it.
        """
        raise NotImplementedError

    def render_POST(self, request: Request) -> int:
        """
        Take a form, and answer once it has been dealt with.
        """
        return respond(request, self._layout, self.answer(request))

    def render_GET(self, request: Request) -> int:
        """
        There is nothing to look at, and nothing is done by a link.
        """
        sentence = "A form is sent here; there is nothing to look at."
        problem = MethodNotAllowed(sentence, "POST", "OPTIONS")
        return respond(request, self._layout, fail(problem))
