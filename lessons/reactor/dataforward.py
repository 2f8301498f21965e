"""
dataforward: connect the keyboard and the screen to a server, as telnet does.

A line that you type ends in LF and goes out with CR LF, as servers expect it.
On a terminal, bytes that could control it are shown as escapes such as \\x1b.
With --raw, bytes are passed on as they are, both ways.

At the end of input (Ctrl-D) the server is told that no more will come, and what
it still says is shown, until it closes. Ends with status 0 when the connection
was closed, with 1 when it could not be made or broke off, with 130 on Ctrl-C.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NoReturn

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionClosed, ConnectionDone
from twisted.internet.interfaces import IAddress, IHalfCloseableProtocol
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.stdio import StandardIO
from twisted.internet.tcp import Client
from twisted.python.failure import Failure
from zope.interface import implementer

from lessons.arguments import hostName, someSeconds
from lessons.reactor.connectiontester import IReactor, connect
from lessons.reactor.conversions import NetworkLines, SafeText, Unchanged
from lessons.reactor.warmupprogram import FAILED, WELL, makeParser, runUntilDone
from server.commandline import portNumber

KEYS = "Ctrl-D: no more to send, Ctrl-C: leave"


class DataForwardingProtocol(Protocol):
    """
    Forwards what arrives at its own transport to another one.
    """

    transport: Client | StandardIO

    def __init__(self, conversion: Unchanged) -> None:
        self.conversion = conversion

    def forwardTo(self, output: Client | StandardIO) -> None:
        """
        Begin to forward to that transport, with back-pressure.
        """
        self.output = output
        # If the output cannot keep up, our own transport is paused meanwhile.
        output.registerProducer(self.transport, True)

    def dataReceived(self, data: bytes) -> None:
        self.output.write(self.conversion.convert(data))


@implementer(IHalfCloseableProtocol)
class StdioProtocol(DataForwardingProtocol):
    """
    The person's side. Input and output may end one without the other.

    @ivar isRead: whether there is anyone who reads our output.
    @ivar closed: fires when all output is out.
    """

    transport: StandardIO
    output: Client
    isRead = True

    def __init__(self, conversion: Unchanged, stay: bool = False) -> None:
        """
        @param stay: whether the server is not to know of the end of input.
        """
        super().__init__(conversion)
        self.stay = stay
        self.closed: Deferred[None] = Deferred()

    def readConnectionLost(self) -> None:
        """
        End of input: close our direction of the connection, not the other.
        """
        self.output.unregisterProducer()
        if not self.stay:
            self.output.loseWriteConnection()

    def writeConnectionLost(self) -> None:
        """
        Whoever read our output has left, as C{head} does when it has enough.
        """
        self.isRead = False
        self.output.abortConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.isRead = reason.check(ConnectionDone) is not None
        self.closed.callback(None)


class StdioProxyProtocol(DataForwardingProtocol):
    """
    The server's side. It opens the person's side when the connection is made.

    @ivar finished: fires when the server has closed the connection and all that
        came is shown; fails with the reason where the connection was lost.
    """

    transport: Client
    output: StandardIO

    def __init__(
        self,
        conversion: Unchanged,
        person: StdioProtocol,
        openStdio: Callable[[StdioProtocol], StandardIO],
    ) -> None:
        """
        @param openStdio: connects a protocol to standard input and output.
        """
        super().__init__(conversion)
        self.person = person
        self.openStdio = openStdio
        self.finished: Deferred[None] = Deferred()

    def connectionMade(self) -> None:
        self.forwardTo(self.openStdio(self.person))
        self.person.forwardTo(self.transport)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self.person.isRead:
            self.output.write(self.conversion.finish())
            self.output.unregisterProducer()
            self.output.loseConnection()  # once all is written
            self.person.closed.addCallback(lambda _: self.finish(reason))
        else:
            self.finish(reason)

    def finish(self, reason: Failure) -> None:
        if reason.check(ConnectionDone):
            self.finished.callback(None)
        else:
            self.finished.errback(reason)


class StdioProxyFactory(Factory):
    """
    Makes the two sides of one conversation.
    """

    noisy = False

    def __init__(self, reactor: IReactor, options: Namespace) -> None:
        self.reactor = reactor
        self.options = options

    def buildProtocol(self, addr: IAddress | None) -> StdioProxyProtocol:
        raw = self.options.raw
        toServer = Unchanged() if raw else NetworkLines()
        toScreen = SafeText() if sys.stdout.isatty() and not raw else Unchanged()
        person = StdioProtocol(toServer, self.options.stay)
        return StdioProxyProtocol(toScreen, person, partial(StandardIO, reactor=self.reactor))


async def runForward(reactor: IReactor, options: Namespace) -> int:
    """
    Connect, and forward until the connection is closed.

    @return: the exit status.
    """
    factory = StdioProxyFactory(reactor, options)
    protocol = await connect(reactor, options.host, options.port, factory, options.timeout)
    tellPerson(f"connected to {options.host}, port {options.port}. {KEYS}")
    try:
        await protocol.finished
    except ConnectionClosed:
        if protocol.person.isRead:
            raise
    if not protocol.person.isRead:
        return FAILED  # and in silence, as C{head} expects it
    tellPerson("connection closed by the other side")
    return WELL


def tellPerson(words: str) -> None:
    """
    Say something, if it is a person who types.
    """
    if sys.stdin.isatty():
        print(words, file=sys.stderr)


@contextmanager
def keepBlocking() -> Iterator[None]:
    """
    Leave the terminal as it was. L{StandardIO} makes standard input and output
    non-blocking, and the shell, which shares them, would inherit that.
    """
    before = [(descriptor, os.get_blocking(descriptor)) for descriptor in (0, 1, 2)]
    try:
        yield
    finally:
        for descriptor, isBlocking in before:
            os.set_blocking(descriptor, isBlocking)


def main() -> NoReturn:
    parser = makeParser("dataforward", __doc__)
    add = parser.add_argument
    add("host", type=hostName)
    add("port", type=portNumber)
    add("--raw", action="store_true", help="change no bytes, in either direction")
    add("--stay", action="store_true", help="do not tell the server when the input ends")
    add("--timeout", type=someSeconds, default=30, metavar="SECONDS", help="to connect: 30")
    options = parser.parse_args()
    if sys.stdin is None or sys.stdout is None:
        parser.error("standard input and output are needed")
    with keepBlocking():
        runUntilDone(runForward, options, f"{options.host}, port {options.port}")


if __name__ == "__main__":
    main()
