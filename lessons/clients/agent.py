"""
The agent of the clients, and how it connects: by name or address, with TLS where the URL says so,
through a proxy where the environment says so, and always with a guard.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from typing import NamedTuple, cast
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import wrapClientTLS
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.web.client import URI, Agent, ProxyAgent
from twisted.web.http_headers import Headers
from twisted.web.iweb import (
    IAgent,
    IAgentEndpointFactory,
    IBodyProducer,
    IPolicyForHTTPS,
    IResponse,
)
from zope.interface import implementer

from lessons.arguments import toBytes, visible
from lessons.clients.errors import ClientError
from lessons.clients.guard import GuardedEndpoint
from lessons.clients.statuses import Exit
from lessons.clients.urls import BadURL, checkURL
from server.nameendpoint import NameEndpoint
from server.ownaddress import isLoopback

Answer = Deferred[IResponse]


@implementer(IAgentEndpointFactory)
class GuardedEndpoints:
    """
    Makes the endpoints that L{Agent} connects with.
    """

    def __init__(self, reactor: IReactorTime, policy: IPolicyForHTTPS, timeout: float) -> None:
        """
        @param policy: which certificates to accept.
        @param timeout: seconds that connecting may take.
        """
        self.reactor = reactor
        self.policy = policy
        self.timeout = timeout

    def endpointForURI(self, uri: URI) -> GuardedEndpoint:
        """
        Make the endpoint for a URL.

        @raise ClientError: when no certificate could ever be for its host.
        """
        host = uri.host.decode("ascii")
        endpoint: IStreamClientEndpoint = NameEndpoint(self.reactor, host, uri.port, self.timeout)
        if uri.scheme == b"https":
            try:
                creator = self.policy.creatorForNetloc(uri.host, uri.port)
            except UnicodeError as error:
                words = f"certificate refused: no certificate can be made out for the name {host}"
                raise ClientError(words, Exit.CERTIFICATE) from error
            endpoint = wrapClientTLS(creator, endpoint)
        return GuardedEndpoint(self.reactor, endpoint)


class Proxy(NamedTuple):
    """
    A proxy, as an environment variable names it.

    @ivar url: where it is.
    @ivar credentials: the value for Proxy-Authorization; empty where no user is
        named.
    """

    url: str
    credentials: str


def readProxy(text: str) -> Proxy:
    """
    Read the value of C{http_proxy}: a URL, or HOST:PORT.

    @raise ClientError: when it is neither.
    """
    scheme, _, rest = text.rpartition("://")
    user, _, place = rest.rpartition("@")
    try:
        url = checkURL(f"{scheme or 'http'}://{place}")
    except BadURL as error:
        words = f"http_proxy is {visible(place)}: {error}"
        raise ClientError(words, Exit.COMMAND_LINE) from error
    if not url.startswith("http://"):
        raise ClientError("http_proxy: a proxy is asked over http only", Exit.COMMAND_LINE)
    # RFC 7617 section 2: the credentials are in base64, which hides nothing.
    credentials = b64encode(toBytes(unquote(user))).decode("ascii")
    return Proxy(url, f"Basic {credentials}" if user else "")


def proxyFor(url: str) -> Proxy | None:
    """
    Find out through which proxy to ask for a URL. As with browsers, it is none
    for this machine itself, and none for what C{no_proxy} names.

    @return: L{None} where the server is asked directly.
    """
    parts = urlsplit(url)
    host, proxies = parts.hostname or "", getproxies_environment()
    text = proxies.get(parts.scheme) or proxies.get("all")
    if not text or isLoopback(host) or proxy_bypass(parts.netloc):
        return None
    if parts.scheme == "http":
        return readProxy(text)
    print("warning: a proxy is set, but https goes to the server itself", file=sys.stderr)
    return None


# RFC 9112 section 3.2.2: "When making a request to a proxy, other than a CONNECT or
# server-wide OPTIONS request, a client MUST send the target URI in absolute-form as
# the request-target."
@implementer(IAgent)
class ProxyAwareAgent:
    """
    Asks the server, or the proxy where there is one.
    """

    def __init__(self, reactor: IReactorTime, endpoints: GuardedEndpoints) -> None:
        self.reactor = reactor
        self.endpoints = endpoints
        self.direct = Agent.usingEndpointFactory(reactor, endpoints)

    def request(
        self,
        method: bytes,
        uri: bytes,
        headers: Headers | None = None,
        bodyProducer: IBodyProducer | None = None,
    ) -> Answer:
        """
        Send one request, directly or through the proxy.
        """
        proxy = proxyFor(uri.decode("ascii"))
        if proxy is None:
            return cast(Answer, self.direct.request(method, uri, headers, bodyProducer))
        headers = Headers() if headers is None else headers.copy()
        if proxy.credentials:
            headers.setRawHeaders("Proxy-Authorization", [proxy.credentials])
        endpoint = self.endpoints.endpointForURI(URI.fromBytes(proxy.url.encode("ascii")))
        agent = ProxyAgent(endpoint, self.reactor)
        return cast(Answer, agent.request(method, uri, headers, bodyProducer))
