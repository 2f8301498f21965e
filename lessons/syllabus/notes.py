"""
The notes on the exercises: three hints each, and what to read after a pass.

One text file for each step, C{lessons/exercises/hints/step1.txt}::

    1.1 quit, however it is spelled
    ===============================

    Hint 1: where to look
    ---------------------

    ...

The sections of every exercise are those of C{SECTIONS}, in that order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons.syllabus.sections import NUMBER

SECTIONS = [
    "Time",
    "Hint 1: where to look",
    "Hint 2: what to think about",
    "Hint 3: almost the line",
    "Why",
    "What a professional would do",
]
EXERCISE = re.compile(rf"^({NUMBER}) (.+)\n=+\n", re.M)
SECTION = re.compile(r"^(\S.*)\n-+\n", re.M)


class BadNotes(ValueError):
    """
    The notes do not have the form they must have.
    """


@dataclass(frozen=True)
class Notes:
    """
    The notes to one exercise.

    @ivar minutes: how long it takes most people.
    @ivar hints: three texts, each of which says more than the one before.
    """

    number: str
    title: str
    minutes: int
    hints: tuple[str, str, str]
    why: str
    professional: str


def readNotes(text: str) -> dict[str, Notes]:
    """
    Read the notes of one step.

    @return: the notes by the exercise's number, in order.
    @raise BadNotes: when a section is missing or in the wrong place.
    """
    _, *parts = EXERCISE.split(text)
    numbers, titles, bodies = parts[0::3], parts[1::3], parts[2::3]
    return {
        number: _read(number, title, body)
        for number, title, body in zip(numbers, titles, bodies, strict=True)
    }


def _read(number: str, title: str, body: str) -> Notes:
    before, *parts = SECTION.split(body)
    names, texts = parts[0::2], [text.strip("\n") for text in parts[1::2]]
    if before.strip() or names != SECTIONS or not all(texts):
        raise BadNotes(f"the notes to {number} must have, in this order: {SECTIONS}")
    minutes = re.fullmatch(r"(\d+) minutes", texts[0])
    if minutes is None:
        raise BadNotes(f"the notes to {number}: the time is not written as '10 minutes'")
    one, two, three, why, professional = texts[1:]
    return Notes(number, title, int(minutes[1]), (one, two, three), why, professional)
