"""
The map, the next exercise, and hints.
"""

from __future__ import annotations

import ast

from lessons.command.course import ROOT, Step, allExercises, allSteps
from lessons.command.following import EVERYTHING, findNext
from lessons.command.frame import drawBar, twoSides
from lessons.command.paper import Paper
from lessons.command.progress import Progress
from lessons.exercises.sections import Section, Unreadable, findSection

HINTS = 3
#: The width of the names in the map, and what stands before the first step there. With 80
#: columns each step is one row, so that the map and the prompt below it fill 24.
NAMES, WARMING_UP = 7, "to warm up with, six small programs: walk runreactor"
HINT_TITLES = ["where to look", "what to think of", "almost the line"]


def showMap(paper: Paper, progress: Progress) -> None:
    """
    Show the steps, what is done, and what is next.
    """
    passed = [progress.of(section.number).passed for _, section in allExercises()]
    bar = drawBar(sum(passed), len(passed), paper.width)
    for row in twoSides("HTTP from the wire up, exercises:", bar, paper.width):
        paper.say(row, "bold")
    paper.tell(WARMING_UP, f"{'reactor':>{NAMES}}     ")
    for step in allSteps():
        showStep(paper, progress, step)
    paper.say()
    following = findNext(progress)
    if following is None:
        paper.tell(EVERYTHING)
    else:
        paper.tell(f"exercise {following[1].number}, {following[1].title}", "Next: ", "bold")
    showCommands(paper, following[0].name if following else "1")


def showStep(paper: Paper, progress: Progress, step: Step) -> None:
    """
    Show one step: its number, how many exercises are passed, its idea.
    """
    done = sum(progress.of(section.number).passed for section in step.sections)
    count = f"{done}/{len(step.sections)}" if step.sections else ""
    isDone = bool(step.sections) and done == len(step.sections)
    mark = f"{step.name:>{NAMES}} {count:3} "
    paper.tell(step.idea, mark, *(["green"] if isDone else []))


def showCommands(paper: Paper, step: str) -> None:
    """
    Say how to go on.
    """
    page = step if step.isdigit() else "webcat"
    commands = [
        ("watch", "work on it: checks whenever you save, helps, goes on"),
        (f"walk {page}", "be led through the step first"),
        ("--help", "all commands"),
    ]
    width = max(len(command) for command, _ in commands)
    for command, meaning in commands:
        paper.tell(meaning, f"python -m lessons {command:{width}} ")


def showNext(paper: Paper, progress: Progress) -> None:
    """
    Show the next exercise that is not passed.
    """
    following = findNext(progress)
    if following is None:
        paper.tell(EVERYTHING)
        return
    showTask(paper, *following)


def showTask(paper: Paper, step: Step, section: Section) -> None:
    """
    Show what is to do in an exercise, where, and how to check it.
    """
    minutes = step.notes[section.number].minutes
    paper.tell(f"{section.title} (about {minutes} minutes)", f"{section.number} ", "bold")
    paper.say()
    for paragraph in readTask(section).split("\n\n"):
        paper.tell(" ".join(paragraph.split()))
        paper.say()
    paper.tell(f"{step.exercises.relative_to(ROOT)}{findLine(step, section)}", "edit   ")
    paper.tell(f"python -m lessons check {section.number}", "check  ")
    paper.tell(f"python -m lessons hint {section.number}", "help   ")


def readTask(section: Section) -> str:
    """
    Read the task of an exercise: the docstring of the class or function that
    holds the TODO, or of the first that has one.
    """
    nodes = [
        node
        for node in ast.parse(section.text).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    withTodo = [
        node for node in nodes if "TODO" in (ast.get_source_segment(section.text, node) or "")
    ]
    texts = [ast.get_docstring(node) for node in [*withTodo, *nodes]]
    return next(filter(None, texts), section.title)


def findLine(step: Step, section: Section) -> str:
    """
    Find where an exercise begins in the student's file.

    @return: C{, line N}; nothing where its ruler is gone.
    """
    try:
        source = step.exercises.read_text(encoding="utf-8")
        found = findSection(source, section.number)
    except (OSError, UnicodeDecodeError, Unreadable):
        return ""
    return f", line {source[: source.index(found.text)].count(chr(10)) + 1}"


def showHint(
    paper: Paper, progress: Progress, step: Step, section: Section, level: int | None
) -> None:
    """
    Show a hint.

    @param level: 1 to 3; the next one that was not shown unless told.
    """
    number = section.number
    wanted = writeHint(paper, progress, step, section, level)
    paper.say()
    if wanted < HINTS:
        paper.tell(f"There is more: python -m lessons hint {number} {wanted + 1}", "", "dim")
    else:
        showWayOn(paper, number, progress.of(number).passed)


def writeHint(
    paper: Paper, progress: Progress, step: Step, section: Section, level: int | None = None
) -> int:
    """
    Write a hint, and remember that it was shown.

    @return: which one it is.
    """
    number = section.number
    wanted = level or min(progress.of(number).hints + 1, HINTS)
    paper.tell(f"{section.title}: {HINT_TITLES[wanted - 1]}", f"{number} hint {wanted}, ", "bold")
    paper.say()
    paper.retell(step.notes[number].hints[wanted - 1])
    progress.note(number, hints=max(wanted, progress.of(number).hints))
    return wanted


def showWayOn(paper: Paper, number: str, isPassed: bool) -> None:
    """
    Say what there is behind the last hint.
    """
    solution = f"python -m lessons solution {number}"
    behind = "Next" if isPassed else "After the pass"
    paper.tell(f"That was the last hint. {behind}: {solution}", "", "dim")
    if not isPassed:
        paper.tell(f"Still stuck: {solution} --anyway", "", "dim")
