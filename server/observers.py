"""
Who watches a program: the terminal, the inspector, both or nobody. They watch its wire,
and what becomes of its requests.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from twisted.internet.interfaces import IListeningPort, IProtocolFactory, IReactorTime

from server.listening import BadOption, Beside, IReactor
from server.wire import both
from server.wire.chunk import Watch, nobodyWatches
from server.wire.nameline import Meet
from server.wire.tap import describe


def makeInspector(reactor: IReactor, options: Namespace, program: str) -> Any:
    """
    Make the inspector, where it is wanted. A worker uses its parent's: it makes a reporter,
    which reports to that.

    @param program: the program's name, as one gives it to C{python -m}.
    @return: an L{server.inspector.inspector.Inspector}, a
        L{server.processes.reports.reporter.Reporter}, or L{None}.
    """
    makeReporter = getattr(options, "makeReporter", None)
    if makeReporter is not None:
        return makeReporter(reactor)
    if options.inspect is None:
        return None
    from server.inspector import Inspector  # most programs do without it, and start sooner

    return Inspector(reactor, program)


def makeWatches(reactor: IReactorTime, options: Namespace) -> list[Watch]:
    """
    Find out who watches the wire.
    """
    watches: list[Watch] = []
    if options.wire:
        from server.wire.view import makePrinter

        watches.append(makePrinter(sys.stdout, reactor, options.program))
    if options.inspector is not None:
        watches.append(options.inspector.recorder)
    if options.trace and not watches:
        watches.append(nobodyWatches)  # the tap numbers the connections
    return watches


def together(watches: Sequence[Watch]) -> Watch | None:
    """
    Make one watch out of all, if there are any.
    """
    return both(*watches) if len(watches) > 1 else next(iter(watches), None)


def watchRequests(reactor: IReactor, options: Namespace, factory: IProtocolFactory) -> None:
    """
    Have the requests of a factory watched, where that is wanted. (Those of a server of
    several processes are watched in its workers.)

    @raise BadOption: when the terminal is to show requests, and there will not be any.
    """
    if options.inspector is None and not options.trace:
        return
    from server.xray import TracePrinter, XRay

    xray = XRay(reactor) if options.inspector is None else options.inspector.xray
    options.xray = xray
    hasRequests = getattr(factory, "isServedByWorkers", False) or xray.watch(factory)
    if options.trace and not hasRequests:
        raise BadOption("--trace", "Twisted reads no requests here; it does from step 4 on.")
    if options.trace:
        xray.watchers.append(TracePrinter())


def watchServers(
    reactor: IReactorTime, options: Namespace, factory: object, numbers: Iterator[int]
) -> None:
    """
    Have the connections of a proxy to other servers watched, where there is an inspector.

    @param numbers: the numbers that all connections share.
    """
    if options.inspect is not None and hasattr(factory, "tapServer"):
        factory.tapServer = options.inspector.upstream.tapWith(reactor, numbers)


def tellWhere(options: Namespace, ports: Sequence[IListeningPort]) -> None:
    """
    Tell the inspector, if there is one, where the program listens: it sends bytes there.

    @param ports: the main port comes first, and the inspector's own last.
    """
    if options.inspect is not None:
        options.inspector.sender.address = ports[0].getHost()
        options.inspector.access.place = describe(ports[-1].getHost())


def showBeside(options: Namespace) -> Sequence[Beside]:
    """
    Make the listener for browsers that look into the inspector, if there is one.
    """
    if options.inspect is None:
        return ()
    from server.inspector.site import listenerOf

    listener = listenerOf(options.inspector, options.inspect, options.interface)
    return [*showStudents(options), listener]


def showStudents(options: Namespace) -> Sequence[Beside]:
    """
    Make the listener for the students' browsers, where a class is expected.
    """
    owners = options.inspector.owners
    if owners is None:
        return ()
    from server.inspector.me.site import listenerOf

    return [listenerOf(options.inspector, owners, options.me, options.interface)]


def expectClass(options: Namespace, factory: IProtocolFactory) -> Meet | None:
    """
    Have clients name themselves, where a class is expected: that is where C{--interface} was
    given, and somebody looks on. (A server of several processes does not meet them.)

    @return: meets each of them; L{None} where no class is expected.
    """
    isServedHere = not getattr(factory, "isServedByWorkers", False)
    if options.inspect is None or not options.hasInterface or not isServedHere:
        return None
    meet: Meet = options.inspector.expectClass().meet
    return meet
