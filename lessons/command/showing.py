"""
The map, the next exercise, and hints.
"""

from __future__ import annotations

import ast

from lessons.columns import columnsOf, pad
from lessons.command.following import EVERYTHING, QuizTask, Task, findNext
from lessons.command.frame import drawBar, twoSides
from lessons.command.paper import Paper
from lessons.command.quizpaper import showQuizTask, writeScores
from lessons.language import N_, _, ngettext, ofExercise, ofTitle
from lessons.syllabus.course import ROOT, Step, allExercises, allSteps
from lessons.syllabus.progress import Progress
from lessons.syllabus.sections import Section, Unreadable, findSection

HINTS = 3
#: The width of the names in the map, and what stands before the first step there. With 80
#: columns each step is one row, and so are the quizzes: the map and the prompt below it fill
#: 24.
NAMES = 7
WARMING_UP = N_("to warm up with, six small programs: walk runreactor")
HINT_TITLES = [
    N_("{number} hint 1, {title}: where to look"),
    N_("{number} hint 2, {title}: what to think of"),
    N_("{number} hint 3, {title}: almost the line"),
]


def showMap(paper: Paper, progress: Progress) -> None:
    """
    Show the steps, what is done, and what is next.
    """
    passed = [progress.of(section.number).passed for _step, section in allExercises()]
    bar = drawBar(sum(passed), len(passed), paper.width)
    for row in twoSides(_("HTTP from the wire up, exercises:"), bar, paper.width):
        paper.say(row, "bold")
    paper.tell(_(WARMING_UP), f"{'reactor':>{NAMES}}     ")
    for step in allSteps():
        showStep(paper, progress, step)
    paper.tell(writeScores(progress), f"{'quizzes':>{NAMES}}     ")
    paper.say()
    following = findNext(progress)
    if following is None:
        paper.tell(_(EVERYTHING))
    else:
        paper.tell(following.describe(), _("Next: "), "bold")
    showCommands(paper, following)


def showStep(paper: Paper, progress: Progress, step: Step) -> None:
    """
    Show one step: its number, how many exercises are passed, its idea.
    """
    done = sum(progress.of(section.number).passed for section in step.sections)
    count = f"{done}/{len(step.sections)}" if step.sections else ""
    isDone = bool(step.sections) and done == len(step.sections)
    mark = f"{step.name:>{NAMES}} {count:3} "
    paper.tell(ofExercise(step.idea), mark, *(["green"] if isDone else []))


def showCommands(paper: Paper, following: Task | None) -> None:
    """
    Say how to go on.
    """
    page = following.step.name if following else "1"
    page = {"0": "1", "clients": "webcat"}.get(page, page)
    commands = [
        ("watch", _("work on it: checks whenever you save, helps, goes on")),
        (f"walk {page}", _("be led through the step first; --help: all commands")),
    ]
    if isinstance(following, QuizTask):
        commands[0] = (f"quiz {page}", _("take it; watch leads there as well"))
        commands[1] = ("--help", _("all commands"))
    width = max(len(command) for command, _meaning in commands)
    for command, meaning in commands:
        paper.tell(meaning, f"python -m lessons {command:{width}} ")


def showNext(paper: Paper, progress: Progress) -> None:
    """
    Show the next exercise that is not passed, or the next quiz.
    """
    following = findNext(progress)
    if following is None:
        paper.tell(_(EVERYTHING))
    else:
        showTask(paper, following)


def showTask(paper: Paper, task: Task) -> None:
    """
    Show what is to be done next.
    """
    if isinstance(task, QuizTask):
        showQuizTask(paper, task)
    else:
        showExerciseTask(paper, task.step, task.section)


def showExerciseTask(paper: Paper, step: Step, section: Section) -> None:
    """
    Show what is to do in an exercise, where, and how to check it.
    """
    minutes = step.notes[section.number].minutes
    about = ngettext(
        "{title} (about {minutes} minute)", "{title} (about {minutes} minutes)", minutes
    )
    title = about.format(title=ofTitle(section.title), minutes=minutes)
    paper.tell(title, f"{section.number} ", "bold")
    paper.say()
    tellTask(paper, section)
    check = _("python -m lessons check {number}; watch {number} does it whenever you save")
    ways = {
        _("edit"): findPlace(step, section),
        _("check"): check.format(number=section.number),
        _("help"): f"python -m lessons hint {section.number}",
    }
    width = max(map(columnsOf, ways))
    for name, way in ways.items():
        paper.tell(way, f"{pad(name, width)}  ")


def tellTask(paper: Paper, section: Section) -> None:
    """
    Say what is to do.
    """
    for paragraph in readTask(section).split("\n\n"):
        paper.tell(ofExercise(" ".join(paragraph.split())))
        paper.say()


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
        text = _("There is more: python -m lessons hint {number} {level}")
        paper.tell(text.format(number=number, level=wanted + 1), "", "dim")
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
    text = _(HINT_TITLES[wanted - 1])
    paper.tell(text.format(number=number, title=ofTitle(section.title)), "", "bold")
    paper.say()
    paper.retell(ofExercise(step.notes[number].hints[wanted - 1]))
    progress.note(number, hints=max(wanted, progress.of(number).hints))
    return wanted


def showWayOn(paper: Paper, number: str, isPassed: bool) -> None:
    """
    Say what there is behind the last hint.
    """
    behind = _("That was the last hint. After the pass: python -m lessons solution {number}")
    if isPassed:
        behind = _("That was the last hint. Next: python -m lessons solution {number}")
    paper.tell(behind.format(number=number), "", "dim")
    if not isPassed:
        stuck = _("Still stuck: python -m lessons solution {number} --anyway")
        paper.tell(stuck.format(number=number), "", "dim")
