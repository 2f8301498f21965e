"""
What all clients share: requests with a time limit.

Underneath is Twisted's C{Agent}. It connects, sends one request, and tells when
the head of the response has come; the content follows later, in pieces. Around
it go others of its kind, each with one task more: follow redirects, unpack
compressed content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from twisted.internet.interfaces import IReactorTime
from twisted.web.client import BrowserLikeRedirectAgent, ContentDecoderAgent, GzipDecoder
from twisted.web.http import (
    FOUND,
    MOVED_PERMANENTLY,
    PERMANENT_REDIRECT,
    SEE_OTHER,
    TEMPORARY_REDIRECT,
)
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IBodyProducer, IResponse

from lessons.clients.content import Collector, ContentReader, TimeLimit, discard
from lessons.clients.statuses import Exit
from lessons.plain import oneLine


class ClientError(Exception):
    """
    Something went wrong that can be said in one line.
    """

    def __init__(self, words: str, status: Exit = Exit.OTHER) -> None:
        """
        @param status: how the program ends.
        """
        super().__init__(oneLine(words))
        self.status = status


class Body(IBodyProducer):
    """
    The content of a request, which tells of its progress.

    @ivar onPiece: called whenever a piece of it has been written.
    """

    onPiece: Callable[[], object]


class Redirects(BrowserLikeRedirectAgent):
    """
    Follows redirects as browsers do: a POST becomes a GET, but for two statuses.
    """

    # RFC 9110 sections 15.4.8 and 15.4.9, of 307 and 308: "the user agent MUST NOT
    # change the request method if it performs an automatic redirection". The class
    # above makes a GET of a POST for 308 as well. Its lists are private names of
    # Twisted's; a test fails when they change.
    _redirectResponses = [TEMPORARY_REDIRECT, PERMANENT_REDIRECT]
    _seeOtherResponses = [MOVED_PERMANENTLY, FOUND, SEE_OTHER]


class Web:
    """
    Makes requests.
    """

    def __init__(self, reactor: IReactorTime, agent: IAgent, patience: float) -> None:
        """
        @param agent: makes one request. In tests, one that needs no network:
            C{treq.testing.RequestTraversalAgent}.
        @param patience: seconds to wait for the head of a response, redirects
            included, and then for each next piece of its content.
        """
        self.reactor = reactor
        self.patience = patience
        self.agent = Redirects(agent)
        self.unpackingAgent = ContentDecoderAgent(self.agent, [(b"gzip", GzipDecoder)])

    async def request(
        self,
        method: str,
        url: str,
        fields: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> IResponse:
        """
        Send a request, follow redirects, and wait for the head of the response.

        @param fields: header fields.
        @param body: the content of the request. As long as it makes progress,
            time does not run out, however large it is.
        """
        return await self.send(self.unpackingAgent, method, url, fields or {}, body)

    async def getAsStored(self, url: str, fields: Mapping[str, str]) -> IResponse:
        """
        As L{request} with GET, but take the content as the server has it:
        neither ask for compression nor undo any.

        With compression, the length that the server announces and the ranges
        that it understands would count other bytes than those in our file.
        """
        return await self.send(self.agent, "GET", url, {**fields, "Accept-Encoding": "identity"})

    async def send(
        self,
        agent: IAgent,
        method: str,
        url: str,
        fields: Mapping[str, str],
        body: Body | None = None,
    ) -> IResponse:
        """
        As L{request}, with one of our agents.
        """
        headers = Headers({name: [value] for name, value in fields.items()})
        answer = agent.request(method.encode("ascii"), url.encode("ascii"), headers, body)
        limit = TimeLimit(self.reactor, self.patience, answer)
        if body is not None:
            body.onPiece = limit.restart
        return await answer

    async def read(self, response: IResponse, collector: Collector) -> None:
        """
        Read all content of a response, once.

        @param collector: called with each piece.
        """
        reader = ContentReader(collector, self.reactor, self.patience)
        response.deliverBody(reader)
        await reader.finished


def statusOf(response: IResponse) -> str:
    """
    The status as a person reads it: C{404 Not Found}.
    """
    return oneLine(f"{response.code} {response.phrase.decode('ascii', 'replace')}")


def field(response: IResponse, name: str) -> str | None:
    """
    The first value of a header field.
    """
    values = response.headers.getRawHeaders(name, [])
    return values[0] if values else None


def demandSuccess(response: IResponse) -> None:
    """
    Take a response only if it brings what was asked for.

    @raise ClientError: when the status is not 2xx.
    """
    if not 200 <= response.code < 300:
        discard(response)
        raise ClientError(statusOf(response), Exit.LOGIN if response.code == 401 else Exit.REFUSED)
