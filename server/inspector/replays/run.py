"""
The command C{python -m lessons replay}, run for the page.

It starts every step, each as a process of its own, so there is one run at a time, and it
does not outlive whoever waits for it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from twisted.internet.interfaces import IReactorProcess
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from server.pages import Unavailable

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "lessons", "replay", "-", "--raw", "--json"]

#: How many seconds a run may take; how many it gets to end its steps when it is told to
#: stop; and how many pass between two checks whether somebody still waits.
TIME_LIMIT, GRACE, LOOK = 60, 5, 3
#: After how many checks in a row at which nobody waits it is clear that nobody will.
MISSED = 3
#: How many bytes all answers may have, and how many are read of what is said about an
#: error.
MOST_ANSWERED, MOST_SAID = 2**23, 2**14

Answer = Mapping[str, Any]


class Run(ProcessProtocol):
    """
    One run.

    @ivar data: the bytes that are replayed.
    @ivar answers: what the steps have answered, as the command's C{--json} has it; empty
        until it is over.
    @ivar problem: why there are no answers, in a sentence; empty where there are some, or
        may still be.
    @ivar isOver: whether it has ended.
    """

    transport: Any

    def __init__(self, reactor: Any, data: bytes, isWatched: Callable[[], bool]) -> None:
        """
        @param isWatched: tells whether a page is open that keeps itself up to date.
        """
        self.data = data
        self.answers: Sequence[Answer] = ()
        self.problem = ""
        self.isOver = False
        self.began = reactor.seconds()
        self._reactor = reactor
        self._isWatched = isWatched
        self._wasWatched = False
        self._missed = 0  # checks in a row at which nobody waited
        self._out, self._said = bytearray(), bytearray()
        self._calls = [reactor.callLater(TIME_LIMIT, self.stop, "It took longer than a minute.")]

    @property
    def seconds(self) -> float:
        """
        For how long it has been running.
        """
        return float(self._reactor.seconds() - self.began)

    def connectionMade(self) -> None:
        """
        Hand the bytes over to the command.
        """
        self.transport.write(self.data)
        self.transport.closeStdin()
        self._look()

    def outReceived(self, data: bytes) -> None:
        """
        A part of the answers has come.
        """
        self._out += data
        if len(self._out) > MOST_ANSWERED:
            self.stop("The answers are too long to be shown here.")

    def errReceived(self, data: bytes) -> None:
        """
        The command has written something on its standard error: keep the beginning.
        """
        self._said += data[: MOST_SAID - len(self._said)]

    def stop(self, problem: str) -> None:
        """
        End it: the command ends its steps, and is killed if that takes long.
        """
        if self.isOver or self.problem:
            return
        self.problem = problem
        self.transport.signalProcess("TERM")
        self._calls.append(self._reactor.callLater(GRACE, self.transport.signalProcess, "KILL"))

    def _look(self) -> None:
        """
        Where the page is left, nobody waits for the answers. Between two pages there may be
        nobody for a moment: so one check is not enough.
        """
        isWatched = self._isWatched()
        self._wasWatched = self._wasWatched or isWatched
        self._missed = 0 if isWatched else self._missed + 1
        if self._wasWatched and self._missed == MISSED:
            self.stop("The page was left.")
        else:
            self._calls.append(self._reactor.callLater(LOOK, self._look))

    def processEnded(self, reason: Failure) -> None:
        """
        Read what the command has printed, if it was not stopped before, and let go of its
        clocks.
        """
        self.isOver = True
        for call in self._calls:
            if call.active():
                call.cancel()
        if not self.problem:
            self._read()
        self._out.clear()

    def _read(self) -> None:
        """
        Read the answers. Where a step could not be asked, the command says so, and its status
        is not 0: there are answers all the same.
        """
        try:
            self.answers = json.loads(self._out)
        except ValueError:
            said = self._said.decode("utf-8", "replace").strip().splitlines()
            self.problem = said[-1] if said else "The command has said nothing."


class Runs:
    """
    Runs the command, one run at a time.

    @ivar isWatched: tells whether a page is open that keeps itself up to date.
    @ivar last: the last run, or the one that goes on; L{None} where there was none.
    """

    def __init__(self, reactor: Any, command: Sequence[str] = COMMAND) -> None:
        self.isWatched: Callable[[], bool] = lambda: False
        self.last: Run | None = None
        self._reactor = reactor
        self._command = command
        self._isGuarded = False

    def start(self, data: bytes) -> None:
        """
        Begin a run.

        @raise Unavailable: while another one goes on.
        """
        if self.last is not None and not self.last.isOver:
            raise Unavailable("The steps are being asked already: wait for their answers.")
        if not self._isGuarded:
            self._isGuarded = True
            self._reactor.addSystemEventTrigger("before", "shutdown", self.stop)
        self.last = Run(self._reactor, data, self.isWatched)
        reactor: IReactorProcess = self._reactor
        reactor.spawnProcess(
            self.last, self._command[0], self._command, env=dict(os.environ), path=str(ROOT)
        )

    def stop(self) -> None:
        """
        End the run that goes on, if one does.
        """
        if self.last is not None:
            self.last.stop("It was stopped.")
