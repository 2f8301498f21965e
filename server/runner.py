"""
The one runner of all steps. At its heart it does two things::

    reactor.listenTCP(port, factory, interface=interface)
    reactor.run()

Around them stands what every server needs that is started by hand: a command
line, a line that says where it listens, a plain sentence where the port is
taken, and a stop that lets running requests finish.
"""

from __future__ import annotations

import gc
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from types import FrameType
from typing import Any, NoReturn, cast

from twisted.internet.error import CannotListenError, ReactorNotRunning
from twisted.internet.interfaces import IListeningPort, IProtocolFactory, IReactorTime
from twisted.internet.protocol import ServerFactory

from server.commandline import makeParser, noOptions
from server.console import beginLogging, beginPrinting
from server.descriptors import raiseLimit
from server.forwarding import behindProxies
from server.hangup import Terminal
from server.leaving import ON_ITS_WAY, Listener, isIdle, takeLeave
from server.listening import (
    BadOption,
    Beside,
    IReactor,
    acceptWaiting,
    explain,
    isLoopback,
    listenAt,
)
from server.watching import (
    makeInspector,
    makeWatches,
    showBeside,
    tellWhere,
    together,
    watchRequests,
    watchServers,
)
from server.wire.tap import describe

#: Seconds that a running request gets to finish after Ctrl-C or SIGTERM.
GRACE = 1.5

#: Seconds between two looks at whether it has finished: within that time, and where there
#: is more.
PATIENCE, PATIENT = 0.02, 0.2

OnSignal = Callable[[int, FrameType | None], Any] | int | None

MakeFactory = Callable[[IReactorTime, Namespace], IProtocolFactory]


MakeBeside = Callable[[Any, Namespace], Sequence[Beside]]

RunStep = Callable[[IReactor, MakeFactory, Namespace, Sequence[str], MakeBeside], int]


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
        @param options: the parsed command line: C{port}, C{interface}, C{wire}, and
            the name of the C{program}.
        @param beside: listeners beside the main one; C{--wire} shows those with TLS.
        """
        self.watches = makeWatches(reactor, options)
        watch = together(self.watches)
        self.reactor = reactor
        self.options = options
        self.beside = beside
        self.numbers = numbers = count(1)
        self.listeners = [Listener(reactor, factory, watch, numbers)]
        for each in beside:
            isShown = each.encrypt is not None
            watching = (watch, numbers) if isShown else (None, None)
            self.listeners.append(Listener(reactor, each.factory, *watching))
        self.asides = [False, *(each.isAside for each in beside)]
        self.terminal = Terminal()
        self.cutAt: float | None = None
        self.idleUntil = 0.0
        self.status = 0

    def listen(self) -> None:
        """
        Bind the port, and those beside it.

        @raise CannotListenError: when one cannot be had.
        """
        self.ports = [self.listenMain()]
        for each, listener in zip(self.beside, self.listeners[1:], strict=True):
            factory = listener.factory
            if each.encrypt:
                factory = behindProxies(self.options, each.encrypt(factory))
            self.ports.append(self.listenTCP(each.port, factory, each.interface))

    def listenMain(self) -> IListeningPort:
        """
        Bind the main port, or the endpoint that stands in its place.
        """
        endpoint = getattr(self.options, "endpoint", None)
        main = behindProxies(self.options, self.listeners[0].factory)
        if endpoint is not None:
            return listenAt(self.reactor, endpoint, main, self.options.backlog)
        return self.listenTCP(self.options.port, main)

    def listenTCP(
        self, port: int, factory: IProtocolFactory, interface: str | None = None
    ) -> IListeningPort:
        """
        Bind one port.

        @param interface: where, if not where the command line says.
        """
        where = self.options.interface if interface is None else interface
        return self.reactor.listenTCP(
            port, cast(ServerFactory, factory), self.options.backlog, where
        )

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
            C{{NAME}} with the address of a listener beside the main one. In a URL,
            an IPv6 address stands between brackets (RFC 3986 section 3.2.2).
        """
        self.warn()
        address, *others = [port.getHost() for port in self.ports]
        host, port = getattr(address, "host", ""), getattr(address, "port", "")
        place = describe(address)
        print(f"listening on {place}")
        pairs = zip(self.beside, others, strict=True)
        names = {each.name: each.link(describe(it)) for each, it in pairs}
        for name, beside in names.items():
            print(f"{name} at {beside}")
        for hint in tryThis:
            hint = hint.replace("{host}:{port}", "{place}")
            if host or "{place}" not in hint:  # no URL names a UNIX socket
                print("  try:", hint.format(host=host, port=port, place=place, **names))
        print("  stop: Ctrl-C", flush=True)

    def warn(self) -> None:
        """
        Say so where others than this machine's users can connect.
        """
        interface = self.options.interface
        if not isLoopback(interface):
            reach = f"anyone who can reach {interface} can use this server"
            print(f"warning: {reach}; 127.0.0.1 keeps it to this machine", file=sys.stderr)

    def stop(self) -> None:
        """
        Stop listening, let running requests finish, stop the reactor. Told a
        second time, do not wait.
        """
        options = self.options
        if not options.draining.begin(self.reactor, options.drain, self.stop):
            self.leave(GRACE if self.cutAt is None else 0)

    def leave(self, grace: float, onItsWay: float = ON_ITS_WAY) -> None:
        """
        Stop listening, let running requests finish, stop the reactor. Told again, the
        shorter time counts.

        @param grace: seconds that a running request gets.
        @param onItsWay: seconds that an idle connection stays open, see L{ON_ITS_WAY}.
        """
        now = self.reactor.seconds()
        idleUntil, cutAt = now + onItsWay, now + grace
        if self.cutAt is not None:
            self.idleUntil, self.cutAt = min(self.idleUntil, idleUntil), min(self.cutAt, cutAt)
            return
        self.close()
        self.leaving = {each for each in self.connections() if takeLeave(each)}
        self.idleUntil, self.cutAt = idleUntil, cutAt
        self.closeAndWait()

    def close(self) -> None:
        """
        Stop listening, but for whoever only looks on.
        """
        for port, isAside in zip(self.ports, self.asides, strict=True):
            if not isAside:
                self.acceptWaiting(port)
                port.stopListening()

    def acceptWaiting(self, port: IListeningPort) -> None:
        """
        Accept the connections that wait at a port.
        """
        acceptWaiting(port)

    def connections(self) -> set[Any]:
        """
        List the connections that are open, but for those of whoever only looks on.
        """
        pairs = zip(self.listeners, self.asides, strict=True)
        awaited = (listener for listener, isAside in pairs if not isAside)
        return {each for listener in awaited for each in listener.connections()}

    def closeAndWait(self) -> None:
        """
        Close idle connections, and look again until none is left.
        """
        now = self.reactor.seconds()
        for connection in filter(isIdle, self.connections()):
            if connection not in self.leaving or now >= self.idleUntil:
                connection.transport.loseConnection()
        left = (self.cutAt or 0) - now
        if self.connections() and left > 0:
            self.reactor.callLater(PATIENCE if left <= GRACE else PATIENT, self.closeAndWait)
        else:
            with suppress(ReactorNotRunning):  # something else has stopped it
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
        self.obeyHangUp(signal.getsignal(signal.SIGHUP))

    def obeyHangUp(self, otherwise: OnSignal) -> None:
        """
        Stop gracefully when the terminal is closed. The signal that says so may have
        another meaning as well; where it has none, it ends us anyhow.

        @param otherwise: what SIGHUP does while the terminal is there.
        """
        if otherwise == signal.SIG_IGN:
            return

        def onSignal(number: int, frame: FrameType | None) -> None:
            if callable(otherwise) and not self.terminal.isGone():
                otherwise(number, frame)
            else:
                self.reactor.callFromThread(self.stop)

        signal.signal(signal.SIGHUP, onSignal)

    def run(self, tryThis: Sequence[str]) -> int:
        """
        Run the reactor until a signal stops it.

        @return: the exit status.
        """
        # Announced only once the reactor runs and a signal is obeyed: a
        # program that waits for the line may send one at once.
        self.reactor.callWhenRunning(self.obeySignals)
        # What is here now stays to the end: the collector need not look at it again.
        self.reactor.callWhenRunning(gc.freeze)
        self.reactor.callWhenRunning(self.announce, tryThis)
        self.reactor.run()
        return self.status


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
    module = sys.modules[makeFactory.__module__]
    parser = makeParser(programName(makeFactory), module.__doc__ or "")
    addOptions(parser)
    options = parser.parse_args()
    if getattr(options, "reactor", "twisted") == "lean":
        from server.leanreactor import install

        install()
    from twisted.internet import reactor  # installs it: only an entry point may

    # A program that may be several processes has its own way to run (server.processes).
    run: RunStep = getattr(options, "run", runStep)
    sys.exit(run(cast(IReactor, reactor), makeFactory, options, tryThis, makeBeside))


def programName(makeFactory: MakeFactory) -> str:
    """
    Name a program as C{python -m} takes it.
    """
    module = sys.modules[makeFactory.__module__]
    name = module.__spec__.name if module.__spec__ else module.__name__
    return name.removesuffix(".__main__")


def runStep(
    reactor: IReactor,
    makeFactory: MakeFactory,
    options: Namespace,
    tryThis: Sequence[str],
    makeBeside: MakeBeside = nothingBeside,
    kind: type[Runner] = Runner,
) -> int:
    """
    Listen and run.

    @param kind: what listens and runs.
    @return: the exit status: 0 after a signal, 1 when the port or something else that it needs
        cannot be had.
    """
    beginPrinting()
    beginLogging(sys.stderr, options.debug)
    if tooFew := raiseLimit():
        print(tooFew, file=sys.stderr)
        return 1
    options.inspector = makeInspector(reactor, options, options.program)
    factory = makeFactory(reactor, options)
    try:
        watchRequests(reactor, options, factory)
        beside = [*makeBeside(factory, options), *showBeside(options)]
        runner = kind(reactor, factory, options, beside)
        watchServers(reactor, options, factory, runner.numbers)
        runner.listen()
        tellWhere(options, runner.ports)
    except CannotListenError as error:
        option = runner.optionOf(error.port)
        print(explain(error.socketError, options, error.port, option), file=sys.stderr)
        return 1
    except BadOption as error:
        print(error, file=sys.stderr)
        return 1
    return runner.run(tryThis)
