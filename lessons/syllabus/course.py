"""
What there is: the steps, and the exercises of each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lessons.language import _
from lessons.quizzes import Quiz, quizOf
from lessons.syllabus.notes import Notes, readNotes
from lessons.syllabus.sections import Section, readSections
from lessons.trouble import Trouble

LESSONS = Path(__file__).parents[1]
ROOT = LESSONS.parent


@dataclass(frozen=True)
class Step:
    """
    One step; the clients count as one.

    @ivar name: C{"3"}, or C{"clients"}.
    """

    name: str

    @property
    def file(self) -> str:
        """
        The name of its exercise file, and of a step's program, without C{.py}.
        """
        return f"step{self.name}" if self.name.isdigit() else self.name

    @property
    def program(self) -> Path:
        """
        The step itself: a file, or a folder for the clients.
        """
        path = LESSONS / f"{self.file}.py"
        return path if self.name.isdigit() else LESSONS / self.file

    @property
    def walkthrough(self) -> Path:
        """
        The file of the text beside the program, in English.
        """
        return LESSONS / f"{self.file}.rst"

    @property
    def exercises(self) -> Path:
        """
        The file in which the student works.
        """
        return LESSONS / "exercises" / f"{self.file}.py"

    @property
    def pristine(self) -> Path:
        """
        The exercise file as it is handed out.
        """
        return LESSONS / "exercises" / "pristine" / f"{self.file}.py"

    @property
    def solutions(self) -> Path:
        """
        The exercise file with all exercises solved.
        """
        return LESSONS / "exercises" / "solutions" / f"{self.file}.py"

    @cached_property
    def idea(self) -> str:
        """
        The one new idea: the first line of the program's docstring, after "Step N: ".
        """
        path = self.program if self.program.is_file() else self.program / "__init__.py"
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = docstring.partition("\n\n")[0].replace("\n", " ")
        return first.partition(": ")[2].rstrip(".")

    @cached_property
    def sections(self) -> list[Section]:
        """
        Its exercises; none where they are still to be written.
        """
        if not self.pristine.exists():
            return []
        found = readSections(self.pristine.read_text(encoding="utf-8"))
        return [section for section in found if section.number]

    @cached_property
    def notes(self) -> dict[str, Notes]:
        """
        The notes to its exercises (hints and more), by the exercise's number.
        """
        path = LESSONS / "exercises" / "hints" / f"{self.file}.txt"
        return readNotes(path.read_text(encoding="utf-8")) if path.exists() else {}

    @property
    def quiz(self) -> Quiz | None:
        """
        The quiz after its exercises, where there is one.
        """
        return quizOf(self.name)


#: The exercise that teaches how exercises are done. It is before the course, and not counted.
PRACTICE = Step("0")
#: What is beside the staircase.
CLIENTS = Step("clients")


def allSteps() -> list[Step]:
    """
    Find the steps, in order; the clients come last.
    """
    numbers = sorted(int(path.stem[4:]) for path in LESSONS.glob("step*.py"))
    return [*(Step(str(number)) for number in numbers), CLIENTS]


def allExercises() -> Iterator[tuple[Step, Section]]:
    """
    Find the exercises of all steps, in order.
    """
    for step in allSteps():
        for section in step.sections:
            yield step, section


def findUntouched(step: Step) -> set[str]:
    """
    Find the exercises of a step that are as they were handed out.
    """
    try:
        source = step.exercises.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return set()
    now = {section.number: section.body for section in readSections(source)}
    return {one.number for one in step.sections if now.get(one.number) == one.body}


def findStep(name: str) -> Step:
    """
    Find a step by what was typed.

    @raise Trouble: when there is none.
    """
    steps = {step.name: step for step in allSteps()}
    wanted = name.removeprefix("step").lstrip("0") or name
    if name.startswith("quiz"):
        raise Trouble(_("a quiz is taken with its own command, as in `python -m lessons quiz 3`"))
    if wanted not in steps:
        numbers = [one for one in steps if one.isdigit()]
        text = _("there is no step {name!r}: there are {first} to {last}, and {clients}")
        there = {"first": numbers[0], "last": numbers[-1], "clients": CLIENTS.name}
        raise Trouble(text.format(name=name, **there))
    return steps[wanted]


def allQuizzes() -> dict[str, Quiz]:
    """
    Find the quizzes, by the names of the steps that they come after, in order.
    """
    return {step.name: step.quiz for step in allSteps() if step.quiz is not None}


def findQuiz(name: str) -> Quiz:
    """
    Find a quiz by what was typed.

    @raise Trouble: when there is none.
    """
    quizzes = allQuizzes()
    wanted = name.removeprefix("quiz").lstrip(".0") or name
    if wanted not in quizzes:
        *numbers, last = quizzes
        text = _("there is no quiz {name!r}: there are quizzes after steps {numbers} and {last}")
        raise Trouble(text.format(name=name, numbers=", ".join(numbers), last=last))
    return quizzes[wanted]


def findWalkthrough(name: str) -> Path:
    """
    Find a walkthrough by what was typed: a step's, or that of a program beside
    the staircase, such as C{webcat}.

    @raise Trouble: when there is none.
    """
    beside = [path for path in LESSONS.glob("*/*.rst") if path.stem == name]
    if beside:
        return beside[0]
    step = findStep(name)
    if step.walkthrough.exists():
        return step.walkthrough
    names = ", ".join(sorted(path.stem for path in (LESSONS / step.file).glob("*.rst")))
    if not names:
        raise Trouble(_("there is no walkthrough of {step} yet").format(step=step.name))
    text = _("there is no walkthrough of {step}: each has its own: walk {names}")
    raise Trouble(text.format(step=step.name, names=names))


def findExercises(name: str) -> tuple[Step, list[Section]]:
    """
    Find what was typed: C{3} names a step's exercises, C{3.2} one of them.

    @raise Trouble: when there is no such step, or no such exercise.
    """
    before = name.partition(".")[0]
    step = PRACTICE if before == PRACTICE.name else findStep(before)
    if not step.sections:
        raise Trouble(_("step {step} has no exercises yet").format(step=step.name))
    if "." not in name:
        return step, step.sections
    wanted = f"{step.name}.{name.partition('.')[2].lower()}"
    found = [section for section in step.sections if section.number == wanted]
    if not found:
        numbers = ", ".join(section.number for section in step.sections)
        text = _("there is no exercise {name!r}: step {step} has {numbers}")
        raise Trouble(text.format(name=name, step=step.name, numbers=numbers))
    return step, found


def findExercise(name: str) -> tuple[Step, Section]:
    """
    Find one exercise.

    @raise Trouble: when there is none of that number, or when a whole step was named.
    """
    step, sections = findExercises(name)
    if "." not in name:
        numbers = ", ".join(section.number for section in step.sections)
        text = _("which exercise of step {step}? It has {numbers}")
        raise Trouble(text.format(step=step.name, numbers=numbers))
    return step, sections[0]
