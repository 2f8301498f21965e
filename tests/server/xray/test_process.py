"""
C{--trace}, as its user sees it.
"""

from __future__ import annotations

import re
import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.process import ROOT, StepProcess, poll
from tests.support.raw import exchange


class ProcessTests(SynchronousTestCase):
    """
    The option C{--trace}, on running steps.
    """

    def test_search(self) -> None:
        """
        A search waits for the engine, and then for a thread.
        """
        with StepProcess("lessons.step12", "--trace") as step:
            poll(lambda: " files (" in step.out)
            Browser(step.port).get("/search/show_search_results?querystr=tomato")
            poll(lambda: "finished: 200" in step.out)
            self.assertRegex(
                step.out, r"#1\.1   waited \d\.\d{3} s for: search engine: which files\n"
            )
            self.assertRegex(step.out, r"#1\.1   waited \d\.\d{3} s for: thread: search \d+ files")
            self.assertEqual(step.err, "")

    def test_numbers(self) -> None:
        """
        The numbers of the connections are those of C{--wire}, even on our own channel,
        which is listened with as it is where nobody watches.
        """
        for options in (("--trace",), ("--trace", "--wire")):
            with StepProcess("lessons.step15", *options) as step:
                for _ in range(2):
                    exchange(step.port, b"GET /hello HTTP/1.0\r\n\r\n")
                poll(lambda step=step: "#2.1   finished: 200, 14 bytes" in step.out)  # type: ignore[misc]
                self.assertIn("#1.1   finished: 200, 14 bytes", step.out)
                self.assertEqual(
                    bool(re.search(r"^#2 .* -> GET /hello", step.out, re.M)), "--wire" in options
                )

    def test_notLoaded(self) -> None:
        """
        Where nobody watches, nothing of the x-ray is even loaded.
        """
        program = (
            "import sys, server.runner, server.__main__;"
            "print([name for name in sys.modules if 'xray' in name])"
        )
        said = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, text=True)
        self.assertEqual(said, "[]\n")

    def test_noRequests(self) -> None:
        """
        A step that reads its bytes itself has no requests of Twisted's to follow, and says
        so in one line.
        """
        command = [sys.executable, "-m", "lessons.step3", "--port", "0", "--trace"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(
            run.stderr, "--trace: Twisted reads no requests here; it does from step 4 on.\n"
        )
