"""
One request to the proxy, and what becomes of it.

A request usually waits for all of its content before it is answered. Here it begins
with its head, and its content goes on as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import fail

from server.channel.request import Request
from server.pages import Problem, respond
from server.proxy.exchange import Exchange
from server.proxy.fields import Field, forwardsLeft
from server.proxy.handler import Handler, OwnPage
from server.proxy.target import Target, readTarget
from server.proxy.transport import IConnection
from server.proxy.tunnel import Tunnel

if TYPE_CHECKING:
    from server.proxy.channel import ProxyChannel


class ProxyRequest(Request):
    """
    One request to the proxy.

    @ivar proxy: the factory of the channel.
    @ivar isComplete: whether all of the content has come.
    @ivar isTunnel: whether it has become a tunnel.
    @ivar handler: what becomes of it, from the moment that its head is here.
    """

    transport: IConnection
    defaultContentType = None
    isComplete = False
    isTunnel = False
    handler: Handler | None = None

    def __init__(self, channel: ProxyChannel, *arguments: Any) -> None:
        super().__init__(channel, *arguments)
        self.proxy = channel.site
        self.content = BytesIO()  # what a page of our own would find in it: nothing
        self.waiting: list[Callable[[], object]] = []

    @property
    def url(self) -> str:
        """
        The target as text.
        """
        return self.uri.decode("latin-1")

    @property
    def fields(self) -> list[Field]:
        """
        The fields of the request.
        """
        return self.event.fields

    @property
    def contentLength(self) -> int | None:
        """
        How many bytes of content follow the head; L{None} when only its end will tell.
        """
        return self.event.contentLength

    def gotLength(self, length: int | None) -> None:
        """
        The head is here, and content will follow: begin, and collect nothing.
        """
        self.begin()

    def begin(self) -> Handler:
        """
        Decide what becomes of this request.
        """
        event = self.event
        self.method, self.uri, self.clientproto = event.method, event.target, event.version
        self.path, self.args = event.pathAndQuery.partition(b"?")[0], {}
        try:
            self.handler = handler = self.route()
        except Problem as problem:
            self.handler = handler = OwnPage(partial(self.tell, problem))
        self.notifyFinish().addBoth(self.ended)
        handler.start()
        return handler

    def ended(self, reason: object) -> None:
        """
        Report that this request is done.

        @param reason: L{None}, or why the connection was lost. That is how a tunnel
            always ends.
        """
        self.proxy.requestDone(self, reason is None or self.isTunnel)

    def route(self) -> Handler:
        """
        Choose the handler.

        @raise Problem: when the request is for nobody.
        """
        if self.event.target == self.event.pathAndQuery:  # in origin-form
            return OwnPage(self.process)
        target = readTarget(self.event)
        if target.isTunnel:
            return Tunnel(self, target)
        if self.isOurs(target):
            return OwnPage(self.process)
        if forwardsLeft(self.method, self.fields) == 0:
            return OwnPage(self.answerLast)
        # RFC 9110 section 10.1.1: a proxy forwards the expectation, and that of 100
        # Continue is for the server to say.
        self.event.expectsContinue = False
        return Exchange(self, target)

    def isOurs(self, target: Target) -> bool:
        """
        Tell whether a target is this proxy itself. RFC 9110 section 7.6.3 is about
        longer loops; this is the shortest.
        """
        own = self.getHost()
        return (target.host, target.port) == (own.host, own.port)

    def handleContentChunk(self, data: bytes) -> None:
        """
        Pass content on.
        """
        if self.handler is not None:
            self.handler.requestContentReceived(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """
        All content has come.
        """
        self.isComplete = True
        handler = self.handler or self.begin()
        handler.requestEnded()
        for call in self.waiting:
            call()

    def whenComplete(self, call: Callable[[], object]) -> None:
        """
        Do something as soon as all content has come.
        """
        if self.isComplete:
            call()
        else:
            self.waiting.append(call)

    def tell(self, problem: Problem) -> None:
        """
        Answer with a problem, unless the client has left.
        """
        if self.channel is not None:
            respond(self, self.proxy.layout, fail(problem))

    def beginResponse(self, status: int, reason: bytes, fields: Sequence[Field]) -> None:
        """
        Begin a response that comes from elsewhere, with its own fields only.
        """
        self.setResponseCode(status, reason)
        self.channel.begin(status, fields, reason, b"")
        self.startedWriting = 1

    def breakOff(self) -> None:
        """
        Let the client see that what it got of the response is not all.

        RFC 9112 section 8: a response with a length, or in chunks, is seen to be
        incomplete when the connection ends too early. Any other is complete then,
        unless the connection breaks.
        """
        self.unregisterProducer()
        self.channel.cut()

    def answerLast(self) -> None:
        """
        RFC 9110 section 7.6.2: where Max-Forwards is zero, "the intermediary MUST NOT
        forward the request; instead, the intermediary MUST respond as the final
        recipient."
        """
        content = b""
        if self.method == b"TRACE":
            self.setHeader(b"Content-Type", b"message/http")
            content = self.trace()
        self.setHeader(b"Content-Length", b"%d" % len(content))
        self.write(content)
        self.finish()

    def trace(self) -> bytes:
        """
        Write the request as it came. RFC 9110 section 9.3.8: the final recipient
        "SHOULD exclude any request header fields that are likely to contain
        sensitive data".
        """
        secret = {b"authorization", b"cookie", b"proxy-authorization"}
        lines = [b"%b %b %b" % (self.method, self.uri, self.clientproto)]
        lines += [b"%b: %b" % field for field in self.fields if field[0].lower() not in secret]
        return b"\r\n".join([*lines, b"", b""])
