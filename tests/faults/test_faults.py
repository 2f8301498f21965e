"""
The measurement itself: that it measures what it says.
"""

from __future__ import annotations

import sys
import time
from io import StringIO

from twisted.trial.unittest import SynchronousTestCase

from tests.faults.__main__ import main, measure, row
from tests.faults.attacks import TRIALS, Trial, pipeline, request, send
from tests.faults.bystander import Waits


class MeasuringTests(SynchronousTestCase):
    """
    The program.
    """

    def test_row(self) -> None:
        """
        Each line has the longest wait, the median, and a mark where that was too long.
        """
        words = row("a", Waits(0.0123, 0.001, 50)).split()
        self.assertEqual(words, ["a", "12.3", "ms", "1.00", "ms", "50"])
        self.assertTrue(row("a", Waits(0.2, 0.001, 50)).endswith("too long"))

    def test_blocked(self) -> None:
        """
        A server that stands still for a while is found out.
        """

        def attack(port: int) -> None:
            time.sleep(0.2)
            send(port, request("GET /blocking", b"Connection: close\r\n"))

        waits = measure(Trial(attack, "lessons.step9", "/", ("--delay", "0.7")))
        self.assertGreater(waits.longest, 0.5)
        self.assertLess(waits.median, 0.5)

    def test_main(self) -> None:
        """
        It prints a line for each attack; one that there is not is refused.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        self.assertEqual(main(["nothing"]), 0)
        lines = out.getvalue().splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["attack", "nothing"])
        self.patch(sys, "stderr", StringIO())
        self.assertRaises(SystemExit, main, ["unknown"])

    def test_pipeline(self) -> None:
        """
        The last of many requests ends the connection.
        """
        sent = pipeline("GET /", 3)
        self.assertEqual(sent.count(b"GET / HTTP/1.1\r\n"), 3)
        self.assertEqual(sent.count(b"Connection: close\r\n\r\n"), 1)
        self.assertTrue(sent.endswith(b"Connection: close\r\n\r\n"))

    def test_names(self) -> None:
        """
        All attacks have names that fit in the table.
        """
        self.assertLess(max(map(len, TRIALS)), 16)
