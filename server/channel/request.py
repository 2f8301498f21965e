"""
The request that a resource is given.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_to_bytes as unquote

from twisted.python.failure import Failure
from twisted.web import server
from twisted.web.error import UnsupportedMethod
from twisted.web.http import NOT_IMPLEMENTED
from twisted.web.http_headers import Headers
from twisted.web.resource import Resource

from server.channel.answering import Answering
from server.channel.collecting import Collecting
from server.channel.fields import makeHeaders
from server.channel.lazyattribute import LazyAttribute
from server.channel.twistednames import IEncodingResource
from server.http1.rules import Values
from server.problem import Problem, answerPlainly, isTold

PERCENT = ord("%")  # a number is found faster than bytes are

#: The methods of a L{Resource}, by that of the request.
RENDERERS = {
    method.encode(): f"render_{method}"
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
}
RENDER = Resource.render


def rendererOf(resource: Any, method: bytes) -> Any:
    """
    Find what answers a request, as L{Resource.render} does. That makes a name out of the
    method each time, which costs as much as reading the request.
    """
    if method in RENDERERS and type(resource).render is RENDER:
        return getattr(resource, RENDERERS[method], None) or resource.render
    return resource.render


class Request(Collecting):
    """
    A request of L{twisted.web.server}, which makes its parts when they are needed,
    and has its response written by the engine.
    """

    queued = False
    #: The values of the fields, where they are those that were sent, until somebody
    #: wants them as Headers.
    values: Values | None = None

    requestHeaders = LazyAttribute(lambda self: self._makeRequestHeaders())
    client = LazyAttribute(lambda self: self._connection.getPeer())
    host = LazyAttribute(lambda self: self._connection.getHost())
    # Componentized keeps in it what is asked of it; see twistednames.
    _adapterCache = LazyAttribute(lambda self: dict[Any, Any]())
    received_cookies = LazyAttribute(lambda self: self._readCookies())

    # Not that of the superclass, which makes at once what is lazy here.
    def __init__(
        self,
        channel: Answering,
        queued: object = False,
        parsePOSTFormSubmission: bool | None = None,
    ) -> None:
        self.channel = self._connection = channel
        self.transport = channel.transport
        if parsePOSTFormSubmission is not None:
            self._parsePOSTFormSubmission = parsePOSTFormSubmission
        self._plain = {}
        self.cookies = []

    def _makeRequestHeaders(self) -> Headers:
        self.values = None
        return makeHeaders(self.event)

    def getHeader(self, key: Any) -> Any:
        """
        Look a field up; where it comes several times, its last value. For that alone,
        no Headers are made.
        """
        values = self.values
        if values is None or not isinstance(key, bytes):
            return super().getHeader(key)
        found = values.get(key.lower())
        return found[-1] if found else None

    def hasAnyOf(self, names: frozenset[bytes]) -> bool:
        """
        Tell whether the request has any of these fields.

        @param names: in lower case.
        """
        if self.values is not None:
            return not names.isdisjoint(self.values)
        return any(self.requestHeaders.hasHeader(name) for name in names)

    def _readCookies(self) -> dict[bytes, bytes]:
        self.received_cookies = cookies = dict[bytes, bytes]()
        self.parseCookies()
        return cookies

    def process(self) -> None:
        """
        Find the resource, and have it answer.
        """
        if self.path == b"*":
            self.aboutServer()
            return
        if self.method == b"CONNECT":
            self._refuseTunnel()
            return
        self.site = site = self.channel.site
        self.prepath = []
        self.postpath = segments = self.path[1:].split(b"/")
        if PERCENT in self.path:
            self.postpath = [unquote(segment) for segment in segments]
        try:
            resource = site.getResourceFor(self)
            if hasattr(resource, "getEncoder") and IEncodingResource.providedBy(resource):
                self._encoder = resource.getEncoder(self)
            self.render(resource)
        except BaseException:
            self.processingFailed(Failure())

    def aboutServer(self) -> None:
        """
        Answer what is asked about the server as a whole, as Twisted does.
        """
        super().process()

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
        Have a resource answer, and send what it returns.
        """
        try:
            body = rendererOf(resource, self.method)(self)
        except UnsupportedMethod as unsupported:
            self.refuseMethod(resource, unsupported)
            return
        if isinstance(body, bytes):
            self._answer(body)
        elif body is not server.NOT_DONE_YET:
            raise TypeError(f"{resource!r} returned {body!r}, not bytes")

    def refuseMethod(self, resource: Any, unsupported: UnsupportedMethod) -> None:
        """
        Answer where a resource does not: Twisted's page for that, and its answer to HEAD
        made from that to GET. It asks the resource once more, to get this exception.
        """
        super().render(resource)

    def processingFailed(self, reason: Failure) -> Failure:
        """
        Log why no answer, or not all of it, can be given. Tell the client no more than
        that it is so; where an answer has begun, by cutting it off.
        """
        if isTold(self, reason, self.tellProblem):
            return reason
        if self.finished or self._disconnected:
            self._log.failure("{request} failed after its end", reason, request=self)
        elif self.startedWriting or self.channel.writer.framing is not None:
            self._log.failure("{request} failed halfway", reason, request=self)
            self.channel.cut()
        else:
            # What the failed answer would have said is not true of this one.
            self._makeFresh()
            self._encoder = self._length = self.etag = self.lastModified = None
            self.cookies = []
            try:
                self.tellFailure(reason)
            except Exception:
                self.channel.fail(Failure())
        return reason

    def tellProblem(self, problem: Problem) -> None:
        """
        Tell a problem that somebody has raised: in plain text, for the channel knows no
        pages.
        """
        answerPlainly(self, problem)

    def tellFailure(self, reason: Failure) -> None:
        """
        Log an error, and tell that there was one: Twisted's page for that.
        """
        super().processingFailed(reason)

    def connectionLost(self, reason: Failure) -> None:
        """
        Nobody waits for an answer any more.
        """
        self._disconnected = True
        self.channel = None
        if self._content is not None:
            self._content.close()
        notifications, self.notifications = self.notifications, ()
        for waiting in notifications:
            waiting.errback(reason)
