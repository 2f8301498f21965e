"""
What the checks have found, as a student reads it: each requirement, and what is wrong with
the first that is not met.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Outcome:
    """
    What one check has found.

    @ivar verdict: C{"passed"}, C{"failed"}, C{"skipped"} or C{"in error"}.
    @ivar message: what to tell the student, where it has failed.
    """

    exercise: str
    title: str
    number: int
    requirement: str
    verdict: str
    message: str


@dataclass(frozen=True)
class Report:
    """
    What all checks of a step, or of one exercise, have found.

    @ivar file: the file that was checked.
    @ivar seed: makes up the same again.
    """

    file: str
    seed: str
    outcomes: Sequence[Outcome]

    def failed(self) -> list[Outcome]:
        """
        What is not as it should be, and has a message that says so.
        """
        return [one for one in self.outcomes if one.verdict in ("failed", "in error")]

    def passed(self) -> dict[str, bool]:
        """
        Tell of each exercise whether all its requirements are met.
        """
        return {
            number: all(one.verdict == "passed" for one in several)
            for number, several in groupby(self.outcomes, lambda one: one.exercise)
        }

    def reached(self) -> dict[str, bool]:
        """
        As L{passed}, without the exercises that nothing is known about.
        """
        known = {one.exercise for one in self.outcomes if one.verdict != "skipped"}
        return {number: passed for number, passed in self.passed().items() if number in known}

    def isPassed(self) -> bool:
        """
        Tell whether every requirement was looked at, and is met.
        """
        return bool(self.outcomes) and all(self.passed().values())

    def inHand(self, untouched: Set[str]) -> str:
        """
        Find the exercise that the student works on: the first that has failed and
        is not as it was handed out, or else the first that has failed.

        @param untouched: those that are as they were handed out.
        """
        failed = [one.exercise for one in self.failed()]
        begun = [number for number in failed if number not in untouched]
        return next(iter(begun + failed), "")
