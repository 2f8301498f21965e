"""
In which order tests are run, when several processes run them: what takes long begins first, so
that no process is still busy when the others have ended; and tests that share something made once
for a process, as the book is, are run by one process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

#: How many seconds a test is taken to need when nothing is known about it.
UNKNOWN = 0.2


class Case(Protocol):
    """
    A test, of which only the name is looked at.
    """

    def id(self) -> str:
        """
        Its name, with its class and module.
        """


class Group:
    """
    Tests that share something: those of one class, or those whose classes have the same
    C{together}.

    @ivar isWhole: whether one process runs all of them.
    @ivar owner: who runs them, once somebody does.
    """

    def __init__(self, isWhole: bool) -> None:
        self.isWhole = isWhole
        self.owner: object = None
        self.cases: list[tuple[float, Case]] = []

    def seconds(self) -> float:
        """
        How long what is left of it takes.
        """
        return sum(seconds for seconds, _ in self.cases)


class Plan:
    """
    The tests that are still to be run.
    """

    def __init__(self, cases: Iterable[Case], times: Mapping[str, float]) -> None:
        """
        @param times: how many seconds each test took the last time, by its name.
        """
        self.groups: dict[str, Group] = {}
        for case in cases:
            name = case.id()
            together = getattr(case, "together", None)
            group = self.groups.setdefault(
                together or name.rpartition(".")[0], Group(together is not None)
            )
            group.cases.append((times.get(name, UNKNOWN), case))
        for group in self.groups.values():
            group.cases.sort(key=lambda each: each[0])

    def take(self, worker: object) -> Any:
        """
        Choose the next test of a process: from what it has begun; else from the longest that
        nobody has begun; else it helps where most is left to do.

        @return: L{None} where there is none.
        """
        left = [group for group in self.groups.values() if group.cases]
        own = [group for group in left if group.owner is worker]
        new = [group for group in left if group.owner is None]
        others = [group for group in left if not group.isWhole]
        chosen = max(own or new or others, key=self.urgency, default=None)
        if chosen is None:
            return None
        if chosen.owner is None:
            chosen.owner = worker
        return chosen.cases.pop()[1]

    @staticmethod
    def urgency(group: Group) -> tuple[bool, float]:
        """
        What one process must do alone cannot be left to the end.
        """
        return group.isWhole, group.seconds()


def readTimes(path: Path) -> dict[str, float]:
    """
    Read how long tests took; nothing is known where the file is missing, or of no use.
    """
    with suppress(OSError, ValueError, TypeError):
        found = dict(json.loads(path.read_text()))
        return {name: float(seconds) for name, seconds in found.items()}
    return {}


def writeTimes(path: Path, times: Mapping[str, float]) -> None:
    """
    Keep how long tests took, for the next time.
    """
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({name: round(each, 3) for name, each in times.items()}))


def slowest(times: Mapping[str, float], number: int = 20) -> list[str]:
    """
    List the tests that took longest, each with its seconds.
    """
    ranked = sorted(times.items(), key=lambda each: -each[1])[:number]
    return [f"{seconds:6.1f} s  {name}" for name, seconds in ranked]
