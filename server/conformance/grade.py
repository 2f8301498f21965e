"""
Grade a server: how well does it keep the rules of RFC 9112 and RFC 9110?

Sends the cases of the conformance table to a server on this machine, one after the
other, and says per family what was answered rightly. MUST and SHOULD are the words of
the RFCs; what they leave open (MAY) shows what the server chooses, and is not a fault.
What cannot be tried with this server is "-", and a line says why. A fault is looked at
twice before it is told. That takes ten seconds, and a minute with a server that leaves
much without an answer. For example::

    python -m server.conformance.grade 127.0.0.1:8000
    python -m server.conformance.grade 127.0.0.1:8000/echo      (a page that takes POST)
    python -m server.conformance.grade 127.0.0.1:8000 --case host-missing

The exit status is 0 where every MUST that was tried is kept; 1 where one is broken, or
the server stopped answering; 2 where nothing could be graded.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import chain

from server.commandline import CommandLine
from server.conformance.case import Case, Level
from server.conformance.judge import Mark
from server.conformance.probe import Unfit
from server.conformance.report import findings, story, table
from server.conformance.run import Grade, begin
from server.conformance.table import CASES
from server.conformance.target import Target, addressed, readTarget

PROGRAM = "python -m server.conformance.grade"


def readCase(name: str) -> Case:
    """
    Find a case by its name.

    @raise ArgumentTypeError: when there is no such case.
    """
    names = [case.name for case in CASES]
    if name not in names:
        similar = get_close_matches(name, names, 1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        raise ArgumentTypeError(f"there is no case {name!r}{hint}")
    return CASES[names.index(name)]


def makeParser(program: str) -> CommandLine:
    """
    Make the command line.

    @param program: how this was started.
    """
    parser = CommandLine(
        prog=program,
        description=(__doc__ or "").replace(PROGRAM, program),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", type=readTarget, metavar="HOST:PORT[/PATH]")
    parser.add_argument(
        "--case", type=readCase, metavar="NAME", help="try this one, and show its bytes"
    )
    return parser


def gradeAll(target: Target) -> int:
    """
    Go through the whole table.

    @return: the exit status.
    """
    run = begin(target)
    families = {case.family for case in CASES}
    for line in chain(table(families, run.tryFamilies(CASES)), findings(run)):
        print(line, flush=True)
    return int(run.stoppedAt is not None or any(map(_breaksMust, run.grades)))


def _breaksMust(each: Grade) -> bool:
    return each.verdict.mark is Mark.BROKEN and each.case.level is Level.MUST


def gradeOne(target: Target, case: Case) -> int:
    """
    Try one case, and show what went to and fro.

    @return: the exit status.
    """
    run = begin(target)
    conversation = run.tryCase(case)
    print(story(addressed(case, target), conversation, run.grades[0].verdict), end="")
    return int(_breaksMust(run.grades[0]))


def main(arguments: Sequence[str] | None = None, program: str = PROGRAM) -> int:
    """
    Grade the server that the command line names.

    @param program: how this was started.
    @return: the exit status.
    """
    options = makeParser(program).parse_args(arguments)
    target: Target = options.target
    try:
        return gradeOne(target, options.case) if options.case else gradeAll(target)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has left, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Unfit as error:
        print(f"{target}: {error}", file=sys.stderr)
    except OSError as error:
        why = f"{target}: {error.strerror or error}. Does a server run there?"
        print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
