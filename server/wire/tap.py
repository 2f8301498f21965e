"""
The tap sits between the transport and the protocol and sees every true
C{dataReceived} and C{write}, as fragmented as the network made them.

It changes nothing: whatever a protocol asks of its transport reaches the
transport, and whatever the transport tells reaches the protocol.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import count
from typing import Any, NamedTuple, cast

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import (
    IAddress,
    IHalfCloseableProtocol,
    IProtocol,
    IProtocolFactory,
    IReactorTime,
    ISSLTransport,
    ITransport,
)
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from zope.interface import implementer

#: What the note of a connection ends with that is secured.
SECURED = " with TLS; shown decrypted"


class Direction(Enum):
    """
    Which way a chunk went, as seen from the server; or what else happened.

    @cvar ENDED: one side has said that it will send no more (half-close).
    """

    OPENED = "opened"
    ARRIVED = "arrived"
    LEFT = "left"
    ENDED = "ended"
    CLOSED = "closed"


class Chunk(NamedTuple):
    """
    One thing that happened on one connection.

    @ivar connection: the number of the connection, 1 for the first one.
    @ivar seconds: the time since that connection began.
    @ivar direction: what happened.
    @ivar data: the bytes of this one call; empty where no bytes went.
    @ivar note: the peer's address for C{OPENED}, and whether TLS lies under it; the
        reason for C{CLOSED}, empty where it was closed in good order.
    @ivar by: who has ended or closed it: C{client} or C{server}.
    """

    connection: int
    seconds: float
    direction: Direction
    data: bytes = b""
    note: str = ""
    by: str = ""


Watch = Callable[[Chunk], None]


class TappedConnection(ProtocolWrapper):
    """
    One connection with its tap.

    @ivar lastDirection: which way the last bytes went.
    @ivar closedBy: who is the first to close it.
    """

    factory: Tap
    lastDirection = Direction.OPENED
    closedBy = "client"

    def makeConnection(self, transport: ITransport) -> None:
        """
        Take the place of the protocol before the transport, and of the
        transport before the protocol.

        """
        self.number = next(self.factory.numbers)
        self.began = self.factory.reactor.seconds()
        note = describe(transport.getPeer())
        if ISSLTransport.providedBy(transport):
            note += SECURED
        if hasattr(transport, "loseWriteConnection"):
            self.loseWriteConnection = self._loseWriteConnection
        self.tell(Direction.OPENED, note=note)
        super().makeConnection(transport)

    def tell(self, direction: Direction, data: bytes = b"", note: str = "", by: str = "") -> None:
        """
        Report one event to whoever watches.
        """
        if data:
            self.lastDirection = direction
        seconds = self.factory.reactor.seconds() - self.began
        self.factory.watch(Chunk(self.number, seconds, direction, data, note, by))

    def dataReceived(self, data: bytes) -> None:
        """
        Bytes arrived.
        """
        self.tell(Direction.ARRIVED, data)
        super().dataReceived(data)

    def write(self, data: bytes) -> None:
        """
        Bytes leave.
        """
        self.tell(Direction.LEFT, data)
        super().write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """
        Several pieces leave together: the transport sends them as one.
        """
        pieces = list(data)
        self.tell(Direction.LEFT, b"".join(pieces))
        super().writeSequence(pieces)

    def loseConnection(self) -> None:
        """
        The server closes the connection.
        """
        self.closedBy = "server"
        super().loseConnection()

    def abortConnection(self) -> None:
        """
        The server breaks the connection off.
        """
        self.closedBy = "server"
        cast(Any, self.transport).abortConnection()

    def _loseWriteConnection(self) -> None:
        """
        The server will send no more, but still reads.
        """
        self.closedBy = "server"
        self.tell(Direction.ENDED, by="server")
        cast(Any, self.transport).loseWriteConnection()

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        """
        The connection is gone.
        """
        clean = reason.check(ConnectionDone) is not None
        note = "" if clean else reason.getErrorMessage()
        self.tell(Direction.CLOSED, note=note, by=self.closedBy)
        super().connectionLost(reason)


@implementer(IHalfCloseableProtocol)
class HalfCloseableConnection(TappedConnection):
    """
    One whose protocol is told of a half-close. The plain wrapper swallows it, so a
    watched step would behave differently from one that is not: we promise what the
    protocol promises.
    """

    def readConnectionLost(self) -> None:
        """
        The peer will send no more, but may still read.
        """
        self.tell(Direction.ENDED, by="client")
        IHalfCloseableProtocol(self.wrappedProtocol).readConnectionLost()

    def writeConnectionLost(self) -> None:
        """
        We can send no more, but may still read.
        """
        IHalfCloseableProtocol(self.wrappedProtocol).writeConnectionLost()


def nobodyWatches(chunk: Chunk) -> None:
    """
    Do nothing: the tap of a step that runs without C{--wire}.
    """


class Tap(WrappingFactory[TappedConnection]):
    """
    Wraps a listening factory, so that each of its connections has a tap.

    @ivar protocols: the connections that are open now.
    """

    noisy = False
    protocol = TappedConnection
    protocols: dict[TappedConnection, int]

    def __init__(
        self,
        reactor: IReactorTime,
        wrappedFactory: IProtocolFactory,
        watch: Watch = nobodyWatches,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """
        @param reactor: tells the time.
        @param wrappedFactory: makes the protocols to listen to.
        @param watch: called with each L{Chunk}, at the time it happens.
        @param numbers: for the connections, where other taps count them as well.
        """
        super().__init__(wrappedFactory)
        self.reactor = reactor
        self.watch = watch
        self.numbers = numbers or count(1)

    def buildProtocol(  # type: ignore[override]
        self, addr: IAddress | None
    ) -> TappedConnection | None:
        """
        Wrap the protocol, or refuse the connection where the factory does.
        """
        wrapped: IProtocol | None = self.wrappedFactory.buildProtocol(addr)
        if wrapped is None:
            return None
        kind: type[TappedConnection] = TappedConnection
        if IHalfCloseableProtocol.providedBy(wrapped):
            kind = HalfCloseableConnection
        return kind(self, wrapped)


def channelOf(connection: Any) -> Any:
    """
    Find the protocol that speaks on a connection.
    """
    protocol = getattr(connection, "wrappedProtocol", connection)  # by the tap
    return getattr(protocol, "_channel", protocol)  # Site wraps its HTTPChannel


def describe(address: IAddress) -> str:
    """
    Name an address as a person writes it.

    @return: C{HOST:PORT}, C{[HOST]:PORT} for IPv6, C{unix:PATH} for a UNIX socket, or
        what it is where it has no path either, as a client of one.
    """
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    if host is None:
        path = getattr(address, "name", None)
        return f"unix:{os.fsdecode(path)}" if path else "a UNIX socket"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
