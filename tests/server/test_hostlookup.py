"""
Names and addresses: all addresses of a name, and a connection to the first that answers.
"""

from __future__ import annotations

from typing import cast

from twisted.internet import reactor
from twisted.internet.address import IPv4Address
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IReactorPluggableNameResolver, IReactorTCP
from twisted.internet.protocol import Factory, Protocol, ServerFactory
from twisted.trial.unittest import TestCase

from server.hostlookup import lookUp
from server.nameendpoint import NameEndpoint
from tests.support.names import BOTH, Names

#: Names that a resolver may well know, whatever IDNA says to them.
ODD = ["a_b.example", "r3---sn.example", "x-.example", "_dmarc.example"]


class HostLookupTests(TestCase):
    """
    Looking names up, and connecting by name.
    """

    def setUp(self) -> None:
        """
        Have the reactor know some odd names, and one with addresses of IPv4 and of IPv6.
        """
        names = {name: ["127.0.0.1"] for name in ODD} | {"both.example": [*BOTH, "::1"]}
        self.reactor = cast(IReactorPluggableNameResolver, reactor)
        before = self.reactor.installNameResolver(Names(names))
        self.addCleanup(self.reactor.installNameResolver, before)

    async def test_lookUp(self) -> None:
        """
        All addresses of a name are found, each once.
        """
        self.assertEqual(await lookUp(self.reactor, "both.example"), list(BOTH))
        with self.assertRaises(DNSLookupError):
            await lookUp(self.reactor, "none.example")

    async def test_oddNames(self) -> None:
        """
        A name that IDNA would refuse is looked up as it is.
        """
        factory = cast(ServerFactory, ServerFactory.forProtocol(Protocol))
        port = cast(IReactorTCP, reactor).listenTCP(0, factory, interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        number = cast(IPv4Address, port.getHost()).port
        for name in ODD:
            endpoint = NameEndpoint(reactor, name, number, 5)
            protocol = await endpoint.connect(Factory.forProtocol(Protocol))
            cast(Protocol, protocol).transport.loseConnection()  # type: ignore[union-attr]
