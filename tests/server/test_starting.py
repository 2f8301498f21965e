"""
Ctrl-C while a program still starts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT

PROGRAMS = (
    *("lessons", "lessons.classroom", "lessons.step1", "lessons.step15", "lessons.clients.webcat"),
    *("lessons.reactor.portscan", "server", "server.temperature.backend"),
)
#: Takes the place of a module that each of them imports.
INTERRUPTED = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
BROKEN = "raise KeyError('lost')\n"


class InterruptedStartTests(SynchronousTestCase):
    """
    What somebody sees who does not wait.
    """

    def start(self, program: str, argparse: str) -> tuple[int, str]:
        """
        Start a program.

        @param argparse: what the module of that name does when it is imported.
        @return: its exit status, and what it said on standard error.
        """
        folder = Path(self.mktemp()).resolve()
        folder.mkdir()
        (folder / "argparse.py").write_text(argparse)
        done = subprocess.run(
            [sys.executable, "-m", program],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

    def test_interrupted(self) -> None:
        """
        Each program ends by the signal, without a word.
        """
        for program in PROGRAMS:
            ending = self.start(program, INTERRUPTED)
            self.assertEqual(ending, (-signal.SIGINT, ""), program)

    def test_broken(self) -> None:
        """
        An error other than Ctrl-C at the start is shown with its traceback, and ends with
        status 1.
        """
        status, said = self.start("lessons.step1", BROKEN)
        self.assertEqual(status, 1)
        self.assertTrue(said.startswith("Traceback"), said)
        self.assertTrue(said.endswith("KeyError: 'lost'\n"), said)
