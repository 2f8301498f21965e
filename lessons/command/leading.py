"""
C{walk}, from what it says first to what comes after it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lessons.command.course import ROOT, Step
from lessons.command.following import commandBehind, findNext
from lessons.command.keys import Keys
from lessons.command.pacing import Quit
from lessons.command.paper import Paper
from lessons.command.progress import Progress
from lessons.command.walking import Walk
from lessons.command.walkstage import WalkStage

KEYS = "Enter goes on · s skips to the next section · t: you type · q quits"
#: What a walk does, for a reader who does not type, and for one who does.
ROLES = {
    False: "This walk runs the programs itself, and types what stands behind >: you only press a "
    "key.",
    True: "This walk runs the programs. You type the commands and what stands behind >, and it "
    "compares.",
}


def walk(paper: Paper, progress: Progress, path: Path, isTyping: bool = False) -> bool:
    """
    Lead a reader through a walkthrough.

    @param isTyping: whether the reader types what the book types.
    """
    with Keys() as keys, WalkStage() as stage:
        if keys.isThere:
            introduce(paper, path, isTyping)
        try:
            Walk(paper, keys, stage, isTyping).walk(path)
            paper.say()
            paper.tell(ending(path, progress))
        except Quit:
            paper.say()
        finally:
            sys.stdout.flush()
    return True


def introduce(paper: Paper, path: Path, isTyping: bool) -> None:
    """
    Say what a walk does, and what is left to the reader.
    """
    paper.tell(
        f"{ROLES[isTyping]} To do all of it yourself, read {path.relative_to(ROOT)} beside two "
        "terminals: it also says what to do if nothing happens."
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
