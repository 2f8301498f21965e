"""
C{check}: runs the checks in a process of their own, and tells what they found.
"""

from __future__ import annotations

import json
import subprocess
import sys

from lessons.command.course import ROOT, Step, findUntouched
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress
from lessons.command.report import Outcome, Report
from lessons.command.verdict import showReport, tellVerdict

#: Seconds that the checks of a step may take. Each call of the student's program
#: has a limit of its own; this is for what escapes it.
PATIENCE = 60.0


def runChecks(step: Step, exercise: str = "") -> Report:
    """
    Run the checks.

    @param exercise: one exercise; all of the step unless told.
    @raise Trouble: when there is nothing to check, or they did not come to an end.
    """
    shown = step.exercises.relative_to(ROOT)
    if not step.exercises.exists():
        raise Trouble(
            f"{shown} is not there any more: `python -m lessons reset {step.name}` brings it back"
        )
    # -b: bytes that are compared with text are reported; see checks/__main__.py.
    arguments = ["-b", "-m", "lessons.exercises.checks", step.file, *([exercise] * bool(exercise))]
    command = [sys.executable, *arguments]
    try:
        ended = subprocess.run(  # noqa: S603  # our own module
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,  # the keys are ours: see watching.py
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise Trouble(
            f"the checks were still busy after {PATIENCE:g} s. Is there a loop that never ends in "
            f"{shown}?"
        ) from error
    first, *others = ended.stdout.splitlines() or [""]
    if ended.returncode != 0 or not first:
        raise Trouble(f"the checks did not come to an end:\n{ended.stderr.strip()}")
    said = json.loads(first)
    return Report(said["file"], said["seed"], [Outcome(**json.loads(line)) for line in others])


def check(
    paper: Paper,
    progress: Progress,
    step: Step,
    exercise: str = "",
    every: bool = False,
    isBrief: bool = False,
) -> bool:
    """
    Check, tell, and remember.

    @param every: whether to show the message of every exercise that has failed;
        otherwise of the one in hand.
    @param isBrief: whether to show no more than a line of the other exercises.
    @return: whether all is well.
    """
    report = runChecks(step, exercise)
    untouched = findUntouched(step)
    showReport(paper, report, untouched, every, isBrief)
    for number, passed in report.passed().items():
        progress.note(number, passed=passed)
    tellVerdict(paper, progress, step, report, exercise, untouched, isBrief)
    return not report.failed()
