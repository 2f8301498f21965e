"""
How a class stands: who is stuck, and what most have not understood.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.classroom.pagecontent import row
from lessons.classroom.roll import Result, Student
from lessons.classroom.standing import (
    STUCK_SECONDS,
    STUCK_TRIES,
    Hurdle,
    hurdles,
    inOrder,
    standings,
)
from server.pages.flattener import flattenedText


def student(name: str, *results: Result) -> Student:
    """
    Make a student.

    @param results: the newest first.
    """
    passed = tuple(one.exercise for one in results if one.passed)
    return Student(name, name, next(iter(results), None), passed)


def at(requirement: str, exercise: str = "1.1", tries: int = 1, since: float = 0) -> Result:
    """
    Make what has come of an exercise: it is passed where there is no requirement left.
    """
    return Result(exercise, not requirement, requirement, f"not {requirement}", tries, since, 0)


class StandingTests(SynchronousTestCase):
    """
    Each student's standing, from the results of the checks and their times.
    """

    def isStuck(self, result: Result, now: float = 0) -> bool:
        """
        @param now: in seconds, on the same clock as the result's times.
        """
        return standings([student("ada", result)], now)[0].isStuck

    def test_stuck(self) -> None:
        """
        Whoever has tried often, or more than once and for long, is stuck; whoever has passed is
        not.
        """
        self.assertFalse(self.isStuck(at("answers", tries=STUCK_TRIES - 1)))
        self.assertTrue(self.isStuck(at("answers", tries=STUCK_TRIES)))
        self.assertFalse(self.isStuck(at("answers", tries=2), STUCK_SECONDS - 1))
        self.assertTrue(self.isStuck(at("answers", tries=2), STUCK_SECONDS))
        self.assertFalse(self.isStuck(at("answers"), STUCK_SECONDS))
        self.assertFalse(self.isStuck(at("", tries=STUCK_TRIES), STUCK_SECONDS))

    def test_names(self) -> None:
        """
        Two of one name are told apart.
        """
        found = standings([student("ada"), student("bob"), student("ada")], 0)
        self.assertEqual([one.name for one in found], ["ada", "bob", "ada (2)"])

    def test_passed(self) -> None:
        """
        What is passed is listed in the order of the course.
        """
        results = [at("", number) for number in ("10.1", "2.1", "2.a", "clients.1")]
        (one,) = standings([student("ada", *results)], 125)
        self.assertIn(">4: 2.a, 2.1, 10.1, clients.1<", flattenedText(row(one), None))
        self.assertEqual(one.minutes, 2)

    def test_order(self) -> None:
        """
        Whatever number may be in a message has a place in the order.
        """
        numbers = ["x.y", "1.1", "clients.2", "²³.1", "0.1", "1.b", "٣.٣"]
        expected = ["0.1", "1.b", "1.1", "٣.٣", "clients.2", "x.y", "²³.1"]
        self.assertEqual(sorted(numbers, key=inOrder), expected)


class HurdleTests(SynchronousTestCase):
    """
    The checks that most students fail: what a teacher explains next.
    """

    def test_commonest(self) -> None:
        """
        What most do not meet comes first; an exercise that somebody has left does not count.
        """
        found = standings(
            [
                student("ada", at("closes")),
                student("bob", at("answers"), at("closes", "1.2")),
                student("cleo", at("answers")),
                student("dan", at("", "1.2"), at("answers")),
                student("eve"),
            ],
            0,
        )
        self.assertEqual(
            hurdles(found),
            [
                Hurdle("1.1", "answers", "not answers", ["bob", "cleo"]),
                Hurdle("1.1", "closes", "not closes", ["ada"]),
            ],
        )
