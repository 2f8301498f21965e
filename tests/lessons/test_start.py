"""
What a start imports.
"""

from __future__ import annotations

import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT

#: What takes long to import, and only some requests, or options, need.
LATER = ("docutils", "automat", "twisted.internet.endpoints", "server.channel.http2.opening")

PROGRAM = f"import sys, lessons.step15; print(*(it for it in {LATER} if it in sys.modules))"


class StartTests(SynchronousTestCase):
    """
    A start waits for nothing that it does not need.
    """

    def test_later(self) -> None:
        """
        The highest step leaves to later what it may never need.
        """
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
        )
        self.assertEqual(done.stdout.split(), [])
