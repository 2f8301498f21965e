"""
What each command does: it hands its options to the module of the same name. That is imported only
when it is wanted, so that each command starts quickly.
"""

from __future__ import annotations

import sys
from argparse import Namespace

from lessons.command.console import Console
from lessons.command.pager import paged
from lessons.language import _
from lessons.syllabus.course import (
    findExercise,
    findExercises,
    findQuiz,
    findStep,
    findWalkthrough,
)
from lessons.syllabus.progress import Progress
from lessons.trouble import Trouble


def openProgress() -> Progress:
    """
    Read what has been done; a file that is wrong is told about.
    """
    return Progress(lambda text: Console(sys.stderr).tell(text, _("note: ")))


def showMap(options: Namespace) -> bool:
    """
    C{python -m lessons}: all steps, and what is done of each.
    """
    from lessons.command import map as command

    command.showMap(Console(), openProgress())
    return True


def showNext(options: Namespace) -> bool:
    """
    C{python -m lessons next}: the task that is to be done now.
    """
    from lessons.command import next as command

    command.showNext(Console(), openProgress())
    return True


def run(options: Namespace) -> bool:
    """
    C{python -m lessons run 3}: becomes the step's program, with the arguments that follow.
    """
    from lessons.command import programs

    programs.run(findStep(options.step), options.arguments)


def takeQuiz(options: Namespace) -> bool:
    """
    C{python -m lessons quiz 3}: asks the step's questions, or leaves them out.
    """
    from lessons.command import quiz as command

    progress = openProgress()
    quiz = findQuiz(options.step) if options.step else command.chooseQuiz(progress)
    if options.skip:
        command.leaveOut(Console(), progress, quiz)
        return True
    return command.Sitting(Console(), progress, quiz).take()


def grade(options: Namespace) -> bool:
    """
    C{python -m lessons grade 127.0.0.1:8000}: becomes the judge of servers.
    """
    from lessons.command import programs

    programs.grade([options.target, *(("--case", options.case) if options.case else ())])


def report(options: Namespace) -> bool:
    """
    C{python -m lessons report}: the steps compared with Twisted and with each other.
    """
    from lessons.command import report as command

    return command.report(Console(), options.html, options.steps, options.rounds)


def walk(options: Namespace) -> bool:
    """
    C{python -m lessons walk 3}, or C{walk webcat}.
    """
    from lessons.command import walk as command

    return command.walk(Console(), openProgress(), findWalkthrough(options.step), options.type)


def show(options: Namespace) -> bool:
    """
    C{python -m lessons show 9}: shows a step in front of a class, a piece at each key.
    """
    from lessons.command import show as command

    return command.show(Console(), findStep(options.step))


def diff(options: Namespace) -> bool:
    """
    C{python -m lessons diff 3}: what the program changes of the step before, or of another
    one.
    """
    from lessons.command import diff as command

    step = findStep(options.step)
    old, new = (
        (step, findStep(options.other)) if options.other else (command.stepBefore(step), step)
    )
    with paged(Console()) as console:
        command.showDifference(console, old, new)
    return True


def check(options: Namespace) -> bool:
    """
    C{python -m lessons check 3.2}: checks an exercise, or all of a step's.

    @return: whether everything is met.
    """
    return checkOne(options, options.exercise, options.all)


def checkOne(options: Namespace, exercise: str, every: bool) -> bool:
    """
    Check, and tell the teacher's page where there is one.

    @param exercise: or a step.
    @param every: whether all messages are shown.
    """
    from lessons.command import check as command
    from lessons.command.teacher import tellerOf

    step, sections = findExercises(exercise)
    only = sections[0].number if "." in exercise else ""
    teller = tellerOf(options.teacher, options.name, options.yes)
    return command.check(Console(), openProgress(), step, only, every, teller=teller)


def watch(options: Namespace) -> bool:
    """
    C{python -m lessons watch}: checks the exercise whenever its file is saved.
    """
    from lessons.command import watch as command

    progress = openProgress()
    if options.teacher:  # whoever wants to be in a class, checks once, and is
        exercise = options.exercise or command.choose(progress, "").step.name
        checkOne(options, exercise, every=False)
    return command.watch(Console(), progress, options.exercise)


def hint(options: Namespace) -> bool:
    """
    C{python -m lessons hint 3.2}: the next hint, or the one that is named.
    """
    from lessons.command import hint as command

    step, section = findExercise(options.exercise)
    if options.level not in (None, "1", "2", "3"):
        text = _("there is no hint {level!r}: the hints are 1, 2 and 3")
        raise Trouble(text.format(level=options.level))
    level = int(options.level) if options.level else None
    command.showHint(Console(), openProgress(), step, section, level)
    return True


def solution(options: Namespace) -> bool:
    """
    C{python -m lessons solution 3.2}: a right answer, once the exercise is passed, or
    anyway.
    """
    from lessons.command import solution as command

    step, section = findExercise(options.exercise)
    with paged(Console()) as console:
        command.showSolution(console, openProgress(), step, section, options.anyway)
    return True


def reset(options: Namespace) -> bool:
    """
    C{python -m lessons reset 3.2}: begins an exercise, or a whole step's, from the start.
    """
    from lessons.command import reset as command

    step, sections = findExercises(options.exercise)
    whole = "." not in options.exercise
    command.reset(Console(), openProgress(), step, sections, whole)
    return True


def holdClass(options: Namespace) -> bool:
    """
    C{python -m lessons class}, or C{class --grade FOLDER}.
    """
    from lessons.command import classgrade, programs

    folder = classgrade.folderToGrade(options.arguments)
    if folder is not None:
        return classgrade.grade(Console(), folder)
    programs.become("lessons.classroom", options.arguments)


def export(options: Namespace) -> bool:
    """
    C{python -m lessons export}: writes a student's work into one file, to be handed in.
    """
    from lessons.command import handin as command

    command.export(Console(), openProgress(), options.file or command.DEFAULT)
    return True


def bringIn(options: Namespace) -> bool:
    """
    C{python -m lessons import work.zip}: goes on with work that was exported elsewhere.
    """
    from lessons.command import handin as command

    command.bringIn(Console(), openProgress(), options.file)
    return True


def explain(options: Namespace) -> bool:
    """
    C{python -m lessons explain request.txt}: says what the bytes of a file mean.
    """
    from lessons.command import explain as command

    command.explain(
        Console(),
        options.file,
        command.Asked(options.response, options.method, options.step),
        options.json,
    )
    return True


def replay(options: Namespace) -> bool:
    """
    C{python -m lessons replay request.txt}: sends the bytes of a file to every step.

    @return: whether every step could be asked.
    """
    from lessons.command import replay as command

    return command.replay(Console(), options)


def start(options: Namespace) -> bool:
    """
    C{http-from-the-wire start}: makes a folder to work in, where the course is installed.
    """
    from lessons.command import start as command

    command.start(Console(), options.folder)
    return True


def doctor(options: Namespace) -> bool:
    """
    C{python -m lessons doctor}: looks whether all is installed that the course needs.

    @return: whether all is there that is not optional.
    """
    from lessons.command import doctor as command

    return command.examine(Console())
