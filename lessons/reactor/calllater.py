"""
calllater: print the time after 1, 2, 3 and 4 seconds, stop after 5.
"""

import time
from typing import cast

from twisted.internet.interfaces import IReactorCore, IReactorTime

from lessons.arguments import someSeconds
from lessons.reactor.warmupprogram import makeParser


class IReactor(IReactorCore, IReactorTime):
    """
    What this program needs of a reactor.
    """


def printTime(number: int, form: str = "%H:%M:%S") -> None:
    """
    Print the time of day.

    @param number: which call this is.
    @param form: how to write the time, see L{time.strftime}.
    """
    print(f"call {number}: it is {time.strftime(form)}", flush=True)


def stopReactor(reactor: IReactorCore) -> None:
    """
    Stop the reactor, which ends the program.
    """
    print("stopping", flush=True)
    reactor.stop()


def schedule(reactor: IReactor, second: float = 1.0, form: str = "%H:%M:%S") -> None:
    """
    Tell the reactor what to call, and when.

    @param second: how long a second is, in seconds.
    """
    for number in range(1, 5):
        # callLater passes on whatever comes after the function.
        reactor.callLater(number * second, printTime, number, form=form)
    reactor.callLater(5 * second, stopReactor, reactor)


def main() -> None:
    parser = makeParser("calllater", __doc__)
    add = parser.add_argument
    add("--second", type=someSeconds, default=1, help="how long a second is; default 1")
    add("--form", default="%H:%M:%S", help="how to write the time, as for the command date")
    options = parser.parse_args()
    from twisted.internet import reactor

    running = cast(IReactor, reactor)
    schedule(running, options.second, options.form)
    running.run()


if __name__ == "__main__":
    main()
