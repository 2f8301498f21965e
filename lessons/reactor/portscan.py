"""
portscan: find the open ports of this machine.

Ends with status 0 when a port was open, with 1 when none was or the host cannot
be found, with 130 on Ctrl-C.
"""

import resource
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn, TextIO

from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.interfaces import IReactorCore, IReactorPluggableNameResolver
from twisted.internet.task import Cooperator, LoopingCall
from twisted.python.failure import Failure

from lessons.arguments import hostName, someSeconds
from lessons.plain import describeFailure
from lessons.reactor.connectiontester import IReactor as IConnectingReactor
from lessons.reactor.connectiontester import testConnect
from lessons.reactor.warmupprogram import (
    FAILED,
    WELL,
    makeParser,
    runUntilDone,
)
from server.hostlookup import lookUp
from server.ownaddress import isLoopback

LAST_PORT = 65_535

#: Descriptors that are kept for everything but connections.
RESERVED = 40
#: Seconds between two looks at the progress.
INTERVAL = 0.5


class IReactor(IReactorCore, IReactorPluggableNameResolver, IConnectingReactor):
    """
    What a scan needs of a reactor.
    """


class Scan:
    """
    One scan of some ports of one host.

    @ivar openPorts: the open ports found so far.
    @ivar places: at which of the host's addresses each of them is.
    @ivar reasons: how many of the others gave which reason, so far.
    """

    def __init__(self, reactor: IReactor, addresses: Sequence[str], timeout: float) -> None:
        """
        @param addresses: all of the host's addresses; each port is tried at one after
            the other. A name would be looked up each time.
        @param timeout: how long to wait for one port of one address, in seconds.
        """
        self.reactor = reactor
        self.addresses = addresses
        self.timeout = timeout
        self.openPorts: list[int] = []
        self.places: dict[int, str] = {}
        self.reasons: Counter[str] = Counter()

    @property
    def tried(self) -> int:
        """
        How many ports are known to be open or closed, so far.
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
        work = (Deferred.fromCoroutine(self.tryPort(port)) for port in ports)
        cooperator = Cooperator(scheduler=lambda step: self.reactor.callLater(0, step))
        workers = [cooperator.coiterate(work) for _ in range(concurrency)]
        done = DeferredList(workers, fireOnOneErrback=True, consumeErrors=True)
        return done.addCallback(lambda results: sorted(self.openPorts))

    async def tryPort(self, port: int) -> None:
        """
        Try one port at each address, until it is open at one. Where it is open
        at none, the last reason counts.
        """
        reason = ""
        for address in self.addresses:
            try:
                await testConnect(self.reactor, address, port, self.timeout)
            except Exception:  # whatever it is, it is told in the report
                reason = describeFailure(Failure())
            else:
                self.openPorts.append(port)
                self.places[port] = address
                return
        self.reasons[reason] += 1


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
    return Scan(reactor, [address], timeout).run(ports, concurrency)


def showProgress(scan: Scan, total: int, out: TextIO) -> Callable[[], None]:
    """
    Show how far a scan has got, in one row that is written over and over; nothing where nobody is
    there to watch.

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
    raise ArgumentTypeError(f"{text!r} is not a range of ports: write 8000 or 1-{LAST_PORT}")


def atATime(text: str) -> int:
    """
    Read how many connections may be tried at a time.

    @return: at most what the system lets this process open.
    """
    if not (text.isascii() and text.isdigit() and int(text[:6]) > 0):
        raise ArgumentTypeError(f"{text!r} is not a number above 0")
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
        place = f" at {scan.places[port]}" if len(scan.addresses) > 1 else ""
        print(f"port {port} is open{place}")
    print(f"{host}: tried {scan.tried:,}, open {len(scan.openPorts):,}")
    for reason, count in scan.reasons.most_common():
        print(f"  {count:,}: {reason}")


async def runScan(reactor: IReactor, options: Namespace) -> int:
    """
    Scan what the command line says.

    @return: the exit status.
    """
    addresses = await lookUp(reactor, options.host)
    if not all(map(isLoopback, addresses)):
        places = " and ".join(addresses)
        print(f"scanning {places}: ask the owner of that machine first", file=sys.stderr)
    scan = Scan(reactor, addresses, options.timeout)
    stopProgress = showProgress(scan, len(options.ports), sys.stderr)
    try:
        await scan.run(options.ports, options.concurrency)
    finally:
        stopProgress()
    printReport(scan, options.host)
    return WELL if scan.openPorts else FAILED


def addOptions(parser: ArgumentParser) -> None:
    """
    Describe the options and arguments of the command line.
    """
    add = parser.add_argument
    add("--ports", type=portRange, default=range(1, 1025), metavar="FIRST-LAST", help="1-1024")
    add("--host", type=hostName, default="127.0.0.1", help="default 127.0.0.1, this machine")
    add("--timeout", type=someSeconds, default=1, metavar="SECONDS", help="for one port: 1")
    add("--concurrency", type=atATime, default="500", metavar="N", help="at a time: 500")


def main() -> NoReturn:
    parser = makeParser("portscan", __doc__)
    addOptions(parser)
    options = parser.parse_args()
    runUntilDone(runScan, options, options.host)


if __name__ == "__main__":
    main()
