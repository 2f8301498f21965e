"""
How a class stands: where each student is, and what to explain next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.classroom.roll import Result, Student

#: Whoever has tried this often, or more than once over this many seconds, and is no further, is
#: stuck.
STUCK_TRIES, STUCK_SECONDS = 5, 300.0
#: How many requirements are listed.
MOST_LISTED = 5


@dataclass(frozen=True)
class Standing:
    """
    Where one student is.

    @ivar name: with a number after it where another student is called the same.
    @ivar result: what has come of the exercise that was checked last, if any was.
    @ivar passed: the exercises that are passed, in no order.
    @ivar minutes: for how long it has been so.
    """

    key: str
    name: str
    result: Result | None
    passed: Sequence[str]
    minutes: int
    isStuck: bool


@dataclass(frozen=True)
class Hurdle:
    """
    A requirement that some do not meet.

    @ivar sentence: what most of them are told.
    @ivar names: who they are.
    """

    exercise: str
    requirement: str
    sentence: str
    names: Sequence[str]


def standings(students: Sequence[Student], now: float) -> list[Standing]:
    """
    Tell where everybody is.

    @param now: in seconds since the epoch.
    """
    met: Counter[str] = Counter()
    found = []
    for student in students:
        met[student.name] += 1
        number = met[student.name]
        name = student.name if number == 1 else f"{student.name} ({number})"
        found.append(_standing(student, name, now))
    return found


def _standing(student: Student, name: str, now: float) -> Standing:
    result = student.latest
    seconds = max(now - result.since, 0.0) if result else 0.0
    isStuck = (
        result is not None
        and not result.passed
        and (result.tries >= STUCK_TRIES or (result.tries > 1 and seconds >= STUCK_SECONDS))
    )
    return Standing(student.key, name, result, student.passed, int(seconds // 60), isStuck)


def hurdles(found: Sequence[Standing]) -> list[Hurdle]:
    """
    Find the requirements that most do not meet just now, the commonest first.
    """
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    said: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.result is not None and not one.result.passed:
            key = one.result.exercise, one.result.requirement
            names[key].append(one.name)
            said[key][one.result.sentence] += 1
    ordered = sorted(names, key=lambda key: (-len(names[key]), inOrder(key[0])))
    return [Hurdle(*key, said[key].most_common(1)[0][0], names[key]) for key in ordered][
        :MOST_LISTED
    ]


def inOrder(exercise: str) -> tuple[int, str, int, str]:
    """
    Make the key by which exercises are sorted: 2.a before 2.1, as in the course, and both
    before 10.1. Those of the clients come last.
    """
    step, _, number = exercise.partition(".")
    place = (int(step), "") if step.isdecimal() else (1000, step)
    return (*place, int(number), "") if number.isdecimal() else (*place, 0, number)
