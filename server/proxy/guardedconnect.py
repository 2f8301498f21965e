"""
Connecting to a destination, under the policy.

A name is looked up once. The policy sees the addresses that were found, and a
connection is made to one of those that it permits, by its number. There is no second
lookup, which could have another answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar, cast

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import CancelledError, TimeoutError
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import (
    ConnectingCancelledError,
    ConnectionRefusedError,
    DNSLookupError,
)
from twisted.internet.error import TimeoutError as NoAnswerError
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IProtocolFactory,
    IReactorPluggableNameResolver,
    IReactorTCP,
    IReactorTime,
    IResolutionReceiver,
)
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import Logger
from zope.interface import implementer

from server.pages import BadGateway, GatewayTimeout, Problem
from server.proxy.destinations import Policy
from server.proxy.target import Target
from server.waitevents import waitFor

log = Logger()

#: How many seconds finding the address and connecting may take together.
TIME_LIMIT = 10.0

#: The errors that say that time is up: a single attempt fails with the second, all of them
#: together with the third.
TIMEOUTS = (TimeoutError, NoAnswerError, ConnectingCancelledError)

P = TypeVar("P", bound=Protocol)
#: Puts another factory in place of one, to listen to its connections.
Tapping = Callable[[IProtocolFactory], IProtocolFactory]


class IReactor(IReactorTCP, IReactorTime, IReactorPluggableNameResolver):
    """
    What a reactor must offer for connecting by name.
    """


@implementer(IResolutionReceiver)
class AddressFilter:
    """
    Sits between a resolver and whoever has asked it, and lets only permitted addresses
    through.

    @ivar refused: whether it has held back an address that the policy does not permit.
    @ivar isLoop: whether it has held back an address that is this proxy's own.
    """

    def __init__(
        self, policy: Policy, target: Target, own: IAddress, receiver: IResolutionReceiver
    ) -> None:
        """
        @param own: where this proxy listens itself.
        """
        self.policy = policy
        self.target = target
        self.own = own
        self.receiver = receiver
        self.refused = False
        self.isLoop = False

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self.receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        """
        An address was found: pass it on if it is permitted.
        """
        host = cast(IPv4Address | IPv6Address, address).host
        own = cast(IPv4Address | IPv6Address, self.own)
        if not self.policy.permits(self.target, host):
            self.refused = True
        elif (host, self.target.port) == (own.host, own.port):
            self.isLoop = True
        else:
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver, IReactorPluggableNameResolver)
class GuardedReactor:
    """
    The reactor, as an endpoint needs it, with a resolver that holds back what the policy
    does not permit.
    """

    def __init__(self, reactor: IReactor, policy: Policy, target: Target, own: IAddress) -> None:
        self.reactor = reactor
        self.policy = policy
        self.target = target
        self.own = own
        self.filters: list[AddressFilter] = []
        self.nameResolver = self
        self.connectTCP = reactor.connectTCP
        self.callLater = reactor.callLater
        self.seconds = reactor.seconds

    def installNameResolver(self, resolver: IHostnameResolver) -> IHostnameResolver:
        """
        Refuse: the only way to a destination is through the policy.
        """
        raise NotImplementedError

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """
        Look a name up. An address in any spelling that the system understands
        (C{127.1}, C{0x7f000001}) comes through here as well, and leaves as the address
        that it is.
        """
        receiver = AddressFilter(self.policy, self.target, self.own, resolutionReceiver)
        self.filters.append(receiver)
        return self.reactor.nameResolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )

    def explain(self, error: Exception) -> Problem:
        """
        Say why there is no connection.
        """
        place = self.target.place
        if any(one.isLoop for one in self.filters):
            return BadGateway(f"{place} is this proxy itself: that would be a loop.")
        if isinstance(error, DNSLookupError) and any(one.refused for one in self.filters):
            return self.policy.refusal(self.target)
        if isinstance(error, DNSLookupError | ValueError):
            return BadGateway(f"There is no address for the name “{self.target.host}”.")
        if isinstance(error, TIMEOUTS):
            return GatewayTimeout(
                f"{place} did not take the connection in {TIME_LIMIT:g} seconds."
            )
        if isinstance(error, ConnectionRefusedError):
            return BadGateway(f"Nobody listens at {place}.")
        return BadGateway(f"{place} cannot be reached.")


def asItIs(factory: IProtocolFactory) -> IProtocolFactory:
    """
    Leave a factory as it is: nobody listens to its connection.
    """
    return factory


async def connect(
    reactor: IReactor,
    policy: Policy,
    target: Target,
    own: IAddress,
    protocol: P,
    tap: Tapping = asItIs,
) -> P:
    """
    Connect to a destination.

    @param own: where this proxy listens itself.
    @param protocol: the protocol that is to speak there.
    @param tap: replaces the protocol's factory, where somebody listens.
    @return: the protocol.
    @raise Problem: when that is not permitted, or does not succeed.
    """
    policy.checkTarget(target)
    guard = GuardedReactor(reactor, policy, target, own)
    factory = Factory.forProtocol(lambda: protocol)
    factory.noisy = False
    try:
        endpoint = HostnameEndpoint(guard, target.host, target.port, TIME_LIMIT)
        connecting = waitFor(f"connection to {target.place}", endpoint.connect(tap(factory)))
        await connecting.addTimeout(TIME_LIMIT, reactor)
    except Exception as error:
        raise guard.explain(error) from error
    return protocol


async def attempt(work: Awaitable[None], tell: Callable[[Problem], None]) -> None:
    """
    Do something for a client, and tell it of whatever goes wrong.
    """
    try:
        await work
    except Problem as problem:
        tell(problem)
    except CancelledError:
        raise  # the client has left
    except Exception:
        log.failure("a request could not be forwarded")
        tell(Problem("Something went wrong here. It has been noted."))
