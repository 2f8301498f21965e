"""
The signals that stop a program: Ctrl-C, SIGTERM, and a terminal that is closed.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from twisted.internet.interfaces import IReactorFromThreads

from server.terminal import Terminal

OnSignal = Callable[[int, FrameType | None], Any] | int | None


def stopOn(reactor: IReactorFromThreads, stop: Callable[[], object], *numbers: int) -> None:
    """
    Let some signals stop the program. The reactor's own handlers, which have been in place
    since it began to run, would cut every connection.
    """

    def onSignal(number: int, frame: FrameType | None) -> None:
        reactor.callFromThread(stop)

    for number in numbers:
        signal.signal(number, onSignal)


def stopOnHangUp(
    reactor: IReactorFromThreads,
    stop: Callable[[], object],
    terminal: Terminal,
    otherwise: OnSignal,
) -> None:
    """
    Stop when the terminal is closed. The signal that says so may have another meaning as
    well; where it has none, it ends us anyway.

    @param otherwise: what SIGHUP does while the terminal is there.
    """
    if otherwise == signal.SIG_IGN:
        return

    def onSignal(number: int, frame: FrameType | None) -> None:
        if callable(otherwise) and not terminal.isGone():
            otherwise(number, frame)
        else:
            reactor.callFromThread(stop)

    signal.signal(signal.SIGHUP, onSignal)
