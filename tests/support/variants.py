"""
Broken variants: a step with one plausible mistake, to prove that the step's
tests catch it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest import TestResult

from twisted.trial.unittest import SynchronousTestCase


@dataclass(frozen=True)
class Variant:
    """
    One mistake.

    @ivar mistake: what the author forgot, in words.
    @ivar old: the right text in the step's source, where it occurs once.
    @ivar new: the wrong text.
    @ivar caughtBy: the name of a test method that must fail.
    """

    mistake: str
    old: str
    new: str
    caughtBy: str


class StepTestCase(SynchronousTestCase):
    """
    Tests of one step in memory. A variant's tests are these, with C{step}
    replaced.
    """

    step: ModuleType


def load(step: ModuleType, variant: Variant) -> ModuleType:
    """
    Build the broken module.

    @raise AssertionError: when the source does not hold the text exactly once.
    """
    path = str(step.__file__)
    source = Path(path).read_text()
    times = source.count(variant.old)
    assert times == 1, f"{path} holds {variant.old!r} {times} times"
    broken = ModuleType(step.__name__)
    broken.__file__ = path
    code = compile(source.replace(variant.old, variant.new), f"{path} ({variant.mistake})", "exec")
    right = sys.modules[step.__name__]
    sys.modules[step.__name__] = broken  # dataclasses look their module up
    try:
        exec(code, broken.__dict__)
    finally:
        sys.modules[step.__name__] = right
    return broken


def failures(tests: ModuleType, broken: ModuleType, only: str = "") -> set[str]:
    """
    Run in-memory tests of a module against a broken step.

    @param only: the name of the test methods to run; all of them by default.
    @return: the names of those that fail.
    """
    result = TestResult()
    for case in list(vars(tests).values()):
        if isinstance(case, type) and issubclass(case, StepTestCase) and "step" in dir(case):
            against = type(case.__name__, (case,), {"step": broken, "__module__": __name__})
            for name in dir(against):
                if name.startswith("test") and only in ("", name):
                    against(name).run(result)
    return {str(case).split(" ")[0].split(".")[-1] for case, _ in result.failures + result.errors}
