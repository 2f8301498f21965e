"""
What a start imports, and what it leaves for when it is needed: imports are most of a
start's time.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT

#: What takes long to import, and only some requests, or options, need.
LATER = ("docutils", "automat", "twisted.internet.endpoints", "server.channel.http2.opening")

#: The first steps speak no HTTP of Twisted's, and their checks read no tables.
NOT_YET = ("twisted.web.http", "h2", "tomllib")


class StartTests(SynchronousTestCase):
    """
    A start waits for nothing that it does not need.
    """

    def imported(self, modules: str, others: Sequence[str]) -> list[str]:
        """
        Import modules, and tell which others they have imported.
        """
        program = f"import sys, {modules}; print(*(it for it in {others} if it in sys.modules))"
        command = [sys.executable, "-c", program]
        return subprocess.check_output(command, cwd=ROOT, text=True).split()

    def test_later(self) -> None:
        """
        The highest step leaves to later what it may never need.
        """
        self.assertEqual(self.imported("lessons.step15", LATER), [])

    def test_first(self) -> None:
        """
        The first steps, and what checks exercises there, import no HTTP of Twisted's and no
        tables.
        """
        for step in "step1", "step2", "step3":
            modules = f"lessons.{step}, lessons.exercises.test_{step}"
            self.assertEqual(self.imported(modules, NOT_YET), [], step)
