"""
The class: one page that shows how far each student has come, and where they are stuck.

Students connect to --port. The page itself is on a port of its own, and for this machine only.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from functools import partial
from typing import cast

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IReactorTime
from twisted.web.server import Site

from lessons.classroom.page import ClassPage
from lessons.classroom.register import BadRegister, Register, wipe
from lessons.classroom.reportsite import ReportSite
from lessons.classroom.room import Room
from server.commandline import leaveOut, portNumber
from server.database.options import addDataOption
from server.listening import Beside, IReactor
from server.runner import MakeBeside, MakeFactory, Runner, main, runStep

FILE = "class.db"
#: What is of use while a class goes on, and not to whoever deletes it.
GOING_ON = "port", "interface", "backlog", "debug", "page_port", "me", "grade"


class ClassRunner(Runner):
    """
    Tells the page where the students are listened to.
    """

    def listen(self) -> None:
        """
        Bind the students' port, and that of the teacher's page.
        """
        super().listen()
        self.options.room.port = cast(IPv4Address, self.ports[0].getHost()).port

    def announce(self, tryThis: Sequence[str]) -> None:
        """
        Say where everything is, and what students type: they cannot type 0.0.0.0.
        """
        super().announce([self.options.room.command])


def addOptions(parser: ArgumentParser) -> None:
    """
    Add what only a class knows.
    """
    parser.prog = "python -m lessons class"
    leaveOut(parser, "wire", "trace", "inspect", "me")
    addDataOption(parser, FILE)
    parser.set_defaults(port=8080, run=partial(run, parser))
    parser.add_argument(
        "--page-port",
        type=portNumber,
        default=0,
        metavar="PORT",
        help="of the page, for this machine only; default: any free one",
    )
    parser.add_argument(
        "--me",
        type=portNumber,
        default=0,
        metavar="PORT",
        help="the page for students of a step that has the same --me: linked for them",
    )
    parser.add_argument(
        "--wipe", action="store_true", help=f"delete all that {FILE} knows, and end"
    )
    parser.add_argument(
        "--grade", metavar="FOLDER", help="check what students have handed in, and end"
    )


def run(
    parser: ArgumentParser,
    reactor: IReactor,
    makeFactory: MakeFactory,
    options: Namespace,
    tryThis: Sequence[str],
    makeBeside: MakeBeside,
) -> int:
    """
    Hold the class, unless there are options that do not go together.
    """
    for name in GOING_ON if options.wipe else ():
        if getattr(options, name) != parser.get_default(name):
            parser.error(f"--{name.replace('_', '-')} does not go with --wipe")
    return runStep(reactor, makeFactory, options, tryThis, makeBeside, ClassRunner)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Site:
    path = options.data / FILE
    if options.grade:
        sys.exit("files are graded by: python -m lessons class --grade FOLDER")
    try:
        if options.wipe:
            print(f"all that {path} knew is deleted" if wipe(path) else f"there is no {path}")
            sys.exit(0)
        options.room = Room(Register(path), options.interface, me=options.me)
    except BadRegister as error:
        sys.exit(str(error))
    return ReportSite(options.room, reactor)


def makeBeside(factory: Site, options: Namespace) -> Sequence[Beside]:
    page = ClassPage(options.room, factory.reactor)
    link = page.access.link
    return [Beside("class", "--page-port", options.page_port, page, None, link, "127.0.0.1", True)]


if __name__ == "__main__":
    main(makeFactory, [], addOptions, makeBeside)
