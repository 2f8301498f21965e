"""
How many descriptors a server may have.
"""

from __future__ import annotations

import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from server.descriptors import FEWEST, MOST_DESCRIPTORS
from tests.support.process import ROOT

PROGRAM = """
import resource
from server.descriptors import raiseLimit
said = raiseLimit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], said)
"""


class LimitTests(SynchronousTestCase):
    """
    In a process of its own, whose limits nobody else has.
    """

    def limit(self, soft: int, hard: int) -> tuple[int, str]:
        """
        Start with some limits.

        @return: what the limit is then, and what is said about it.
        """
        shell = f'ulimit -S -n {soft}; ulimit -H -n {hard}; exec "$0" "$@"'
        command = ["sh", "-c", shell, sys.executable, "-c", PROGRAM]
        run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        number, _, said = run.stdout.strip().partition(" ")
        return int(number), said

    def test_raised(self) -> None:
        """
        The server has as many as the system lets it have.
        """
        self.assertEqual(self.limit(100, 500), (500, "None"))
        self.assertLessEqual(500, MOST_DESCRIPTORS)

    def test_few(self) -> None:
        """
        The fewest that it can do with are enough; with fewer, a sentence says so.
        """
        self.assertEqual(self.limit(20, FEWEST), (FEWEST, "None"))
        number, said = self.limit(20, FEWEST - 1)
        self.assertEqual(number, FEWEST - 1)
        self.assertIn(f"{FEWEST - 1} descriptors", said)
