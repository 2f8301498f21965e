"""
The temperature service on Twisted: C{python -m server.temperature.backend}.

It listens on port 8081 and serves any number of clients at the same time.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import Any, BinaryIO, cast

from twisted.internet.interfaces import IReactorCore, IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.stdio import StandardIO
from twisted.python.failure import Failure
from twisted.web.server import Request
from twisted.web.xmlrpc import XMLRPC

from server.runner import Runner, main, runStep
from server.stock import Site
from server.temperature.procedures import LONGEST_CALL, callProcedure
from server.temperature.replies import Reply, refuse

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
        Find a procedure by its name; what a name may mean is decided in one place for both
        back ends, and not by a prefix of this class's methods.
        """
        return lambda *arguments: callProcedure(procedurePath, arguments)

    def render(self, request: Request) -> Any:
        """
        Answer a call; refuse what is not one. The stock C{XMLRPC} would fail at HEAD.
        """
        content = cast(BinaryIO, request.content)
        start = content.read(LONGEST_CALL + 1)
        coding = request.getHeader(b"content-encoding") or b""
        reply = refuse(request.method, coding, start)
        return self.render_POST(request) if reply is None else send(reply, request)


def send(reply: Reply, request: Request) -> bytes:
    """
    Write a reply into the answer to a request.

    @return: its content, for C{render} to return.
    """
    request.setResponseCode(reply.status)
    for name, value in {"Content-Type": reply.contentType, **reply.fields}.items():
        request.setHeader(name, value)
    return reply.content


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    """
    Make the site of the back end.
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
        Standard input has ended: stop, as soon as the reactor runs.
        """
        self.reactor.callWhenRunning(self.stop)

    def stop(self) -> None:
        """
        Stop the reactor, unless that is under way already.
        """
        if self.reactor.running:
            self.reactor.stop()


class Subordinate(Runner):
    """
    A runner that ends when standard input does. Ctrl-C, which a terminal sends to all
    programs that run in it, is for the one that has started us: it lets requests finish
    that may need us.
    """

    def obeySignals(self) -> None:
        """
        Stop on Ctrl-C only where nobody else decides when.
        """
        if not self.options.until_eof:
            super().obeySignals()


def addOptions(parser: ArgumentParser) -> None:
    """
    Add the options that this program takes besides those that all take.
    """
    parser.set_defaults(port=PORT, run=partial(runStep, kind=Subordinate))
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")


if __name__ == "__main__":
    main(makeFactory, [CALL], addOptions)
