"""
What is refused, told on a page in the inspector's own look: what was wrong, and what is still
there of what somebody has typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from twisted.internet.defer import succeed
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Flattenable, tags

from server.channel.channel import Channel
from server.channel.forms import Arguments, parsePairs, readForm
from server.channel.request import Request as ChannelRequest
from server.http1 import Limits, RemoteProtocolError
from server.inspector.sending.notation import MOST_TYPED
from server.pages import HOME, Answer, Layout, problemAnswer, respond, writeProblem
from server.pages.methods import Refusing
from server.pages.telling import asked
from server.problem import BrokenForm, Problem

LAYOUT = Layout([HOME], carriesStyle=True)
#: An address may hold a draft, and stands in the field Referer as well. A form may hold a file
#: that is imported (server/inspector/exporting/importing.py).
LIMITS = Limits(requestLine=2**14, fieldLine=2**14, content=2**22)
BACK = "Nothing was done. What you have typed is still there when you go back in your browser."


class InspectorChannel(Channel):
    """
    A connection to the inspector.
    """

    def pageFor(self, error: RemoteProtocolError) -> bytes | None:
        """
        Tell on a page what is not a request, or too much.
        """
        problem = Problem(str(error))
        problem.status = error.statusHint
        return writeProblem(LAYOUT, problem, None, tags.p(BACK))


class InspectorRequest(ChannelRequest):
    """
    A request for the inspector.
    """

    def refuseMethod(self, resource: Any, unsupported: UnsupportedMethod) -> None:
        """
        Answer where a resource does not.
        """
        self.render(Refusing(LAYOUT, unsupported))


class Refused(Resource):
    """
    Answers every request with one problem, and gives back what was typed.
    """

    isLeaf = True

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._problem = problem

    def render(self, request: Request) -> int:
        """
        Tell the problem.
        """
        facts = [*asked(request), *_typed(request)]
        answer: Answer = problemAnswer(LAYOUT, self._problem, request, *facts)
        return respond(request, LAYOUT, succeed(answer))


def _typed(request: Request) -> Iterator[Flattenable]:
    """
    Show what was typed into the sender's form. It goes back to nobody but whoever has sent it.
    """
    if request.method != b"POST" or isinstance(request.args, BrokenForm):
        return
    given: list[bytes] = request.args.get(b"text", [])
    if len(given) == 1 and given[0]:
        text = given[0].decode("utf-8", "replace")[:MOST_TYPED]
        yield tags.label("Nothing was sent. You had typed:", for_="typed")
        yield tags.textarea("\n" + text, id="typed", rows="8", readonly="readonly")


def readAgain(request: Request) -> None:
    """
    Read the arguments of a request once more, if they could not be read: for whoever may
    look here, a form that is encoded as in a URL may be as long as one of the other kind. Of
    64 KiB, it makes more than a MiB where each byte is written as an escape.

    @raise FormError: when it is not well-formed.
    """
    if not isinstance(request.args, BrokenForm):
        return
    content: Any = request.content
    content.seek(0)
    query = request.uri.partition(b"?")[2]
    arguments: Arguments = parsePairs(query)
    kind = request.getHeader(b"Content-Type") or b""
    arguments.update(readForm(kind, content, LIMITS.content))
    request.args = arguments
