"""
One student of a class, as a process: works through exercises, and has the class page told of
each check, as the command does. C{python -m tests.faults.pupil PLACE CODE NAME SECONDS}: says
C{here} once it is in the class, begins at a line of its standard input, and tells at its end
what it has passed and how long it waited.
"""

from __future__ import annotations

import json
import random
import sys
import time
from statistics import median
from typing import NamedTuple

from lessons.classroom import telling
from lessons.classroom.membership import Membership, join
from lessons.classroom.message import Message
from lessons.classroom.telling import NotTold, tell

#: In the order of the course; whoever is through waits for the end.
EXERCISES = [f"{step}.{number}" for step in range(1, 16) for number in range(1, 6)]
#: How many checks an hour of class has, for each student.
CHECKS = 40
#: Seconds; the command gives up sooner. Here it is measured how long it takes.
TELLING_PATIENCE = 30.0
REQUIREMENT, SENTENCE = "It answers at once.", "No answer has come."


class Told(NamedTuple):
    """
    What a student tells at the end.

    @ivar passed: the exercises that the class page has taken as passed, in order.
    @ivar refused: why messages were not taken.
    @ivar longest: seconds that the class page took for a message at the most.
    """

    passed: list[str]
    refused: list[str]
    longest: float
    median: float
    checks: int


class Pupil:
    """
    Tries each exercise until it passes.
    """

    def __init__(self, member: Membership) -> None:
        self.member = member
        self.told = Told([], [], 0.0, 0.0, 0)
        self.waits: list[float] = []

    def report(self, message: Message) -> bool:
        """
        Have the page told, as C{check} does.

        @return: whether it was.
        """
        began = time.perf_counter()
        try:
            tell(self.member.teacher, [message])
        except NotTold as error:
            self.told.refused.append(str(error))
            return False
        finally:
            self.waits.append(time.perf_counter() - began)
        return True

    def check(self, isPassed: bool) -> None:
        """
        Tell the class that the exercise in hand has passed its check, or has not.
        """
        exercise = EXERCISES[len(self.told.passed)]
        words = ("", "") if isPassed else (REQUIREMENT, SENTENCE)
        if self.report(self.member.message(exercise, isPassed, *words)) and isPassed:
            self.told.passed.append(exercise)

    def work(self, seconds: float) -> Told:
        """
        Check again and again; every third time it is right.
        """
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and len(self.told.passed) < len(EXERCISES):
            self.check(len(self.waits) % 3 == 0)
            time.sleep(random.uniform(0.5, 1.5) * seconds / CHECKS)  # it thinks
        return self.told._replace(
            longest=max(self.waits), median=median(self.waits), checks=len(self.waits)
        )


def main(place: str, code: str, name: str, seconds: str) -> None:
    """
    Be in the class, from its beginning to its end.
    """
    telling.TELLING_TIMEOUT = TELLING_PATIENCE
    pupil = Pupil(join(place, code, name))
    pupil.check(False)
    print("here", flush=True)
    sys.stdin.readline()
    print(json.dumps(pupil.work(float(seconds))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
