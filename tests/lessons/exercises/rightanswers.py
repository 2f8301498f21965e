"""
Right answers that are written in another way than the reference solution: one text file for each
step, C{right/step1.txt}::

    1.1 by a regular expression
    ---------------------------

    class AnyCaseQuit(EchoServer):
        ...

What is defined there takes the place of what the solution's section defines by the same name. A
student writes as seems right, so no linter looks at them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.syllabus.sections import NUMBER, findSection, replaceSection

FOLDER = Path(__file__).parent / "right"
HEADING = re.compile(rf"^(?P<number>{NUMBER}) (?P<way>.+)\n-+\n", re.M)


@dataclass(frozen=True)
class Right:
    """
    One right answer.

    @ivar number: the exercise.
    @ivar way: how it is written, in words.
    @ivar code: what it defines.
    """

    number: str
    way: str
    code: str

    def source(self, solution: str) -> str:
        """
        Put it into the reference solution.
        """
        section = findSection(solution, self.number)
        text = merge(section.text, self.code)
        return replaceSection(solution, replace(section, text=text))


def readRights(step: str) -> Iterator[Right]:
    """
    @return: the right answers in a step's file, with the exercise and the way of each.
    """
    path = FOLDER / f"{step}.txt"
    text = path.read_text("utf-8") if path.exists() else ""
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        yield Right(heading["number"], heading["way"], text[heading.end() : end].strip("\n"))


def nameOf(statement: ast.stmt) -> str:
    """
    Find the name that a statement of a module defines; empty where it is not a definition.
    """
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return statement.name
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return next((one.id for one in targets if isinstance(one, ast.Name)), "")


def statements(text: str) -> Iterator[tuple[str, str]]:
    """
    Take a text apart: each statement, with the name that it defines.
    """
    lines = text.splitlines()
    for one in ast.parse(text).body:
        decorators = getattr(one, "decorator_list", [])
        first = decorators[0].lineno if decorators else one.lineno
        yield nameOf(one), "\n".join(lines[first - 1 : one.end_lineno])


def merge(section: str, code: str) -> str:
    """
    Let definitions take the place of those in a section.
    """
    names = {name for name, _ in statements(code) if name}
    theirs = list(statements(section))
    first = next(index for index, (name, _) in enumerate(theirs) if name in names)
    before = [text for _, text in theirs[:first]]
    after = [text for name, text in theirs[first:] if name not in names]
    ruler = section.partition("\n")[0]
    return "\n\n".join([ruler, *before, code, *after, ""]) + "\n"
