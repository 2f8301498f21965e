"""
The command line, and which of the two a process is.
"""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from typing import Any

from server.commandline import isNumber
from server.listening import IReactor
from server.processes.inherited import Inherited, readInherited
from server.runner import MakeBeside, MakeFactory, nothingBeside, runStep

#: More workers than this must be a mistake.
MOST = 256

#: The endpoints that are a mere listening socket.
PLAIN_ENDPOINTS = ("tcp:", "unix:", "systemd:")

#: Starts what runs once for all workers. Called with the reactor, the options, and a
#: function that tells all workers something.
StartOnce = Callable[[Any, Namespace, Callable[[str, str], object]], object]


def processCount(text: str) -> int:
    """
    Read from a command line how many workers there should be.
    """
    if not isNumber(text, 1, MOST):
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST}")
    return int(text)


def inherited(text: str) -> Inherited:
    """
    Read from a command line what a worker inherits.
    """
    try:
        found = readInherited(text)
        for descriptor in found.descriptors.values():
            os.fstat(descriptor)
        return found
    except (ValueError, OSError):
        raise ArgumentTypeError("only the server itself gives its workers this option") from None


def addProcessOptions(parser: ArgumentParser, startOnce: StartOnce) -> None:
    """
    Add C{--processes} to the command line of a program.
    """
    parser.set_defaults(run=run, startOnce=startOnce)
    add = parser.add_argument
    add(
        "--processes",
        type=processCount,
        metavar="K",
        help="serve with K processes, for as many cores; SIGHUP restarts them one by one",
    )
    add("--worker", type=inherited, help=SUPPRESS)


def problemWith(options: Namespace) -> str | None:
    """
    Say in a line which option does not go together with several processes.
    """
    endpoint = options.endpoint
    if endpoint is not None and not endpoint.startswith(PLAIN_ENDPOINTS):
        return f"--endpoint: with --processes it begins with one of {', '.join(PLAIN_ENDPOINTS)}"
    return None


def run(
    reactor: IReactor,
    makeFactory: MakeFactory,
    options: Namespace,
    tryThis: Sequence[str],
    makeBeside: MakeBeside = nothingBeside,
) -> int:
    """
    Run as the only process, as the parent of several, or as one of these.

    @return: the exit status, see L{runStep}.
    """
    if options.processes is None:
        return runStep(reactor, makeFactory, options, tryThis, makeBeside)
    problem = problemWith(options)
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    if options.worker is not None:
        from server.processes.worker import Worker, makeControl, makeReporter

        makeControl(options)
        makeReporter(options)
        return runStep(reactor, makeFactory, options, tryThis, makeBeside, Worker)
    from server.processes.parent import Parent, makeNobody

    return runStep(reactor, makeNobody, options, tryThis, makeBeside, Parent)
