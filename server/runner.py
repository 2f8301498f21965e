"""
The one runner of all steps. At its heart it does two things::

    reactor.listenTCP(port, factory, interface=interface)
    reactor.run()

Around them is what every server needs that is started by hand: a command
line, a line that says where it listens, a plain sentence where the port is
taken, and a stop that lets running requests finish.
"""

from __future__ import annotations

import gc
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, NoReturn, cast

from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IListeningPort, IProtocolFactory, IReactorTime
from twisted.internet.protocol import ServerFactory

from server.announcement import announce, warn
from server.commandline import makeParser, noOptions
from server.console import beginLogging, beginPrinting
from server.descriptors import raiseLimit
from server.forwarding import behindProxies
from server.listener import Listener
from server.listening import (
    BadOption,
    Beside,
    IReactor,
    closePort,
    explain,
    listenAt,
)
from server.observers import (
    expectClass,
    makeInspector,
    makeWatches,
    showBeside,
    tellWhere,
    together,
    watchRequests,
    watchServers,
)
from server.screen import isScreen
from server.shutdown import GRACE, ON_ITS_WAY, Shutdown
from server.signals import OnSignal, stopOn, stopOnHangUp
from server.terminal import Terminal

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
        watched = (watch, numbers, getattr(options, "meet", None))
        self.listeners = [Listener(reactor, factory, *watched)]
        for each in beside:
            watching = watched if each.encrypt is not None else (None,)
            self.listeners.append(Listener(reactor, each.factory, *watching))
        self.asides = [False, *(each.isAside for each in beside)]
        self.terminal = Terminal()
        self.shutdown = Shutdown(reactor, self.connections)
        self.status = 0

    def listen(self) -> None:
        """
        Bind the port, and those beside it.

        @raise CannotListenError: when one is not available.
        """
        self.ports = [self.listenMain()]
        for each, listener in zip(self.beside, self.listeners[1:], strict=True):
            factory = listener.factory
            if each.encrypt:
                factory = behindProxies(self.options, each.encrypt(factory))
            self.ports.append(self.listenTCP(each.port, factory, each.interface))

    def listenMain(self) -> IListeningPort:
        """
        Bind the main port, or the endpoint that takes its place.
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
        Name the option that chooses a port. Where two have chosen the same, the later one
        is at fault.
        """
        return next((each.option for each in self.beside if each.port == port), "--port")

    def announce(self, tryThis: Sequence[str]) -> None:
        """
        Say where the server listens, and what to try: see L{announce}.
        """
        warn(self.options.interface)
        address, *others = [port.getHost() for port in self.ports]
        announce(address, zip(self.beside, others, strict=True), tryThis)

    def stop(self) -> None:
        """
        Stop listening, let running requests finish, stop the reactor. When told a second
        time, do not wait.
        """
        options = self.options
        if not options.draining.begin(self.reactor, options.drain, self.stop):
            self.leave(GRACE if self.shutdown.cutAt is None else 0)

    def leave(self, grace: float, onItsWay: float = ON_ITS_WAY) -> None:
        """
        Stop listening, let running requests finish, stop the reactor: see
        L{Shutdown.begin}.
        """
        if self.shutdown.cutAt is None:
            self.close()
        self.shutdown.begin(grace, onItsWay)

    def close(self) -> None:
        """
        Stop listening, except for people who only look on.
        """
        for port, isAside in zip(self.ports, self.asides, strict=True):
            if not isAside:
                self.closePort(port)

    def closePort(self, port: IListeningPort) -> None:
        """
        Close a port, and lose nobody who has connected.
        """
        closePort(port)

    def connections(self) -> set[Any]:
        """
        List the connections that are open, except for those of people who only look on.
        """
        pairs = zip(self.listeners, self.asides, strict=True)
        awaited = (listener for listener, isAside in pairs if not isAside)
        return {each for listener in awaited for each in listener.connections()}

    def obeySignals(self) -> None:
        """
        Stop gracefully on Ctrl-C and on SIGTERM, and when the terminal is closed.
        """
        stopOn(self.reactor, self.interrupt, signal.SIGINT)
        stopOn(self.reactor, self.stop, signal.SIGTERM)
        self.obeyHangUp(signal.getsignal(signal.SIGHUP))

    def interrupt(self) -> None:
        """
        Stop on Ctrl-C. The terminal has shown it as C{^C}: what is printed next, by us or by
        the shell, begins a line.
        """
        if isScreen(sys.stdout):
            print()
        self.stop()

    def obeyHangUp(self, otherwise: OnSignal) -> None:
        """
        Stop when the terminal is closed: see L{stopOnHangUp}.
        """
        stopOnHangUp(self.reactor, self.stop, self.terminal, otherwise)

    def run(self, tryThis: Sequence[str]) -> int:
        """
        Run the reactor until a signal stops it.

        @return: the exit status.
        """
        # Announced only once the reactor runs and signals are obeyed: a program that waits
        # for the line may send one at once.
        self.reactor.callWhenRunning(self.obeySignals)
        # What is here now stays to the end: the garbage collector need not look at it
        # again.
        self.reactor.callWhenRunning(gc.freeze)
        self.reactor.callWhenRunning(self.announce, tryThis)
        self.reactor.run()
        return self.status


def nothingBeside(factory: object, options: Namespace) -> Sequence[Beside]:
    """
    Listen on one port only, as most steps do.
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
    @param tryThis: what the user can try, see L{announce}.
    @param addOptions: adds a step's own options to the command line.
    @param makeBeside: called with the factory and the parsed command line;
        returns the listeners beside it.
    """
    module = sys.modules[makeFactory.__module__]
    parser = makeParser(programName(makeFactory), module.__doc__ or "")
    addOptions(parser)
    options = parser.parse_args()
    if getattr(options, "reactor", "twisted") == "lean":
        from server.leanreactor import install

        install()
    from twisted.internet import reactor  # installs it: only an entry point may

    # A program that may be several processes has its own way of running
    # (server.processes).
    run: RunStep = getattr(options, "run", runStep)
    sys.exit(run(cast(IReactor, reactor), makeFactory, options, tryThis, makeBeside))


def programName(makeFactory: MakeFactory) -> str:
    """
    Name a program as one gives it to C{python -m}.
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
    @return: the exit status: 0 after a signal, 1 when the port, or something else that it
        needs, is not available.
    """
    beginPrinting()
    beginLogging(sys.stderr, options.debug)
    if tooFew := raiseLimit():
        print(tooFew, file=sys.stderr)
        return 1
    options.inspector = makeInspector(reactor, options, options.program)
    try:
        factory = makeFactory(reactor, options)
        watchRequests(reactor, options, factory)
        options.meet = expectClass(options, factory)
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
