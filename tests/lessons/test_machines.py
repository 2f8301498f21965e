"""
The page about several machines: its figures follow from what it assumes.
"""

from __future__ import annotations

import re

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT

TEXT = (ROOT / "lessons" / "machines.rst").read_text(encoding="utf-8")

#: What the page says in words.
PEAK, DAY = 5, 86_400

WRITE = "a plant is added, or changed"


def rows(name: str) -> list[list[str]]:
    """
    Read a table of the page.

    @param name: what its head begins with.
    """
    table = TEXT[TEXT.index(f"\n{name}  ") :].split("\n\n")[0].splitlines()
    first, last = (number for number, line in enumerate(table) if line.startswith("="))
    return [re.split(r"  +", line.strip()) for line in table[first + 1 : last]]


def isRounded(said: str, exact: float) -> bool:
    """
    Tell whether a number is another one, to two digits.
    """
    return float(said) == float(f"{exact:.2g}")


class FigureTests(SynchronousTestCase):
    """
    The figures of its three tables, each calculated from those it rests on.
    """

    def test_follows(self) -> None:
        """
        The number of cores that a number of users needs is what their requests cost, at the peak.
        """
        costs = {name: list(map(float, values)) for name, *values in rows("request")}
        often = {name: float(count) for name, count in rows("what")}
        self.assertEqual(costs.keys(), often.keys())
        requests = sum(often.values())
        spent = [sum(often[name] * costs[name][part] for name in costs) for part in range(3)]
        table = rows("users")
        self.assertEqual(len(table), 5)
        for users, *said in table:
            visitors = int(users.replace(",", "")) * PEAK / DAY
            exact = [requests, *(each / 1e6 for each in spent), often[WRITE]]
            for number, each in zip(said, exact, strict=True):
                self.assertTrue(
                    isRounded(number, visitors * each), (users, number, visitors * each)
                )
