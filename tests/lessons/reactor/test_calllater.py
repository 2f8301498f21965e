"""
calllater: calls at their time.
"""

from __future__ import annotations

import re
import sys
from io import StringIO
from typing import cast

from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from lessons.reactor.calllater import IReactor, schedule
from tests.lessons.reactor.support import run


class ScheduleTests(SynchronousTestCase):
    """
    The calls, with a clock that only the test moves.
    """

    def setUp(self) -> None:
        """
        Make a reactor in memory, and keep what is printed.
        """
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)
        self.reactor = MemoryReactorClock()

    def test_times(self) -> None:
        """
        There is one call after each of 1, 2, 3, 4 seconds, and the end after 5.
        """
        schedule(cast(IReactor, self.reactor))
        for seconds in range(6):
            self.assertEqual(len(self.out.getvalue().splitlines()), seconds)
            self.assertEqual(self.reactor.hasStopped, seconds == 5)
            self.reactor.advance(1)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_notEarly(self) -> None:
        """
        No call comes before its time.
        """
        schedule(cast(IReactor, self.reactor))
        self.reactor.advance(0.99)
        self.assertEqual(self.out.getvalue(), "")

    def test_second(self) -> None:
        """
        The second can be made shorter.
        """
        schedule(cast(IReactor, self.reactor), second=0.1)
        self.reactor.pump([0.1] * 5)
        self.assertTrue(self.reactor.hasStopped)

    def test_arguments(self) -> None:
        """
        Further arguments and keywords are passed on.
        """
        schedule(cast(IReactor, self.reactor), form="noon")
        self.reactor.advance(1)
        self.assertEqual(self.out.getvalue(), "call 1: it is noon\n")


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_output(self) -> None:
        """
        It prints the time of day four times, and ends.
        """
        status, out, err = run("calllater", "--second", "0.01")
        self.assertEqual((status, err), (0, ""))
        *calls, last = out.splitlines()
        for number, line in enumerate(calls, start=1):
            self.assertRegex(line, rf"^call {number}: it is \d\d:\d\d:\d\d$")
        self.assertEqual((len(calls), last), (4, "stopping"))

    def test_wrongSecond(self) -> None:
        """
        A second that is not a time is a mistake of the command line.
        """
        for text in ("no", "0", "-1", "nan", "inf"):
            status, _, err = run("calllater", f"--second={text}")
            self.assertEqual(status, 2)
            self.assertTrue(re.search(f"'{text}' is not a number of seconds", err), err)
