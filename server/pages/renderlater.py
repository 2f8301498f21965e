"""
Returns what C{render} would return, only later: for resources that set the status and the
fields of their answer themselves, and have to ask a database first.
"""

from __future__ import annotations

from collections.abc import Awaitable

from twisted.internet.defer import CancelledError
from twisted.logger import Logger
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.pages.answers import attend
from server.pages.htmlbytes import sendProblem
from server.problem import WRONG_HERE, Problem

log = Logger()


class Rendered(Resource):
    """
    A resource that has already been rendered.
    """

    isLeaf = True

    def __init__(self, result: bytes | int) -> None:
        """
        @param result: what came of that.
        """
        super().__init__()
        self.result = result

    def render(self, request: Request) -> bytes | int:
        """
        Return what came of rendering.
        """
        return self.result


def renderLater(request: Request, rendering: Awaitable[bytes | int]) -> int:
    """
    Answer as soon as there is something to answer. A L{Problem} becomes its page; any other
    error is logged and becomes a page without detail.

    @param rendering: a coroutine that does what C{render} does.
    @return: C{NOT_DONE_YET}, for C{render} to return.
    """
    return attend(request, finish(request, rendering))


async def finish(request: Request, rendering: Awaitable[bytes | int]) -> None:
    """
    Wait for the answer, and send it.
    """
    try:
        result = await rendering
    except CancelledError:
        raise  # the client has left: there is nobody to be told
    except Problem as problem:
        sendProblem(request, problem)
    except Exception:
        log.failure("a request failed")
        sendProblem(request, Problem(WRONG_HERE))
    else:
        if getattr(request, "channel", None) is not None:  # it may be finished already
            request.render(Rendered(result))
