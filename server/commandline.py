"""
The command line that all steps share.
"""

from __future__ import annotations

import re
from argparse import (
    Action,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from typing import Any, NoReturn

from server.draining import Draining

#: What epytext marks in a docstring.
MARK = re.compile(r"[CL]\{([^{}]*)\}")


def isNumber(text: str, least: int, most: int) -> bool:
    """
    Tell whether a text of a command line is a plain number, and within limits.
    """
    return text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most


def portNumber(text: str) -> int:
    """
    Read a TCP port number from a command line; 0 takes any free port.
    """
    if not isNumber(text, 0, 65535):
        raise ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


#: How many connections may wait to be accepted. Twisted's default, 50, is soon reached when
#: many come at once; a client that comes then is not refused, but asks again a second
#: later.
BACKLOG = 511


def backlogSize(text: str) -> int:
    """
    Read from a command line how many connections may wait to be accepted.
    """
    if not isNumber(text, 1, 65535):
        raise ArgumentTypeError(f"{text!r} is not a backlog: give a number from 1 to 65535")
    return int(text)


class CommandLine(ArgumentParser):
    """
    Reads a command line, and says in one line what is wrong with it.
    """

    def error(self, message: str) -> NoReturn:
        """
        Say what is wrong, and exit with status 2.
        """
        self.exit(2, f"{self.prog}: {message}; see --help\n")


class StoreInterface(Action):
    """
    Reads C{--interface}, and notes that it was given: somebody who says where to listen, and
    has an inspector, expects a class.
    """

    def __call__(
        self, parser: ArgumentParser, options: Namespace, value: Any, option: str | None = None
    ) -> None:
        """
        Note the interface, and that it was given.
        """
        options.interface, options.hasInterface = value, True


def makeParser(program: str, description: str) -> ArgumentParser:
    """
    Make the command line that all steps share.

    @param description: the program's docstring. Its epytext marks, as in C{python}, are not for
        a terminal.
    """
    parser = CommandLine(
        prog=f"python -m {program}",
        description=MARK.sub(r"\1", description),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.set_defaults(program=program)
    add = parser.add_argument
    add("--port", type=portNumber, default=8000, help="default %(default)s; 0 = any free one")
    add(
        "--interface",
        action=StoreInterface,
        default="127.0.0.1",
        metavar="ADDR",
        help="default 127.0.0.1",
    )
    add(
        "--backlog",
        type=backlogSize,
        default=BACKLOG,
        metavar="N",
        help=f"connections that may wait to be accepted; default {BACKLOG}",
    )
    add("--wire", action="store_true", help="print the bytes that arrive and leave")
    add("--trace", action="store_true", help="print what becomes of each request; from step 4 on")
    add("--debug", action="store_true", help="print the server's debug messages")
    add(
        "--inspect",
        type=portNumber,
        metavar="PORT",
        help="show the wire in a browser; 0 = any free port",
    )
    add(
        "--me",
        type=portNumber,
        default=0,
        metavar="PORT",
        help="the students' page, in a class; 0 = any free port",
    )
    parser.set_defaults(
        hasInterface=False, inspector=None, xray=None, meet=None, drain=0, draining=Draining()
    )
    return parser


def leaveOut(parser: ArgumentParser, *names: str) -> None:
    """
    Leave options out of the command line of a program for which they do nothing: each is as if
    it was not given.
    """
    for action in [each for each in parser._actions if each.dest in names]:
        for option in action.option_strings:
            del parser._option_string_actions[option]
        action.container._remove_action(action)  # type: ignore[attr-defined]
        parser.set_defaults(**{action.dest: action.default})


def noOptions(parser: ArgumentParser) -> None:
    """
    Add nothing to the command line: most steps have no options of their own.
    """
