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

from hyperlink import URL, URLParseError
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorCore, IReactorTCP, IReactorTime
from twisted.internet.task import react
from twisted.python.failure import Failure
from twisted.web.client import Agent

from lessons.clients.statuses import EPILOG, Exit
from lessons.clients.tls import choosePolicy
from lessons.clients.web import ClientError, Web
from lessons.plain import causesOf, describeFailure, oneLine
from server.console import beginLogging

Program = Callable[[Web, Namespace], Coroutine[Any, Any, Exit | None]]


class IReactor(IReactorCore, IReactorTCP, IReactorTime):
    """
    What a client needs of a reactor.
    """


#: Errors with words of their own; L{lessons.plain} has those for the others.
WORDS = {
    "twisted.web._newclient.WrongBodyLength": "the file changed while it was sent",
    "twisted.web.error.InfiniteRedirection": "redirected too often, perhaps in a circle",
    "twisted.web.error.RedirectWithNoLocation": "redirected, but not told where to",
    "twisted.web.error.PageRedirect": "redirected in a way that only GET may follow",
    "twisted.web.error.SchemeNotSupported": "redirected to what is neither http nor https",
}

#: Which errors mean which exit status.
STATUSES = {
    "OpenSSL.SSL.Error": Exit.CERTIFICATE,
    "service_identity.exceptions.VerificationError": Exit.CERTIFICATE,
    "twisted.internet.error.ConnectError": Exit.NETWORK,
    "twisted.internet.error.DNSLookupError": Exit.NETWORK,
    "twisted.internet.defer.TimeoutError": Exit.NETWORK,
    "twisted.internet.defer.CancelledError": Exit.NETWORK,
    "twisted.internet.error.ConnectingCancelledError": Exit.NETWORK,
    "twisted.web._newclient.ParseError": Exit.PROTOCOL,
    "twisted.web.http._DataLoss": Exit.PROTOCOL,
    "twisted.internet.error.ConnectionLost": Exit.PROTOCOL,
    "twisted.internet.error.ConnectionDone": Exit.PROTOCOL,
    **dict.fromkeys(WORDS, Exit.PROTOCOL),
    "builtins.OSError": Exit.FILE,  # last, since some of the network's are of this kind
}


def readURL(text: str) -> str:
    """
    Read a URL from a command line.

    @return: the URL in ASCII, as it goes over the wire.
    """
    try:
        url = encodeURL(URL.from_text(text)).normalize(path=False, query=False)
    except (URLParseError, ValueError) as error:
        raise ArgumentTypeError(f"{text!r} is no URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ArgumentTypeError(f"{text!r} is no URL of the web: http://HOST/PATH")
    if url.userinfo:
        raise ArgumentTypeError("no user and password in a URL: webcat3 asks for them")
    return url.to_text()


def encodeURL(url: URL) -> URL:
    """
    Write a URL in ASCII. Host names that need it become Punycode; hyperlink
    would do so to the colons of an IPv6 address, too (its issue 68), and fail.
    """
    if ":" not in url.host:
        return url.to_uri()
    return url.replace(host="name").to_uri().replace(host=url.host)


def readSeconds(text: str) -> float:
    """
    Read a time limit from a command line.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"{text!r} is no number of seconds from above 0 to a day")
    return seconds


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
    add("--timeout", type=readSeconds, default=30, metavar="SECONDS", help="30 unless told")
    add("--ca", metavar="FILE", help="trust only the certificates in this file (https)")
    add("--insecure", action="store_true", help="check no certificate at all (https)")
    return parser


def makeWeb(reactor: IReactor, options: Namespace) -> Web:
    """
    Make what the command line asks for.

    @raise ClientError: when the certificate file cannot be used.
    """
    if options.insecure:
        print("warning: no certificate is checked", file=sys.stderr)
    policy = choosePolicy(options.ca, options.insecure)
    return Web(reactor, Agent(reactor, policy, options.timeout), options.timeout)


def explain(failure: Failure) -> tuple[str, Exit]:
    """
    Say in one line why a client failed, and how it ends.
    """
    if isinstance(failure.value, ClientError):
        return str(failure.value), failure.value.status
    causes = list(causesOf(failure))
    words = [WORDS[name] for name in WORDS if any(cause.check(name) for cause in causes)]
    known = [STATUSES[name] for name in STATUSES if any(cause.check(name) for cause in causes)]
    status = known[0] if known else Exit.OTHER
    if isinstance(failure.value, OSError) and failure.value.filename:
        return oneLine(f"{failure.value.filename}: {failure.value.strerror}"), status
    return (words[0] if words else describeFailure(failure)), status


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
        Run the client to its end, however it ends.
        """
        try:
            status = await self.program(makeWeb(reactor, self.options), self.options)
            sys.stdout.flush()
        except Exception:
            return Exit.INTERRUPTED if self.interrupted else printError(self.name, Failure())
        return Exit.WELL if status is None else status

    def interrupt(self) -> None:
        """
        Give up, if it is not done.
        """
        self.interrupted = True
        self.done.cancel()

    def leave(self, status: Exit) -> NoReturn:
        """
        Say the exit status to C{react}.
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
