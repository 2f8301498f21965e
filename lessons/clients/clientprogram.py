"""
What all clients share as programs: the command line, the one line that tells
what went wrong, and the exit status.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorCore, IReactorTCP, IReactorTime
from twisted.internet.task import react
from twisted.python.failure import Failure

from lessons.arguments import someSeconds
from lessons.clients.agent import GuardedEndpoints, ProxyAwareAgent
from lessons.clients.failures import explain
from lessons.clients.statuses import EPILOG, Exit
from lessons.clients.tls import choosePolicy
from lessons.clients.urls import BadURL, checkURL
from lessons.clients.web import Web
from server.console import beginLogging

Program = Callable[[Web, Namespace], Coroutine[Any, Any, Exit | None]]


class IReactor(IReactorCore, IReactorTCP, IReactorTime):
    """
    What a client needs of a reactor.
    """


def readURL(text: str) -> str:
    """
    Read a URL from a command line.

    @return: the URL in ASCII, as it goes over the wire.
    """
    try:
        return checkURL(text)
    except BadURL as error:
        raise ArgumentTypeError(f"{text!r} is not a URL of the web: {error}") from error


def makeParser(program: str, description: str) -> ArgumentParser:
    """
    Make the command line that all clients share.
    """
    parser = ArgumentParser(
        prog=f"python -m {program}",
        description=description,
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--timeout", type=someSeconds, default=30, metavar="SECONDS", help="default 30")
    add("--ca", metavar="FILE", help="trust only the certificates in this file (https)")
    add("--insecure", action="store_true", help="do not check any certificate (https)")
    return parser


def makeWeb(reactor: IReactor, options: Namespace) -> Web:
    """
    Make what the command line asks for.

    @raise ClientError: when the certificate file cannot be used.
    """
    if options.insecure:
        print("warning: no certificate is checked", file=sys.stderr)
    policy = choosePolicy(options.ca, options.insecure)
    endpoints = GuardedEndpoints(reactor, policy, options.timeout)
    return Web(reactor, ProxyAwareAgent(reactor, endpoints), options.timeout)


def printError(name: str, failure: Failure) -> Exit:
    """
    Tell on standard error what went wrong.

    @param name: who tells it.
    @return: the exit status.
    """
    if failure.check(BrokenPipeError):
        return leaveBrokenPipe()
    words, status = explain(failure)
    print(f"{name}: {words}", file=sys.stderr)
    return status


def leaveBrokenPipe() -> Exit:
    """
    Whoever reads our output has left, as C{head} does when it has enough. That
    needs no words; but Python would complain when it flushes what is left, so
    let that go nowhere.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.FILE


class Run:
    """
    One run of a client, from its command line to its exit status.
    """

    interrupted = False

    def __init__(self, name: str, program: Program, options: Namespace) -> None:
        """
        @param name: the client's module.
        @param options: its parsed command line.
        """
        self.name = name.rpartition(".")[2]
        self.program = program
        self.options = options

    def start(self, reactor: IReactor) -> Deferred[NoReturn]:
        """
        Start the client.

        @return: fails with L{SystemExit} when it is done.
        """
        self.done = Deferred.fromCoroutine(self.finish(reactor))
        # Ctrl-C stops the reactor. Before it does, let the client clean up.
        reactor.addSystemEventTrigger("before", "shutdown", self.interrupt)
        return self.done.addCallback(self.leave)

    async def finish(self, reactor: IReactor) -> Exit:
        """
        Run the client to the end, however it ends.
        """
        try:
            status = await self.program(makeWeb(reactor, self.options), self.options)
            sys.stdout.flush()
        except Exception:
            return Exit.INTERRUPTED if self.interrupted else printError(self.name, Failure())
        return Exit.WELL if status is None else status

    def interrupt(self) -> None:
        """
        Give up, if the client is not done.
        """
        self.interrupted = True
        self.done.cancel()

    def leave(self, status: Exit) -> NoReturn:
        """
        Tell C{react} the exit status.
        """
        raise SystemExit(int(status))


def main(program: Program, addOptions: Callable[[ArgumentParser], None]) -> NoReturn:
    """
    Run one client as a program.

    @param program: called with a L{Web} and the parsed command line; returns
        the exit status, or nothing where all is well.
    @param addOptions: adds the client's own options to the command line.
    """
    module = sys.modules[program.__module__]
    name = module.__spec__.name if module.__spec__ else module.__name__
    parser = makeParser(name, module.__doc__ or "")
    addOptions(parser)
    options = parser.parse_args()
    beginLogging(sys.stderr)
    react(Run(name, program, options).start)
