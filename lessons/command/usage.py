"""
What is said about the command line: its help, and what is wrong with it.
"""

from __future__ import annotations

import argparse
import re
import sys
from argparse import ArgumentParser, HelpFormatter, _SubParsersAction
from difflib import get_close_matches
from typing import Any, NoReturn

from lessons.columns import wrap
from lessons.command.console import Console
from lessons.language import N_, _, ngettext

#: Those that need nothing after them.
NEEDS_NOTHING = (
    "map",
    "watch",
    "next",
    "quiz",
    "explain",
    "replay",
    "report",
    "class",
    "export",
    "doctor",
)
#: What else one might type for some of them.
MEANT = {
    "list": "map",
    "steps": "map",
    "exercises": "map",
    "progress": "map",
    "start": "run",
    "read": "walk",
    "test": "check",
    "work": "watch",
    "questions": "quiz",
}
#: What to type after a command that needs more.
EXAMPLES = {
    "run": N_("`run 1`"),
    "walk": N_("`walk 1`, or `walk webcat`"),
    "show": N_("`show 9`"),
    "import": N_("`import http-from-the-wire.zip`"),
    "diff": N_("`diff 2`, or `diff 2 4`"),
    "check": N_("`check 1`, or `check 1.2`; `next` names your next one"),
    "hint": N_("`hint 1.2`; `next` names your next one"),
    "solution": N_("`solution 1.2`"),
    "reset": N_("`reset 1`, or `reset 1.2`"),
    "grade": N_("`grade 127.0.0.1:8000`"),
    "dev": N_("`dev new 4.3`, or `dev check 4.2`"),
}
#: How argparse begins to say that something is missing, and how it says what is unknown.
MISSING = N_("the following arguments are required: %s")
UNKNOWN = N_("invalid choice: %(value)r (choose from %(choices)s)")
#: What else argparse says.
WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("%(heading)s:"),
    N_("show this help message and exit"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
# argparse looks for its translations under these names of its own module, and nowhere else.
vars(argparse).update(_=_, ngettext=ngettext)


class CommandLine(ArgumentParser):
    """
    Reads the command line; what is wrong with it is said in one sentence.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": Columns} | options)

    def error(self, message: str) -> NoReturn:
        """
        Say what is wrong, and exit with status 2.
        """
        Console(sys.stderr).tell(f"python -m lessons: {self.explain(message)}")
        self.exit(2)

    def explain(self, message: str) -> str:
        """
        Say what C{argparse} has found, and what to type instead.
        """
        command = self.prog.rpartition(" ")[2]
        if message.startswith(_(MISSING) % ""):
            example = _(EXAMPLES[command])
            return _("{command} what? For example {example}").format(
                command=command, example=example
            )
        every = "python -m lessons --help"
        if command == "lessons" and (name := unknownIn(message)):
            alike = alikeTo(name.strip("'"))
            if alike:
                return _(
                    "there is no command {name}: did you mean {alike}? {every} names all"
                ).format(name=name, alike=alike, every=every)
            return _("there is no command {name}: {every} names all").format(
                name=name, every=every
            )
        return _("{message}; see {every}").format(message=message, every=every)


class FrontPage(CommandLine):
    """
    The command line whose help names all commands, and fits a screen of 80 x 24 with the
    prompt below it.
    """

    def format_help(self) -> str:
        """
        Write the help: the commands have no headings, and the options are in the first line.
        """
        page = self._get_formatter()
        page.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        page.add_text(self.description)
        for action in self._actions:
            if isinstance(action, _SubParsersAction):
                page.start_section(None)
                page.add_arguments(action._get_subactions())
                page.end_section()
        page.add_text(self.epilog)
        return page.format_help()


class Columns(HelpFormatter):
    """
    Writes help that keeps its paragraphs, and ends its lines where the screen does.
    """

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = (wrap(" ".join(one.split()), width) for one in text.split("\n\n"))
        return "\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(" ".join(text.split()), width)


def alikeTo(name: str) -> str:
    """
    Find the command that somebody may have meant; nothing where there is none like it.
    """
    names = get_close_matches(name, [*EXAMPLES, *NEEDS_NOTHING, *MEANT], n=1)
    return MEANT.get(names[0], names[0]) if names else ""


def unknownIn(message: str) -> str:
    """
    Find the command that C{argparse} does not know in what it says; nothing where that is
    something else.
    """
    pattern = re.sub(r"%\\\((\w+)\\\)[rs]", r"(?P<\1>.*?)", re.escape(_(UNKNOWN)))
    match = re.search(pattern, message)
    return match["value"] if match else ""
