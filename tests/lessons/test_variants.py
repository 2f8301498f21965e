"""
For each step, plausible mistakes, and the proof that the step's tests catch
every one of them.
"""

from __future__ import annotations

import gc
from importlib import import_module
from types import ModuleType

from twisted.trial.unittest import SynchronousTestCase

from tests.support.collector import sparing
from tests.support.steps import STEPS
from tests.support.variants import Variant, failures, load


class VariantTests(SynchronousTestCase):
    """
    Each broken variant of a step is caught by the test that it names.
    """

    def test_atLeastThree(self) -> None:
        """
        Each step has at least three broken variants.
        """
        for name in STEPS:
            variants = import_module(f"tests.lessons.test_{name}").VARIANTS
            self.assertGreaterEqual(len(variants), 3, name)

    def test_control(self) -> None:
        """
        The same tests, run in the same way against the right steps, all pass.
        """
        for name in STEPS:
            tests = import_module(f"tests.lessons.test_{name}")
            self.assertEqual(failures(tests, import_module(f"lessons.{name}")), set(), name)


def addTest(step: ModuleType, tests: ModuleType, index: int, variant: Variant) -> None:
    """
    Add the test of one variant.
    """

    def test(self: SynchronousTestCase) -> None:
        with sparing():
            caught = failures(tests, load(step, variant), variant.caughtBy)
            # A Deferred logs an error that nobody handled when it is thrown away:
            # now, and not in the middle of some other test.
            gc.collect()
        self.flushLoggedErrors()
        self.assertEqual(caught, {variant.caughtBy})

    short = step.__name__.split(".")[-1]
    test.__doc__ = f"{short} that {variant.mistake} is caught by {variant.caughtBy}."
    setattr(VariantTests, f"test_{short}_{index}", test)


for stepName in STEPS:
    testModule = import_module(f"tests.lessons.test_{stepName}")
    for number, broken in enumerate(testModule.VARIANTS, start=1):
        step = import_module(f"lessons.{stepName}")
        addTest(getattr(testModule, "SUBJECT", step), testModule, number, broken)
