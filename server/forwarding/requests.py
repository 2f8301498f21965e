"""
A request that knows who asks, however many proxies there are in between.
"""

from __future__ import annotations

from typing import Any, TypeVar

from twisted.logger import Logger
from twisted.web.server import Request

from server.forwarding.node import Node
from server.forwarding.peers import addressOf, nodeOf
from server.forwarding.trust import Said, Trust
from server.forwarding.xforwarded import NAMES
from server.requestfields import hasAnyOf, linesOf

log = Logger()

HTTPS = b"https"

FORWARDED = b"forwarded"
FIELDS = frozenset((FORWARDED, *NAMES))

#: For how many proxies at most a contradiction is reported.
MOST_PROXIES = 100


class ForwardedRequest(Request):
    """
    What a request does differently behind a proxy: to be mixed in before it.

    This decides who the client is, in the access log and to every resource; whether the
    request came over TLS, as the browser sees it, on which cookies and the guard of forms
    depend; and by which name we were asked.
    """

    _scheme: bytes | None = None
    trust: Trust

    def process(self) -> None:
        """
        All of the request has come.
        """
        self._believe()
        super().process()

    def isSecure(self) -> bool:
        """
        Tell whether the client speaks TLS, be it to us or to a proxy.
        """
        return super().isSecure() if self._scheme is None else self._scheme == HTTPS

    def _believe(self) -> None:
        """
        Find out who asks, and remember it.
        """
        channel: Any = self.channel
        proxy, self._scheme = originOf(channel.transport, self.trust)
        if proxy is None or not hasAnyOf(self, FIELDS):
            return
        said = Said(*[tuple(linesOf(self, name)) for name in (FORWARDED, *NAMES)])
        client = self.trust.findClient(proxy, said)
        if client is None:
            tellOfContradiction(self.trust, proxy.host)
            return
        if client.node != proxy:
            self.client = addressOf(client.node)
        self._scheme = client.scheme or self._scheme
        if client.host is not None and client.host != self.getHeader(b"host"):
            self.requestHeaders.setRawHeaders(b"Host", [client.host])


def originOf(transport: Any, trust: Trust) -> tuple[Node | None, bytes | None]:
    """
    Find out where a connection comes from. The answer is needed with each request, and stays
    the same.

    @return: the proxy at its other end, if that is trusted; and by which scheme the client
        speaks to it, if the PROXY protocol has said so.
    """
    origin: tuple[Node | None, bytes | None] | None = getattr(transport, "forwardedOrigin", None)
    if origin is None:
        peer = nodeOf(transport.getPeer())
        scheme = getattr(transport, "forwardedScheme", None)
        origin = (peer if trust.trustsNode(peer) else None), scheme
        transport.forwardedOrigin = origin
    return origin


def tellOfContradiction(trust: Trust, proxy: str) -> None:
    """
    Say once for each proxy what is wrong with it. Whoever sends the fields causes this, and
    must not be able to fill the log.
    """
    if proxy not in trust.contradicting and len(trust.contradicting) < MOST_PROXIES:
        trust.contradicting.add(proxy)
        log.warn(
            "{proxy} sends both Forwarded and X-Forwarded-For, which contradict each other: "
            "neither is believed. Have it remove the one that it does not write itself.",
            proxy=proxy,
        )


Kind = TypeVar("Kind", bound=Request)


def forwarded(kind: type[Kind], trust: Trust) -> type[Kind]:
    """
    Make a class of forwarded requests from a class of others.
    """
    return type(kind.__name__, (ForwardedRequest, kind), {"trust": trust})
