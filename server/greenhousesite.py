"""
The greenhouse's site, on our own channel and on Twisted's: where its rules, its pages and a
channel meet. (L{server.greenhouse} does not know channels, and a channel does not know
pages.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from twisted.python.failure import Failure
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import IResource
from twisted.web.server import Request as TwistedRequest
from twisted.web.template import tags

from server.channel.channel import Channel
from server.channel.request import Request
from server.channel.site import Site as OwnChannelSite
from server.greenhouse.compression import CompressText
from server.greenhouse.methods import Dressed
from server.greenhouse.request import sayWhatIsAllowed
from server.greenhouse.site import SECURITY, Rules
from server.http1 import RemoteProtocolError
from server.pages import HOME, Problem, layoutOf, sendProblem, tellProblem, writeProblem
from server.pages.methods import Refusing
from server.practice import FormRequest, mayBeForm
from server.problem import WRONG_HERE
from server.stock import Request as StockChannelRequest
from server.stock import Site as StockChannelSite

if TYPE_CHECKING:
    from server.forwarding.trust import Trust


class OwnRequest(Request):
    """
    A request on our own channel.
    """

    encoding = CompressText()

    def refuseMethod(self, resource: Any, unsupported: UnsupportedMethod) -> None:
        """
        Answer with a page where a resource does not know the method.
        """
        self.render(Refusing(layoutOf(self), unsupported))

    def tellProblem(self, problem: Problem) -> None:
        """
        Tell a problem on a page of ours, for a person to look at.
        """
        tellProblem(self, problem)

    def tellFailure(self, reason: Failure) -> None:
        """
        Log an error, and say on such a page that there was one.
        """
        self._log.failure("{request} failed", reason, request=self)
        sendProblem(self, Problem(WRONG_HERE))

    def aboutServer(self) -> None:
        """
        Answer what is asked about the server as a whole.
        """
        sayWhatIsAllowed(self)
        super().aboutServer()


class OwnFormRequest(FormRequest, OwnRequest):
    """
    A request whose multipart form is read as it arrives.
    """


MakeRequest = Callable[..., OwnRequest]


def makerOf(plain: type[OwnRequest], form: type[OwnRequest]) -> MakeRequest:
    """
    Make the function that makes the request for a head that has come.

    @param plain: the class of most requests.
    @param form: the class of requests with a form that may hold files.
    """

    def makeRequest(channel: Any, queued: object = False) -> OwnRequest:
        types = channel.event.values.get(b"content-type")  # the channel already knows the head
        return (form if types and mayBeForm(types[-1]) else plain)(channel, queued)

    return makeRequest


#: What a browser can cause that is refused before there is a request: the content, the
#: address or a cookie is too long. Anything else that is not a message was not sent by a
#: browser: plain words are easier to read in a terminal.
TOO_LONG = (413, 414, 431)


class PageChannel(Channel):
    """
    A connection to the greenhouse, on our own channel.
    """

    def pageFor(self, error: RemoteProtocolError) -> bytes | None:
        """
        Make a page about what a browser can cause.
        """
        if error.statusHint not in TOO_LONG:
            return None
        problem = Problem(error.sentence)
        problem.status = error.statusHint
        home = tags.p(tags.a("Go to the home page", href=HOME.path))
        return writeProblem(layoutOf(self), problem, None, home)


class OwnSite(Rules, OwnChannelSite):
    """
    The greenhouse on our own channel.
    """

    protocol = PageChannel

    requestFactory = staticmethod(makerOf(OwnRequest, OwnFormRequest))  # type: ignore[assignment]
    always = SECURITY

    def trust(self, trust: Trust) -> None:
        """
        Believe what some proxies say of their clients.
        """
        from server.forwarding.requests import forwarded  # most servers do without it

        kinds = (forwarded(kind, trust) for kind in (OwnRequest, OwnFormRequest))
        self.requestFactory = makerOf(*kinds)


class StockRequest(FormRequest, StockChannelRequest):
    """
    A request on Twisted's channel.
    """

    def process(self) -> None:
        """
        Have the request answered, with its form read.
        """
        if self.path == b"*":
            sayWhatIsAllowed(self)
        super().process()


class StockSite(Rules, StockChannelSite):
    """
    The greenhouse on Twisted's channel, for comparison.
    """

    requestFactory = StockRequest

    def trust(self, trust: Trust) -> None:
        """
        Believe what some proxies say of their clients.
        """
        from server.forwarding.requests import forwarded

        self.requestFactory = forwarded(StockRequest, trust)

    def getResourceFor(self, request: TwistedRequest) -> IResource:
        """
        Find the resource for a request, and add what our own channel brings to it.
        """
        for name, value in SECURITY.items():
            request.setHeader(name, value)
        return cast(IResource, Dressed(super().getResourceFor(request), self.layout))
