"""
What comes next.
"""

from __future__ import annotations

from lessons.command.course import Step, allExercises
from lessons.command.progress import Progress
from lessons.exercises.sections import Section
from lessons.language import N_, _

EVERYTHING = N_("Every exercise is passed.")


def findNext(progress: Progress, after: str = "") -> tuple[Step, Section] | None:
    """
    Find the first exercise that is not passed.

    @param after: begin behind this exercise, and go round.
    """
    every = list(allExercises())
    numbers = [section.number for _, section in every]
    turn = numbers.index(after) + 1 if after in numbers else 0
    for step, section in every[turn:] + every[:turn]:
        if not progress.of(section.number).passed:
            return step, section
    return None


def commandBehind(progress: Progress, step: Step) -> str:
    """
    Say what comes behind a step whose exercises are passed: the walk through the
    next one, or, where that has been begun, the next exercise.
    """
    last = step.sections[-1].number if step.sections else ""
    following = findNext(progress, last)
    if following is None:
        return _(EVERYTHING)
    other = following[0]
    isBegun = any(progress.of(section.number).passed for section in other.sections)
    page = other.name if other.name.isdigit() else "webcat"
    command = "next" if isBegun else f"walk {page}"
    return _("Next: python -m lessons {command}").format(command=command)
