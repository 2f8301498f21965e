"""
A request that knows who asks, however many proxies there are in between.
"""

from __future__ import annotations

from typing import Any, TypeVar

from twisted.logger import Logger
from twisted.web.server import Request

from server.forwarding.peers import addressOf, nodeOf
from server.forwarding.trust import Said, Trust
from server.forwarding.xforwarded import NAMES
from server.requestfields import linesOf

log = Logger()

HTTPS = b"https"

#: Proxies that are told of at the most.
MOST_PROXIES = 100


class ForwardedRequest(Request):
    """
    What a request does otherwise behind a proxy: to be mixed in before it.

    What follows from it: who the client is, in the access log and to every resource; whether
    the request came over TLS, as the browser sees it, which cookies and the guard of forms
    depend on; and by which name we were asked.
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
        Tell whether the client speaks TLS, to whomever.
        """
        return super().isSecure() if self._scheme is None else self._scheme == HTTPS

    def _believe(self) -> None:
        """
        Find out who asks, and remember it.
        """
        channel: Any = self.channel
        self._scheme = getattr(channel.transport, "forwardedScheme", None)
        peer = nodeOf(self.getClientAddress())
        if not self.trust.trustsNode(peer):
            return
        lines = (linesOf(self, name) for name in (b"forwarded", *NAMES))
        said = Said(*(tuple(each) for each in lines))
        client = self.trust.findClient(peer, said) if any(said) else None
        if client is None:
            if any(said):
                tellOfContradiction(self.trust, peer.host)
            return
        if client.node != peer:
            self.client = addressOf(client.node)
        self._scheme = client.scheme or self._scheme
        if client.host is not None and client.host != self.getHeader(b"host"):
            self.requestHeaders.setRawHeaders(b"Host", [client.host])


def tellOfContradiction(trust: Trust, proxy: str) -> None:
    """
    Say once for each proxy what is wrong with it. Who sends the fields causes this, and must
    not fill the log.
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
    Make a class of requests that are forwarded, out of one of those that are not.
    """
    return type(kind.__name__, (ForwardedRequest, kind), {"trust": trust})
