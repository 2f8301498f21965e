"""
One request to the proxy, and what becomes of it.

A request usually waits for all of its content before it is answered. Here it begins
with its head, and its content goes on as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Protocol as Interface

from twisted.internet.defer import fail

from server.channel.request import Request
from server.http1 import Response
from server.pages import Layout, Problem, respond
from server.proxy.channel import ProxyChannel
from server.proxy.destinations import Policy
from server.proxy.fields import Field
from server.proxy.guardedconnect import IReactor, Tapping
from server.proxy.handler import Handler, OwnPage
from server.proxy.target import Target
from server.proxy.transport import IConnection
from server.proxy.watcher import Watcher


class ProxySite(Interface):
    """
    The proxy, as its requests know it.
    """

    reactor: IReactor
    layout: Layout
    policy: Policy
    pseudonym: bytes

    def route(self, request: ProxyRequest) -> Handler:
        """
        Choose the handler of a request.
        """

    def tapFor(self, request: ProxyRequest, target: Target) -> Tapping:
        """
        Find what taps a connection that is made for a request.
        """

    def watch(self, request: ProxyRequest, response: Response) -> Watcher | None:
        """
        Choose who sees the content of a response go by; L{None} for nobody.
        """

    def requestDone(self, request: ProxyRequest, isAnswered: bool) -> None:
        """
        A request is over, as L{server.proxy.site} is told.

        @param isAnswered: whether its answer has left whole.
        """


class ProxyRequest(Request):
    """
    One request to the proxy.

    @ivar proxy: the factory of the channel.
    @ivar isComplete: whether all of the content has come.
    @ivar isTunnel: whether it has become a tunnel.
    @ivar handler: what becomes of it, once its head is here.
    """

    transport: IConnection
    defaultContentType = None
    isComplete = False
    isTunnel = False
    handler: Handler | None = None

    def __init__(self, channel: ProxyChannel, *arguments: bool) -> None:
        super().__init__(channel, *arguments)
        self.proxy: ProxySite = channel.site
        self.content = BytesIO()  # what a page of our own finds in it: nothing
        self.waiting: list[Callable[[], object]] = []

    @property
    def url(self) -> str:
        """
        The target as it came, as text; it need not be valid.
        """
        return self.uri.decode("latin-1")

    @property
    def fields(self) -> list[Field]:
        """
        The fields of the head as they came: in their order, with repetitions.
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
            self.handler = handler = self.proxy.route(self)
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

    def handleContentChunk(self, data: bytes) -> None:
        """
        Pass a piece of content on to the handler.
        """
        if self.handler is not None:
            self.handler.requestContentReceived(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """
        All content has come: the handler hears of it, and then whoever has waited for that.
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
        Let the client see that what it got of the response is not all of it.

        RFC 9112 section 8: a response with a length, or in chunks, is seen to be
        incomplete when the connection ends too early. Any other is complete then,
        unless the connection breaks.
        """
        self.unregisterProducer()
        self.channel.cut()
