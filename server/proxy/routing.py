"""
Who answers a request: the server that it names, or the proxy itself.
"""

from __future__ import annotations

from functools import partial

from server.proxy.exchange import Exchange
from server.proxy.fields import forwardsLeft
from server.proxy.handler import Handler, OwnPage
from server.proxy.request import ProxyRequest
from server.proxy.target import Target, readTarget
from server.proxy.tunnel import Tunnel

#: RFC 9110 section 9.3.8: in its answer to TRACE, the final recipient "SHOULD exclude any
#: request header fields that are likely to contain sensitive data".
SECRET = {b"authorization", b"cookie", b"proxy-authorization"}


def chooseHandler(request: ProxyRequest) -> Handler:
    """
    Choose what becomes of a request.

    @raise Problem: when it is for nobody.
    """
    event = request.event
    if event.target == event.pathAndQuery:  # in origin-form
        return OwnPage(request.process)
    target = readTarget(event)
    if target.isTunnel:
        return Tunnel(request, target)
    if isOwn(request, target):
        return OwnPage(request.process)
    if forwardsLeft(request.method, request.fields) == 0:
        return OwnPage(partial(answerLast, request))
    # RFC 9110 section 10.1.1: a proxy forwards the expectation, and it is for the server
    # to say 100 Continue.
    event.expectsContinue = False
    return Exchange(request, target)


def isOwn(request: ProxyRequest, target: Target) -> bool:
    """
    Tell whether a target is this proxy itself. RFC 9110 section 7.6.3 is about
    longer loops; this is the shortest one.
    """
    own = request.getHost()
    return (target.host, target.port) == (own.host, own.port)


def answerLast(request: ProxyRequest) -> None:
    """
    RFC 9110 section 7.6.2: where Max-Forwards is zero, "the intermediary MUST NOT
    forward the request; instead, the intermediary MUST respond as the final
    recipient."
    """
    content = b""
    if request.method == b"TRACE":
        request.setHeader(b"Content-Type", b"message/http")
        content = trace(request)
    request.setHeader(b"Content-Length", b"%d" % len(content))
    request.write(content)
    request.finish()


def trace(request: ProxyRequest) -> bytes:
    """
    Write a request as it came, without what may be sensitive.
    """
    lines = [b"%b %b %b" % (request.method, request.uri, request.clientproto)]
    lines += [b"%b: %b" % field for field in request.fields if field[0].lower() not in SECRET]
    return b"\r\n".join([*lines, b"", b""])
