"""
Twisted's own channel under Twisted's own C{Site}, with three things mended: a client that
asks for ever and never reads cannot fill the memory, a producer that was paused twice goes
on all the same, and a page that is not a page is reported to the log, not to the client.
And where Twisted makes a page of its own, for a method that a resource does not have or
for an error, it looks like one of the site's.

What else the stock channel gets wrong stays as it is, and is listed in the
walkthrough of step 4 and in C{lessons/channelfaults.rst}.
"""

from __future__ import annotations

from typing import cast

from twisted.python.failure import Failure
from twisted.web import http, server
from twisted.web.error import UnsupportedMethod
from twisted.web.resource import IResource

from server.pages import Layout, Problem, makeProblemPage, refusal, sendProblem
from server.problem import WRONG_HERE


class NoPage(Exception):
    """
    A resource has rendered itself as something that is not bytes.
    """


class StockChannel(http.HTTPChannel):
    """
    A channel that stops reading while its answers wait to be sent.

    @ivar pausedProducer: the producer that has been told to pause, if any.
    """

    pausedProducer: object = None

    def pauseProducing(self) -> None:
        """
        The transport's buffer is full. The stock channel goes on reading where it is told
        this in the middle of a request, which is where it always is: it is its own answer
        that has filled the buffer.
        """
        # A producer of Twisted's that was told twice to pause must be told twice to go on.
        # It is told twice where an answer begins before the buffer of the last one is
        # empty.
        if self._requestProducer is None or self._requestProducer is not self.pausedProducer:
            self.pausedProducer = self._requestProducer
            super().pauseProducing()
        self.transport.pauseProducing()  # type: ignore[union-attr]

    def resumeProducing(self) -> None:
        """
        The transport's buffer is empty: nobody is paused any more, and reading goes on.
        """
        self.pausedProducer = None
        super().resumeProducing()


class BytesOnly:
    """
    A resource, as a L{Request} renders it: what it returns is checked first.
    """

    def __init__(self, resource: IResource) -> None:
        self.resource = resource

    def render(self, request: server.Request) -> bytes | int:
        """
        Render the resource.

        @raise NoPage: when what it returns is neither bytes nor C{NOT_DONE_YET}.
        """
        try:
            page = self.resource.render(request)
        except UnsupportedMethod as unsupported:
            if request.method == b"HEAD":
                raise  # which Twisted answers as it would GET
            allowed = unsupported.allowedMethods
            problem = refusal(request.method, allowed, server.supportedMethods)
            return makeProblemPage(request, problem)
        if isinstance(page, bytes) or page is server.NOT_DONE_YET:
            return page
        name, kind = type(self.resource).__name__, "None" if page is None else type(page).__name__
        raise NoPage(f"{name} has rendered {kind}: a page is bytes")


class Request(server.Request):
    """
    Twisted's C{Request}, which would answer with a description of the request and of the
    resource where a page is not bytes, and log nothing.
    """

    def render(self, resrc: IResource) -> None:
        """
        Render a resource. Where that fails, C{process} logs why, and answers 500.
        """
        super().render(BytesOnly(resrc))

    def processingFailed(self, reason: Failure) -> Failure:
        """
        Log why no answer can be given, and say on a page of the site that there is none.
        """
        if self.startedWriting:
            return cast(Failure, super().processingFailed(reason))
        self._log.failure("", failure=reason)
        sendProblem(self, Problem(WRONG_HERE))
        return reason


class Site(server.Site):
    """
    Twisted's C{Site} on that channel, with those requests.
    """

    noisy = False  # its starting and stopping is not an event
    layout = Layout()  # of the pages that no resource makes
    protocol = StockChannel  # type: ignore[assignment]
    requestFactory = Request

    def acceptableProtocols(self) -> list[bytes]:
        """
        What may be spoken over TLS (RFC 7301). No HTTP/2: this channel reads every
        connection as HTTP/1.1.
        """
        return [b"http/1.1", b"http/1.0"]
