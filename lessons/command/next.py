"""
C{next}: what is to be done next, where, and how to check it.
"""

from __future__ import annotations

import ast

from lessons.columns import columnsOf, pad
from lessons.command.console import Console
from lessons.command.quiztext import showQuizTask
from lessons.command.tasks import EVERYTHING, QuizTask, Task, findNext
from lessons.language import _, ngettext, ofExercise, ofTitle
from lessons.syllabus.course import ROOT, Step
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section, Unreadable, findSection


def showNext(console: Console, progress: Progress) -> None:
    """
    Show the next exercise that is not passed, or the next quiz.
    """
    following = findNext(progress)
    if following is None:
        console.tell(_(EVERYTHING))
    else:
        showTask(console, following)


def showTask(console: Console, task: Task) -> None:
    """
    Show what is to be done next.
    """
    if isinstance(task, QuizTask):
        showQuizTask(console, task)
    else:
        showExerciseTask(console, task.step, task.section)


def showExerciseTask(console: Console, step: Step, section: Section) -> None:
    """
    Show what is to do in an exercise, where, and how to check it.
    """
    minutes = step.notes[section.number].minutes
    about = ngettext(
        "{title} (about {minutes} minute)", "{title} (about {minutes} minutes)", minutes
    )
    title = about.format(title=ofTitle(section.title), minutes=minutes)
    console.tell(title, f"{section.number} ", "bold")
    console.say()
    tellTask(console, section)
    check = _("python -m lessons check {number}; watch {number} does it whenever you save")
    ways = {
        _("edit"): findPlace(step, section),
        _("check"): check.format(number=section.number),
        _("help"): f"python -m lessons hint {section.number}",
    }
    width = max(map(columnsOf, ways))
    for name, way in ways.items():
        console.tell(way, f"{pad(name, width)}  ")


def tellTask(console: Console, section: Section) -> None:
    """
    Say what is to do in an exercise, in the student's language.
    """
    for paragraph in readTask(section).split("\n\n"):
        console.tell(ofExercise(" ".join(paragraph.split())))
        console.say()


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


def findPlace(step: Step, section: Section) -> str:
    """
    Find where an exercise begins: the student's file, and the line, where its ruler is
    not gone.
    """
    file = str(step.exercises.relative_to(ROOT))
    try:
        source = step.exercises.read_text(encoding="utf-8")
        found = findSection(source, section.number)
    except (OSError, UnicodeDecodeError, Unreadable):
        return file
    line = source[: source.index(found.text)].count("\n") + 1
    return _("{file}, line {line}").format(file=file, line=line)
