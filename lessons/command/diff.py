"""
C{diff}: what a step changes of the program of the step before.
"""

from __future__ import annotations

from difflib import unified_diff

from lessons.command.console import Console
from lessons.language import _
from lessons.syllabus.course import Step, allSteps
from lessons.trouble import Trouble

LINE_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def stepBefore(step: Step) -> Step:
    """
    Find the step before another.

    @raise Trouble: when it is the first.
    """
    steps = [one for one in allSteps() if one.name.isdigit()]
    index = next((index for index, one in enumerate(steps) if one.name == step.name), 0)
    if index == 0:
        text = _("nothing comes before step {step}: `diff N M` compares any two steps")
        raise Trouble(text.format(step=step.name))
    return steps[index - 1]


def showDifference(console: Console, old: Step, new: Step) -> None:
    """
    Show what changes from one step's program to another's: C{-} goes, C{+} comes.
    """
    for step in old, new:
        if not step.program.is_file():
            text = _("{step} is not one program: there is nothing to compare")
            raise Trouble(text.format(step=step.name))
    before, after = (one.program.read_text(encoding="utf-8").splitlines() for one in (old, new))
    names = f"lessons/{old.file}.py", f"lessons/{new.file}.py"
    lines = list(unified_diff(before, after, *names, lineterm=""))
    for line in lines or [_("no difference")]:
        isHeading = line.startswith(("---", "+++"))
        colour = "bold" if isHeading else LINE_COLOURS.get(line[:1], "")
        console.say(line, *([colour] if colour else []))
