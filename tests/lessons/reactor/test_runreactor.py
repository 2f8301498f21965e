"""
runreactor: the event loop, started and stopped.
"""

from __future__ import annotations

import signal
import sys
from io import StringIO

from twisted.internet.testing import MemoryReactor
from twisted.trial.unittest import SynchronousTestCase

from lessons.reactor.runreactor import runReactor
from tests.lessons.reactor.support import finish, run, start

BEFORE = "before: the reactor is not running yet\n"
RUNNING = "running: it waits for something to happen\n"
AFTER = "after: the reactor has stopped\n"


class RunReactorTests(SynchronousTestCase):
    """
    The function, with a reactor that stops at once.
    """

    def test_order(self) -> None:
        """
        It prints before, while and after the reactor runs.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        reactor = MemoryReactor()
        runReactor(reactor)
        self.assertTrue(reactor.hasRun)
        self.assertEqual(out.getvalue(), BEFORE + RUNNING + AFTER)


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_interrupt(self) -> None:
        """
        It runs until Ctrl-C stops it, which is how it is meant to end.
        """
        program = start("runreactor")
        assert program.stdout is not None
        self.assertEqual(program.stdout.readline().decode(), BEFORE)
        self.assertEqual(program.stdout.readline().decode(), RUNNING)
        self.assertIsNone(program.poll())
        program.send_signal(signal.SIGINT)
        self.assertEqual(finish(program), (0, AFTER, ""))

    def test_arguments(self) -> None:
        """
        Arguments that it does not know are a mistake of the command line.
        """
        status, _, err = run("runreactor", "now")
        self.assertEqual(status, 2)
        self.assertIn("unrecognized arguments: now", err)
