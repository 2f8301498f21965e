"""
Starting a worker: it is the same program once more, with what it inherits.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from twisted.internet.interfaces import (
    IFileDescriptor,
    IReactorProcess,
    IReactorSocket,
    IReactorTime,
)
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure

from server.childcommand import outOfTerminal
from server.processes.control import adopt
from server.processes.inherited import CONTROL, PORT, REPORTS, SCOREBOARD, Inherited
from server.processes.workerprocess import Watcher, WorkerProcess

#: The descriptors that every program has: they are shared with the parent.
STANDARD = {0: 0, 1: 1, 2: 2}


class IReactor(IReactorProcess, IReactorSocket, IReactorTime):
    """
    What a reactor must offer for starting a worker.
    """


def sameProgram() -> list[str]:
    """
    Write the command line of this program: the interpreter, its options, and ours.
    """
    return [sys.executable, *sys.orig_argv[1:]]


class Spawner:
    """
    Starts workers.

    @ivar facts: what each is told first, by name.
    @ivar makeReceiver: makes the receiver of one worker's reports, where somebody looks at the
        workers.
    """

    makeReceiver: Callable[[WorkerProcess], Protocol] | None = None

    def __init__(
        self,
        reactor: IReactor,
        ports: Sequence[IFileDescriptor],
        scoreboard: int,
        say: Callable[[str], object],
    ) -> None:
        """
        @param ports: the listening sockets.
        @param scoreboard: the descriptor of the file that
            L{server.processes.acceptor.makeScoreboard} makes.
        @param say: called with a line for the terminal that a worker says.
        """
        self.reactor = reactor
        self.ports = ports
        self.scoreboard = scoreboard
        self.say = say
        self.facts: dict[str, str] = {}

    def spawn(self, number: int, generation: str, watcher: Watcher) -> WorkerProcess:
        """
        Start one.

        @param number: which of the workers it is, from 1.
        @param generation: see L{Inherited}.
        """
        worker = WorkerProcess(number, self.reactor.seconds(), watcher, self.say)
        try:
            self._spawn(worker, generation)
        except OSError:  # there are no more descriptors, or processes
            self.reactor.callLater(0, worker.processEnded, Failure())
        worker.tell(self.facts)
        return worker

    def _spawn(self, worker: WorkerProcess, generation: str) -> None:
        with ExitStack() as theirs:
            descriptors = {CONTROL: theirs.enter_context(self._pair(worker.control)).fileno()}
            if self.makeReceiver is not None:
                reports = theirs.enter_context(self._pair(self.makeReceiver(worker)))
                descriptors[REPORTS] = reports.fileno()
            descriptors |= {SCOREBOARD: self.scoreboard} | self._ports()
            self._start(worker, generation, descriptors)

    def _pair(self, protocol: Protocol) -> socket.socket:
        """
        Make a pair of sockets, with a protocol at our end.

        @return: the worker's end.
        """
        ours, theirs = socket.socketpair()
        adopt(self.reactor, ours.detach(), protocol)
        return theirs

    def _ports(self) -> dict[str, int]:
        return {f"{PORT}{at}": port.fileno() for at, port in enumerate(self.ports)}

    def _start(
        self, worker: WorkerProcess, generation: str, descriptors: Mapping[str, int]
    ) -> None:
        """
        Start the process.

        @param descriptors: our own, by name; the worker gets them after the standard ones.
        """
        numbers = dict(zip(descriptors, range(len(STANDARD), 100), strict=False))
        inherited = Inherited(worker.number, generation, numbers)
        command = outOfTerminal(*sameProgram(), "--worker", str(inherited))
        handedOver = {numbers[name]: descriptors[name] for name in descriptors}
        self.reactor.spawnProcess(
            worker, command[0], command, env=os.environ, childFDs=STANDARD | handedOver
        )
