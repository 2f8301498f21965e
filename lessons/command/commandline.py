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

from lessons.command import actions
from lessons.command.console import Console
from lessons.command.dev import addDev
from lessons.command.environment import needTwisted
from lessons.command.options import addExplain, addLanguage, addReplay, addReport, addTeacher
from lessons.command.spokenlanguage import speakAsAsked
from lessons.command.usage import CommandLine, FrontPage
from lessons.command.workfolder import goThere, needPlace
from lessons.installed import isInstalled
from lessons.language import N_, _, languages
from lessons.quizzes import BadQuiz
from lessons.syllabus.progress import BadProgress
from lessons.trouble import Trouble

DESCRIPTION = N_("HTTP from the wire up. Without a command: the map of the course.")
NUMBERS_HELP = N_(
    "N is a step: 3; N.M an exercise: 3.2 or 3.a. In class: show N, class, export, import. "
    "Authors: dev. Options: check --help. Language: --language {languages}."
)
#: What C{start} makes by default.
STARTED = "http-from-the-wire"
#: The commands that run programs of the course.
RUNNING = ("run", "walk", "show", "class", "check", "watch", "grade", "replay", "report")


def makeParser() -> ArgumentParser:
    """
    Make the parser of the command line, with all commands.
    """
    names = _(NUMBERS_HELP).format(languages=_(" or ").join(languages()))
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

    add("map", actions.showMap, _("the steps, what is done, what is next"))
    one = add("run", actions.run, _("start step N; what follows is for the step: run 1 --wire"))
    one.add_argument("step", metavar="N")
    one.add_argument("arguments", nargs=REMAINDER, metavar="...")
    one = add("walk", actions.walk, _("be led through step N, or through a client: walk webcat"))
    one.add_argument("step", metavar="N")
    one.add_argument("--type", action="store_true", help=_("you type what the book types"))
    one = add("diff", actions.diff, _("what step N changes, or how N and M differ"))
    one.add_argument("step", metavar="N")
    one.add_argument("other", metavar="M", nargs="?")
    one = add("check", actions.check, _("check the exercises of step N, or one exercise"))
    one.add_argument("exercise", metavar="N[.M]")
    one.add_argument("--all", action="store_true", help=_("show all messages, not only the first"))
    addTeacher(one)
    one = add("watch", actions.watch, _("work on exercises: each is checked whenever you save it"))
    one.add_argument("exercise", metavar="N[.M]", nargs="?", default="")
    addTeacher(one)
    one = add("hint", actions.hint, _("a hint for exercise N.M, a little more each time"))
    one.add_argument("exercise", metavar="N.M")
    one.add_argument("level", nargs="?", metavar="1|2|3")
    one = add("solution", actions.solution, _("the solution of N.M, once it is passed, and why"))
    one.add_argument("exercise", metavar="N.M")
    one.add_argument("--anyway", action="store_true", help=_("even before it is passed"))
    one = add("reset", actions.reset, _("exercise N.M, or all of step N, as it was handed out"))
    one.add_argument("exercise", metavar="N[.M]")
    add("next", actions.showNext, _("the next exercise that is not passed, or the next quiz"))
    one = add(
        "quiz", actions.takeQuiz, _("questions on what came before, after steps 3, 8 and 15")
    )
    one.add_argument("step", metavar="N", nargs="?", default="")
    one.add_argument("--skip", action="store_true", help=_("leave it out"))
    one = add("grade", actions.grade, _("judge any HTTP server: grade HOST:PORT"))
    one.add_argument("target", metavar="HOST:PORT[/PATH]")
    text = _("try this case alone, and show its bytes; replay --list names all")
    one.add_argument("--case", metavar="NAME", help=text)
    text = _("every byte of a message, recorded or typed, and its faults")
    addExplain(add("explain", actions.explain, text))
    text = _("one request through the steps: who understands it?")
    addReplay(add("replay", actions.replay, text))
    text = _("what each step buys, and what it costs; takes minutes")
    addReport(add("report", actions.report, text))
    addForTeachers(commands)
    addForAuthors(commands)
    if isInstalled():
        one = add("start", actions.start, _("a folder of your own with the whole course"))
        one.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=Path(STARTED))
    add("doctor", actions.doctor, _("is everything installed that the course needs?"))
    return parser


def addForTeachers(commands: Any) -> None:
    """
    Add what is for a class. In the list of commands there is no room for it on a screen; its
    last lines name it.
    """
    text = _("show step N to a class, with the inspector on the projector")
    one = commands.add_parser("show", description=text)
    one.add_argument("step", metavar="N")
    one.set_defaults(carryOut=actions.show)
    # Whatever follows is for another program, its options as well: here no option begins so.
    one = commands.add_parser("class", add_help=False, prefix_chars="\0")
    one.add_argument("arguments", nargs=REMAINDER, metavar="...")
    one.set_defaults(carryOut=actions.holdClass)
    one = commands.add_parser("export", description=_("your work and progress in one file"))
    one.add_argument("file", metavar="FILE", type=Path, nargs="?")
    one.set_defaults(carryOut=actions.export)
    one = commands.add_parser("import", description=_("go on with what `export` has made"))
    one.add_argument("file", metavar="FILE", type=Path)
    one.set_defaults(carryOut=actions.bringIn)


def addForAuthors(commands: Any) -> None:
    """
    Add what is for those who change the course, and named in the last lines as well.
    """
    addDev(commands.add_parser("dev", description=_("make an exercise or a step, and check it")))


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
        return 0 if getattr(options, "carryOut", actions.showMap)(options) else 1
    except (Trouble, BadProgress, BadQuiz) as error:
        Console(sys.stderr).retell(f"python -m lessons: {error}")
        return error.status if isinstance(error, Trouble) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has left, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
