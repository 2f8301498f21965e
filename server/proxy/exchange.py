"""
One request on its way to a server, and the response on its way back.
"""

from __future__ import annotations

from collections.abc import Sequence

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from server.http1 import Response
from server.http1.serialization import writeRequestHead
from server.pages import BadGateway, Problem
from server.proxy.fields import (
    Field,
    checkLoop,
    endToEnd,
    requestFields,
    responseFields,
    unclearEnd,
    via,
)
from server.proxy.guardedconnect import attempt, connect
from server.proxy.request import ProxyRequest
from server.proxy.target import Target
from server.proxy.upstream import STALL_LIMIT, Upstream
from server.proxy.watcher import Watcher
from server.waitevents import beginWaiting, notHeard

log = Logger()


@implementer(IPushProducer)
class Exchange:
    """
    Stands between a client's request and a server: for the server's connection,
    a producer of what the client sends.
    """

    def __init__(self, request: ProxyRequest, target: Target) -> None:
        self.request = request
        self.target = target
        self.proxy = request.proxy
        self.upstream = Upstream(self.proxy.reactor, request.method, self)
        self.isConnected = False
        self.watcher: Watcher | None = None
        self.answered = notHeard

    # What the client sends.

    def start(self) -> None:
        """
        Connect to the server. In the meantime the client may leave, and what it sends has
        to wait.
        """
        self.pauseProducing()
        connecting = Deferred.fromCoroutine(attempt(self.connect(), self.upstream.fail))
        connecting.addErrback(lambda failure: failure.trap(CancelledError) and None)
        self.request.notifyFinish().addErrback(self.clientLeft, connecting)

    async def connect(self) -> None:
        """
        Connect, and send what has come of the request.

        @raise Problem: when this request cannot go anywhere.
        """
        fields = self.request.fields
        checkLoop(fields, self.proxy.pseudonym)
        own = self.request.getHost()
        tap = self.proxy.tapFor(self.request, self.target)
        await connect(self.proxy.reactor, self.proxy.policy, self.target, own, self.upstream, tap)
        self.isConnected = True
        self.answered = beginWaiting(f"answer of {self.target.place}")
        self.request.registerProducer(self.upstream, True)
        self.upstream.sendHead(self.head(fields), self.request.contentLength is None, self)
        if self.request.isComplete:
            self.upstream.endContent()
        else:
            self.resumeProducing()

    def head(self, fields: Sequence[Field]) -> bytes:
        """
        Write the head of the request that goes on.
        """
        request = self.request
        ours = via(request.clientproto, self.proxy.pseudonym)
        host, length = self.target.hostField, request.contentLength
        own = requestFields(request.method, fields, host, ours, length)
        return writeRequestHead(request.method, self.target.path, own)

    def requestContentReceived(self, data: bytes) -> None:
        """
        A piece of the request's content has come.
        """
        self.upstream.sendContent(data)

    def requestEnded(self) -> None:
        """
        The client has sent all of it.
        """
        if self.isConnected:
            self.upstream.endContent()

    def clientLeft(self, reason: Failure, connecting: Deferred[None]) -> None:
        """
        Nobody waits for an answer any more.
        """
        self.answered()
        self.upstream.close()
        connecting.cancel()
        self.stopWatching(isWhole=False)

    def pauseProducing(self) -> None:
        """
        The server does not read as fast as the client sends.
        """
        if not self.request.isComplete:
            self.request.channel.pauseReading()
            if self.isConnected:
                self.upstream.setTimeout(STALL_LIMIT)

    def resumeProducing(self) -> None:
        """
        The server has read what waited: go on reading from the client, unless its request is
        whole.
        """
        if not self.request.isComplete:
            self.upstream.setTimeout(None)
            self.request.channel.resumeReading()

    def stopProducing(self) -> None:
        """
        The server is gone; what it has sent is still to be read.
        """

    # What the server sends.

    def interimReceived(self, response: Response) -> None:
        """
        RFC 9110 section 15.2: "A proxy MUST forward 1xx responses", but "A server
        MUST NOT send a 1xx response to an HTTP/1.0 client."
        """
        if self.request.clientproto == b"HTTP/1.1" and not self.request.startedWriting:
            channel, fields = self.request.channel, endToEnd(response.fields)
            channel.send(channel.writer.interim(response.status, [*fields, self.via(response)]))

    def responseReceived(self, response: Response) -> None:
        """
        Begin the response to the client.
        """
        self.answered()
        sentence = unclearEnd(response)
        if sentence:
            self.upstream.fail(BadGateway(sentence))
            return
        fields = responseFields(self.request.method, response, self.via(response))
        self.request.beginResponse(response.status, response.reason, fields)
        self.watcher = self.proxy.watch(self.request, response)

    def via(self, response: Response) -> Field:
        """
        Make our entry in a response's Via.
        """
        return via(response.version, self.proxy.pseudonym)

    def contentReceived(self, data: bytes) -> None:
        """
        Pass a piece on, and let the watcher see it.
        """
        self.request.write(data)
        if self.watcher is not None:
            try:
                self.watcher.contentReceived(data)
            except Exception:
                # A watcher must not be able to spoil what it watches.
                log.failure("a watcher failed")
                self.watcher = None

    def responseEnded(self) -> None:
        """
        Finish the response for the client, but not before its request has come to an end.
        """
        self.stopWatching(isWhole=True)
        self.request.unregisterProducer()
        # The end of the response waits for the end of the request: what is left of the
        # request would be taken for the next one.
        self.discardRest()
        self.request.whenComplete(self.request.finish)

    def responseFailed(self, problem: Problem) -> None:
        """
        There is no response, or only a part of one.
        """
        self.answered()
        self.stopWatching(isWhole=False)
        if self.request.startedWriting:
            self.request.breakOff()
            return
        if self.isConnected:
            self.request.unregisterProducer()
        self.discardRest()
        self.request.whenComplete(lambda: self.request.tell(problem))

    def discardRest(self) -> None:
        """
        Let the client send the rest of its request, and throw it away.
        """
        if not self.request.isComplete:
            self.request.channel.resumeReading()

    def stopWatching(self, isWhole: bool) -> None:
        """
        Tell the watcher that nothing more will come.
        """
        watcher, self.watcher = self.watcher, None
        if watcher is not None:
            watcher.contentEnded(isWhole)
