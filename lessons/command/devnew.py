"""
C{dev new 4.3} and C{dev new 16}: the files of a new exercise, or of a new step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lessons.command import devtexts
from lessons.syllabus.course import CLIENTS, LESSONS, ROOT, Step, allSteps, findStep
from lessons.syllabus.sections import NUMBER
from lessons.trouble import Trouble

TESTS = ROOT / "tests" / "lessons"
#: What may be in a comment, in a docstring, and in a walkthrough.
TITLE = re.compile(r"""[^"*`\\\x00-\x1f]+""")
#: A title, and its underline, which may have any length.
UNDERLINED = re.compile(r"^(.+)\n([-=])\2{3,}$", re.M)
#: How many minutes a new exercise takes, until its author knows better.
SHORT, LONG = 5, 15


class Files:
    """
    The files that an exercise of a step is in.
    """

    def __init__(self, step: Step) -> None:
        self.original = step.pristine
        self.solution = step.solutions
        self.checks = LESSONS / "exercises" / f"test_{step.file}.py"
        self.notes = LESSONS / "exercises" / "hints" / f"{step.file}.txt"
        self.walkthrough = step.walkthrough
        self.rights = TESTS / "exercises" / "right" / f"{step.file}.txt"
        self.wrongs = TESTS / "exercises" / f"test_{step.file}.py"

    def __iter__(self) -> Iterator[Path]:
        return iter(vars(self).values())


def newExercise(number: str, title: str) -> list[Path]:
    """
    Make an exercise. Nothing is written where a file has no place for it.

    @param number: the next one of its step: C{4.3}, or C{4.c}.
    @return: the files that it is in.
    @raise Trouble: when it cannot be the next one.
    """
    step = findStep(number.partition(".")[0])
    number = f"{step.name}.{number.partition('.')[2].lower()}"
    refuseOther(step, number)
    if not TITLE.fullmatch(title):
        raise Trouble("a title is one line, without quotes, stars, backquotes and backslashes")
    files = Files(step)
    # A short one comes before those with a number.
    first = rf"{step.name}\.\d" if number[-1].isalpha() else None
    words = wordsFor(number, title)
    changed = {
        path: inserted(path, before, underlined(text.format(**words)))
        for path, before, text in places(files, first)
    }
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    return list(changed)


def places(files: Files, first: str | None) -> Iterator[tuple[Path, str | None, str]]:
    """
    Find where the texts of an exercise belong.

    @param first: a pattern for the number that it comes before, if it is a short one.
    @return: each file, a pattern for what the text comes before, L{None} for the end, and the
        text.
    """
    gap = "\n" if first else ""
    ruler = f"^# ---- Exercise {first}" if first else "^# ---- The program"
    yield files.original, ruler, devtexts.ORIGINAL
    yield files.solution, ruler, devtexts.SOLUTION
    yield files.checks, first and "^class Exercise[1-9]", devtexts.CHECK + 2 * gap
    yield files.notes, first and f"^{first}", devtexts.NOTES + gap
    before = rf"^\*\*{first}" if first else "^``python -m lessons watch"
    yield files.walkthrough, before, devtexts.TASK
    yield files.rights, None, devtexts.RIGHTS
    yield files.wrongs, r"^\](?=\n)", devtexts.WRONGS


def refuseOther(step: Step, number: str) -> None:
    """
    Refuse what is not the next exercise of its step.

    @raise Trouble: says which number is.
    """
    if step == CLIENTS or not step.sections:
        text = "the first exercise of {name} is written by hand: lessons/writing.rst"
        raise Trouble(text.format(name=step.file))
    there = [section.number.partition(".")[2] for section in step.sections]
    lastLetter = max((one for one in there if one.isalpha()), default="`")  # ` is before a
    lastNumber = max((int(one) for one in there if one.isdigit()), default=0)
    wanted = [f"{step.name}.{lastNumber + 1}", f"{step.name}.{chr(ord(lastLetter) + 1)}"]
    if number not in wanted or not re.fullmatch(NUMBER, number):
        text = "the next exercise of step {step} is {number}, or {letter} for a short one"
        raise Trouble(text.format(step=step.name, number=wanted[0], letter=wanted[1]))


def wordsFor(number: str, title: str) -> dict[str, str]:
    """
    What is filled into the texts.
    """
    last = number.partition(".")[2]
    capital = title[:1].upper() + title[1:]
    return {
        "number": number,
        "title": title,
        "capital": capital,
        "name": f"exercise{last.upper()}",
        "order": f"0{last}" if last.isalpha() else last,
        "minutes": str(SHORT if last.isalpha() else LONG),
    }


def underlined(text: str) -> str:
    """
    Make each underline of a title as long as the title.
    """
    return UNDERLINED.sub(lambda found: f"{found[1]}\n{found[2] * len(found[1])}", text)


def inserted(path: Path, before: str | None, text: str) -> str:
    """
    Put a text into that of a file.

    @param before: see L{places}.
    @return: the text of the file then.
    @raise Trouble: when the pattern is not found.
    """
    source = path.read_text(encoding="utf-8")
    if before is None:
        gap = "\n\n" if path.suffix == ".py" else "\n"
        return f"{source.rstrip()}\n{gap}{text}"
    place = re.search(before, source, re.MULTILINE)
    if place is None:
        raise Trouble(f"{path.relative_to(ROOT)} has no line {before}: add the exercise by hand")
    return source[: place.start()] + text + source[place.start() :]


def newStep(name: str) -> list[Path]:
    """
    Make a step after the last one: its program, its walkthrough and its test.

    @raise Trouble: when it is not the next one.
    """
    last = max(int(step.name) for step in allSteps() if step.name.isdigit())
    if name != str(last + 1):
        raise Trouble(f"the next step is {last + 1}")
    step = Step(name)
    words = {"step": name, "before": str(last)}
    test = TESTS / f"test_{step.file}.py"
    made = {
        step.program: devtexts.PROGRAM,
        step.walkthrough: devtexts.WALKTHROUGH,
        test: devtexts.TEST,
    }
    for path, text in made.items():
        path.write_text(underlined(text.format(**words)), encoding="utf-8")
    index = LESSONS / "index.rst"
    source = index.read_text(encoding="utf-8")
    steps, gap, others = source.partition("\n\n.. toctree::\n   :caption: Before")
    index.write_text(f"{steps}\n   {step.file}{gap}{others}", encoding="utf-8")
    return list(made)
