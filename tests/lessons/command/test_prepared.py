"""
C{watch} keeps a process ready for its checks, and a verdict is the same as without.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

from twisted.trial.unittest import SynchronousTestCase

from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_checkprocess import ENDINGS, HARMLESS, LIE
from tests.support.process import PROGRAM_PATIENCE, hasEnded, poll
from tests.support.warm import Warm

#: Checks by a process that is kept ready, and by one that is started for it. One request on each
#: line: what to do, and for a check its step, exercise and seed. Answers with what each has found.
ASKED = """
import json, sys
from dataclasses import asdict
from lessons.command.checkprocess import hear
from lessons.command.prepared import Prepared
with Prepared() as prepared:
    for line in sys.stdin:
        step, exercise = json.loads(line)
        found = [asdict(listen(step, exercise)) for listen in (prepared.hear, hear)]
        process = prepared._process
        print(json.dumps([*found, process.pid if process else 0]), flush=True)
"""

#: A folder that a check has made has another name each time.
TEMPORARY = re.compile(r"/(?:tmp|dev/shm)/tmp\w+")


class PreparedTests(SynchronousTestCase):
    """
    Checks by a process that was kept ready say what they say in one that has just begun.
    """

    def setUp(self) -> None:
        """
        Make it, with a process that checks in both ways. All is made up alike.
        """
        self.checkout = Checkout(self.mktemp())
        (self.checkout.path / "checkstwice.py").write_text(ASKED)
        self.asked = Warm(
            [sys.executable, "-m", "checkstwice"],
            cwd=self.checkout.path,
            env=self.checkout.environment(EXERCISE_SEED="7"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.asked.wait, PROGRAM_PATIENCE)
        assert self.asked.stdin
        assert self.asked.stdout
        self.addCleanup(self.asked.stdout.close)
        self.addCleanup(self.asked.stdin.close)

    def check(self, step: str, exercise: str = "") -> int:
        """
        Check in both ways: the verdicts are the same, to the letter.

        @return: the process that was kept ready; 0 where there was none.
        """
        assert self.asked.stdin
        assert self.asked.stdout
        print(json.dumps([step, exercise]), file=self.asked.stdin, flush=True)
        kept, started, process = json.loads(self.asked.stdout.readline())
        self.assertEqual(*(TEMPORARY.sub("", json.dumps(each)) for each in (kept, started)))
        self.found = kept
        return int(process)

    def test_same(self) -> None:
        """
        Of all kinds of steps, as they were handed out and solved. One process serves a step.
        """
        for name in ("step1", "step3", "step6", "step9", "step12", "step14", "clients"):
            before = self.check(name) if name in ("step1", "step3", "clients") else 0
            self.checkout.solve(name)
            process = self.check(name)
            self.assertTrue(process, name)
            self.assertIn(before, (0, process), name)
            self.assertEqual({one["verdict"] for one in self.found["outcomes"]}, {"passed"}, name)

    def test_endings(self) -> None:
        """
        A program that ends its process, leaves something running, or lies, does no more to
        the process that is kept ready than to one of its own.
        """
        path = self.checkout.exercises("step1")
        source = path.read_text()
        first = self.check("step1", "1.1")
        for ending in [*(ending for ending, _ in ENDINGS), *HARMLESS, LIE]:
            path.write_text(f"{source}{ending}\n")
            self.assertEqual(self.check("step1", "1.1"), first, ending)

    def test_killed(self) -> None:
        """
        A program that kills the process that is kept ready gets its verdict all the same.
        """
        path = self.checkout.exercises("step1")
        source = path.read_text()
        path.write_text(f"{source}\nimport os\nos.kill(os.getppid(), 9)\n")
        # It would kill whoever checks without it.
        said = subprocess.run(
            [sys.executable, "-m", "lessons", "watch", "1.1"],
            cwd=self.checkout.path,
            env=self.checkout.environment(),
            input="q",
            capture_output=True,
            text=True,
            timeout=PROGRAM_PATIENCE,
        )
        self.assertNotIn("Traceback", said.stdout + said.stderr)
        self.assertNotIn("passed", said.stdout)

    def test_changed(self) -> None:
        """
        Where a step was edited, what was imported of it is not used any more.
        """
        first = self.check("step1", "1.1")
        step = self.checkout.path / "lessons" / "step1.py"
        step.write_text(step.read_text().replace(r'text + b"\r\n"', r'text + b"!\r\n"'))
        self.checkout.solve("step1")
        self.check("step1", "1.1")
        self.assertIn("Goodbye.!", self.found["outcomes"][0]["message"])
        self.assertNotEqual(self.check("step1", "1.1"), first)
        self.assertIn("Goodbye.!", self.found["outcomes"][0]["message"])

    def test_ends(self) -> None:
        """
        It ends with whoever has started it, even where that process is killed.
        """
        process = self.check("step1", "1.1")
        self.asked.kill()
        poll(lambda: hasEnded(process))


class SeedTests(SynchronousTestCase):
    """
    What the checks make up differs from one check to the next.
    """

    def test_differs(self) -> None:
        """
        Each check makes up its own, as a process of its own does.
        """
        checkout = Checkout(self.mktemp())
        code = (
            "from lessons.command.prepared import Prepared\n"
            "with Prepared() as prepared:\n"
            "    print(*{prepared.hear('step1', '1.1').seed for _ in range(8)})\n"
        )
        said = subprocess.check_output(
            [sys.executable, "-c", code],
            cwd=checkout.path,
            env=checkout.environment(),
            text=True,
        )
        self.assertGreater(len(said.split()), 4)
