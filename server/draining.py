"""
How a server among several is emptied before it stops: it tells whoever asks about its
health, and goes on answering until no proxy sends it anything any more.

Without that, what a proxy sends at the moment of the end meets a closed port. A proxy may
then try a GET elsewhere; but it cannot know whether a POST has been carried out.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable

from twisted.internet.interfaces import IDelayedCall, IReactorTime

#: The longest time, in seconds: an hour.
LONGEST = 3600


class Draining:
    """
    The time between being told to stop and stopping.

    @ivar hasBegun: whether the program has been told to stop.
    """

    def __init__(self) -> None:
        self.hasBegun = False
        self._timer: IDelayedCall | None = None

    def begin(self, reactor: IReactorTime, seconds: float, goOn: Callable[[], object]) -> bool:
        """
        Begin the first time that the program is told to stop. When it is told again, it does
        not wait.

        @param seconds: how long it goes on answering.
        @param goOn: called after that time, where there is any.
        @return: whether the program goes on for the time being.
        """
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        if self.hasBegun or not seconds:
            self.hasBegun = True
            return False
        self.hasBegun = True
        self._timer = reactor.callLater(seconds, goOn)
        return True


def drainTime(text: str) -> float:
    """
    Read a time from a command line.

    @return: in seconds.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= LONGEST:  # and what is not a number is not between them
        raise ArgumentTypeError(f"{text!r} is not a time: give seconds from 0 to {LONGEST}")
    return seconds


def addDrainOption(parser: ArgumentParser) -> None:
    """
    Add the option that says how long draining takes.
    """
    parser.add_argument(
        "--drain",
        type=drainTime,
        default=0,
        metavar="SECONDS",
        help="once told to stop, answer 503 at /healthz and go on for this long, until a proxy "
        "has noticed; default 0",
    )
