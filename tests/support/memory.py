"""
A step in memory: its real factory and protocol, on a transport that is a
string, with a clock that only the test moves.
"""

from __future__ import annotations

from argparse import Namespace
from types import ModuleType

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IProtocol
from twisted.internet.protocol import connectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from server.commandline import makeParser, noOptions

CLIENT = IPv4Address("TCP", "127.0.0.1", 51234)
SERVER = IPv4Address("TCP", "127.0.0.1", 8000)


def optionsOf(step: ModuleType, *arguments: str) -> Namespace:
    """
    Parse a command line as the step would.
    """
    parser = makeParser("step", "")
    getattr(step, "addOptions", noOptions)(parser)
    return parser.parse_args(arguments)


class Transport(StringTransport):
    """
    A string transport that can end its own side alone.

    @ivar halfClosed: whether it has.
    @ivar bufferSize: how much a real one would read at a time, in bytes.
    """

    halfClosed = False
    bufferSize = 65536

    def loseWriteConnection(self) -> None:
        """
        Send no more, but still receive.
        """
        self.halfClosed = True


class Conversation:
    """
    One connection to a step.

    @ivar clock: the step's reactor.
    """

    hasHungUp = False

    def __init__(self, step: ModuleType, *arguments: str, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        factory = step.makeFactory(self.clock, optionsOf(step, *arguments))
        self.connect(factory)

    def connect(self, factory: object) -> None:
        """
        Open the connection, on a transport in memory.

        @param factory: makes the protocol.
        """
        self.factory = factory
        self.protocol: IProtocol = factory.buildProtocol(CLIENT)  # type: ignore[attr-defined]
        self.transport = Transport(SERVER, CLIENT)
        self.protocol.makeConnection(self.transport)

    def again(self) -> Conversation:
        """
        Open another connection to the same factory.
        """
        other = object.__new__(Conversation)
        other.clock = self.clock
        other.connect(self.factory)
        return other

    def send(self, data: bytes) -> bytes:
        """
        Send bytes in one piece.

        @return: all that the server has sent since the last call.
        """
        if self.isOpen:
            self.protocol.dataReceived(data)
        return self.received()

    def sendByteByByte(self, data: bytes) -> bytes:
        """
        As L{send}, in pieces of one byte.
        """
        return b"".join(self.send(data[index : index + 1]) for index in range(len(data)))

    def received(self) -> bytes:
        """
        All that the server has sent since the last call.
        """
        value: bytes = self.transport.value()
        self.transport.clear()
        return value

    @property
    def isOpen(self) -> bool:
        """
        Whether the server has left the connection open.
        """
        closed = self.transport.disconnecting or self.transport.halfClosed
        return not (closed or self.hasHungUp)

    def hangUp(self, reason: Failure = connectionDone) -> None:
        """
        End the connection from the client's side; the protocol is told of this reason.
        """
        self.hasHungUp = True
        self.protocol.connectionLost(reason)
