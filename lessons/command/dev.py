"""
C{dev}: for whoever changes the course. C{dev new} makes the files of an exercise, or of a step,
and C{dev check} says what is missing in one.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from lessons.command.console import Console
from lessons.syllabus.course import ROOT, findExercises, findStep
from lessons.trouble import Trouble


def addDev(parser: ArgumentParser) -> None:
    """
    Add its part of the command line.
    """
    parser.set_defaults(carryOut=carryOut)
    parser.add_argument("what", choices=("new", "check"))
    parser.add_argument("name", metavar="N.M|N", help="an exercise: 4.3 or 4.c; a step: 16")
    parser.add_argument("title", metavar="TITLE", nargs="*", help="of a new exercise")


def carryOut(options: Namespace) -> bool:
    """
    C{python -m lessons dev check 4.3}.

    @return: whether nothing is missing.
    @raise Trouble: where there is nothing to be changed.
    """
    if not (ROOT / "tests").is_dir():
        raise Trouble("dev is for a copy of the repository: there are no tests here")
    console = Console()
    if options.what == "new":
        return makeNew(console, options.name, " ".join(options.title))
    return check(console, options.name)


def makeNew(console: Console, name: str, title: str) -> bool:
    """
    Make an exercise or a step, and say where to go on.
    """
    from lessons.command.devnew import newExercise, newStep

    isExercise = "." in name
    made = newExercise(name, title or "FILL IN: its title") if isExercise else newStep(name)
    console.say(f"{name} is begun. What says FILL IN is for you, in")
    for path in made:
        console.say(f"  {path.relative_to(ROOT)}")
    console.say(f"`python -m lessons dev check {name}` says what is missing.")
    return True


def check(console: Console, name: str) -> bool:
    """
    Say what is missing.

    @return: whether nothing is.
    """
    from lessons.command.devcheck import missing

    if "." in name:
        step, sections = findExercises(name)
    else:
        step = findStep(name)
        sections = step.sections
    isDone = True
    for one in missing(step, sections, isWhole="." not in name):
        if isDone:
            console.say(f"{name}: this is missing")
            isDone = False
        console.say(f"  {one}")
        console.out.flush()  # the tests, which come last, take a while
    if isDone:
        console.say(f"{name}: nothing is missing")
    return isDone
