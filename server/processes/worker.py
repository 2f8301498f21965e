"""
How a worker runs: like a server of one process, except for where its sockets come from,
and who says when it ends.
"""

from __future__ import annotations

import os
import signal
import socket
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from twisted.internet.interfaces import IListeningPort, IProtocolFactory, IReactorSocket

from server.forwarding import behindProxies
from server.processes.acceptor import Acceptor, Balancer, Scoreboard
from server.processes.control import (
    CLOSED,
    DRAINING,
    ENDING,
    LEAVE,
    READY,
    SAY,
    TELL,
    Control,
    adopt,
)
from server.processes.inherited import CONTROL, REPORTS, SCOREBOARD, Inherited
from server.runner import Runner
from server.shutdown import GRACE
from server.signals import stopOn


def makeControl(options: Namespace) -> None:
    """
    Make the worker's end of the channel. What it serves may say something on it: C{say} is
    given a line for the terminal, which is the parent's.

    @param options: the parsed command line, to which this is added.
    """
    options.generation = options.worker.generation
    options.control = Control({}, lambda: None)
    options.say = partial(options.control.say, SAY)


def makeReporter(options: Namespace) -> None:
    """
    Report to the parent what the parent shows, where it shows anything. The options for
    that are the parent's: nothing is shown here.

    @param options: the parsed command line, to which this is added.
    """
    if REPORTS not in options.worker.descriptors:
        return
    from server.processes.reports.reporter import Reporter

    isPatient, tracesAll, told = not options.wire, options.trace, options.worker.told
    options.inspect, options.wire, options.trace = None, False, False
    options.makeReporter = lambda reactor: Reporter(reactor, told, isPatient, tracesAll)


class Worker(Runner):
    """
    Serves on sockets that it has inherited.
    """

    def __init__(self, reactor: Any, factory: Any, options: Namespace, *others: Any) -> None:
        super().__init__(reactor, factory, options, *others)
        self.inherited: Inherited = options.worker

    def listen(self) -> None:
        """
        Listen on the sockets that were inherited.
        """
        factories = [behindProxies(self.options, self.listeners[0].factory)]
        for each, listener in zip(self.beside, self.listeners[1:], strict=True):
            factory = listener.factory
            if each.encrypt:
                factory = behindProxies(self.options, each.encrypt(factory))
            factories.append(factory)
        pairs = zip(self.inherited.ports(), factories, strict=True)
        self.ports = [adoptPort(self.reactor, *pair) for pair in pairs]
        scoreboard = Scoreboard(self.inherited.descriptors[SCOREBOARD])
        balancer = Balancer(scoreboard, self.inherited.number)
        count = self.listeners[0].count
        self.acceptors = [Acceptor(self.reactor, port, balancer, count) for port in self.ports]

    def run(self, tryThis: Sequence[str]) -> int:
        """
        Run until the parent tells us to end, or is gone.
        """
        self.control: Control = self.options.control
        descriptor = self.inherited.descriptors[CONTROL]
        adopt(cast(IReactorSocket, self.reactor), descriptor, self.control)
        self.control.words = {TELL: self.hear, LEAVE: self.obey}
        self.control.onLost = self.orphaned
        self.report()
        return super().run(tryThis)

    def report(self) -> None:
        """
        Begin to report, where somebody looks at the workers.
        """
        reporter, reports = self.options.inspector, self.inherited.descriptors.get(REPORTS)
        if reporter is not None and reports is not None:
            adopt(cast(IReactorSocket, self.reactor), reports, reporter.queue)
            reporter.start()

    def announce(self, tryThis: Sequence[str]) -> None:
        """
        Tell the parent that we are ready; the parent tells the world.
        """
        self.control.say(READY)

    def hear(self, fact: str) -> None:
        """
        Keep a fact that the parent tells.
        """
        name, _, value = fact.partition(" ")
        self.inherited.told[name] = value
        if self.options.inspector is not None:
            self.options.inspector.hear()
        if name == DRAINING:
            self.options.draining.hasBegun = True

    def orphaned(self) -> None:
        """
        End: the parent is gone, for all workers.
        """
        self.inherited.told[ENDING] = "yes"
        self.leave(GRACE)

    def obey(self, seconds: str) -> None:
        """
        End, in the time that the parent gives.
        """
        grace, onItsWay = map(float, seconds.split())
        self.leave(grace, onItsWay)

    def close(self) -> None:
        """
        Accept what waits, and nothing more.
        """
        for acceptor in self.acceptors:
            if ENDING in self.inherited.told:
                acceptor.closeForAll()
            else:
                acceptor.close()
        self.control.say(CLOSED)

    def obeySignals(self) -> None:
        """
        End gracefully on SIGTERM. Whoever sends it to all processes of the server, as
        systemd does, also makes the parent say the same: that is no reason to hurry.
        """
        stopOn(self.reactor, self.stop, signal.SIGTERM)

    def stop(self) -> None:
        """
        End, unless the server is to go on for a while: then the parent says when.
        """
        options = self.options
        if not options.drain:
            self.leave(GRACE)
        elif not options.draining.hasBegun:
            longest = options.drain + GRACE  # for the case that only this worker is told
            options.draining.begin(self.reactor, longest, lambda: self.leave(GRACE))


def adoptPort(reactor: Any, descriptor: int, factory: IProtocolFactory) -> IListeningPort:
    """
    Listen on a socket that the parent has opened.

    @param descriptor: of that socket; it is closed here, and the reactor keeps a copy.
    """
    with socket.socket(fileno=os.dup(descriptor)) as inherited:
        family = inherited.family
    port: IListeningPort = reactor.adoptStreamPort(descriptor, family, factory)
    os.close(descriptor)  # the reactor has made its own of it
    return port
