"""
connectiontester: find out whether a server can be connected to.

Ends with status 0 when it can, with 1 when it cannot.
"""

from argparse import Namespace
from typing import Any, NoReturn, cast

from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.error import ConnectionRefusedError
from twisted.internet.interfaces import (
    IProtocolFactory,
    IReactorTCP,
    IReactorTime,
    IStreamClientEndpoint,
)
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.tcp import Client

from lessons.arguments import hostName, someSeconds
from lessons.reactor.warmupprogram import (
    WELL,
    makeParser,
    runUntilDone,
)
from server.commandline import portNumber
from server.nameendpoint import NameEndpoint

Address = IPv4Address | IPv6Address


class IReactor(IReactorTCP, IReactorTime):
    """
    What a test needs of a reactor.
    """


class TestedConnection(Protocol):
    """
    A connection that is closed as soon as it is known to be made.
    """

    transport: Client

    def examine(self) -> Address:
        """
        Close the connection, and say who was there.

        @raise ConnectionRefusedError: when it is connected to itself.
        """
        peer, own = self.transport.getPeer(), self.transport.getHost()
        if (peer.host, peer.port) == (own.host, own.port):
            # Nothing listens there. But the system chose that very port for
            # our own end, and TCP lets a socket meet itself.
            self.transport.abortConnection()
            raise ConnectionRefusedError(string="connected to itself")
        self.transport.loseConnection()
        return cast(Address, peer)


def chooseEndpoint(
    reactor: IReactor, host: str, port: int, timeout: float
) -> IStreamClientEndpoint:
    """
    An address can be connected to at once. A name has to be looked up and may
    have several addresses, which L{NameEndpoint} tries in turn.
    """
    if isIPAddress(host):
        return TCP4ClientEndpoint(reactor, host, port, timeout)
    if isIPv6Address(host):
        return TCP6ClientEndpoint(reactor, host, port, timeout)
    return NameEndpoint(reactor, host, port, timeout)


def connect(
    reactor: IReactor, host: str, port: int, factory: IProtocolFactory, timeout: float
) -> Deferred[Any]:
    """
    Connect to a server.

    @param timeout: how long to wait, in seconds, look-up included.
    @return: fires with the factory's protocol, or fails with the reason.
    """
    endpoint = chooseEndpoint(reactor, host, port, timeout)
    return endpoint.connect(factory).addTimeout(timeout, reactor)


def testConnect(
    reactor: IReactor,
    host: str,
    port: int,
    timeout: float = 30,  # noqa: PT028 (it is not one of pytest's tests)
) -> Deferred[Address]:
    """
    Find out whether a server can be connected to.

    @param timeout: how long to wait, in seconds, look-up included.
    @return: fires with the server's address, or fails with the reason.
    """
    factory = Factory.forProtocol(TestedConnection)
    factory.noisy = False
    connected = connect(reactor, host, port, factory, timeout)
    return connected.addCallback(TestedConnection.examine)


def handleSuccess(address: Address) -> int:
    """
    Tell where a server was found.

    @return: the exit status.
    """
    print(f"connected to {address.host}, port {address.port}")
    return WELL


def runTest(reactor: IReactor, options: Namespace) -> Deferred[int]:
    """
    Test what the command line says.
    """
    tested = testConnect(reactor, options.host, options.port, options.timeout)
    return tested.addCallback(handleSuccess)


def main() -> NoReturn:
    parser = makeParser("connectiontester", __doc__)
    add = parser.add_argument
    add("host", type=hostName)
    add("port", type=portNumber)
    add("--timeout", type=someSeconds, default=30, metavar="SECONDS", help="default 30")
    options = parser.parse_args()
    runUntilDone(runTest, options, f"{options.host}, port {options.port}")


if __name__ == "__main__":
    main()
