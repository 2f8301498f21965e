"""
The command line of C{python -m lessons}.
"""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lessons.command import showing
from lessons.command.dev import addDev
from lessons.command.environment import needTwisted
from lessons.command.options import addExplain, addLanguage, addReplay, addReport, addTeacher
from lessons.command.paging import paged
from lessons.command.paper import Paper
from lessons.command.place import goThere, needPlace
from lessons.command.speaking import speakAsAsked
from lessons.command.usage import CommandLine, FrontPage
from lessons.installed import isInstalled
from lessons.language import N_, _, languages
from lessons.quizzes import BadQuiz
from lessons.syllabus.course import (
    findExercise,
    findExercises,
    findQuiz,
    findStep,
    findWalkthrough,
)
from lessons.syllabus.progress import BadProgress, Progress
from lessons.trouble import Trouble

DESCRIPTION = N_("HTTP from the wire up. Without a command: the map of the course.")
NAMES = N_(
    "N is a step: 3; N.M an exercise: 3.2 or 3.a. In class: show N, class, export, import. "
    "Authors: dev. Options: check --help. Language: --language {languages}."
)
#: What C{class} does with a folder, in the place of opening its page.
GRADE = "--grade"
#: What C{start} makes unless told.
STARTED = "http-from-the-wire"
#: The commands that run programs of the course.
RUNNING = ("run", "walk", "show", "class", "check", "watch", "grade", "replay", "report")


def makeParser() -> ArgumentParser:
    """
    Make the command line.
    """
    names = _(NAMES).format(languages=_(" or ").join(languages()))
    parser = FrontPage(prog="python -m lessons", description=_(DESCRIPTION), epilog=names)
    addLanguage(parser)
    commands = parser.add_subparsers(
        dest="command", metavar=_("command"), parser_class=CommandLine
    )

    def add(name: str, carryOut: Callable[[Namespace], bool], text: str) -> ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(carryOut=carryOut)
        addLanguage(command, isHidden=True)
        return command

    add("map", showMap, _("the steps, what is done, what is next"))
    one = add("run", run, _("start step N; what follows is for the step: run 1 --wire"))
    one.add_argument("step", metavar="N")
    one.add_argument("arguments", nargs=REMAINDER, metavar="...")
    one = add("walk", walk, _("be led through step N, or through a client: walk webcat"))
    one.add_argument("step", metavar="N")
    one.add_argument("--type", action="store_true", help=_("you type what the book types"))
    one = add("diff", diff, _("what step N changes, or what lies between N and M"))
    one.add_argument("step", metavar="N")
    one.add_argument("other", metavar="M", nargs="?")
    one = add("check", check, _("check the exercises of step N, or one exercise"))
    one.add_argument("exercise", metavar="N[.M]")
    one.add_argument("--all", action="store_true", help=_("show all messages, not the first"))
    addTeacher(one)
    one = add("watch", watch, _("work on exercises: each is checked whenever you save it"))
    one.add_argument("exercise", metavar="N[.M]", nargs="?", default="")
    one = add("hint", hint, _("a hint for exercise N.M, a little more each time"))
    one.add_argument("exercise", metavar="N.M")
    one.add_argument("level", nargs="?", metavar="1|2|3")
    one = add("solution", solution, _("the solution of N.M, after it is passed, and why"))
    one.add_argument("exercise", metavar="N.M")
    one.add_argument("--anyway", action="store_true", help=_("before it is passed"))
    one = add("reset", reset, _("exercise N.M, or all of step N, as it was handed out"))
    one.add_argument("exercise", metavar="N[.M]")
    add("next", showNext, _("the next exercise that is not passed, or the next quiz"))
    one = add("quiz", takeQuiz, _("questions on what came before, after steps 3, 8 and 15"))
    one.add_argument("step", metavar="N", nargs="?", default="")
    one.add_argument("--skip", action="store_true", help=_("leave it out"))
    one = add("grade", grade, _("judge any HTTP server: grade HOST:PORT"))
    one.add_argument("arguments", nargs=REMAINDER, metavar="HOST:PORT")
    addExplain(
        add("explain", explain, _("every byte of a message, recorded or typed, and its faults"))
    )
    addReplay(add("replay", replay, _("one request through the steps: who understands it?")))
    addReport(add("report", report, _("what each step buys, and what it costs; takes minutes")))
    addForTeachers(commands)
    addForAuthors(commands)
    if isInstalled():
        one = add("start", start, _("a folder of your own with the whole course"))
        one.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=Path(STARTED))
    add("doctor", doctor, _("is everything there that the course needs?"))
    return parser


def addForTeachers(commands: Any) -> None:
    """
    Add what is for a class. In the list of commands there is no room for it on a screen; its
    last lines name it.
    """
    text = _("show step N to a class, with the inspector on the projector")
    one = commands.add_parser("show", description=text)
    one.add_argument("step", metavar="N")
    one.set_defaults(carryOut=show)
    # Whatever follows is for another program, its options as well: here no option begins so.
    one = commands.add_parser("class", add_help=False, prefix_chars="\0")
    one.add_argument("arguments", nargs=REMAINDER, metavar="...")
    one.set_defaults(carryOut=holdClass)
    one = commands.add_parser("export", description=_("your work and progress in one file"))
    one.add_argument("file", metavar="FILE", type=Path, nargs="?")
    one.set_defaults(carryOut=export)
    one = commands.add_parser("import", description=_("go on with what `export` has made"))
    one.add_argument("file", metavar="FILE", type=Path)
    one.set_defaults(carryOut=bringIn)


def addForAuthors(commands: Any) -> None:
    """
    Add what is for those who change the course, and named in the last lines as well.
    """
    addDev(commands.add_parser("dev", description=_("make an exercise or a step, and check it")))


def openProgress() -> Progress:
    """
    Read what has been done; a file that is wrong is told about.
    """
    return Progress(lambda text: Paper(sys.stderr).tell(text, _("note: ")))


def showMap(options: Namespace) -> bool:
    """
    C{python -m lessons}.
    """
    showing.showMap(Paper(), openProgress())
    return True


def showNext(options: Namespace) -> bool:
    """
    C{python -m lessons next}.
    """
    showing.showNext(Paper(), openProgress())
    return True


def run(options: Namespace) -> bool:
    """
    C{python -m lessons run 3}.
    """
    from lessons.command import programs

    programs.run(findStep(options.step), options.arguments)


def takeQuiz(options: Namespace) -> bool:
    """
    C{python -m lessons quiz 3}.
    """
    from lessons.command import quizzing

    progress = openProgress()
    quiz = findQuiz(options.step) if options.step else quizzing.chooseQuiz(progress)
    if options.skip:
        quizzing.leaveOut(Paper(), progress, quiz)
        return True
    return quizzing.Sitting(Paper(), progress, quiz).take()


def grade(options: Namespace) -> bool:
    """
    C{python -m lessons grade 127.0.0.1:8000}.
    """
    from lessons.command import programs

    programs.grade(options.arguments)


def report(options: Namespace) -> bool:
    """
    C{python -m lessons report}.
    """
    from lessons.command import reporting

    return reporting.report(Paper(), options.html, options.steps, options.rounds)


def walk(options: Namespace) -> bool:
    """
    C{python -m lessons walk 3}, or C{walk webcat}.
    """
    from lessons.command import leading

    return leading.walk(Paper(), openProgress(), findWalkthrough(options.step), options.type)


def show(options: Namespace) -> bool:
    """
    C{python -m lessons show 9}.
    """
    from lessons.command import demonstrating

    return demonstrating.show(Paper(), findStep(options.step))


def diff(options: Namespace) -> bool:
    """
    C{python -m lessons diff 3}.
    """
    from lessons.command import differing

    step = findStep(options.step)
    old, new = (
        (step, findStep(options.other)) if options.other else (differing.stepBefore(step), step)
    )
    with paged(Paper()) as paper:
        differing.showDifference(paper, old, new)
    return True


def check(options: Namespace) -> bool:
    """
    C{python -m lessons check 3.2}.
    """
    from lessons.command import checking, joining

    step, sections = findExercises(options.exercise)
    only = sections[0].number if "." in options.exercise else ""
    teller = joining.tellerOf(options.teacher, options.name, options.yes)
    return checking.check(Paper(), openProgress(), step, only, options.all, teller=teller)


def watch(options: Namespace) -> bool:
    """
    C{python -m lessons watch}.
    """
    from lessons.command import watching

    return watching.watch(Paper(), openProgress(), options.exercise)


def hint(options: Namespace) -> bool:
    """
    C{python -m lessons hint 3.2}.
    """
    step, section = findExercise(options.exercise)
    if options.level not in (None, "1", "2", "3"):
        text = _("there is no hint {level!r}: there are 1, 2 and 3")
        raise Trouble(text.format(level=options.level))
    level = int(options.level) if options.level else None
    showing.showHint(Paper(), openProgress(), step, section, level)
    return True


def solution(options: Namespace) -> bool:
    """
    C{python -m lessons solution 3.2}.
    """
    from lessons.command import solving

    step, section = findExercise(options.exercise)
    with paged(Paper()) as paper:
        solving.showSolution(paper, openProgress(), step, section, options.anyway)
    return True


def reset(options: Namespace) -> bool:
    """
    C{python -m lessons reset 3.2}.
    """
    from lessons.command import resetting

    step, sections = findExercises(options.exercise)
    whole = "." not in options.exercise
    resetting.reset(Paper(), openProgress(), step, sections, whole)
    return True


def holdClass(options: Namespace) -> bool:
    """
    C{python -m lessons class}, or C{class --grade FOLDER}.
    """
    from lessons.command import marking, programs

    if options.arguments[:1] == [GRADE]:
        if len(options.arguments) != 2:
            raise Trouble(_("{option} what? Name the folder").format(option=GRADE))
        return marking.grade(Paper(), Path(options.arguments[1]))
    programs.become("lessons.classroom", options.arguments)


def export(options: Namespace) -> bool:
    """
    C{python -m lessons export}.
    """
    from lessons.command import handingin

    handingin.export(Paper(), openProgress(), options.file or handingin.DEFAULT)
    return True


def bringIn(options: Namespace) -> bool:
    """
    C{python -m lessons import work.zip}.
    """
    from lessons.command import handingin

    handingin.bringIn(Paper(), openProgress(), options.file)
    return True


def explain(options: Namespace) -> bool:
    """
    C{python -m lessons explain request.txt}.
    """
    from lessons.command import explaining

    explaining.explain(
        Paper(),
        options.file,
        explaining.Asked(options.response, options.method, options.step),
        options.json,
    )
    return True


def replay(options: Namespace) -> bool:
    """
    C{python -m lessons replay request.txt}.
    """
    from lessons.command import replaying

    return replaying.replay(Paper(), options)


def start(options: Namespace) -> bool:
    """
    C{http-from-the-wire start}.
    """
    from lessons.command import start as starting

    starting.start(Paper(), options.folder)
    return True


def doctor(options: Namespace) -> bool:
    """
    C{python -m lessons doctor}.
    """
    from lessons.command import doctor as examining

    return examining.examine(Paper())


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Carry out one command.

    @return: the exit status: 0 when all is well, 1 when a check or an examination
        has found something, or the command cannot be carried out; 2 when it makes no sense.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        speakAsAsked(arguments)
        if isInstalled() and "start" not in arguments:
            goThere(arguments)
        options = makeParser().parse_args(arguments)
        if isInstalled():
            needPlace(options.command)
        if options.command in RUNNING:
            needTwisted()
        return 0 if getattr(options, "carryOut", showMap)(options) else 1
    except (Trouble, BadProgress, BadQuiz) as error:
        Paper(sys.stderr).retell(f"python -m lessons: {error}")
        return error.status if isinstance(error, Trouble) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has left, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
