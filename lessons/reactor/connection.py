"""
connection: connect to a server, print who is at the other end, and close.
"""

import sys
from argparse import Namespace
from typing import NoReturn, cast

from twisted.internet.abstract import isIPv6Address
from twisted.internet.interfaces import (
    IConnector,
    IReactorCore,
    IReactorPluggableNameResolver,
    IReactorTCP,
    ITCPTransport,
)
from twisted.internet.protocol import ClientFactory, Protocol
from twisted.python.failure import Failure

from lessons.arguments import hostName, someSeconds
from lessons.plain import describeFailure
from lessons.reactor.warmupprogram import (
    FAILED,
    INTERRUPTED,
    WELL,
    makeParser,
)
from server.commandline import portNumber
from server.hostlookup import lookUp


class IReactor(IReactorCore, IReactorTCP, IReactorPluggableNameResolver):
    """
    What this program needs of a reactor.
    """


class QuickDisconnectProtocol(Protocol):
    """
    One connection, which is closed as soon as it is made.
    """

    transport: ITCPTransport

    def connectionMade(self) -> None:
        peer = self.transport.getPeer()
        print(f"connected to {peer.host}, port {peer.port}", flush=True)
        self.transport.loseConnection()


class BasicClientFactory(ClientFactory):
    """
    Makes the protocol when a connection is made, and hears when it is lost or could not be made.

    @ivar status: the program's exit status, so far.
    """

    protocol = QuickDisconnectProtocol
    noisy = False
    status = INTERRUPTED

    def __init__(self, reactor: IReactorCore) -> None:
        self.reactor = reactor

    def clientConnectionLost(self, connector: IConnector, reason: Failure) -> None:
        print(f"connection lost: {reason.getErrorMessage()}", flush=True)
        self.finish(WELL)

    def clientConnectionFailed(self, connector: IConnector, reason: Failure) -> None:
        self.fail(reason)

    def fail(self, reason: Failure) -> None:
        print(f"connection failed: {describeFailure(reason)}", file=sys.stderr)
        self.finish(FAILED)

    def finish(self, status: int) -> None:
        self.status = status
        self.reactor.stop()


def begin(reactor: IReactor, options: Namespace, factory: BasicClientFactory) -> None:
    """
    Find the host's address, and connect. C{connectTCP} takes a name as well, but
    then it knows addresses of IPv4 alone.
    """

    def connect(addresses: list[str]) -> None:
        address = min(addresses, key=isIPv6Address)  # of IPv4, if there is one
        reactor.connectTCP(address, options.port, factory, timeout=options.timeout)

    lookUp(reactor, options.host).addCallbacks(connect, factory.fail)


def main() -> NoReturn:
    parser = makeParser("connection", __doc__)
    add = parser.add_argument
    add("host", type=hostName)
    add("port", type=portNumber)
    add("--timeout", type=someSeconds, default=30, metavar="SECONDS", help="default 30")
    options = parser.parse_args()
    from twisted.internet import reactor

    running = cast(IReactor, reactor)
    factory = BasicClientFactory(running)
    running.callWhenRunning(begin, running, options, factory)
    running.run()
    sys.exit(factory.status)


if __name__ == "__main__":
    main()
