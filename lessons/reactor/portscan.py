"""
portscan: find the open ports of this machine.

Ends with status 0 when a port was open, with 1 when none was or the host cannot
be found, with 130 on Ctrl-C.
"""

import resource
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NoReturn, TextIO

from twisted.internet.defer import Deferred, DeferredList, succeed
from twisted.internet.interfaces import IReactorCore
from twisted.internet.task import Cooperator, LoopingCall

from lessons.arguments import hostName, someSeconds
from lessons.plain import describeFailure
from lessons.reactor.command import (
    FAILED,
    WELL,
    makeParser,
    runUntilDone,
)
from lessons.reactor.connectiontester import IReactor as IConnectingReactor
from lessons.reactor.connectiontester import testConnect
from server.listening import isLoopback

LAST_PORT = 65_535

#: Descriptors that are kept for everything but connections.
RESERVED = 40
#: Seconds between two looks at the progress.
INTERVAL = 0.5


class IReactor(IReactorCore, IConnectingReactor):
    """
    What a scan needs of a reactor.
    """


class Scan:
    """
    One scan of some ports of one host.

    @ivar openPorts: the open ports found so far.
    @ivar reasons: how many of the others gave which reason, so far.
    """

    def __init__(self, reactor: IReactor, address: str, timeout: float) -> None:
        """
        @param address: the host's address; a name would be looked up each time.
        @param timeout: how long to wait for one port, in seconds.
        """
        self.reactor = reactor
        self.address = address
        self.timeout = timeout
        self.openPorts: list[int] = []
        self.reasons: Counter[str] = Counter()

    @property
    def tried(self) -> int:
        """
        How many ports are known to be open or not, so far.
        """
        return len(self.openPorts) + self.reasons.total()

    def run(self, ports: Iterable[int], concurrency: int) -> Deferred[list[int]]:
        """
        Try every port.

        One L{DeferredList} over all ports would have 65,535 connections wait
        at once, and no system gives a process as many descriptors. So all the
        work is one iterator, which a limited number of workers share: each
        takes the next port when it is done with its last one.

        @param concurrency: how many connections may be tried at a time.
        @return: fires with the open ports, in order.
        """
        work = map(self.tryPort, ports)
        cooperator = Cooperator(scheduler=lambda step: self.reactor.callLater(0, step))
        workers = [cooperator.coiterate(work) for _ in range(concurrency)]
        done = DeferredList(workers, fireOnOneErrback=True, consumeErrors=True)
        return done.addCallback(lambda results: sorted(self.openPorts))

    def tryPort(self, port: int) -> Deferred[None]:
        """
        Try one port.
        """
        tested = testConnect(self.reactor, self.address, port, self.timeout)
        return tested.addCallbacks(
            lambda peer: self.openPorts.append(port),
            lambda failure: self.reasons.update([describeFailure(failure)]),
        )


def scan(
    reactor: IReactor,
    address: str,
    ports: Iterable[int],
    concurrency: int = 500,
    timeout: float = 1,
) -> Deferred[list[int]]:
    """
    Find the open ports of an address. See L{Scan}.
    """
    return Scan(reactor, address, timeout).run(ports, concurrency)


def showProgress(scan: Scan, total: int, out: TextIO) -> Callable[[], None]:
    """
    Show how far a scan is, in one row that is written over and over; nothing
    where no person is there to watch.

    @return: call it to stop, and to wipe the row.
    """
    if not out.isatty():
        return lambda: None

    isShown = False

    def show() -> None:
        nonlocal isShown
        isShown = True
        row = f"tried {scan.tried:,} of {total:,}, open {len(scan.openPorts):,}"
        print(f"\r{row:<60}\r", end="", file=out, flush=True)

    loop = LoopingCall(show)
    loop.clock = scan.reactor
    loop.start(INTERVAL, now=False)

    def stop() -> None:
        loop.stop()
        if isShown:
            print(f"\r{'':60}\r", end="", file=out, flush=True)

    return stop


def portRange(text: str) -> range:
    """
    Read a range of ports from a command line: C{8000} or C{1-1024}.
    """
    first, dash, last = text.partition("-")
    numbers = [first, last if dash else first]
    if all(number.isascii() and number.isdigit() for number in numbers):
        low, high = (int(number[:6]) for number in numbers)
        if 1 <= low <= high <= LAST_PORT:
            return range(low, high + 1)
    raise ArgumentTypeError(f"{text!r} is no range of ports: write 8000 or 1-{LAST_PORT}")


def atATime(text: str) -> int:
    """
    Read how many connections may be tried at a time.

    @return: at most what the system lets this process open.
    """
    if not (text.isascii() and text.isdigit() and int(text[:6]) > 0):
        raise ArgumentTypeError(f"{text!r} is no number above 0")
    wanted = min(int(text[:6]), LAST_PORT)
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, descriptors - RESERVED))


def printReport(scan: Scan, host: str) -> None:
    """
    Print the open ports, and what became of the others.
    """
    for port in sorted(scan.openPorts):
        print(f"port {port} is open")
    print(f"{host}: tried {scan.tried:,}, open {len(scan.openPorts):,}")
    for reason, count in scan.reasons.most_common():
        print(f"  {count:,}: {reason}")


async def runScan(reactor: IReactor, options: Namespace) -> int:
    """
    Scan what the command line says.

    @return: the exit status.
    """
    address = await resolve(reactor, options.host)
    if not isLoopback(address):
        print(f"scanning {address}: ask the owner of that machine first", file=sys.stderr)
    scan = Scan(reactor, address, options.timeout)
    stopProgress = showProgress(scan, len(options.ports), sys.stderr)
    try:
        await scan.run(options.ports, options.concurrency)
    finally:
        stopProgress()
    printReport(scan, options.host)
    return WELL if scan.openPorts else FAILED


def resolve(reactor: IReactor, host: str) -> Deferred[str]:
    """
    Look a host's address up, once for all ports.
    """
    return succeed(host) if ":" in host else reactor.resolve(host)


def addOptions(parser: ArgumentParser) -> None:
    """
    Describe the command line.
    """
    add = parser.add_argument
    add("--ports", type=portRange, default=range(1, 1025), metavar="FIRST-LAST", help="1-1024")
    add("--host", type=hostName, default="127.0.0.1", help="127.0.0.1, this machine, unless told")
    add("--timeout", type=someSeconds, default=1, metavar="SECONDS", help="for one port: 1")
    add("--concurrency", type=atATime, default="500", metavar="N", help="at a time: 500")


def main() -> NoReturn:
    parser = makeParser("portscan", __doc__)
    addOptions(parser)
    options = parser.parse_args()
    runUntilDone(runScan, options, options.host)


if __name__ == "__main__":
    main()
