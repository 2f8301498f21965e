"""
C{hint}: three hints to each exercise, a little more each time.
"""

from __future__ import annotations

from lessons.command.console import Console
from lessons.language import N_, _, ofExercise, ofTitle
from lessons.syllabus.course import Step
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section

HINTS = 3
HINT_TITLES = [
    N_("{number} hint 1, {title}: where to look"),
    N_("{number} hint 2, {title}: what to think about"),
    N_("{number} hint 3, {title}: almost the line"),
]


def showHint(
    console: Console, progress: Progress, step: Step, section: Section, level: int | None
) -> None:
    """
    Show a hint.

    @param level: 1 to 3; by default the next one that has not been shown.
    """
    number = section.number
    wanted = writeHint(console, progress, step, section, level)
    console.say()
    if wanted < HINTS:
        text = _("There is more: python -m lessons hint {number} {level}")
        console.tell(text.format(number=number, level=wanted + 1), "", "dim")
    else:
        showWayOn(console, number, progress.of(number).passed)


def writeHint(
    console: Console, progress: Progress, step: Step, section: Section, level: int | None = None
) -> int:
    """
    Write a hint, and remember that it was shown.

    @return: which one it is.
    """
    number = section.number
    wanted = level or min(progress.of(number).hints + 1, HINTS)
    text = _(HINT_TITLES[wanted - 1])
    console.tell(text.format(number=number, title=ofTitle(section.title)), "", "bold")
    console.say()
    console.retell(ofExercise(step.notes[number].hints[wanted - 1]))
    progress.note(number, hints=max(wanted, progress.of(number).hints))
    return wanted


def showWayOn(console: Console, number: str, isPassed: bool) -> None:
    """
    Say what there is after the last hint.
    """
    following = _("That was the last hint. After the pass: python -m lessons solution {number}")
    if isPassed:
        following = _("That was the last hint. Next: python -m lessons solution {number}")
    console.tell(following.format(number=number), "", "dim")
    if not isPassed:
        stuck = _("Still stuck: python -m lessons solution {number} --anyway")
        console.tell(stuck.format(number=number), "", "dim")
