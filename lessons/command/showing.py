"""
The map, the next exercise, hints and solutions.
"""

from __future__ import annotations

import ast
import re

from lessons.command.course import ROOT, Step, allExercises, allSteps
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress
from lessons.exercises.sections import Section, Unreadable, findSection

HINTS = 3
HINT_TITLES = ["where to look", "what to think of", "almost the line"]


def showMap(paper: Paper, progress: Progress) -> None:
    """
    Show the steps, what is done, and what is next.
    """
    paper.say("HTTP from the wire up", "bold")
    paper.say()
    paper.say("step     exercises passed", "dim")
    for step in allSteps():
        showStep(paper, progress, step)
    paper.say()
    following = findNext(progress)
    if following is None:
        paper.tell("Every exercise is passed.")
    else:
        paper.tell(f"exercise {following[1].number}, {following[1].title}", "Next: ", "bold")
    showCommands(paper, following[0].name if following else "1")


def showStep(paper: Paper, progress: Progress, step: Step) -> None:
    """
    Show one step: its number, how many exercises are passed, its idea.
    """
    done = sum(progress.of(section.number).passed for section in step.sections)
    count = f"{done} of {len(step.sections)}" if step.sections else ""
    isDone = bool(step.sections) and done == len(step.sections)
    mark = f"{step.name:>7} {'*' if isDone else ' '} {count:7} "
    paper.tell(step.idea, mark, *(["green"] if isDone else []))


def showCommands(paper: Paper, step: str) -> None:
    """
    Say how to go on.
    """
    paper.say()
    program = [
        (f"walk {step}", "be led through the step"),
        (f"run {step}", "start its program on port 8000"),
    ]
    clients = [("walk webcat", "be led through one of the clients")]
    commands = [
        *(program if step.isdigit() else clients),
        ("next", "what the next exercise is"),
        (f"check {step}", "check its exercises"),
        ("--help", "all commands"),
    ]
    width = max(len(command) for command, _ in commands)
    for command, meaning in commands:
        paper.tell(meaning, f"python -m lessons {command:{width}} ")


def findNext(progress: Progress, after: str = "") -> tuple[Step, Section] | None:
    """
    Find the first exercise that is not passed.

    @param after: begin behind this exercise, and go round.
    """
    every = list(allExercises())
    numbers = [section.number for _, section in every]
    turn = numbers.index(after) + 1 if after in numbers else 0
    for step, section in every[turn:] + every[:turn]:
        if not progress.of(section.number).passed:
            return step, section
    return None


def showNext(paper: Paper, progress: Progress) -> None:
    """
    Show the next exercise that is not passed.
    """
    following = findNext(progress)
    if following is None:
        paper.tell("Every exercise is passed.")
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
    paper.say(f"edit   {step.exercises.relative_to(ROOT)}{findLine(step, section)}")
    paper.say(f"check  python -m lessons check {section.number}")
    paper.say(f"help   python -m lessons hint {section.number}")


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
    wanted = level or min(progress.of(number).hints + 1, HINTS)
    paper.tell(f"{section.title}: {HINT_TITLES[wanted - 1]}", f"{number} hint {wanted}, ", "bold")
    paper.say()
    paper.say(step.notes[number].hints[wanted - 1])
    paper.say()
    if wanted < HINTS:
        paper.tell(f"There is more: python -m lessons hint {number} {wanted + 1}", "", "dim")
    else:
        paper.tell(f"That was the last one. python -m lessons solution {number}", "", "dim")
    progress.note(number, hints=max(wanted, progress.of(number).hints))


def showSolution(
    paper: Paper, progress: Progress, step: Step, section: Section, anyway: bool
) -> None:
    """
    Show the solution, why it is one, and what a professional would do.

    @param anyway: whether the student wants to see it before a pass.
    @raise Trouble: when the exercise is not passed, and it was not asked for.
    """
    number = section.number
    if not (progress.of(number).passed or anyway):
        raise Trouble(
            f"exercise {number} is not passed yet. `python -m lessons hint {number}` helps; "
            f"`python -m lessons solution {number} --anyway` shows the solution."
        )
    notes = step.notes[number]
    solved = findSection(step.solutions.read_text(encoding="utf-8"), number)
    paper.tell(section.title, f"{number} ", "bold")
    paper.say()
    if needed := newImports(step, solved):
        paper.say(highlight(paper, "\n".join(needed)) + "\n\n")
    paper.say(highlight(paper, solved.body))
    for heading, text in ("Why", notes.why), ("What a professional would do", notes.professional):
        paper.say()
        paper.say(heading, "bold")
        paper.say()
        paper.say(text)
    progress.note(number, solution=True)


def newImports(step: Step, solved: Section) -> list[str]:
    """
    Find what the solution of an exercise imports and the untouched file does not.
    """
    before = importedNames(step.pristine.read_text(encoding="utf-8"))
    after = importedNames(step.solutions.read_text(encoding="utf-8"))
    return [
        line
        for name, line in after.items()
        if name not in before and re.search(rf"\b{name}\b", solved.text)
    ]


def importedNames(source: str) -> dict[str, str]:
    """
    Find the names that a file imports, each with the line that would do so.
    """
    names = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            source = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                names[alias.asname or alias.name] = f"{source}import {alias.name}"
    return names


def highlight(paper: Paper, source: str) -> str:
    """
    Colour Python code, where colours can be seen and Pygments is installed.
    """
    if not paper.isColoured:
        return source
    try:
        from pygments import highlight as colour  # type: ignore[import-untyped]
        from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]
        from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
    except ImportError:
        return source
    coloured: str = colour(source, PythonLexer(), TerminalFormatter())
    return coloured.rstrip("\n")
