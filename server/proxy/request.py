"""
One request to the proxy, and what becomes of it.

Twisted's own request collects all content before it is processed. Here a request
begins with its head, and its content goes on as it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from typing import Protocol as Interface

from twisted.internet.defer import fail
from twisted.web.http import datetimeToString
from twisted.web.server import Request

from server.pages import Problem, respond
from server.proxy.exchange import Exchange
from server.proxy.fields import Field, forwardsLeft
from server.proxy.target import Target, readAbsolute, readTunnel
from server.proxy.transport import IConnection
from server.proxy.tunnel import Tunnel

if TYPE_CHECKING:
    from server.proxy.channel import ProxyChannel


class Handler(Interface):
    """
    What becomes of a request.
    """

    def start(self) -> None:
        """
        The head is here.
        """

    def requestContentReceived(self, data: bytes) -> None:
        """
        A piece of content is here.
        """

    def requestEnded(self) -> None:
        """
        All of it is here.
        """


class OwnPage:
    """
    Answers a request that is for the proxy itself. It has no use for content.
    """

    def __init__(self, answer: Callable[[], object]) -> None:
        self.answer = answer

    def start(self) -> None:
        """
        Wait for the end.
        """

    def requestContentReceived(self, data: bytes) -> None:
        """
        Throw it away.
        """

    def requestEnded(self) -> None:
        """
        Answer.
        """
        self.answer()


class ProxyRequest(Request):
    """
    One request to the proxy.

    @ivar proxy: the factory of the channel.
    @ivar contentLength: how many bytes of content follow the head; L{None} when
        only its end will tell.
    @ivar isComplete: whether all of the content has come.
    @ivar isTunnel: whether it has become a tunnel.
    @ivar handler: what becomes of it.
    """

    channel: Any
    transport: IConnection
    method: bytes
    uri: bytes
    defaultContentType = None
    isComplete = False
    isTunnel = False
    handler: Handler

    def __init__(self, channel: ProxyChannel, *arguments: Any, **named: Any) -> None:
        super().__init__(channel, *arguments, **named)
        self.proxy = channel.site
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
        headers = self.requestHeaders.getAllRawHeaders()
        return [(name, value) for name, values in headers for value in values]

    def gotLength(self, length: int | None) -> None:
        """
        Collect nothing, however long it will be.
        """
        self.content = BytesIO()
        self.contentLength = length

    def headReceived(self, method: bytes, uri: bytes, version: bytes) -> None:
        """
        Decide what becomes of this request.
        """
        self.method, self.uri, self.clientproto = method, uri, version
        try:
            self.handler = self.route()
        except Problem as problem:
            self.handler = OwnPage(partial(self.tell, problem))
        self.notifyFinish().addBoth(self.ended)
        self.handler.start()

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
        if self.method == b"CONNECT":
            return Tunnel(self, readTunnel(self.uri))
        if self.uri.startswith(b"/") or self.uri == b"*":
            return OwnPage(super().process)
        target = readAbsolute(self.method, self.uri)
        if self.isOurs(target):
            return OwnPage(lambda: self.processPath(target.path))
        if forwardsLeft(self.method, self.fields) == 0:
            return OwnPage(self.answerLast)
        return Exchange(self, target)

    def isOurs(self, target: Target) -> bool:
        """
        Tell whether a target is this proxy itself. RFC 9110 section 7.6.3 is about
        longer loops; this is the shortest.
        """
        own = self.getHost()
        return (target.host, target.port) == (own.host, own.port)

    def processPath(self, path: bytes) -> None:
        """
        Answer with a page of the proxy's own, asked for in absolute-form.
        """
        self.uri, self.path = path, path.partition(b"?")[0]
        super().process()

    def handleContentChunk(self, data: bytes) -> None:
        """
        Pass content on.
        """
        self.handler.requestContentReceived(data)

    def process(self) -> None:
        """
        All content has come.
        """
        self.isComplete = True
        # It may have been paused; and a client that leaves is noticed only while
        # we read.
        self.transport.resumeProducing()
        self.handler.requestEnded()
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
            self.setHeader(b"Date", datetimeToString())
            respond(self, self.proxy.layout, fail(problem))

    def breakOff(self) -> None:
        """
        Let the client see that what it got of the response is not all.

        RFC 9112 section 8: a response with a length, or in chunks, is seen to be
        incomplete when the connection ends too early. Any other is complete then,
        unless the connection breaks.
        """
        self.unregisterProducer()
        if self.chunked or self.responseHeaders.hasHeader(b"Content-Length"):
            self.channel.closeSoon()
        else:
            self.transport.abortConnection()

    def answerLast(self) -> None:
        """
        RFC 9110 section 7.6.2: where Max-Forwards is zero, "the intermediary MUST NOT
        forward the request; instead, the intermediary MUST respond as the final
        recipient."
        """
        content = b""
        self.setHeader(b"Date", datetimeToString())
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
