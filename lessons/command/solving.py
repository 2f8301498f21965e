"""
C{solution}: how an exercise can be solved, and why.
"""

from __future__ import annotations

import ast
import re

from lessons.command.course import Step
from lessons.command.paper import Paper, Trouble
from lessons.command.progress import Progress
from lessons.command.showing import HINTS
from lessons.exercises.sections import Section, findSection


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
        hint = f"`python -m lessons hint {number}` helps; "
        raise Trouble(
            f"exercise {number} is not passed yet. "
            f"{hint if progress.of(number).hints < HINTS else ''}"
            f"`python -m lessons solution {number} --anyway` shows the solution all the same."
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
        paper.retell(text)
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
    if not paper.colours:
        return source
    try:
        from pygments import highlight as colour  # type: ignore[import-untyped]
        from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]
        from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
    except ImportError:
        return source
    coloured: str = colour(source, PythonLexer(), TerminalFormatter())
    return coloured.rstrip("\n")
