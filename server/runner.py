"""
The one runner of all steps. At its heart it does two things::

    reactor.listenTCP(port, factory, interface=interface)
    reactor.run()

Around them stands what every server needs that is started by hand: a command
line, a line that says where it listens, a plain sentence where the port is
taken, and a stop that lets running requests finish.
"""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from ipaddress import ip_address
from types import FrameType
from typing import Any, NamedTuple, NoReturn, cast

from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import (
    IListeningPort,
    IProtocolFactory,
    IReactorCore,
    IReactorFromThreads,
    IReactorTCP,
    IReactorTime,
)
from twisted.internet.protocol import ServerFactory
from twisted.python.failure import Failure

from server.console import beginLogging
from server.portowner import findOwner
from server.wire import Direction, Tap, WirePrinter
from server.wire.tap import TappedConnection, describe, nobodyWatches

#: Seconds that a running request gets to finish after Ctrl-C or SIGTERM.
GRACE = 1.5

#: Seconds between two looks at whether it has finished.
PATIENCE = 0.02

MakeFactory = Callable[[IReactorTime, Namespace], IProtocolFactory]


class Beside(NamedTuple):
    """
    A further listener of a program, on a port of its own.

    @ivar name: what is there; it is announced as C{NAME at HOST:PORT}.
    @ivar option: the option of the command line that chooses the port.
    @ivar port: the port; 0 takes any free one.
    """

    name: str
    option: str
    port: int
    factory: IProtocolFactory


MakeBeside = Callable[[Any, Namespace], Sequence[Beside]]


class IReactor(IReactorCore, IReactorTCP, IReactorTime, IReactorFromThreads):
    """
    What the runner needs of a reactor.
    """


def portNumber(text: str) -> int:
    """
    Read a TCP port number from a command line; 0 takes any free port.
    """
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= 65535):
        raise ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


class CommandLine(ArgumentParser):
    """
    Reads a command line; what is wrong with it is said in one line.
    """

    def error(self, message: str) -> NoReturn:
        """
        Say it, and exit with status 2.
        """
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def makeParser(program: str, description: str) -> ArgumentParser:
    """
    Make the command line that all steps share.
    """
    parser = CommandLine(
        prog=f"python -m {program}",
        description=description,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=portNumber, default=8000, help="8000 unless told; 0 = any free one")
    add("--interface", default="127.0.0.1", metavar="ADDR", help="127.0.0.1 unless told")
    add("--wire", action="store_true", help="print the bytes that arrive and leave")
    add("--debug", action="store_true", help="print the server's debug messages")
    add("--inspect", type=portNumber, metavar="PORT", help="not built yet: use --wire")
    return parser


def isLoopback(interface: str) -> bool:
    """
    Tell whether only this machine can connect to an interface.
    """
    try:
        return ip_address(interface).is_loopback
    except ValueError:
        return interface == "localhost"


def isIdle(connection: TappedConnection) -> bool:
    """
    Tell whether a connection owes its client nothing: no request runs on it,
    and the last bytes were not the client's.
    """
    protocol = connection.wrappedProtocol
    channel = getattr(protocol, "_channel", protocol)  # Site wraps its HTTPChannel
    running = getattr(channel, "requests", ())
    return not running and connection.lastDirection is not Direction.ARRIVED


def explain(
    error: Exception, options: Namespace, port: int | None = None, option: str = "--port"
) -> str:
    """
    Say in one line why a port cannot be had, and what to do.

    @param error: what the operating system said.
    @param port: the port, where it is not the main one.
    @param option: what chooses it.
    """
    port, number = options.port if port is None else port, getattr(error, "errno", None)
    if number == EADDRINUSE:
        owner = findOwner(port)
        holder = f" by: {owner.command} (pid {owner.pid})" if owner else ""
        return f"port {port} is taken{holder}. Stop that, or choose another port with {option}."
    if number == EACCES:
        return f"port {port} is not for ordinary users: choose one above 1023 with {option}."
    if number == EADDRNOTAVAIL:
        return f"{options.interface} is no address of this machine: see --interface."
    return f"cannot listen on {options.interface}, port {port}: {error}"


def listenAt(reactor: IReactor, endpoint: str, factory: IProtocolFactory) -> IListeningPort:
    """
    Listen on one of Twisted's endpoints: C{tcp:8000}, C{systemd:domain=INET:index=0}.

    @raise BadEndpoint: when the text means none.
    @raise CannotListenError: when it cannot be had.
    """
    try:
        listening = serverFromString(reactor, endpoint).listen(factory)
    except (ValueError, TypeError, LookupError) as error:
        raise BadEndpoint(f"{endpoint!r} is no endpoint: {error}") from error
    result: list[IListeningPort | Failure] = []
    listening.addBoth(result.append)  # an endpoint of a server is ready at once
    if isinstance(result[0], Failure):
        result[0].raiseException()
    return result[0]


class BadEndpoint(Exception):
    """
    What was given for an endpoint is none.
    """


class Runner:
    """
    Listens with one factory, or more, until it is told to stop.
    """

    def __init__(
        self,
        reactor: IReactor,
        factory: IProtocolFactory,
        options: Namespace,
        beside: Sequence[Beside] = (),
    ) -> None:
        """
        @param options: the parsed command line: C{port}, C{interface}, C{wire}.
        @param beside: listeners beside the main one; C{--wire} does not show them.
        """
        watch = WirePrinter(sys.stdout) if options.wire else nobodyWatches
        self.reactor = reactor
        self.options = options
        self.tap = Tap(reactor, factory, watch)
        self.beside = beside
        self.taps = [self.tap, *(Tap(reactor, each.factory) for each in beside)]
        self.cutAt: float | None = None

    def listen(self) -> None:
        """
        Bind the port, and those beside it.

        @raise CannotListenError: when one cannot be had.
        """
        self.ports = [self.listenMain()]
        for each, tap in zip(self.beside, self.taps[1:], strict=True):
            self.ports.append(self.listenTCP(each.port, tap))

    def listenMain(self) -> IListeningPort:
        """
        Bind the main port, or the endpoint that stands in its place.
        """
        endpoint = getattr(self.options, "endpoint", None)
        if endpoint is not None:
            return listenAt(self.reactor, endpoint, self.tap)
        return self.listenTCP(self.options.port, self.tap)

    def listenTCP(self, port: int, tap: Tap) -> IListeningPort:
        """
        Bind one port.
        """
        interface = self.options.interface
        return self.reactor.listenTCP(port, cast(ServerFactory, tap), interface=interface)

    def optionOf(self, port: int) -> str:
        """
        Name the option that chooses a port. Where two have chosen the same, the
        later is at fault.
        """
        return next((each.option for each in self.beside if each.port == port), "--port")

    def announce(self, tryThis: Sequence[str]) -> None:
        """
        Say where the server listens, and what to try.

        @param tryThis: command lines; C{{host}} and C{{port}} are filled in, and
            C{{NAME}} with the address of a listener beside the main one.
        """
        address, *others = [port.getHost() for port in self.ports]
        host, port = getattr(address, "host", ""), getattr(address, "port", "")
        print(f"listening on {describe(address)}")
        names = {each.name: describe(it) for each, it in zip(self.beside, others, strict=True)}
        for name, place in names.items():
            print(f"{name} at {place}")
        for hint in tryThis:
            print("  try:", hint.format(host=host, port=port, **names))
        print("  stop: Ctrl-C", flush=True)

    def announceIfRead(self, tryThis: Sequence[str]) -> None:
        """
        Announce, unless nobody reads any more what this program prints.
        """
        try:
            self.announce(tryThis)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # open to the end

    def stop(self) -> None:
        """
        Stop listening, let running requests finish, stop the reactor. Told a
        second time, do not wait.
        """
        if self.cutAt is not None:
            self.cutAt = self.reactor.seconds()
            return
        for port in self.ports:
            port.stopListening()
        self.cutAt = self.reactor.seconds() + GRACE
        self.closeAndWait()

    def closeAndWait(self) -> None:
        """
        Close idle connections, and look again until none is left.
        """
        connections = [connection for tap in self.taps for connection in tap.protocols]
        for connection in filter(isIdle, connections):
            connection.loseConnection()
        if any(tap.protocols for tap in self.taps) and self.reactor.seconds() < (self.cutAt or 0):
            self.reactor.callLater(PATIENCE, self.closeAndWait)
        else:
            self.reactor.stop()

    def obeySignals(self) -> None:
        """
        Stop gracefully on Ctrl-C and on SIGTERM. The reactor's own handlers,
        in place since it runs, would cut every connection.
        """

        def onSignal(number: int, frame: FrameType | None) -> None:
            self.reactor.callFromThread(self.stop)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, onSignal)

    def run(self, tryThis: Sequence[str]) -> None:
        """
        Run the reactor until a signal stops it.
        """
        # Announced only once the reactor runs and a signal is obeyed: a
        # program that waits for the line may send one at once.
        self.reactor.callWhenRunning(self.obeySignals)
        self.reactor.callWhenRunning(self.announceIfRead, tryThis)
        self.reactor.run()


def noOptions(parser: ArgumentParser) -> None:
    """
    Add nothing to the command line: most steps have no options of their own.
    """


def nothingBeside(factory: object, options: Namespace) -> Sequence[Beside]:
    """
    Listen on one port: most steps do.
    """
    return ()


def main(
    makeFactory: MakeFactory,
    tryThis: Sequence[str],
    addOptions: Callable[[ArgumentParser], None] = noOptions,
    makeBeside: MakeBeside = nothingBeside,
) -> NoReturn:
    """
    Run one step as a program.

    @param makeFactory: called with the reactor and the parsed command line;
        returns the factory to listen with.
    @param tryThis: what the user can try, see L{Runner.announce}.
    @param addOptions: adds a step's own options to the command line.
    @param makeBeside: called with the factory and the parsed command line;
        returns what listens beside it.
    """
    from twisted.internet import reactor  # installs it: only an entry point may

    module = sys.modules[makeFactory.__module__]
    name = module.__spec__.name if module.__spec__ else module.__name__
    parser = makeParser(name.removesuffix(".__main__"), module.__doc__ or "")
    addOptions(parser)
    options = parser.parse_args()
    if options.inspect is not None:
        parser.error("--inspect is not built yet; --wire shows the bytes in this terminal")
    sys.exit(runStep(cast(IReactor, reactor), makeFactory, options, tryThis, makeBeside))


def runStep(
    reactor: IReactor,
    makeFactory: MakeFactory,
    options: Namespace,
    tryThis: Sequence[str],
    makeBeside: MakeBeside = nothingBeside,
) -> int:
    """
    Listen and run.

    @return: the exit status: 0 after a signal, 1 when the port cannot be had.
    """
    beginLogging(sys.stderr, options.debug)
    factory = makeFactory(reactor, options)
    runner = Runner(reactor, factory, options, makeBeside(factory, options))
    try:
        runner.listen()
    except CannotListenError as error:
        option = runner.optionOf(error.port)
        print(explain(error.socketError, options, error.port, option), file=sys.stderr)
        return 1
    except BadEndpoint as error:
        print(f"--endpoint: {error}", file=sys.stderr)
        return 1
    if not isLoopback(options.interface):
        reach = f"anyone who can reach {options.interface} can use this server"
        print(f"warning: {reach}; 127.0.0.1 keeps it to this machine", file=sys.stderr)
    runner.run(tryThis)
    return 0
