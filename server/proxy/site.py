"""
The proxy: a site that also answers for other sites.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import cast

from twisted.internet.interfaces import IProtocolFactory, IReactorTime
from twisted.web.resource import IResource

from server.channel.site import Site
from server.http1 import Limits, RemoteProtocolError, Response
from server.pages import Layout
from server.proxy.channel import ProxyChannel
from server.proxy.destinations import Policy
from server.proxy.guardedconnect import IReactor, Tapping
from server.proxy.handler import Handler
from server.proxy.request import ProxyRequest
from server.proxy.routing import chooseHandler
from server.proxy.target import Target
from server.proxy.watcher import Watcher

#: How much of a request is read: as much as any server of ours reads, except for the
#: content. That goes on and is never collected, so it may be very long.
REQUEST_LIMITS = Limits(content=2**40)


TapServer = Callable[[str, object, IProtocolFactory], IProtocolFactory]


class Proxy(Site):
    """
    A forward proxy. A request for a path (C{GET /}) is answered from its own tree,
    one for an absolute URL (C{GET http://HOST/}) is forwarded, and one for a
    tunnel (C{CONNECT HOST:PORT}) becomes one.

    @ivar tapServer: is given the place of a server, the transport of the client that wants
        something from it, and the factory of a connection to it, and may return another
        factory.
    @ivar pseudonym: its name in the field Via, by which it recognizes a loop.
    """

    protocol = ProxyChannel
    requestFactory = ProxyRequest  # type: ignore[assignment]
    tapServer: TapServer = staticmethod(lambda place, client, factory: factory)

    def __init__(
        self, root: IResource, layout: Layout, reactor: IReactorTime, policy: Policy
    ) -> None:
        """
        @param root: the proxy's own pages.
        @param layout: their frame, and that of its problems.
        @param reactor: connects, and tells the time.
        @param policy: says where requests may go.
        """
        super().__init__(root, reactor=reactor, limits=REQUEST_LIMITS)
        self.reactor: IReactor = cast(IReactor, reactor)
        self.layout = layout
        self.policy = policy
        # RFC 9110 section 7.6.3 lets a proxy use a pseudonym. Two proxies of this
        # kind in a row are not a loop, so each has a name of its own.
        self.pseudonym = b"wire-" + token_hex(4).encode("ascii")

    def tapFor(self, request: ProxyRequest, target: Target) -> Tapping:
        """
        Find what taps a connection that is made for a request.
        """
        client = getattr(request.channel, "transport", None)
        return partial(self.tapServer, target.place, client)

    def route(self, request: ProxyRequest) -> Handler:
        """
        Choose the handler of a request.

        @raise Problem: when the request is for nobody.
        """
        return chooseHandler(request)

    def watch(self, request: ProxyRequest, response: Response) -> Watcher | None:
        """
        Choose who sees the content of a response go by. Here, nobody does: override this.
        """
        return None

    def requestDone(self, request: ProxyRequest, isAnswered: bool) -> None:
        """
        A request is done. Override this to be told.

        @param isAnswered: whether the client got all of the answer, as far as we know: the
            client, or the server, may have left before.
        """

    def requestRefused(self, client: str, error: RemoteProtocolError) -> None:
        """
        What a client sent is not a request, and has been refused. Override it to be told.

        @param client: its address.
        """
