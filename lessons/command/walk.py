"""
C{walk}, from what it says first to what comes after it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from lessons.columns import sentences
from lessons.command.console import Console
from lessons.command.keys import Keys
from lessons.command.tasks import commandAfter, findNext
from lessons.command.walkpace import Quit
from lessons.command.walkpage import Walk
from lessons.command.walkstage import WalkStage
from lessons.language import N_, _
from lessons.syllabus.course import PRACTICE, ROOT, Step, allSteps
from lessons.syllabus.progress import Progress

WALK_KEYS = N_("Enter goes on · s skips to the next section · t: you type · q quits")
#: What a walk does, for a reader who does not type, and for one who does.
ROLES = {
    False: N_(
        "This walk runs the programs itself, and types what comes after >: you only press a "
        "key. To do all of it yourself, read {page} beside two terminals: it also says what to "
        "do if nothing happens."
    ),
    True: N_(
        "This walk runs the programs. You type the commands and what comes after >, and it "
        "compares. To do all of it yourself, read {page} beside two terminals: it also says "
        "what to do if nothing happens."
    ),
}


def walk(console: Console, progress: Progress, path: Path, isTyping: bool = False) -> bool:
    """
    Lead a reader through a walkthrough.

    @param isTyping: whether the reader types what the book types.
    """
    with Keys() as keys, WalkStage() as stage:
        if keys.isThere:
            introduceWalk(console, path, isTyping)
        try:
            Walk(console, keys, stage, isTyping).walk(path)
            console.say()
            console.tell(ending(path, progress))
        except Quit:
            console.say()
        finally:
            sys.stdout.flush()
    return True


def introduceWalk(console: Console, path: Path, isTyping: bool) -> None:
    """
    Say what a walk does, and what is left to the reader.
    """
    console.tell(_(ROLES[isTyping]).format(page=path.relative_to(ROOT)))
    console.tell(_(WALK_KEYS), "", "dim")


def ending(path: Path, progress: Progress) -> str:
    """
    Say what comes after a walk: the exercises, or, after those, the next step.
    """
    step = stepOf(path)
    isStep = step is not None and step.name.isdigit()
    end = (_("End of step {name}.") if isStep else _("End of {name}.")).format(
        name=step.name if step and isStep else path.stem
    )
    return sentences(end, wayOn(step, progress))


def wayOn(step: Step | None, progress: Progress) -> str:
    """
    Say which command comes after the walk through a step, or through none.
    """
    if step is None:
        return _("Next: python -m lessons")
    if all(progress.of(section.number).passed for section in step.sections):
        return commandAfter(progress, step)
    following = findNext(progress)
    isFirst = following is not None and following.step in (step, *before(step))
    command = "watch" if isFirst else f"watch {step.name}"
    return _("Next, its exercises: python -m lessons {command}").format(command=command)


def before(step: Step) -> Sequence[Step]:
    """
    Find what comes before the exercises of a step: those for practice, before the first.
    """
    return [PRACTICE] if step == allSteps()[0] else []


def stepOf(path: Path) -> Step | None:
    """
    Find the step whose exercises belong to a walkthrough.
    """
    for name in path.stem.removeprefix("step"), path.parent.name:
        step = Step(name)
        if step.exercises.exists() and (step.walkthrough == path or name == "clients"):
            return step
    return None
