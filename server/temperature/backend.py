"""
The temperature service on Twisted: C{python -m server.temperature.backend}.

It listens on port 8081 and serves any number of clients at the same time.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from io import SEEK_END
from typing import Any, BinaryIO, cast

from twisted.internet.interfaces import IReactorCore, IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.stdio import StandardIO
from twisted.python.failure import Failure
from twisted.web.server import Request
from twisted.web.xmlrpc import XMLRPC

from server.runner import main
from server.stock import Site
from server.temperature.procedures import LONGEST_CALL, call

PORT = 8081
CALL = (
    'python -c "from xmlrpc.client import ServerProxy; '
    "print(ServerProxy('http://{host}:{port}').c2f(100))\""
)


class TemperatureService(XMLRPC):
    """
    The procedures, as a resource that answers at every path.
    """

    def lookupProcedure(self, procedurePath: str) -> Any:
        """
        Find a procedure; what a name may mean is decided in one place for
        both back ends, not by a prefix of this class's methods.
        """
        return lambda *arguments: call(procedurePath, arguments)

    def render_POST(self, request: Request) -> Any:
        """
        Answer a call, unless it is longer than any call can be.
        """
        content = cast(BinaryIO, request.content)
        if content.seek(0, SEEK_END) > LONGEST_CALL:
            request.setResponseCode(413)
            return b""
        return super().render_POST(request)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    """
    Make the site.
    """
    if options.until_eof:
        StandardIO(StopAtEnd(cast(IReactorCore, reactor)))
    return Site(TemperatureService(), reactor=reactor)


class StopAtEnd(Protocol):
    """
    Stops the reactor when standard input ends: a program that starts this one
    holds the other end, and the system closes it when that program dies.
    """

    def __init__(self, reactor: IReactorCore) -> None:
        self.reactor = reactor

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """
        Standard input has ended.
        """
        self.reactor.callWhenRunning(self.stop)

    def stop(self) -> None:
        """
        Stop, unless that is under way.
        """
        if self.reactor.running:
            self.reactor.stop()


def addOptions(parser: ArgumentParser) -> None:
    """
    Add what this program takes beside what all take.
    """
    parser.set_defaults(port=PORT)
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")


if __name__ == "__main__":
    main(makeFactory, [CALL], addOptions)
