"""
The inspector of one running step: what it knows.
"""

from __future__ import annotations

from typing import Any

from server.inspector.access import Access
from server.inspector.sending.sender import Sender
from server.inspector.study import Studies
from server.wire import Recorder
from server.xray import XRay


class Inspector:
    """
    Watches a step. L{server.inspector.site} shows what it knows.

    @ivar recorder: what has gone over the wire.
    @ivar studies: what it means.
    @ivar xray: what becomes of requests inside the program, from step 4 on.
    @ivar sender: what is sent to the step from the page.
    @ivar access: who may look.
    @ivar program: the step's name on the command line, as C{lessons.step3}.
    @ivar step: its number; 0 where it is none of the steps.
    """

    def __init__(self, reactor: Any, program: str) -> None:
        self.reactor = reactor
        self.program = program
        self.step = stepNumber(program)
        self.recorder = Recorder()
        self.studies = Studies(self.recorder)
        self.xray = XRay(reactor)
        self.sender = Sender(reactor, self.recorder)
        self.access = Access()


def stepNumber(program: str) -> int:
    """
    Tell which step a program is: C{server} is the last one.
    """
    if program == "server":
        return 15
    number = program.removeprefix("lessons.step")
    return int(number) if number.isdigit() else 0
