"""
Names that no DNS knows, for tests with real sockets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from twisted.internet import reactor
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

#: Two addresses of this machine.
BOTH = ("127.0.0.1", "::1")


@implementer(IHostResolution)
class Resolution:
    """
    One look-up, which takes no time.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """
        Do nothing: it is over already.
        """


@implementer(IHostnameResolver)
class Names:
    """
    Knows what addresses a test gives to each name, and no others.
    """

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        self.known = known

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """
        Tell the name's addresses at once; none where the test gives it none.
        """
        resolution = Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for address in self.known.get(hostName, ()):
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


def know(test: SynchronousTestCase, **names: Sequence[str]) -> None:
    """
    Let the reactor know some names below C{.example}, as long as a test runs.

    @param names: the addresses of each; in a keyword, C{a_b} is C{a_b.example}.
    """
    known = {f"{name}.example": addresses for name, addresses in names.items()}
    resolving = cast(IReactorPluggableNameResolver, reactor)
    before = resolving.installNameResolver(Names(known))
    test.addCleanup(resolving.installNameResolver, before)
