"""
C{walk}, from what it says first to what comes after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lessons.command.course import ROOT, Step
from lessons.command.following import commandBehind, findNext
from lessons.command.keys import Keys
from lessons.command.paper import Paper
from lessons.command.progress import Progress
from lessons.command.walking import Quit, Walk
from lessons.command.walkstage import WalkStage

KEYS = "Enter goes on · s skips to the next section · q quits"


def walk(paper: Paper, progress: Progress, path: Path) -> bool:
    """
    Lead a reader through a walkthrough.
    """
    with Keys() as keys, WalkStage() as stage:
        if keys.isThere:
            introduce(paper, path)
        try:
            Walk(paper, keys, stage).walk(path)
            paper.say()
            paper.tell(ending(path, progress))
        except Quit:
            paper.say()
        finally:
            sys.stdout.flush()
    return True


def introduce(paper: Paper, path: Path) -> None:
    """
    Say what a walk does, and what is left to the reader.
    """
    paper.tell(
        "This walk runs the programs itself, and types what stands behind >: you only press a "
        f"key. To type yourself, read {path.relative_to(ROOT)} beside two terminals."
    )
    paper.tell(KEYS, "", "dim")


def ending(path: Path, progress: Progress) -> str:
    """
    Say what comes behind a walk: the exercises, or, after those, the next step.
    """
    step = stepOf(path)
    name = f"step {step.name}" if step and step.name.isdigit() else path.stem
    if step is None:
        return f"End of {name}. Next: python -m lessons"
    if all(progress.of(section.number).passed for section in step.sections):
        return f"End of {name}. {commandBehind(progress, step)}"
    following = findNext(progress)
    isFirst = following is not None and following[0].name == step.name
    command = "next" if isFirst else f"check {step.name}"
    return f"End of {name}. Next, its exercises: python -m lessons {command}"


def stepOf(path: Path) -> Step | None:
    """
    Find the step whose exercises belong to a walkthrough.
    """
    for name in path.stem.removeprefix("step"), path.parent.name:
        step = Step(name)
        if step.exercises.exists() and (step.walkthrough == path or name == "clients"):
            return step
    return None
