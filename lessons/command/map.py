"""
C{map}: the steps, what is done, and what is next.
"""

from __future__ import annotations

from lessons.command.console import Console
from lessons.command.frame import drawBar, twoSides
from lessons.command.quiztext import writeScores
from lessons.command.tasks import EVERYTHING, QuizTask, Task, findNext
from lessons.language import N_, _, ofExercise
from lessons.syllabus.course import Step, allExercises, allSteps
from lessons.syllabus.progress import Progress

#: The width of the names in the map, and what comes before the first step there. With 80 columns
#: each step is one row, and so are the quizzes: the map and the prompt below it fill 24.
NAME_WIDTH = 7
WARMING_UP = N_("to warm up with, six small programs: walk runreactor")


def showMap(console: Console, progress: Progress) -> None:
    """
    Show the steps, what is done, and what is next.
    """
    passed = [progress.of(section.number).passed for _step, section in allExercises()]
    bar = drawBar(sum(passed), len(passed), console.width)
    for row in twoSides(_("HTTP from the wire up, exercises:"), bar, console.width):
        console.say(row, "bold")
    console.tell(_(WARMING_UP), f"{'reactor':>{NAME_WIDTH}}     ")
    for step in allSteps():
        showStep(console, progress, step)
    console.tell(writeScores(progress), f"{'quizzes':>{NAME_WIDTH}}     ")
    console.say()
    following = findNext(progress)
    if following is None:
        console.tell(_(EVERYTHING))
    else:
        console.tell(following.describe(), _("Next: "), "bold")
    showCommands(console, following)


def showStep(console: Console, progress: Progress, step: Step) -> None:
    """
    Show one step: its number, how many exercises are passed, its idea.
    """
    done = sum(progress.of(section.number).passed for section in step.sections)
    count = f"{done}/{len(step.sections)}" if step.sections else ""
    isDone = bool(step.sections) and done == len(step.sections)
    mark = f"{step.name:>{NAME_WIDTH}} {count:3} "
    console.tell(ofExercise(step.idea), mark, *(["green"] if isDone else []))


def showCommands(console: Console, following: Task | None) -> None:
    """
    Name two commands with which to go on: for the next task, and for all else.
    """
    page = following.step.name if following else "1"
    page = {"0": "1", "clients": "webcat"}.get(page, page)
    commands = [
        ("watch", _("work on it: checks whenever you save, helps, goes on")),
        (f"walk {page}", _("be led through the step first; --help: all commands")),
    ]
    if isinstance(following, QuizTask):
        commands[0] = (f"quiz {page}", _("take it; watch leads there as well"))
        commands[1] = ("--help", _("all commands"))
    width = max(len(command) for command, _meaning in commands)
    for command, meaning in commands:
        console.tell(meaning, f"python -m lessons {command:{width}} ")
