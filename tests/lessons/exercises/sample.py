"""
A sample of checks, for the tests of the machinery. See it by its module, or trial
takes it for tests of its own.
"""

from __future__ import annotations

from lessons.exercises.checks import ExerciseTestCase, needs


class SampleTests(ExerciseTestCase):
    """
    A sample.
    """

    exercise = "9.9"

    def test_1_echo(self) -> None:
        """
        What C{is} sent comes back.

        This paragraph is for other developers.
        """
        for answer in self.deliveries(b"a"):
            answer.mustBe(b"a", "the sample says so.")

    def test_2_further(self) -> None:
        """
        Something that rests on it.
        """

    @needs()
    def test_3_alone(self) -> None:
        """
        Something that does not.
        """

    @needs(2)
    def test_4_last(self) -> None:
        """
        Something that rests on 2.
        """
