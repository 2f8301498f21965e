"""
C{python -m tests.translations}: takes what has changed in the messages of the command, and in
the texts of the exercises, over to their translations.

What is new there is empty, and what has changed is marked as fuzzy: a guess, which nobody sees
until a translator has looked at it and taken the mark away.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from lessons.command.next import readTask
from lessons.exercises.checks.__main__ import findTests
from lessons.exercises.checks.case import ExerciseTestCase
from lessons.language import COMMAND, ENGLISH, EXERCISES, LOCALE, languages
from lessons.syllabus.course import PRACTICE, ROOT, Step, allSteps

#: Where the command's messages are. Whatever else the programs say is English.
CODE = ("command", "syllabus", "replay", "exercises", "exercises/checks")
#: What the checks say: a sentence, with its source or without; and a heading.
SENTENCE = re.compile(r"[^<]\S*( \S+)+\.|.*\((RFC|exercise|lessons/).*\)\.", re.S)
HEADING = re.compile(r"[a-z]+( [a-z]+)+")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
#: The most columns of a line.
WIDTH = 95

#: A file, a line in it, and the message: several where it has a plural.
Found = tuple[Path, int, str | tuple[str, ...]]


def ofCommand() -> Iterator[Found]:
    """
    Find what is marked in the code.
    """
    students = {step.exercises for step in (PRACTICE, *allSteps())}
    for folder in CODE:
        for path in sorted({*(ROOT / "lessons" / folder).glob("*.py")} - students):
            for line, message, *_ in extract_from_file("python", path, keywords=KEYWORDS):
                yield path, line, message


def ofExercises() -> Iterator[Found]:
    """
    Find the texts of all exercises, and of the quizzes, and the idea of each step.
    """
    for step in PRACTICE, *allSteps():
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
            text = " ".join(paragraph.split())
            yield step.pristine, lineOf(source, section.text), text


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
    headings of what they show. (What fills something in is marked in the code.)
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
            if isinstance(heading, ast.Constant) and HEADING.fullmatch(str(heading.value)):
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
    Find the line in which a text begins.
    """
    return source[: source.index(text)].count("\n") + 1


def placeOf(test: ExerciseTestCase) -> tuple[Path, int]:
    """
    Find where a check stands.
    """
    code = inspect.unwrap(getattr(test, test._testMethodName)).__code__
    return Path(code.co_filename), code.co_firstlineno


SOURCES = {COMMAND: ofCommand, EXERCISES: ofExercises}


def template(domain: str) -> Catalog:
    """
    Make the catalog of everything that there is to translate.
    """
    catalog = Catalog(project="HTTP from the wire up", charset="utf-8", fuzzy=False)
    for path, line, message in SOURCES[domain]():
        if all(message):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return catalog


def read(domain: str, language: str) -> Catalog:
    """
    Read a catalog of translations; an empty one where there is none.
    """
    path = fileOf(domain, language)
    text = path.read_bytes() if path.exists() else b""
    return read_po(BytesIO(text), locale=language, domain=domain, abort_invalid=True)


def fileOf(domain: str, language: str) -> Path:
    """
    Name the file of a catalog.
    """
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def update(domain: str, language: str) -> Catalog:
    """
    Take what has changed over to a catalog.
    """
    catalog = read(domain, language)
    catalog.update(template(domain), update_creation_date=False)
    catalog.obsolete.clear()
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "none"
    return catalog


def written(catalog: Catalog) -> bytes:
    """
    Write a catalog, without the numbers of lines: they change with each change of the code.
    """
    out = BytesIO()
    write_po(
        out, catalog, width=WIDTH, sort_by_file=True, include_lineno=False, include_previous=True
    )
    return out.getvalue()


def main() -> None:
    """
    Bring all catalogs up to date.
    """
    for language in languages():
        for domain in SOURCES if language != ENGLISH else ():
            path = fileOf(domain, language)
            path.write_bytes(written(update(domain, language)))
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
