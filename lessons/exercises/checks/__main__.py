"""
Runs the checks of one step for a program that reads the outcome: one JSON object on each line.
C{python -m lessons.exercises.checks step3 3.2}.

It is a process of its own, so that nothing in a student's file can bring the command down with it:
no exit, no endless loop, no memory that runs out.

The first line says what will be checked, before the student's file is run, and each
further line is a verdict. What is missing at the end was never checked. Every line
begins with a word that the reader has made up and sent to our standard input: a line
that the student's program writes does not.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import TextIO

from twisted.python.failure import Failure
from twisted.trial.reporter import TestResult

from lessons.exercises.checks import requirements
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.exercises.checks.limits import Printed
from lessons.exercises.checks.ready import waitForWork
from lessons.exercises.checks.subject import EXERCISES
from lessons.exercises.readiness import READY
from lessons.language import ENGLISH, findLanguage, spoken

#: Bytes of address space: an endless loop that collects ends in a MemoryError.
MOST_MEMORY = 2_000_000_000


class LineReporter(TestResult):
    """
    Writes each outcome as soon as it is known.
    """

    def __init__(self, out: TextIO, word: str) -> None:
        """
        @param word: begins each line.
        """
        super().__init__()
        self.out = out
        self.word = word
        self.process = os.getpid()

    def write(self, said: dict[str, object]) -> None:
        """
        Write one line. A copy of this process, which the student's program has made by
        C{fork}, has nothing to say: it ends.
        """
        if os.getpid() != self.process:
            os._exit(0)
        print(self.word, json.dumps(said), file=self.out, flush=True)

    def tell(self, test: ExerciseTestCase, verdict: str, message: str = "") -> None:
        """
        Write one outcome, with its message where there is one.
        """
        self.write({**describe(test), "verdict": verdict, "message": message})

    def addSuccess(self, test: ExerciseTestCase) -> None:  # type: ignore[override]
        """
        Tell that a requirement is met.
        """
        self.tell(test, "passed")

    def addFailure(  # type: ignore[override]
        self, test: ExerciseTestCase, fail: Failure
    ) -> None:
        """
        Tell that a requirement is not met, and why.
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


def describe(test: ExerciseTestCase) -> dict[str, object]:
    """
    Say which requirement a test looks at.
    """
    return {
        "exercise": test.exercise,
        "title": test.title,
        "number": test.number,
        "requirement": test.requirement,
    }


def takeOutput() -> TextIO:
    """
    Keep our standard output for ourselves: what the student's program writes there, past
    C{sys.stdout} as well, goes to standard error.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def main(step: str, exercise: str = "") -> None:
    """
    Run the checks, and end without waiting for the student's threads.
    """
    sys.excepthook = sys.__excepthook__  # whatever ends a student's file is shown
    spoken.use(findLanguage(os.environ.get("LANGUAGE", "")) or ENGLISH)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    word = "" if sys.stdin.isatty() else sys.stdin.readline().strip()
    reporter = LineReporter(takeOutput(), word)
    with redirect_stdout(Printed()):
        tests = list(findTests(step, exercise))
        path, plan = EXERCISES / f"{step}.py", [*map(describe, tests)]
        reporter.write({"file": str(path), "seed": requirements.SEED, "plan": plan})
        for test in tests:
            test.run(reporter)


if __name__ == "__main__":
    main(*(waitForWork(sys.argv[2]) if sys.argv[1] == READY else sys.argv[1:]))
    os._exit(0)  # without waiting for a thread of the student's
