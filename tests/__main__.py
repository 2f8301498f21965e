"""
Runs the tests, as C{trial} does, and takes the same arguments. Where several processes run them,
each begins with what takes longest, the last line says how far they are, and at the end the
slowest are listed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from twisted.scripts import trial
from twisted.trial._dist.distreporter import DistReporter
from twisted.trial._dist.disttrial import DistTrialRunner
from twisted.trial.reporter import Reporter

from tests.support.examples import allowTime
from tests.support.plan import Plan, readTimes, slowest, writeTimes
from tests.support.temporary import inMemory

#: Where it is kept how long each test took.
TIMES = Path(__file__).parents[1] / "build" / "testtimes.json"


class Progress(Reporter):
    """
    Says how far the tests are: in a terminal on one line, else on one for each twentieth part.

    @ivar total: how many tests there are.
    """

    total = 0

    def stopTest(self, test: Any) -> None:
        """
        Count a test that is over, and say how far the tests are.
        """
        super().stopTest(test)
        isTerminal = self._stream.isatty()
        part = max(1, self.total // 20)
        if isTerminal or self.testsRun % part == 0:
            self._write(f"\r{self}\x1b[K" if isTerminal else f"{self}\n")

    def addFailure(self, test: Any, fail: Any) -> None:
        """
        Name a test that has failed at once; the end says why.
        """
        super().addFailure(test, fail)
        self._write(f"\n{test.id()} has failed\n")

    def addError(self, test: Any, error: Any) -> None:
        """
        As L{addFailure}, where something else went wrong.
        """
        super().addError(test, error)
        self._write(f"\n{test.id()} has failed\n")

    def __str__(self) -> str:
        failed = len(self.failures) + len(self.errors)
        seconds = time.time() - (self._startTime or 0)
        return f"{self.testsRun} of {self.total} tests, {failed} failed, {seconds:.0f} s"


class Runner(DistTrialRunner):
    """
    Has several processes run the tests, each what a L{Plan} chooses for it.

    @ivar times: how many seconds each test has taken.
    @ivar begun: the processes that have run a test.
    """

    plan: Plan | None = None
    times: dict[str, float]
    begun: set[object]

    def _makeResult(self) -> DistReporter:
        """
        Begin a new report, whose time counts from now.
        """
        self.plan, self.times, self.begun = None, {}, set()
        progress = Progress(self.stream, self._tracebackFormat, self._realTimeErrors)
        progress._startTime = time.time()  # and not when the first test is over
        return DistReporter(progress)

    async def _driveWorker(
        self, result: DistReporter, testCases: Iterable[Any], worker: Any
    ) -> None:
        """
        Run tests in one process until none is left.
        """
        if self.plan is None:
            cases = list(testCases)
            result.original.total = len(cases)
            self.plan = Plan(cases, readTimes(TIMES))
        while (case := self.plan.take(worker)) is not None:
            if self._exitFirst and not result.original.wasSuccessful():
                return
            isFirst = worker not in self.begun  # before it, the process has yet to begin
            self.begun.add(worker)
            began = time.monotonic()
            await super()._driveWorker(result, [case], worker)
            if not isFirst:
                self.times[case.id()] = time.monotonic() - began

    def writeResults(self, result: DistReporter) -> None:
        """
        Name the slowest tests, and say how the run went.
        """
        print("\n\nThe slowest:", *slowest(self.times), sep="\n  ", file=self.stream)
        writeTimes(TIMES, readTimes(TIMES) | self.times)
        super().writeResults(result)


if __name__ == "__main__":
    # Hundreds of programs are started: none compiles what another one has.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # And they make many files, for a moment.
    if folder := inMemory():
        os.environ.setdefault("TMPDIR", folder)
    trial.__dict__["DistTrialRunner"] = Runner
    allowTime()
    trial.run()
