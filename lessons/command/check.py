"""
C{check}: runs the checks in a process of their own, and tells what they found.
"""

from __future__ import annotations

from collections.abc import Callable

from lessons.command.checkprocess import hear
from lessons.command.checkreport import Report
from lessons.command.console import Console
from lessons.command.teacher import Teller, tellerOf
from lessons.command.turns import WAITING, turn
from lessons.command.verdict import showReport, tellVerdict
from lessons.language import _
from lessons.syllabus.course import ROOT, Step, findUntouched
from lessons.syllabus.progress import Progress
from lessons.trouble import Trouble

#: Hears what the checks of a step, or of one of its exercises, say.
Listen = Callable[[str, str], Report]


def runChecks(step: Step, exercise: str = "", listen: Listen = hear) -> Report:
    """
    Run the checks.

    @param exercise: one exercise; all of the step by default.
    @param listen: hears what they say: of a process of their own by default.
    @raise Trouble: when there is nothing to check, or the checks cannot be run.
    """
    if not step.exercises.exists():
        shown = step.exercises.relative_to(ROOT)
        raise Trouble(
            _(
                "{file} is not there any more: `python -m lessons reset {step}` brings it back"
            ).format(file=shown, step=step.name)
        )
    return listen(step.file, exercise)


def check(
    console: Console,
    progress: Progress,
    step: Step,
    exercise: str = "",
    every: bool = False,
    isBrief: bool = False,
    teller: Teller | None = None,
    listen: Listen = hear,
) -> bool:
    """
    Check, tell, and remember.

    @param every: whether to show every message; otherwise the first one of the
        exercise in hand.
    @param isBrief: whether to show no more than a line of the other exercises.
    @param teller: tells a teacher's page; that of the class that the student is in, if any,
        unless given.
    @param listen: see L{runChecks}.
    @return: whether all is well.
    """
    with turn(lambda: tellWaiting(console)):
        report = runChecks(step, exercise, listen)
    untouched = findUntouched(step)
    showReport(console, report, untouched, every, isBrief)
    for number, passed in report.reached().items():
        progress.note(number, passed=passed)
    tellVerdict(console, progress, step, report, exercise, untouched, isBrief)
    (teller or tellerOf()).after(console, report, untouched)
    return report.isPassed()


def tellWaiting(console: Console) -> None:
    """
    Say why nothing happens, to whoever sits there.
    """
    if console.out.isatty():
        console.tell(_(WAITING), "", "dim")
