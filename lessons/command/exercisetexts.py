"""
The texts of a step's exercises, wherever they are: what there is to translate.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from lessons.command.next import readTask
from lessons.exercises.checks.__main__ import findTests
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.syllabus.course import PRACTICE, ROOT, Step

#: A file, a line in it, and the text.
Found = tuple[Path, int, str]
#: What the checks say: a sentence, with its source or without; and a heading.
SENTENCE = re.compile(r"[^<]\S*( \S+)+\.|.*\((RFC|exercise|lessons/).*\)\.", re.S)
PART_HEADING = re.compile(r"[a-z]+( [a-z]+)+")
#: What marks a message in the code, and which of its arguments are messages.
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def textsOf(step: Step) -> Iterator[Found]:
    """
    Find the texts of a step's exercises, and of its quiz, and its idea.
    """
    yield from ofNames(step)
    yield from ofTasks(step)
    yield from ofNotes(step)
    yield from ofChecks(step)
    yield from ofQuiz(step)
    yield from ofMessages(step)


def ofNames(step: Step) -> Iterator[Found]:
    """
    Find what the map and the lists show of a step: its idea, and the titles of its exercises
    and of its quiz.
    """
    if step is not PRACTICE:
        yield step.program, 1, step.idea
    source = step.pristine.read_text(encoding="utf-8")
    for section in step.sections:
        yield step.pristine, lineOf(source, section.text), section.title
    if step.quiz is not None:
        yield ROOT / "lessons" / "quizzes" / f"quiz{step.name}.toml", 1, step.quiz.title


def ofTasks(step: Step) -> Iterator[Found]:
    """
    Find the tasks of a step's exercises.
    """
    source = step.pristine.read_text(encoding="utf-8")
    for section in step.sections:
        for paragraph in readTask(section).split("\n\n"):
            yield step.pristine, lineOf(source, section.text), inOneLine(paragraph)


def ofNotes(step: Step) -> Iterator[Found]:
    """
    Find the hints to a step's exercises, and what is read after a pass.
    """
    path = ROOT / "lessons" / "exercises" / "hints" / f"{step.file}.txt"
    source = path.read_text(encoding="utf-8")
    for notes in step.notes.values():
        for text in *notes.hints, notes.why, notes.professional:
            yield path, lineOf(source, text), text


def ofQuiz(step: Step) -> Iterator[Found]:
    """
    Find the texts of the quiz after a step.
    """
    if step.quiz is not None:
        path = ROOT / "lessons" / "quizzes" / f"quiz{step.name}.toml"
        for text in step.quiz.texts:
            yield path, 1, text


def ofChecks(step: Step) -> Iterator[Found]:
    """
    Find the requirements of a step's exercises.
    """
    for test in findTests(step.file, ""):
        yield *placeOf(test), test.requirement


def ofMessages(step: Step) -> Iterator[Found]:
    """
    Find what the checks of a step say where they fail: sentences that fill in nothing, and the
    headings of what they show. (A sentence that fills something in is marked in the code.)
    """
    path = ROOT / "lessons" / "exercises" / f"test_{step.file}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quoted = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    quoted |= {id(each) for node in ast.walk(tree) for each in partsOf(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if SENTENCE.fullmatch(node.value) and id(node) not in quoted:
                yield path, node.lineno, node.value
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "how":
            if isinstance(node.value, ast.Constant) and node.value.value:
                yield path, node.lineno, str(node.value.value)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            heading = node.elts[0]
            if isinstance(heading, ast.Constant) and PART_HEADING.fullmatch(str(heading.value)):
                yield path, node.lineno, str(heading.value)


def partsOf(node: ast.AST) -> list[ast.expr]:
    """
    List what belongs to a node that is found otherwise, or fills something in.
    """
    if isinstance(node, ast.JoinedStr):
        return node.values
    isMarked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEYWORDS
    return node.args if isinstance(node, ast.Call) and isMarked else []


def lineOf(source: str, text: str) -> int:
    """
    @return: the number of the line in which a text begins, from 1.
    @raise ValueError: when the source has no such text.
    """
    return source[: source.index(text)].count("\n") + 1


def placeOf(test: ExerciseTestCase) -> tuple[Path, int]:
    """
    Find where a check is.
    """
    code = inspect.unwrap(getattr(test, test._testMethodName)).__code__
    return Path(code.co_filename), code.co_firstlineno


def inOneLine(paragraph: str) -> str:
    """
    Write a paragraph as the catalogs have it.
    """
    return " ".join(paragraph.split())
