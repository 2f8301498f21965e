"""
Sites that are asked in memory, without a network.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import cast

from twisted.internet.address import IPv4Address
from twisted.internet.protocol import Protocol
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.web.server import Site

CLIENT_ADDRESS = IPv4Address("TCP", "127.0.0.1", 50000)
SERVER_ADDRESS = IPv4Address("TCP", "127.0.0.1", 8000)


class Wire(StringTransport):
    """
    A connection in memory, between two addresses.
    """

    def __init__(self) -> None:
        super().__init__(hostAddress=SERVER_ADDRESS, peerAddress=CLIENT_ADDRESS)

    def setTcpNoDelay(self, isSet: bool) -> None:
        """
        Do nothing: nothing is delayed here.
        """

    def unregisterProducer(self) -> None:
        """
        Forget the producer, if there is one, as a real connection does.
        """
        self.producer = None


def connect(site: Site, wire: Wire) -> Protocol:
    """
    Open a connection to a site in memory, and take its protocol.
    """
    protocol: Protocol = site.buildProtocol(CLIENT_ADDRESS)
    protocol.makeConnection(wire)
    return protocol


def reach(reactor: MemoryReactorClock) -> tuple[Protocol, Wire]:
    """
    Let a program in memory reach the server that it has asked for first.

    @return: the program's side of the connection.
    """
    _, _, factory, _, _ = reactor.tcpClients.pop(0)
    protocol, wire = cast(Protocol, factory.buildProtocol(SERVER_ADDRESS)), Wire()
    protocol.makeConnection(wire)
    return protocol, wire


def defaults(addOptions: Callable[[ArgumentParser], None], *arguments: str) -> Namespace:
    """
    Read the options of a step, as its command line would.
    """
    parser = ArgumentParser()
    addOptions(parser)
    return parser.parse_args(arguments)
