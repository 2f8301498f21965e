"""
C{--wire}, as its user sees it.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readUntil


class WireTests(SynchronousTestCase):
    """
    The option, on a running step.
    """

    def test_bytes(self) -> None:
        """
        What arrives and what leaves is printed while the connection is open.
        """
        with StepProcess("lessons.step1", "--wire") as step, connect(step.port) as connection:
            connection.sendall(b"a\tb\r\n")
            readUntil(connection, b"b\r\n")
            poll(lambda: r"<- You said: a\tb\r\n" in step.out)
            self.assertRegex(step.out, r"#1 +\d\.\d{3} s  opened by 127\.0\.0\.1:\d+\n")
            self.assertRegex(step.out, re.escape(r"s  -> a\tb\r\n"))

    def test_silent(self) -> None:
        """
        Without the option, nothing of it is printed.
        """
        with StepProcess("lessons.step1") as step, connect(step.port) as connection:
            connection.sendall(b"hello\r\n")
            readUntil(connection, b"hello\r\n")
            self.assertNotIn("hello", step.out)
