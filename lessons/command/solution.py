"""
C{solution}: how an exercise can be solved, and why.
"""

from __future__ import annotations

import ast
import re

from lessons.command.console import Console
from lessons.command.hint import HINTS
from lessons.language import N_, _, ofExercise, ofTitle
from lessons.syllabus.course import Step
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section, findSection
from lessons.trouble import Trouble

#: What is said before the pass: where there is no further hint, and where there is one.
NOT_PASSED = N_(
    "exercise {number} is not passed yet. `python -m lessons solution {number} --anyway` shows "
    "the solution all the same."
)
HELPED = N_(
    "exercise {number} is not passed yet. `python -m lessons hint {number}` helps; "
    "`python -m lessons solution {number} --anyway` shows the solution all the same."
)


def showSolution(
    console: Console, progress: Progress, step: Step, section: Section, anyway: bool
) -> None:
    """
    Show the solution, why it is one, and what a professional would do.

    @param anyway: whether the student wants to see it before a pass.
    @raise Trouble: when the exercise is not passed, and it was not asked for.
    """
    number = section.number
    if not (progress.of(number).passed or anyway):
        hasHint = progress.of(number).hints < HINTS
        raise Trouble((_(HELPED) if hasHint else _(NOT_PASSED)).format(number=number))
    notes = step.notes[number]
    solved = findSection(step.solutions.read_text(encoding="utf-8"), number)
    console.tell(ofTitle(section.title), f"{number} ", "bold")
    console.say()
    if needed := newImports(step, solved):
        console.say(highlight(console, "\n".join(needed)) + "\n\n")
    console.say(highlight(console, solved.body))
    professional = _("What a professional would do"), notes.professional
    for heading, text in (_("Why"), notes.why), professional:
        console.say()
        console.say(heading, "bold")
        console.say()
        console.retell(ofExercise(text))
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


def highlight(console: Console, source: str) -> str:
    """
    Colour Python code, where colours can be seen and Pygments is installed.
    """
    if not console.colours:
        return source
    try:
        from pygments import highlight as colour  # type: ignore[import-untyped]
        from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]
        from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
    except ImportError:
        return source
    coloured: str = colour(source, PythonLexer(), TerminalFormatter())
    return coloured.rstrip("\n")
