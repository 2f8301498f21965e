"""
The web application's side: three calls to a back end, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError, UserError
from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTime, ITCPTransport
from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.web.xmlrpc import Fault, Proxy, QueryFactory, QueryProtocol

from server.hostlookup import lookUp
from server.pages import BadGateway, BadRequest, GatewayTimeout
from server.temperature.procedures import WRONG_ARGUMENTS
from server.waitevents import waitFor

log = Logger()

#: How many seconds the three calls may take together.
TIME_LIMIT = 5.0

#: How long a response may be, in bytes.
LONGEST_RESPONSE = 100_000

#: What each direction is called, and the scale of the value that is given.
DIRECTIONS: Mapping[str, str] = {"c2f": "C", "f2c": "F"}


class BoundedQuery(QueryProtocol):
    """
    One call. The stock protocol collects a response of any length.
    """

    transport: ITCPTransport
    factory: BoundedQueryFactory
    received = 0

    def dataReceived(self, data: bytes) -> None:
        """
        Take a piece of the answer. The stock protocol raises an exception where a status
        line or a field is not one, and leaves it to the reactor, which logs it as an error
        of ours.
        """
        try:
            super().dataReceived(data)
        except Exception as error:
            self.factory.fail(error)
            self.transport.abortConnection()

    def handleResponsePart(self, data: bytes) -> None:
        """
        Collect a piece of the response, up to a limit.
        """
        self.received += len(data)
        if self.received > LONGEST_RESPONSE:
            self.transport.abortConnection()
        else:
            super().handleResponsePart(data)


class BoundedQueryFactory(QueryFactory):
    """
    Makes bounded calls, and hears of a status only once.
    """

    protocol = BoundedQuery
    noisy = False  # its starting and stopping is not an event

    def badStatus(self, status: bytes, message: bytes) -> None:
        """
        The answer has a status other than 200.
        """
        if self.deferred is not None:
            super().badStatus(status, message)

    def fail(self, error: Exception) -> None:
        """
        The answer cannot be read: the call fails with an error.
        """
        if self.deferred is not None:
            self.clientConnectionLost(None, Failure(error))


@dataclass(frozen=True)
class Conversion:
    """
    What the three calls have found out.

    @ivar ranges: for each category, its highest temperature in °C, and its name.
    """

    value: float
    direction: str
    result: float
    category: str
    ranges: list[tuple[float, str]]


class RefusedCall(BadRequest):
    """
    The back end has understood the call, and does not take the value.
    """


class TemperatureClient:
    """
    Asks one back end: three calls for each conversion.
    """

    def __init__(self, reactor: IReactorTime, url: Callable[[], str]) -> None:
        """
        @param url: tells where the back end is now; it may move when it is
            started again.
        """
        self.reactor = reactor
        self.url = url

    async def convert(self, value: float, direction: str) -> Conversion:
        """
        Convert a temperature, name it, and list the names that there are.

        @param direction: C{c2f} or C{f2c}.
        @raise Problem: when the back end does not do its part; see L{explain}.
        """
        calls = Deferred.fromCoroutine(self._calls(value, direction))
        try:
            return await calls.addTimeout(TIME_LIMIT, self.reactor)
        except Exception as error:
            raise explain(error) from error

    async def _calls(self, value: float, direction: str) -> Conversion:
        proxy, result = await self._reach(direction, value)
        category = await call(proxy, "temperature_category", DIRECTIONS[direction], value)
        ranges = await call(proxy, "temperature_ranges")
        return checked(value, direction, result, category, ranges)

    async def _reach(self, direction: str, value: float) -> tuple[Proxy, Any]:
        """
        Make the first call, at the first of the host's addresses that answers.
        """
        url = self.url()
        resolving = cast(IReactorPluggableNameResolver, self.reactor)
        *others, last = await lookUp(resolving, urlsplit(url).hostname or "")
        for address in others:
            proxy = makeProxy(self.reactor, url, address)
            with suppress(ConnectError):
                return proxy, await call(proxy, direction, value)
        proxy = makeProxy(self.reactor, url, last)
        return proxy, await call(proxy, direction, value)


def call(proxy: Proxy, procedure: str, *arguments: object) -> Deferred[Any]:
    """
    Call a procedure of the back end.
    """
    return waitFor(f"temperature back end: {procedure}", proxy.callRemote(procedure, *arguments))


def makeProxy(reactor: IReactorTime, url: str, address: str) -> Proxy:
    """
    Prepare calls to one address of a back end. L{Proxy} by itself does not read IPv6
    addresses in a URL, and finds only IPv4 addresses for a name.
    """
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2].encode("ascii")

    def makeQuery(path: bytes, host: bytes, *arguments: Any) -> BoundedQueryFactory:
        # RFC 9110 section 7.2: Host names the server as the URL does, port and all.
        return BoundedQueryFactory(path, place, *arguments)

    proxy = Proxy(url.encode("ascii"), connectTimeout=TIME_LIMIT, reactor=reactor)
    proxy.host = address.encode("ascii")
    proxy.port = parts.port or 80
    cast(Any, proxy).queryFactory = makeQuery
    return proxy


def checked(value: float, direction: str, result: Any, category: Any, ranges: Any) -> Conversion:
    """
    Check what a back end answered, whoever it is.

    @raise ValueError: when it is not what the procedures return.
    @raise TypeError: when it is not of the types that they return.
    """
    if not isinstance(category, str):
        raise TypeError("the category is not text")
    rows = [(float(limit), str(name)) for limit, name in ranges]
    return Conversion(value, direction, float(result), category, rows)


def explain(error: Exception) -> Exception:
    """
    Turn what went wrong behind us into what the person in front of us should read.
    """
    log.info("the temperature service: {error!r}", error=error)
    if isinstance(error, TimeoutError):
        return GatewayTimeout("The temperature service did not answer in time. Try again later.")
    if isinstance(error, Fault) and error.faultCode == WRONG_ARGUMENTS:
        return RefusedCall(f"The temperature service says: {error.faultString}.")
    if isinstance(error, ConnectError | DNSLookupError | UserError):
        return BadGateway("The temperature service cannot be reached. Is it running?")
    if isinstance(error, ConnectionClosed):
        return BadGateway("The temperature service hung up in the middle of its answer.")
    return BadGateway("The temperature service answered something that makes no sense.")
