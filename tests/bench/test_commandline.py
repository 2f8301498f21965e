"""
C{python -m tests.bench}: what it takes, and what it prints.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from io import StringIO
from subprocess import DEVNULL, run

from twisted.trial.unittest import SynchronousTestCase

from tests.bench import __main__ as bench
from tests.bench.__main__ import main
from tests.bench.commands import STEP15, STOCK, Command
from tests.bench.measuring import Round
from tests.bench.parts import PARTS, Part
from tests.bench.ratios import Goal
from tests.bench.running import Unmeasured
from tests.support.process import ROOT


def measured(*rounds: Round) -> Part:
    """
    Make a part that is measured already.
    """
    goals = (Goal(STEP15.name, STOCK.name, 2.0), Goal("missing", STOCK.name, 2.0))
    return Part("made up", (STEP15, STOCK), goals, lambda commands, number, seconds: list(rounds))


class CommandLineTests(SynchronousTestCase):
    """
    What C{python -m tests.bench} prints, and its status.
    """

    def setUp(self) -> None:
        """
        Keep what is printed, instead of showing it.
        """
        self.out, self.err = StringIO(), StringIO()
        self.patch(sys, "stdout", self.out)
        self.patch(sys, "stderr", self.err)

    def test_tables(self) -> None:
        """
        After the tables of the parts comes how far the goals are; a goal whose server is not there
        is left out.
        """
        part = measured({STEP15.name: (3.0, 1.0), STOCK.name: (1.0, 3.0)})
        self.patch(bench, "PARTS", {"hello": part})
        self.assertEqual(main(["hello"]), 0)
        table, goals = self.out.getvalue().strip().split("\n\n")
        self.assertIn("hello: made up", table)
        self.assertEqual(len(goals.splitlines()), 2)
        self.assertRegex(goals, r"hello +step 15 +stock Twisted Web +3.00 +at least 2.00$")

    def test_partFails(self) -> None:
        """
        Where a part cannot be measured, that is said, and the others are.
        """

        def fail(*args: object) -> list[Round]:
            raise Unmeasured("a server does not answer")

        good = measured({STEP15.name: (3.0, 1.0), STOCK.name: (1.0, 3.0)})
        self.patch(bench, "PARTS", {"hello": replace(good, measure=fail), "post": good})
        self.assertEqual(main(["hello", "post"]), 1)
        self.assertEqual(self.err.getvalue(), "hello: a server does not answer\n")
        self.assertIn("post: made up", self.out.getvalue())

    def test_interrupted(self) -> None:
        """
        Ctrl-C ends it without a word.
        """

        def interrupt(*args: object) -> list[Round]:
            raise KeyboardInterrupt

        self.patch(bench, "PARTS", {"hello": replace(measured(), measure=interrupt)})
        self.assertEqual(main(["hello"]), 130)
        self.assertEqual(self.out.getvalue() + self.err.getvalue(), "")

    def test_notInstalled(self) -> None:
        """
        A server that needs what is not there is left out, and named.
        """
        lacking = Command("another", ("-c", "pass"), needs=("sys", "no_such_module"))
        part = replace(measured({STOCK.name: (1.0, 3.0)}), servers=(STOCK, lacking))
        self.patch(bench, "PARTS", {"hello": part})
        self.assertEqual(main(["hello"]), 0)
        self.assertIn("hello: without another, which needs no_such_module\n", self.out.getvalue())

    def test_unknownPart(self) -> None:
        """
        A part that does not exist is refused in one line that names those that do.
        """
        self.assertEqual(self.assertRaises(SystemExit, main, ["swim"]).code, 2)
        self.assertIn("no part 'swim': there are hello, browser", self.err.getvalue())

    def test_family(self) -> None:
        """
        The name of a part also stands for those that go on after it with a hyphen.
        """
        part = measured({STOCK.name: (1.0, 3.0)})
        self.patch(bench, "PARTS", dict.fromkeys(("hello", "hello-again", "helloing"), part))
        self.patch(bench, "NAMES", ("hello", "hello-again", "helloing"))
        self.assertEqual(main(["hello"]), 0)
        said = self.out.getvalue()
        self.assertEqual([name in said for name in ("hello-again:", "helloing:")], [True, False])

    def test_noRounds(self) -> None:
        """
        There is at least one round, of at least a second.
        """
        for option, text in (("--rounds", "0"), ("--seconds", "-1"), ("--rounds", "٣")):
            error = self.assertRaises(SystemExit, main, [f"{option}={text}", "hello"])
            self.assertEqual(error.code, 2)
            self.assertIn(f"{text!r} is not a number from 1", self.err.getvalue())

    def test_bases(self) -> None:
        """
        The server that others are compared with is in its part, and needs nothing.
        """
        for name, part in PARTS.items():
            names = {server.name for server in part.servers}
            self.assertIn(part.base.name, names, name)
            self.assertEqual(part.base.lacking(), [], name)
            for goal in part.goals:
                self.assertLessEqual(goal.names(), names, name)

    def test_noWrk(self) -> None:
        """
        Without wrk, one line says which package brings it.
        """
        command = [sys.executable, "-m", "tests.bench", "--rounds", "1", "hello"]
        environment = {"PATH": ""}
        done = run(
            command, cwd=ROOT, env=environment, stdin=DEVNULL, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("apt-get install wrk", done.stderr)
