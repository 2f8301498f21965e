"""
In which order tests are run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.plan import Plan, readTimes, slowest, writeTimes


@dataclass(frozen=True)
class Named:
    """
    A test that is a name.
    """

    name: str
    together: str | None = None

    def id(self) -> str:
        return self.name


CASES = [Named(name) for name in ("m.A.a", "m.A.b", "m.B.a", "m.B.b", "m.C.a")]
TIMES = {"m.A.a": 1, "m.A.b": 2, "m.B.a": 5, "m.B.b": 9, "m.C.a": 4}


class PlanTests(SynchronousTestCase):
    """
    Which tests several processes take, one after the other.
    """

    def taken(self, plan: Plan, *workers: str) -> list[str]:
        """
        Have processes take a test each, in turn.
        """
        return [case.id() for worker in workers if (case := plan.take(worker))]

    def test_longestFirst(self) -> None:
        """
        Each begins with the class that takes longest, and goes on with it.
        """
        plan = Plan(CASES, TIMES)
        self.assertEqual(
            self.taken(plan, "x", "y", "x", "y", "y"),
            ["m.B.b", "m.C.a", "m.B.a", "m.A.b", "m.A.a"],
        )
        self.assertIsNone(plan.take("x"))

    def test_helps(self) -> None:
        """
        A process that has nothing left to begin helps where most is left to do; each test is run
        once.
        """
        plan = Plan(CASES, TIMES)
        self.assertEqual(
            self.taken(plan, "x", "y", "z", "y"), ["m.B.b", "m.C.a", "m.A.b", "m.B.a"]
        )
        self.assertEqual(self.taken(plan, "x", "y", "z"), ["m.A.a"])

    def test_together(self) -> None:
        """
        What belongs together is begun first, and is run by one process, in whatever classes.
        """
        book = [Named("m.D.a", "book"), Named("m.E.a", "book")]
        plan = Plan([*CASES[:1], *book], TIMES)
        self.assertEqual(self.taken(plan, "x", "y", "y"), ["m.E.a", "m.A.a"])
        self.assertEqual(self.taken(plan, "x", "x"), ["m.D.a"])

    def test_unknown(self) -> None:
        """
        Without any times every test is run all the same.
        """
        plan = Plan(CASES, {})
        self.assertEqual(sorted(self.taken(plan, *"xyxyxyxy")), [case.name for case in CASES])

    def test_times(self) -> None:
        """
        Times are kept, and the slowest named; a file that is of no use counts as none.
        """
        path = Path(self.mktemp()) / "times.json"
        self.assertEqual(readTimes(path), {})
        writeTimes(path, TIMES)
        self.assertEqual(readTimes(path), TIMES)
        self.assertEqual(slowest(TIMES, 2), ["   9.0 s  m.B.b", "   5.0 s  m.B.a"])
        for damaged in ("", "[]", '{"a": "b"}', "{"):
            path.write_text(damaged)
            self.assertEqual(readTimes(path), {}, damaged)
