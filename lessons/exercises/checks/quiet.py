"""
Checks of programs that wait, and may leave behind an error that nobody has handled.
"""

from __future__ import annotations

import gc

from lessons.exercises.checks.case import ExerciseTestCase


class QuietTestCase(ExerciseTestCase):
    """
    Makes sure that the errors of one check are told in no other: Python collects
    garbage when it likes, and here only when it is told to.
    """

    def setUp(self) -> None:
        """
        Begin with nothing left behind.
        """
        if self.number == 1:
            gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.addCleanup(self.forget)
        self.flushLoggedErrors()
        super().setUp()

    def forget(self) -> None:
        """
        Throw away what the check has left behind, with its errors.
        """
        gc.collect(0)
        self.flushLoggedErrors()
