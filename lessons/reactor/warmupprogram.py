"""
What the warm-up programs share as programs: their command line, and how they
end.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.internet.defer import TimeoutError as DeferredTimeoutError
from twisted.internet.error import (
    ConnectError,
    ConnectingCancelledError,
    ConnectionClosed,
    DNSLookupError,
)
from twisted.internet.interfaces import IReactorCore
from twisted.internet.task import react
from twisted.python.failure import Failure

from lessons.plain import describeFailure

#: Exit statuses. A wrong command line ends with 2, as everywhere.
WELL, FAILED = 0, 1
INTERRUPTED = 130  # by Ctrl-C: 128 and the signal's number, as shells have it

#: What can go wrong between two machines though both programs are right.
NETWORK_ERRORS = (
    CancelledError,
    ConnectError,
    ConnectingCancelledError,
    ConnectionClosed,
    DeferredTimeoutError,
    DNSLookupError,
)

Main = Callable[[Any, Namespace], Deferred[int] | Coroutine[Any, Any, int]]


def makeParser(name: str, description: str | None) -> ArgumentParser:
    """
    Make the command line of one program.
    """
    return ArgumentParser(
        prog=f"python -m lessons.reactor.{name}",
        description=description,
        formatter_class=RawDescriptionHelpFormatter,
    )


class Run:
    """
    One run of a program, from its start to its exit status.

    @ivar status: the exit status. As long as the work is not done, only Ctrl-C
        can end the program.
    """

    status = INTERRUPTED
    isInterrupted = False

    def __init__(self, main: Main, options: Namespace, where: str) -> None:
        """
        @param main: does the work; what it returns comes to the status.
        @param where: what the program talks to; named before what went wrong.
        """
        self.main = main
        self.options = options
        self.where = where

    async def work(self, reactor: IReactorCore) -> None:
        """
        Do the work, and tell in one line if the network prevented it. Any
        other error is a mistake in the program, and gets its traceback.
        """
        self.working = ensureDeferred(self.main(reactor, self.options))
        reactor.addSystemEventTrigger("before", "shutdown", self.interrupt)
        try:
            self.status = await self.working
        except Exception as error:
            if self.isInterrupted:
                return
            if not isinstance(error, NETWORK_ERRORS):
                raise
            print(f"{self.where}: {describeFailure(Failure())}", file=sys.stderr)
            self.status = FAILED

    def interrupt(self) -> None:
        """
        The reactor stops: give up, unless it stops because all is done.
        """
        self.isInterrupted = True
        self.working.cancel()


def runUntilDone(main: Main, options: Namespace, where: str) -> NoReturn:
    """
    Run the reactor until a program has done its work, and end. See L{Run}.
    """
    run = Run(main, options, where)
    try:
        react(run.work)
    except SystemExit as ending:  # 1 where a traceback was logged
        sys.exit(ending.code or run.status)
    except KeyboardInterrupt:  # before the reactor ran
        sys.exit(INTERRUPTED)
