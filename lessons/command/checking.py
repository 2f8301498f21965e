"""
C{check}: runs the checks in a process of their own, and tells what they found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lessons.command.course import ROOT, Step
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress

#: Seconds that the checks of a step may take. Each call of the student's program
#: has a limit of its own; this is for what escapes it.
PATIENCE = 60.0

MARKS = {"passed": "ok", "failed": "FAILED", "skipped": "-", "in error": "ERROR"}
COLOURS = {"passed": "green", "failed": "red", "skipped": "dim", "in error": "red"}


@dataclass(frozen=True)
class Outcome:
    """
    What one check has found.

    @ivar verdict: a key of C{MARKS}.
    @ivar message: what to tell the student, where it has failed.
    """

    exercise: str
    title: str
    number: int
    requirement: str
    verdict: str
    message: str


@dataclass(frozen=True)
class Report:
    """
    What all checks of a step, or of one exercise, have found.

    @ivar file: the file that was checked.
    @ivar seed: makes up the same again.
    """

    file: str
    seed: str
    outcomes: Sequence[Outcome]

    def passed(self) -> dict[str, bool]:
        """
        Which exercises are passed.
        """
        return {
            number: all(one.verdict == "passed" for one in several)
            for number, several in groupby(self.outcomes, lambda one: one.exercise)
        }


def runChecks(step: Step, exercise: str = "") -> Report:
    """
    Run the checks.

    @param exercise: one exercise; all of the step unless told.
    @raise Trouble: when they did not come to an end.
    """
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
            f"{step.exercises.relative_to(ROOT)}?"
        ) from error
    first, *others = ended.stdout.splitlines() or [""]
    if ended.returncode != 0 or not first:
        raise Trouble(f"the checks did not come to an end:\n{ended.stderr.strip()}")
    said = json.loads(first)
    return Report(said["file"], said["seed"], [Outcome(**json.loads(line)) for line in others])


def check(
    paper: Paper, progress: Progress, step: Step, exercise: str = "", every: bool = False
) -> bool:
    """
    Check, tell, and remember.

    @param every: whether to show the message of every exercise that has failed;
        otherwise of the first.
    @return: whether all is well.
    """
    report = runChecks(step, exercise)
    paper.say(report.file, "bold")
    for number, several in groupby(report.outcomes, lambda one: one.exercise):
        showExercise(paper, number, list(several))
    failed = [one for one in report.outcomes if one.message and one.verdict != "skipped"]
    if failed:
        showMessages(paper, failed, every, report.seed)
    for number, passed in report.passed().items():
        progress.note(number, passed=passed)
    return not failed


def showExercise(paper: Paper, number: str, outcomes: Sequence[Outcome]) -> None:
    """
    List the requirements of one exercise, each with its verdict.
    """
    paper.say()
    paper.tell(outcomes[0].title, f"{number} ", "bold")
    for one in outcomes:
        mark = f"  {MARKS[one.verdict]:6} {one.number} "
        paper.tell(one.requirement, mark, COLOURS[one.verdict])


def showMessages(paper: Paper, failed: Sequence[Outcome], every: bool, seed: str) -> None:
    """
    Show what is wrong: one thing after the other, unless told.
    """
    first = failed[0].exercise
    for one in failed:
        if every or one.exercise == first:
            paper.say()
            paper.say("-" * min(paper.width, 79), "dim")
            paper.say(one.message)
    paper.say("-" * min(paper.width, 79), "dim")
    others = sorted({one.exercise for one in failed} - {first})
    if others and not every:
        paper.tell(f"Not shown: {', '.join(others)}. --all shows everything.")
    paper.tell(f"A hint: python -m lessons hint {first}")
    paper.tell(f"The same once more: EXERCISE_SEED={seed} python -m lessons check {first}")
