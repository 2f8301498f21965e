"""
C{run} and C{grade}: this program becomes another one, a step or the judge of servers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from lessons.language import _
from lessons.syllabus.course import Step
from lessons.trouble import Trouble


def become(module: str, arguments: Sequence[str]) -> NoReturn:
    """
    Run another module, in place of this process: Ctrl-C and the exit status
    are its own.
    """
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606


def run(step: Step, arguments: Sequence[str]) -> NoReturn:
    """
    Run a step.

    @param arguments: for the step, such as C{--wire}.
    """
    if not step.program.is_file():
        raise Trouble(_("the clients are several programs: see lessons/clients"))
    become(f"lessons.{step.file}", arguments)


def grade(arguments: Sequence[str]) -> NoReturn:
    """
    Send the conformance table to a server.

    @param arguments: C{HOST:PORT}, and what else the grader knows.
    """
    from server.conformance.grade import main

    sys.exit(main(arguments, "python -m lessons grade"))
