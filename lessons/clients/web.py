"""
What all clients share: requests with a time limit.

Underneath is Twisted's C{Agent}. It connects, sends one request, and tells when
the head of the response has come; the content follows later, in pieces. Here
two tasks are added: follow redirects, and unpack compressed content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.python.failure import Failure
from twisted.web.client import RequestTransmissionFailed
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IResponse

from lessons.arguments import toBytes
from lessons.clients.content import Collector, ContentReader, TimeLimit, discard
from lessons.clients.contentcodings import ContentDecoder
from lessons.clients.errors import ClientError
from lessons.clients.guard import EarlyAnswer
from lessons.clients.redirects import MOST_REDIRECTS, Asked, Body, follow
from lessons.clients.statuses import Exit
from lessons.plain import causesOf, oneLine

#: What is wrong with an answer that brings no content, though its status is not an error (RFC 9110
#: sections 15.3.7 and 15.4.5).
NOT_ASKED = {
    206: "only a part, where all was asked for",
    304: "but nobody asked whether it has changed",
}


class Web:
    """
    Makes requests, each with a time limit.
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
        self.agent = agent

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
        return await self.send(
            Asked(method, url, {**(fields or {}), "Accept-Encoding": "gzip"}, body)
        )

    async def getAsStored(self, url: str, fields: Mapping[str, str]) -> IResponse:
        """
        As L{request} with GET, but ask for the content as the server has it.

        With compression, the length that the server announces and the ranges
        that it understands would count other bytes than those in our file.
        """
        return await self.send(Asked("GET", url, {**fields, "Accept-Encoding": "identity"}))

    async def send(self, asked: Asked) -> IResponse:
        """
        As L{request}, with a time limit for it all.
        """
        answer = Deferred.fromCoroutine(self.sendAndFollow(asked))
        limit = TimeLimit(self.reactor, self.patience, answer)
        if asked.body is not None:
            asked.body.onPiece = limit.restart
        return await answer

    async def sendAndFollow(self, asked: Asked) -> IResponse:
        """
        Send a request, and go wherever the answers lead.

        @raise ClientError: when that is too far.
        """
        for _ in range(MOST_REDIRECTS + 1):
            response = await self.sendOnce(asked)
            following = follow(asked, response.code, field(response, "location"))
            if following is None:
                return response
            discard(response)
            asked = following
        raise ClientError("redirected too often, perhaps in a circle", Exit.PROTOCOL)

    async def sendOnce(self, asked: Asked) -> IResponse:
        """
        Send a request, and wait for the head of its response.

        @raise ClientError: when the server says that all is well, but hangs up
            before it has the whole request.
        """
        method, url = asked.method.encode("ascii"), asked.url.encode("ascii")
        headers = Headers()
        for name, value in asked.fields.items():
            headers.addRawHeader(name.encode("ascii"), toBytes(value))
        try:
            return await self.agent.request(method, url, headers, asked.body)
        except RequestTransmissionFailed:
            head = earlyHead(Failure())
            if head is None:
                raise
        if head.code < 300:
            raise ClientError(
                f"{statusOf(head)}: but it hung up before it had everything",
                Exit.PROTOCOL,
            )
        return head

    async def read(self, response: IResponse, collector: Collector) -> None:
        """
        Read all content of a response, once, and unpack it.

        @param collector: called with each piece.
        @raise ClientError: when it cannot be unpacked to its end.
        """
        try:
            decoder = ContentDecoder(response, collector)
        except ClientError:
            discard(response)
            raise
        await self.readAsStored(response, decoder.take)
        decoder.end()

    async def readAsStored(self, response: IResponse, collector: Collector) -> None:
        """
        Read all content of a response, once, as it is.

        @param collector: called with each piece.
        """
        reader = ContentReader(collector, self.reactor, self.patience)
        response.deliverBody(reader)
        await reader.finished


def earlyHead(failure: Failure) -> IResponse | None:
    """
    Find the answer that came before the request was sent, if one did.
    """
    causes = [cause.value for cause in causesOf(failure)]
    heads = [cause.head for cause in causes if isinstance(cause, EarlyAnswer)]
    return cast(IResponse, heads[0]) if heads else None


def statusOf(response: IResponse) -> str:
    """
    The status as a person reads it: C{404 Not Found}.
    """
    return oneLine(f"{response.code} {response.phrase.decode('ascii', 'replace')}")


# RFC 9110 section 5.5: a value may hold obs-text, bytes that are in no character
# set that anybody knows. They have to come back to the server as they were.
def field(response: IResponse, name: str) -> str | None:
    """
    The first value of a header field. Bytes that are not UTF-8 are surrogates.
    """
    values = response.headers.getRawHeaders(name.encode("ascii"), [])
    return values[0].decode("utf-8", "surrogateescape") if values else None


def demandSuccess(response: IResponse) -> None:
    """
    Take a response only if it brings what was asked for.

    @raise ClientError: when it does not.
    """
    if 200 <= response.code < 300 and response.code not in NOT_ASKED:
        return
    discard(response)
    remark = NOT_ASKED.get(response.code)
    words = f"{statusOf(response)}: {remark}" if remark else statusOf(response)
    raise ClientError(words, meaningOf(response.code))


def meaningOf(code: int) -> Exit:
    """
    Choose the exit status for a response that does not bring what was asked for.
    """
    if code == 401:
        return Exit.LOGIN
    return Exit.REFUSED if 400 <= code < 600 else Exit.PROTOCOL
