"""
Whether a program's terminal is still there, and what SIGHUP means then.
"""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any, cast

from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from lessons import step1
from server import terminal as module
from server.listening import IReactor
from server.runner import Runner
from server.terminal import Terminal
from tests.support.memory import optionsOf
from tests.support.process import ROOT

PROGRAM = """
from server.terminal import Terminal
terminal = Terminal()
print(terminal.matters, terminal.isGone())
"""
COMMAND = [sys.executable, "-c", PROGRAM]


class TerminalTests(SynchronousTestCase):
    """
    Programs with a terminal, and without.
    """

    def test_without(self) -> None:
        """
        A service never had one, so it cannot lose it.
        """
        run = subprocess.run(
            COMMAND, start_new_session=True, capture_output=True, text=True, check=True, cwd=ROOT
        )
        self.assertEqual(run.stdout, "False False\n")

    def test_with(self) -> None:
        """
        Whoever was started in one has it.
        """
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(ROOT)
            os.execv(COMMAND[0], COMMAND)
        self.addCleanup(os.close, terminal)
        said = b""
        while not said.endswith(b"\n"):
            said += os.read(terminal, 1000)
        self.assertEqual(said.split(), [b"True", b"False"])
        os.waitpid(pid, 0)

    def test_gone(self) -> None:
        """
        It is gone where it was there; with C{nohup}, that does not matter.
        """
        isThere = [True]
        self.patch(module, "hasTerminal", lambda: isThere[0])
        terminal = Terminal()
        self.patch(signal, "getsignal", lambda number: signal.SIG_IGN)
        left = Terminal()
        self.assertEqual((terminal.isGone(), left.isGone()), (False, False))
        isThere[0] = False
        self.assertEqual((terminal.isGone(), left.isGone()), (True, False))


class ObeyTests(SynchronousTestCase):
    """
    A server gets SIGHUP: it stops where its terminal is gone, and else goes on.
    """

    def setUp(self) -> None:
        """
        Make one that is told how often it has to stop.
        """
        self.handlers: list[Callable[[int, None], object]] = []
        self.patch(signal, "signal", lambda number, handler: self.handlers.append(handler))
        reactor: Any = MemoryReactorClock()
        reactor.callFromThread = lambda call: call()
        options = optionsOf(step1)
        self.runner = Runner(cast(IReactor, reactor), step1.makeFactory(reactor, options), options)
        self.happened: list[str] = []
        self.patch(self.runner, "stop", lambda: self.happened.append("stopped"))
        self.isGone = False
        self.patch(self.runner.terminal, "isGone", lambda: self.isGone)

    def reopen(self, number: int, frame: object) -> None:
        """
        Do what SIGHUP is for otherwise.
        """
        self.happened.append("reopened")

    def test_log(self) -> None:
        """
        Whoever writes a log opens it again, and stops when the terminal is gone.
        """
        self.runner.obeyHangUp(self.reopen)
        self.handlers[0](signal.SIGHUP, None)
        self.isGone = True
        self.handlers[0](signal.SIGHUP, None)
        self.assertEqual(self.happened, ["reopened", "stopped"])

    def test_noLog(self) -> None:
        """
        Whoever does nothing else then stops, and first answers what is running.
        """
        self.runner.obeyHangUp(signal.SIG_DFL)
        self.handlers[0](signal.SIGHUP, None)
        self.assertEqual(self.happened, ["stopped"])

    def test_nohup(self) -> None:
        """
        Whoever is to take no notice takes none.
        """
        self.runner.obeyHangUp(signal.SIG_IGN)
        self.assertEqual(self.handlers, [])
