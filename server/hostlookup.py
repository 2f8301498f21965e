"""
From a host's name to its addresses: one name may have several, of IPv4 and of
IPv6.
"""

from __future__ import annotations

from typing import cast

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import (
    IAddress,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer


@implementer(IResolutionReceiver)
class Addresses:
    """
    Collects the addresses of one name.

    @ivar found: fires with the addresses, in the order that the system prefers; fails with
        L{DNSLookupError} where there are none.
    """

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.found: Deferred[list[str]] = Deferred()

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        """
        Of no use here: only C{resolutionComplete} matters.
        """

    def addressResolved(self, address: IAddress) -> None:
        """
        Note an address that was found.
        """
        host = cast(IPv4Address | IPv6Address, address).host
        if host not in self.addresses:
            self.addresses.append(host)

    def resolutionComplete(self) -> None:
        """
        There are no more addresses: fire.
        """
        if self.addresses:
            self.found.callback(self.addresses)
        else:
            self.found.errback(DNSLookupError())


def lookUp(reactor: IReactorPluggableNameResolver, host: str) -> Deferred[list[str]]:
    """
    Find all addresses of a host, of IPv4 and of IPv6. An address has only itself.

    @return: fires with the addresses; fails with L{DNSLookupError} where there are none.
    """
    receiver = Addresses()
    reactor.nameResolver.resolveHostName(receiver, host)
    return receiver.found
