"""
C{check}: runs the checks in a process of their own, and tells what they found.
"""

from __future__ import annotations

from lessons.command.course import ROOT, Step, findUntouched
from lessons.command.hearing import hear
from lessons.command.joining import Teller, tellerOf
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress
from lessons.command.report import Report
from lessons.command.verdict import showReport, tellVerdict
from lessons.language import _


def runChecks(step: Step, exercise: str = "") -> Report:
    """
    Run the checks.

    @param exercise: one exercise; all of the step unless told.
    @raise Trouble: when there is nothing to check, or the checks cannot be run.
    """
    if not step.exercises.exists():
        shown = step.exercises.relative_to(ROOT)
        raise Trouble(
            _(
                "{file} is not there any more: `python -m lessons reset {step}` brings it back"
            ).format(file=shown, step=step.name)
        )
    return hear(step.file, exercise)


def check(
    paper: Paper,
    progress: Progress,
    step: Step,
    exercise: str = "",
    every: bool = False,
    isBrief: bool = False,
    teller: Teller | None = None,
) -> bool:
    """
    Check, tell, and remember.

    @param every: whether to show every message; otherwise the first one of the
        exercise in hand.
    @param isBrief: whether to show no more than a line of the other exercises.
    @param teller: tells a teacher's page; that of the class that the student is in, if any,
        unless given.
    @return: whether all is well.
    """
    report = runChecks(step, exercise)
    untouched = findUntouched(step)
    showReport(paper, report, untouched, every, isBrief)
    for number, passed in report.reached().items():
        progress.note(number, passed=passed)
    tellVerdict(paper, progress, step, report, exercise, untouched, isBrief)
    (teller or tellerOf()).after(paper, report, untouched)
    return report.isPassed()
