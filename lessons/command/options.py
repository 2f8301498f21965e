"""
The options of the commands that have many.
"""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser

from lessons.command.spokenlanguage import OPTION
from lessons.language import N_, _, languages

REPLAY = N_(
    """\
one request through the steps, each started on a free port: who understands it?

FILE holds the bytes that a client sends, one request or several: they are sent as they
are, so LF alone stays LF alone. Where its first line is a command after "$ ", FILE is a
transcript as in the walkthroughs, of telnet, nc, our own telnet, or printf before nc: then
the lines that are typed after ">" are sent, with CR LF after each (with nc: LF), or what
printf writes. What is sent, and where it comes from, is said first.

Steps that answer alike are one column; Date, Server, Content-Length and what else varies
from page to page makes no difference. "+" is a line that the column before does not have,
"-" one that only the column before has.

Step 14 is a proxy: asked for another server by its address, it asks that one."""
)

TEACHER = N_(
    "be in the class whose page is at {url}: what is sent is shown first; `off` leaves the class"
)


def addExplain(command: ArgumentParser) -> None:
    """
    Add the options and arguments of C{explain}.
    """
    command.add_argument("file", metavar="FILE", nargs="?", help=_("default: standard input"))
    command.add_argument("--response", action="store_true", help=_("it holds answers"))
    command.add_argument("--method", metavar="M", help=_("of the request that they answer"))
    command.add_argument("--step", metavar="N", help=_("say what step N does otherwise"))
    command.add_argument("--json", action="store_true", help=_("as data, for programs"))


def addReplay(command: ArgumentParser) -> None:
    """
    Add the options and arguments of C{replay}.
    """
    command.description = _(REPLAY)
    add = command.add_argument
    add("file", metavar="FILE", nargs="?", help=_("default: standard input"))
    add("--raw", action="store_true", help=_("not a transcript, whatever it looks like"))
    add("--case", metavar="NAME", help=_("a ready-made request, in place of FILE"))
    add("--list", action="store_true", help=_("name all ready-made requests"))
    add("--steps", metavar="3,5-9", help=_("these steps; default: all"))
    add("--pieces", action="store_true", help=_("send byte by byte"))
    add("--wait", metavar="S", default="2", help=_("seconds to wait for an answer; default 2"))
    add("--json", action="store_true", help=_("as data, for programs"))


def addReport(command: ArgumentParser) -> None:
    """
    Add C{--html}, C{--steps} and C{--rounds}, the options of C{report}.
    """
    add = command.add_argument
    add("--html", metavar="FILE", help=_("write it as a page, too"))
    add("--steps", metavar="3,4", help=_("these steps; default: all"))
    add("--rounds", metavar="N", type=int, default=3, help=_("rounds of load; default 3"))


def addLanguage(command: ArgumentParser, isHidden: bool = False) -> None:
    """
    Add the choice of a language, which is made before the command line is read.

    @param isHidden: whether it is there, and not named.
    """
    text = _("{languages}; default: that of LANGUAGE, LC_ALL, LC_MESSAGES or LANG")
    told = SUPPRESS if isHidden else text.format(languages=", ".join(languages()))
    command.add_argument(OPTION, metavar="L", help=told)


def addTeacher(command: ArgumentParser) -> None:
    """
    Add what C{check} and C{watch} know of a class.
    """
    add = command.add_argument
    url = "http://HOST:PORT"
    add("--teacher", metavar="URL", default="", help=_(TEACHER).format(url=url))
    add("--name", metavar="NAME", default="", help=_("what you want to be called there"))
    add("--yes", action="store_true", help=_("send it without being asked again"))
