"""
The request that a resource is given.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes as unquote

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web import server
from twisted.web.error import UnsupportedMethod

# Not through the module: twisted.web.http is a proxy that warns of old names, and
# each look through it costs a microsecond.
from twisted.web.http import NO_CONTENT, NOT_IMPLEMENTED, NOT_MODIFIED, datetimeToString
from twisted.web.http_headers import Headers

from server.channel.fields import CODING, FRAMING, fieldsOf, makeHeaders
from server.channel.lazy import Lazy
from server.channel.twistednames import IEncodingResource, headersOf
from server.http1 import events
from server.http1.events import UNFRAMED, Field
from server.problem import isTold

if TYPE_CHECKING:
    from server.channel.channel import Channel


class Request(server.Request):
    """
    A request of L{twisted.web.server}, which makes its parts when they are needed,
    and has its response written by the engine.

    @ivar event: its head.
    """

    channel: Any
    event: events.Request
    queued = False

    requestHeaders = Lazy(lambda self: makeHeaders(self.event))
    client = Lazy(lambda self: self._connection.getPeer())
    host = Lazy(lambda self: self._connection.getHost())
    # Componentized keeps in it what is asked of it; see twistednames.
    _adapterCache = Lazy(lambda self: dict[Any, Any]())
    received_cookies = Lazy(lambda self: self._readCookies())
    notifications: Sequence[Deferred[None]] = ()  # type: ignore[assignment]
    _content: Any = None
    _length: int | None = None  # of the content that a resource has returned

    # Not that of the superclass, which makes what is lazy here.
    def __init__(
        self,
        channel: Channel,
        queued: object = False,
        parsePOSTFormSubmission: bool | None = None,
    ) -> None:
        self.channel = self._connection = channel
        self.transport = channel.transport
        if parsePOSTFormSubmission is not None:
            self._parsePOSTFormSubmission = parsePOSTFormSubmission
        self.responseHeaders = self._makeResponseHeaders()
        self.cookies = []

    def _makeResponseHeaders(self) -> Headers:
        return headersOf({b"Server": [server.version]})

    @property
    def content(self) -> Any:
        """
        The content, as a file.
        """
        if self._content is None:
            self.gotLength(self.event.contentLength)
        return self._content

    @content.setter
    def content(self, file: Any) -> None:
        self._content = file

    def _readCookies(self) -> dict[bytes, bytes]:
        self.received_cookies = cookies = dict[bytes, bytes]()
        self.parseCookies()
        return cookies

    def process(self) -> None:
        """
        Find the resource, and have it answer.
        """
        if self.path == b"*":
            super().process()
            return
        if self.method == b"CONNECT":
            self._refuseTunnel()
            return
        self.site = site = self.channel.site
        self.prepath = []
        self.postpath = segments = self.path[1:].split(b"/")
        if b"%" in self.path:
            self.postpath = [unquote(segment) for segment in segments]
        try:
            resource = site.getResourceFor(self)
            if IEncodingResource.providedBy(resource):
                self._encoder = resource.getEncoder(self)
            self.render(resource)
        except BaseException:
            self.processingFailed(Failure())

    def _refuseTunnel(self) -> None:
        """
        RFC 9110 section 9.3.6: "An origin server MAY accept a CONNECT request, but most
        origin servers do not implement CONNECT."
        """
        self.setResponseCode(NOT_IMPLEMENTED)
        self.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        self.write(b"This server opens no tunnels.\n")
        self.finish()

    def render(self, resource: Any) -> None:
        """
        Have a resource answer.
        """
        try:
            body = resource.render(self)
        except UnsupportedMethod:
            # Twisted's page for that, and its answer to HEAD out of that to GET. It asks
            # the resource once more, to get this exception.
            super().render(resource)
            return
        if isinstance(body, bytes):
            # RFC 9110 section 8.6: in an answer to HEAD or a 304, a server "MUST NOT send
            # Content-Length" but that of the content which it does not send. Resources
            # return nothing then, and nothing is known of it.
            if body or not (self.method == b"HEAD" or self.code == NOT_MODIFIED):
                self._setLength(len(body))
            self.write(body)
            self.finish()
        elif body is not server.NOT_DONE_YET:
            raise TypeError(f"{resource!r} returned {body!r}, not bytes")

    def _setLength(self, length: int) -> None:
        """
        The length of the content is known. An encoder, which may change it, finds it
        among the fields, as with Twisted's own request.
        """
        if self._encoder:
            self.setHeader(b"Content-Length", b"%d" % length)
        else:
            self._length = length

    def write(self, data: bytes) -> None:
        """
        Send a piece of the response; the first time, its head as well.

        @raise RuntimeError: after C{finish}.
        @raise ValueError: when the response is not well-formed, or longer than its
            Content-Length.
        """
        if self.finished:
            raise RuntimeError("Request.write was called after Request.finish.")
        if not self._disconnected and not self._inFakeHead:
            self._send(self._encoder.encode(data) if self._encoder else data)

    def _send(self, data: bytes) -> None:
        channel = self.channel
        if self.startedWriting:
            channel.write(data)
        else:
            channel.begin(self.code, self._fields(), self.code_message, data, self._length)
            self.startedWriting = 1
        if channel.writer.framing is not UNFRAMED:
            self.sentLength += len(data)

    def _fields(self) -> list[Field]:
        """
        Collect the header fields, those that have an attribute of their own among
        them.
        """
        headers = self.responseHeaders
        if self.lastModified is not None and not headers.hasHeader(b"Last-Modified"):
            headers.setRawHeaders(b"Last-Modified", [datetimeToString(self.lastModified)])
        if self.etag is not None:
            headers.setRawHeaders(b"ETag", [self.etag])
        if self.cookies:
            headers.setRawHeaders(b"Set-Cookie", self.cookies)
        # The length of what a resource has returned goes before what it has said.
        fields = fieldsOf(headers, CODING if self._length is None else FRAMING)
        kind = self.defaultContentType
        if kind is not None and not headers.hasHeader(b"Content-Type") and self._hasContent():
            fields.append((b"Content-Type", kind))
        return fields

    def _hasContent(self) -> bool:
        """
        What has no content needs no type of it.
        """
        if self.code in (NOT_MODIFIED, NO_CONTENT):
            return False
        if self._length is not None:
            return self._length > 0
        return self.responseHeaders.getRawHeaders(b"Content-Length") != [b"0"]

    def finish(self) -> None:
        """
        End the response.

        @raise RuntimeError: when the client has left before.
        """
        if self._disconnected:
            raise RuntimeError(
                "Request.finish called on a request after its connection was lost; "
                "use Request.notifyFinish to keep track of this."
            )
        if self.finished:
            warnings.warn("Warning! request.finish called twice.", stacklevel=2)
            return
        rest = self._encoder.finish() if self._encoder else b""
        if rest or not self.startedWriting:
            self._send(rest)
        self.finished = 1
        if self.producer:
            self._log.error("{request} still has a producer", request=self)
            self.unregisterProducer()
        channel, self.channel = self.channel, None
        try:
            channel.factory.log(self)
        except Exception:  # a full disk, perhaps: no reason to leave the client waiting
            self._log.failure("the access log cannot be written")
        channel.requestDone(self)
        self._closeContent()
        notifications, self.notifications = self.notifications, ()
        for waiting in notifications:
            waiting.callback(None)

    def _closeContent(self) -> None:
        if self._content is not None:
            self._content.close()

    def processingFailed(self, reason: Failure) -> Failure:
        """
        Log why no answer, or not all of it, can be given. Tell the client no more
        than that; where an answer has begun, by cutting it off.
        """
        if isTold(self, reason):
            return reason
        if self.finished or self._disconnected:
            self._log.failure("{request} failed after its end", reason, request=self)
        elif self.startedWriting or self.channel.writer.framing is not None:
            self._log.failure("{request} failed in its middle", reason, request=self)
            self.channel.cut()
        else:
            # What the failed answer would have said is not true of this one.
            self.responseHeaders = self._makeResponseHeaders()
            self._encoder = self._length = self.etag = self.lastModified = None
            self.cookies = []
            try:
                super().processingFailed(reason)
            except Exception:
                self.channel.fail(Failure())
        return reason

    def connectionLost(self, reason: Failure) -> None:
        """
        Nobody waits for an answer any more.
        """
        self._disconnected = True
        self.channel = None
        self._closeContent()
        notifications, self.notifications = self.notifications, ()
        for waiting in notifications:
            waiting.errback(reason)

    def notifyFinish(self) -> Deferred[None]:
        """
        @return: what fires when all has been sent, and fails when the client leaves
            before.
        """
        waiting: Deferred[None] = Deferred()
        self.notifications = [*self.notifications, waiting]
        return waiting
