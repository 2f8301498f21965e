"""
How the parent runs: it listens, but serves nobody; its workers do, and signals reach them
through it.
"""

from __future__ import annotations

import gc
import os
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any, cast

from twisted.internet.error import ReactorNotRunning
from twisted.internet.interfaces import IAddress, IListeningPort, IReactorTime
from twisted.internet.protocol import ServerFactory
from twisted.logger import Logger
from twisted.python.failure import Failure

from server.processes.acceptor import Scoreboard, makeScoreboard
from server.processes.control import DRAINING, ENDING, INSPECTOR, LOOKED_AT
from server.processes.pool import WorkerPool
from server.processes.spawning import IReactor, Spawner
from server.processes.workerprocess import howEnded
from server.runner import Runner
from server.shutdown import GRACE
from server.signals import OnSignal
from server.wire.chunk import nobodyWatches

log = Logger()

#: Tells all workers something: its name, and the value.
Tell = Callable[[str, str], object]

#: How many seconds a worker gets to end by itself, after all requests have been cut. One
#: that is stopped (SIGSTOP), or waits for a disk, is killed after that.
FAREWELL = 1.5


#: How many seconds workers get to accept whoever waits, before the ports are closed.
PROMPT = 0.2


class NobodyServes(ServerFactory):
    """
    What the parent listens with: it accepts nothing.
    """

    isServedByWorkers = True

    def __init__(self, reactor: IReactorTime) -> None:
        self.reactor = reactor

    def buildProtocol(self, address: IAddress | None) -> None:
        """
        Serve nobody.
        """

    def acceptableProtocols(self) -> Sequence[bytes]:
        """
        What may be spoken over TLS.
        """
        return []


def makeNobody(reactor: IReactorTime, options: Namespace) -> NobodyServes:
    """
    Make the factory that the parent listens with.
    """
    return NobodyServes(reactor)


class Parent(Runner):
    """
    Binds the ports, and keeps workers running that accept connections.
    """

    def __init__(self, reactor: Any, factory: Any, options: Namespace, *others: Any) -> None:
        super().__init__(reactor, factory, options, *others)
        self.isAnnounced = self.isEnding = self.isClosed = False
        self.said: list[str] = []

    def listen(self) -> None:
        """
        Bind the ports. Their sockets listen, so a connection waits in the backlog; the
        reactor does not look at them, so none is accepted here.
        """
        super().listen()
        pairs = zip(self.ports, self.asides, strict=True)
        sockets = [cast(Any, port) for port, isAside in pairs if not isAside]
        for each in sockets:
            each.stopReading()
        scoreboard = makeScoreboard(self.options.processes)
        self.scoreboard = Scoreboard(scoreboard)
        self.spawner = Spawner(cast(IReactor, self.reactor), sockets, scoreboard, self.say)
        self.pool = self.makePool()
        self.lookAtWorkers()

    def lookAtWorkers(self) -> None:
        """
        Receive what the workers report, where anybody wants to see it.
        """
        if not self.watches:
            return
        from server.processes.reports.receiver import Receiver, Watching
        from server.xray import XRay

        watches = [each for each in self.watches if each is not nobodyWatches]
        xray = self.options.xray or XRay(self.reactor)
        watching = Watching(watches, xray, self.numbers, self.reactor.seconds)
        self.spawner.makeReceiver = partial(Receiver, watching)
        if self.options.inspector is not None:
            self.options.inspector.recorder.whenLookedAt = self.tellLookedAt

    def tellLookedAt(self, isLookedAt: bool) -> None:
        """
        Tell the workers whether somebody looks on, and wants to hear of each thing at once.
        """
        self.tell(LOOKED_AT, "yes" if isLookedAt else "no")

    def makePool(self) -> WorkerPool:
        """
        Make the pool, which does not start any worker yet.
        """
        generation = f"{os.getpid():x}{time.time_ns():x}"
        size = self.options.processes
        pool = WorkerPool(self.reactor, size, self.spawner.spawn, generation)
        pool.onNoStart = self.cannotStart
        pool.onAllNew = lambda: self.say(f"workers: all {size} are new")
        pool.onLost = lambda worker: self.scoreboard.remove(worker.number)
        pool.onAllGone = self.end
        return pool

    def run(self, tryThis: Sequence[str]) -> int:
        """
        Run the workers until a signal stops them.
        """
        self.pool.onAllReady = lambda: self.announceAll(tryThis)
        if self.options.inspector is not None:
            access = self.options.inspector.access
            self.tell(INSPECTOR, f"{access.place} {access.token}")
        self.reactor.callWhenRunning(self.obeySignals)
        self.reactor.callWhenRunning(gc.freeze)
        self.reactor.callWhenRunning(self.options.startOnce, self.reactor, self.options, self.tell)
        self.reactor.callWhenRunning(self.pool.start)
        self.reactor.run()
        return self.status

    def announceAll(self, tryThis: Sequence[str]) -> None:
        """
        Say where all workers listen, and then what they have said before that.
        """
        self.announce(tryThis)
        self.isAnnounced = True
        for line in self.said:
            self.say(line)

    def say(self, line: str) -> None:
        """
        Print a line that a worker says.
        """
        if self.isAnnounced:
            print(line, flush=True)
        else:
            self.said.append(line)

    def tell(self, name: str, value: str) -> None:
        """
        Tell all workers something, including those that come later.
        """
        self.spawner.facts[name] = value
        self.pool.tell({name: value})

    def obeyHangUp(self, otherwise: OnSignal) -> None:
        """
        Replace all workers on SIGHUP, unless it says that the terminal is closed.
        """

        def onSignal(number: int, frame: FrameType | None) -> None:
            self.reactor.callFromThread(self.pool.renew)

        super().obeyHangUp(onSignal)

    def stop(self) -> None:
        """
        Have all workers end, and close the ports. When told a second time, do not wait.
        """
        options = self.options
        if options.draining.begin(self.reactor, options.drain, self.stop):
            self.tell(DRAINING, "yes")
            return
        grace = 0 if self.isEnding else GRACE
        if not self.isEnding:
            self.isEnding = True
            self.tell(ENDING, "yes")
            # Connections that wait are accepted first: when a port is closed, they are
            # lost.
            self.pool.onAllClosed = self.closeOnce
            self.reactor.callLater(PROMPT, self.closeOnce)
        self.pool.leave(grace)
        self.reactor.callLater(grace + FAREWELL, self.pool.kill)

    def closeOnce(self) -> None:
        """
        Close the ports, unless they are closed already.
        """
        if not self.isClosed:
            self.isClosed = True
            self.close()

    def closePort(self, port: IListeningPort) -> None:
        """
        Close a port, and accept nobody here either: the workers have done that.
        """
        port.stopListening()

    def cannotStart(self, reason: Failure) -> None:
        """
        The first worker has ended. It has said why, unless it could not.
        """
        self.status = getattr(reason.value, "exitCode", None) or 1
        if isinstance(reason.value, OSError) or getattr(reason.value, "signal", None) is not None:
            log.error("the first worker {how}", how=howEnded(reason))
        self.stop()

    def end(self) -> None:
        """
        All workers have ended: so do we. (The end of the reactor does not close a port
        that nobody reads; that of a UNIX socket leaves a file behind.)
        """
        self.closeOnce()
        with suppress(ReactorNotRunning):
            self.reactor.stop()
