"""
Runs the checks of one step for a program that reads the outcome: one JSON object
a line. C{python -m lessons.exercises.checks step3 3.2}.

It is a process of its own, so that nothing in a student's file can take the
command with it: no exit, no endless loop, no memory that runs out.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import TextIO

from twisted.python.failure import Failure
from twisted.trial.reporter import TestResult

from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.requirements import SEED

#: Bytes of address space: an endless loop that collects ends in a MemoryError.
MOST_MEMORY = 2_000_000_000


class LineReporter(TestResult):
    """
    Writes each outcome as soon as it is known.
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self.out = out

    def tell(self, test: ExerciseTestCase, verdict: str, message: str = "") -> None:
        """
        Write one outcome.
        """
        outcome = {
            "exercise": test.exercise,
            "title": test.title,
            "number": test.number,
            "requirement": test.requirement,
            "verdict": verdict,
            "message": message,
        }
        print(json.dumps(outcome), file=self.out, flush=True)

    def addSuccess(self, test: ExerciseTestCase) -> None:  # type: ignore[override]
        """
        A requirement is met.
        """
        self.tell(test, "passed")

    def addFailure(  # type: ignore[override]
        self, test: ExerciseTestCase, fail: Failure
    ) -> None:
        """
        A requirement is not met.
        """
        self.tell(test, "failed", fail.getTraceback().rstrip())

    def addError(self, test: ExerciseTestCase, error: Failure) -> None:  # type: ignore[override]
        """
        A check is itself in error.
        """
        self.tell(test, "in error", error.getTraceback().rstrip())

    def addSkip(  # type: ignore[override]
        self, test: ExerciseTestCase, reason: str
    ) -> None:
        """
        A requirement was not looked at.
        """
        self.tell(test, "skipped", reason)


def findTests(step: str, exercise: str) -> Iterator[ExerciseTestCase]:
    """
    Find the checks of a step, in order.

    @param exercise: one exercise; empty for all.
    """
    module = importlib.import_module(f"lessons.exercises.test_{step}")
    for case in list(vars(module).values()):
        isCase = isinstance(case, type) and issubclass(case, ExerciseTestCase) and case.exercise
        if isCase and exercise in ("", case.exercise):
            yield from map(case, sorted(name for name in dir(case) if name.startswith("test_")))


def main(step: str, exercise: str = "") -> None:
    """
    Run the checks.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    reporter = LineReporter(out)
    with redirect_stdout(StringIO()):
        tests = list(findTests(step, exercise))
        subject = tests[0].subject
        print(json.dumps({"file": str(subject.path), "seed": SEED}), file=out, flush=True)
        for test in tests:
            test.run(reporter)


if __name__ == "__main__":
    main(*sys.argv[1:])
