"""
Checks that are run against the text of a file, and what they have found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from twisted.trial.reporter import TestResult

from lessons.exercises.checks import ExerciseTestCase
from lessons.exercises.checks.messagelayout import COLUMNS
from lessons.exercises.checks.subject import EXERCISES, Subject
from tests.support.collector import sparing


@dataclass(frozen=True)
class Wrong:
    """
    One plausible wrong answer: the reference solution, with one mistake.

    @ivar number: the exercise.
    @ivar mistake: what the student has misunderstood, in words.
    @ivar old: the right text, which occurs once in the solution.
    @ivar new: the wrong text.
    @ivar requirement: which one is the first not to be met.
    @ivar says: what must be in the message for it, apart from blanks and line ends.
    """

    number: str
    mistake: str
    old: str
    new: str
    requirement: int
    says: str


@dataclass(frozen=True)
class Outcome:
    """
    What one check has found.

    @ivar verdict: C{"passed"}, C{"failed"}, C{"skipped"} or C{"in error"}.
    @ivar message: what the student reads.
    """

    verdict: str
    message: str = ""


Outcomes = dict[tuple[str, int], Outcome]


def cases(tests: ModuleType) -> Iterator[type[ExerciseTestCase]]:
    """
    Find the classes of a module of checks.
    """
    for value in vars(tests).values():
        if isinstance(value, type) and issubclass(value, ExerciseTestCase) and value.exercise:
            yield value


def check(tests: ModuleType, source: str, only: str = "", untilFailed: bool = False) -> Outcomes:
    """
    Run the checks against the text of a file.

    @param only: an exercise; all of them by default.
    @param untilFailed: go no further than to the first requirement that is not met.
    """
    step = tests.__name__.rpartition("test_")[2]
    subject = Subject(EXERCISES / f"{step}.py", source)
    every: list[ExerciseTestCase] = []
    for one in cases(tests):
        if only in ("", one.exercise):
            against = type(
                one.__name__,
                (one,),
                {"given": subject, "__doc__": one.__doc__, "__module__": step},
            )
            names = sorted(name for name in dir(against) if name.startswith("test_"))
            every.extend(against(name) for name in names)
    result = TestResult()
    with sparing():  # some checks have the collector look, and a student has far fewer objects
        ran = list(runAll(every, result, untilFailed))
    return dict(collect(ran, result))


def runAll(
    every: Iterable[ExerciseTestCase], result: TestResult, untilFailed: bool
) -> Iterator[ExerciseTestCase]:
    """
    Run checks.

    @return: those that ran.
    """
    for test in every:
        test.run(result)
        yield test
        if untilFailed and not result.wasSuccessful():
            return


def collect(
    every: Iterable[ExerciseTestCase], result: TestResult
) -> Iterator[tuple[tuple[str, int], Outcome]]:
    """
    Take the outcomes out of a result.
    """
    found: dict[object, Outcome] = {}
    for verdict, several in ("failed", result.failures), ("in error", result.errors):
        for test, failure in several:
            found[test] = Outcome(verdict, failure.getTraceback())  # type: ignore[union-attr]
    for test, reason in result.skips:
        found[test] = Outcome("skipped", reason)
    for test in every:
        yield (test.exercise, test.number), found.get(test, Outcome("passed"))


def firstFailed(outcomes: Outcomes, number: str) -> int:
    """
    Find the first requirement of an exercise that is not met, 0 if all are.
    """
    several = sorted(key[1] for key, one in outcomes.items() if key[0] == number)
    bad = [one for one in several if outcomes[number, one].verdict in ("failed", "in error")]
    return bad[0] if bad else 0


def folded(text: str) -> str:
    """
    A text without its line breaks.
    """
    return " ".join(text.split())


def rowsOf(message: str) -> int:
    """
    Count the rows that a message takes on a screen.
    """
    return sum(max(1, -(-len(line) // COLUMNS)) for line in message.rstrip("\n").split("\n"))
