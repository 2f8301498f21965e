"""
The requirements of an exercise: numbered, in words, and looked at in order.
"""

from __future__ import annotations

import os
import random
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from twisted.python.failure import Failure
from twisted.trial.itrial import IReporter
from twisted.trial.reporter import TestResultDecorator
from twisted.trial.unittest import SynchronousTestCase

from lessons.exercises.checks.failures import CheckFailed, PlainFailure
from lessons.exercises.checks.messagelayout import writeMessage
from lessons.exercises.checks.subject import EXERCISES, Subject
from lessons.exercises.wording import CHECK_FAILED, RAISED
from lessons.language import N_, _, ofExercise


def makeUpSeed() -> str:
    """
    Make up the number that decides what the checks make up: it differs from run to run, unless
    somebody wants the same again.
    """
    return os.environ.get("EXERCISE_SEED") or str(random.SystemRandom().randrange(10_000))


SEED = makeUpSeed()

NUMBERED = re.compile(r"test_(\d+)_")
MARKUP = re.compile(r"[A-Z]\{([^{}]*)\}")

Method = TypeVar("Method", bound=Callable[..., object])


def needs(*numbers: int) -> Callable[[Method], Method]:
    """
    Say which requirements a check rests on. Where one of them is not met, the
    check is skipped. Without this, a check rests on requirement 1.
    """

    def decorate(method: Method) -> Method:
        method.needs = numbers  # type: ignore[attr-defined]
        return method

    return decorate


class PlainReporter(TestResultDecorator):
    """
    Passes results on, and failed checks as their message alone. Remembers
    which requirements are not met.
    """

    def addFailure(self, test: RequirementTestCase, fail: Failure) -> None:
        """
        A requirement is not met.
        """
        if not isinstance(fail.value, CheckFailed):
            self.addError(test, fail)
            return
        test.countAsUnmet()
        self._originalReporter.addFailure(test, PlainFailure(fail.value))

    def addError(self, test: RequirementTestCase, error: Failure) -> None:
        """
        An exception has come to light outside what a check runs: the student's,
        where one of the student's lines has raised it; otherwise the check is itself
        in error. In neither case is it shown bare.
        """
        test.countAsUnmet()
        value = error.value or Exception("unknown")
        isTheirs = bool(test.subject.places(value))
        said = test.explainError(value, isTheirs)
        original = self._originalReporter
        report = original.addFailure if isTheirs else original.addError
        report(test, PlainFailure(CheckFailed(said)))


class RequirementTestCase(SynchronousTestCase):
    """
    The requirements of one exercise, a test each. Its docstring is the exercise's
    title.

    @cvar exercise: the number of the exercise: C{"3.2"}.
    @cvar given: the file to check, where it is not the student's.
    """

    exercise = ""
    given: Subject | None = None
    failureException = CheckFailed  # type: ignore[assignment]  # any AssertionError will do

    loaded: dict[str, Subject] = {}
    announced: set[str] = set()
    unmet: dict[type, set[int]] = {}

    @property
    def step(self) -> str:
        """
        The file's name without C{.py}: C{"step3"}, or C{"clients"}.
        """
        step = self.exercise.rpartition(".")[0]
        return f"step{step}" if step.isdigit() else step

    @property
    def subject(self) -> Subject:
        """
        The file that is checked.
        """
        if self.given is not None:
            return self.given
        if self.step not in self.loaded:
            self.loaded[self.step] = Subject(EXERCISES / f"{self.step}.py")
        return self.loaded[self.step]

    @property
    def number(self) -> int:
        """
        The number of the requirement.
        """
        match = NUMBERED.match(self._testMethodName)
        return int(match[1]) if match else 0

    @property
    def title(self) -> str:
        """
        The title of the exercise.
        """
        return " ".join((type(self).__doc__ or "").split()).rstrip(".")

    @property
    def requirement(self) -> str:
        """
        The requirement in words: the first paragraph of the test's docstring.
        """
        paragraph = (self._testMethodDoc or "").strip().partition("\n\n")[0]
        return MARKUP.sub(r"\1", " ".join(paragraph.split()))

    @property
    def heading(self) -> str:
        """
        What comes above a message: which requirement is not met.
        """
        return _("{exercise}, requirement {number}: {requirement}").format(
            exercise=self.exercise, number=self.number, requirement=ofExercise(self.requirement)
        )

    def run(self, result: Any) -> None:  # type: ignore[override]  # as trial's own
        """
        Run one check, unless something that it rests on has failed.
        """
        self.announce()
        reason = self.reasonToSkip()
        if reason:
            self.countAsUnmet()
            self.skip = reason
        super().run(PlainReporter(result) if IReporter.providedBy(result) else result)

    def explainError(self, error: BaseException, isTheirs: bool) -> str:
        """
        Write the message for an exception that no check has expected.

        @param isTheirs: whether the student's program has raised it.
        """
        told = [("", self.heading)]
        if isTheirs:
            said = self.subject.explain(error)
            return writeMessage([*told, ("", f"{_(RAISED)}\n{said}")])
        line = f"{_placeOf(error)}{type(error).__name__}: {error}"
        return writeMessage([*told, ("", CHECK_FAILED), (N_("for your teacher"), line)])

    def countAsUnmet(self) -> None:
        """
        Remember that nothing that rests on this requirement can be checked.
        """
        self.unmet.setdefault(type(self), set()).add(self.number)

    def announce(self) -> None:
        """
        Say once which file is checked.
        """
        if self.step not in self.announced and self.given is None:
            self.announced.add(self.step)
            print(f"checking {self.subject.path}")
            print(f"seed {SEED} (EXERCISE_SEED={SEED} makes up the same again)", flush=True)

    def reasonToSkip(self) -> str:
        """
        Look whether this check says anything now.
        """
        unmet = self.unmet.setdefault(type(self), set())
        unmet.discard(self.number)
        default = (1,) if self.number > 1 else ()
        wanted = getattr(getattr(self, self._testMethodName), "needs", default)
        missing = [number for number in wanted if number in unmet]
        if missing:
            text = _("not checked yet: first requirement {number} of {exercise}")
            return text.format(number=missing[0], exercise=self.exercise)
        if self.subject.problem and self.subject.isReported:
            return _("not checked: the file cannot be run")
        return ""


def _placeOf(error: BaseException) -> str:
    """
    Say where an exception was raised: the last line of the checks, if there is one.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if Path(one.filename).is_relative_to(EXERCISES)]
    last = (ours or frames)[-1:]
    place = _("{file}, line {line}: ")
    return "".join(place.format(file=Path(one.filename).name, line=one.lineno) for one in last)
