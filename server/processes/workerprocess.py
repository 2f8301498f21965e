"""
One worker, as its parent sees it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IProcessTransport
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from server.processes.control import CLOSED, LEAVE, READY, SAY, TELL, Control
from server.shutdown import ON_ITS_WAY


class Watcher(Protocol):
    """
    What is told of a worker's life.
    """

    def onReady(self, worker: WorkerProcess) -> None:
        """
        It accepts connections, for the first time.
        """

    def onClosed(self, worker: WorkerProcess) -> None:
        """
        It accepts no more connections, and may still answer requests.
        """

    def onEnded(self, worker: WorkerProcess, reason: Failure) -> None:
        """
        It has ended, whether it was told to or not.
        """


class WorkerProcess(ProcessProtocol):
    """
    A worker.

    @ivar number: see L{server.processes.inherited.Inherited}.
    @ivar startedAt: when it was started, in seconds of the reactor.
    @ivar isReady: whether it accepts connections, or has done so.
    @ivar isClosed: whether it accepts no more.
    @ivar isLeaving: whether it was told to end.
    @ivar pid: of its process.
    """

    transport: IProcessTransport | None = None

    def __init__(
        self, number: int, startedAt: float, watcher: Watcher, say: Callable[[str], object]
    ) -> None:
        """
        @param say: called with a line for the terminal.
        """
        self.number = number
        self.startedAt = startedAt
        self.watcher = watcher
        self.isReady = self.isClosed = self.isLeaving = False
        self.pid: int | None = None
        words = {READY: self._ready, CLOSED: self._closed, SAY: say}
        self.control = Control(words, lambda: None)

    def __str__(self) -> str:
        return f"worker {self.number} (pid {self.pid})"

    def connectionMade(self) -> None:
        """
        Note the number of the process: its transport forgets that when the process ends.
        """
        self.pid = getattr(self.transport, "pid", None)

    def _ready(self, nothing: str) -> None:
        self.isReady = True
        self.watcher.onReady(self)

    def _closed(self, nothing: str) -> None:
        self.isClosed = True
        self.watcher.onClosed(self)

    def tell(self, facts: Mapping[str, str]) -> None:
        """
        Tell the worker facts, each in a line.
        """
        for name, value in facts.items():
            self.control.say(TELL, f"{name} {value}")

    def leave(self, grace: float, onItsWay: float = ON_ITS_WAY) -> None:
        """
        Have the worker end. Where it has been told before, the shorter time counts.

        @param grace: how many seconds a running request gets.
        @param onItsWay: how many seconds an idle connection stays open.
        """
        self.isLeaving = True
        self.control.say(LEAVE, f"{grace} {onItsWay}")

    def send(self, number: signal.Signals) -> None:
        """
        Send the worker a signal, if it still runs.
        """
        if self.transport is not None:
            with suppress(ProcessExitedAlready):
                self.transport.signalProcess(int(number))

    def processEnded(self, reason: Failure) -> None:
        self.watcher.onEnded(self, reason)


def howEnded(reason: Failure) -> str:
    """
    Say how a process has ended, or why there is none.
    """
    if isinstance(reason.value, OSError):
        return f"cannot be started: {reason.value.strerror}"
    number = getattr(reason.value, "signal", None)
    if number is not None:
        return f"was ended by {signal.Signals(number).name}"
    return f"ended with status {getattr(reason.value, 'exitCode', None)}"
