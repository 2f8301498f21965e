"""
The tap sits between the transport and the protocol and sees every true
C{dataReceived} and C{write}, as fragmented as the network made them.

It changes nothing: whatever a protocol asks of its transport reaches the
transport, and whatever the transport tells reaches the protocol.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any, cast

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

from server.console import printable
from server.wire.chunk import Chunk, Direction, Watch, nobodyWatches
from server.wire.follow import followWith
from server.wire.hooks import Hooks
from server.wire.lateness import whyClosing
from server.wire.nameline import Meet, NameLineFilter

#: What the note of a connection ends with where it is secured.
SECURED = " with TLS; shown decrypted"


class TappedConnection(ProtocolWrapper):
    """
    One connection with its tap.

    It is in front of the protocol, and beside the transport: hooks on the transport itself
    tell what the protocol calls most. Nothing is between the two, so that a protocol finds
    its transport as it is, and reaches it the same way, watched or not.

    @ivar closedBy: who is the first to close it, or to end its side.
    @ivar whyClosed: why the server closed it, where there is a reason to tell.
    """

    factory: Tap
    closedBy = ""
    whyClosed = ""
    _nameFilter: NameLineFilter | None = None

    def makeConnection(self, transport: ITransport) -> None:
        """
        Listen to the transport, and hand it to the protocol.
        """
        self.number = next(self.factory.numbers)
        self.seconds = self.factory.reactor.seconds
        self.began = self.seconds()
        opened = Chunk(self.number, 0, Direction.OPENED, note=noteOf(transport))
        self.transport = transport
        self._hooks = Hooks(transport)
        watch, protocol = self.factory.watch, self.wrappedProtocol
        self._follow = followWith(watch, opened, self.began, protocol)
        self._listen(transport)
        self.factory.registerProtocol(self)
        self.wrappedProtocol.makeConnection(transport)

    def _listen(self, transport: Any) -> None:
        """
        Put hooks on what receives and sends, and on what ends.

        Each byte comes this way. A protocol may put another method in place of its own.
        """
        write = transport.write
        left = self._follow.taking(True, self.seconds)

        def tellAndWrite(data: bytes) -> None:
            left(data if type(data) is bytes else bytes(data))
            write(data)

        self.dataReceived = self._receiving()  # type: ignore[method-assign]
        transport.tap, transport.sentNow = self, left
        self._hooks.put("write", tellAndWrite)
        # The transport sends the pieces as one.
        self._hooks.put("writeSequence", lambda pieces: tellAndWrite(b"".join(pieces)))
        for name in ("loseConnection", "abortConnection", "loseWriteConnection"):
            if hasattr(transport, name):
                self._hooks.put(name, partial(self._end, name, getattr(transport, name)))

    def _receiving(self) -> Callable[[bytes], None]:
        """
        Make what takes each piece that arrives.
        """
        protocol, meet = self.wrappedProtocol, self.factory.meet

        def dataReceived(data: bytes) -> None:
            arrived(data)
            protocol.dataReceived(data)

        if meet is None:
            arrived = self._follow.taking(False, self.seconds)
            return dataReceived
        tellName = partial(self.tell, Direction.NAMED)
        self._nameFilter = NameLineFilter(meet(self.number), self.seconds, dataReceived, tellName)
        arrived = self._follow.taking(False, self._nameFilter.seconds)
        return self._nameFilter.dataReceived

    def _letIn(self) -> None:
        """
        No more will arrive: hand on what was held back.
        """
        if self._nameFilter is not None:
            self._nameFilter.open()

    def _stopListening(self) -> None:
        """
        Leave the transport as it was, and break the circles of references.
        """
        self._hooks.remove()
        cast(Any, self.transport).tap = cast(Any, self.transport).sentNow = None
        del self.dataReceived

    @property
    def lastDirection(self) -> Direction:
        """
        Which way the last bytes went.
        """
        return self._follow.lastDirection()

    def _end(self, name: str, end: Callable[..., object], *reason: object) -> None:
        """
        The server closes the connection, or breaks it off, or will send no more.
        """
        # A protocol may also close what it has been told is lost.
        if not self.closedBy and getattr(self.transport, "connected", True):
            self.closedBy = "server"
            self.whyClosed = whyClosing(channelOf(self.wrappedProtocol))
        if name == "loseWriteConnection":
            self.tell(Direction.ENDED, by="server")
        end(*reason)

    def tell(self, direction: Direction, note: str = "", by: str = "") -> None:
        """
        Report what is not bytes to whoever watches.
        """
        passed = self.seconds() - self.began
        self.factory.watch(Chunk(self.number, passed, direction, b"", note, by))

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]
        """
        Tell that it is closed, by whom, and why if it was not in good order; then the
        protocol is told.
        """
        self._letIn()
        self._nameFilter = None
        self._stopListening()
        clean = reason.check(ConnectionDone) is not None
        note = self.whyClosed or ("" if clean else printable(reason.getErrorMessage()))
        self.tell(Direction.CLOSED, note, self.closedBy or "client")
        super().connectionLost(reason)


@implementer(IHalfCloseableProtocol)
class HalfCloseableConnection(TappedConnection):
    """
    One whose protocol is told of a half-close. The plain wrapper swallows it, so a watched
    step would behave differently from one that is not watched: we promise what the
    protocol promises.
    """

    def readConnectionLost(self) -> None:
        """
        The peer will send no more, but may still read.
        """
        self._letIn()
        self.closedBy = self.closedBy or "client"
        self.tell(Direction.ENDED, by="client")
        IHalfCloseableProtocol(self.wrappedProtocol).readConnectionLost()

    def writeConnectionLost(self) -> None:
        """
        We can send no more, but may still read.
        """
        IHalfCloseableProtocol(self.wrappedProtocol).writeConnectionLost()


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
        meet: Meet | None = None,
    ) -> None:
        """
        @param reactor: tells the time.
        @param wrappedFactory: makes the protocols to listen to.
        @param watch: called with each L{Chunk}, at the time it happens.
        @param numbers: for the connections, where other taps share them.
        @param meet: meets clients that may name themselves, where a class is expected.
        """
        super().__init__(wrappedFactory)
        self.reactor = reactor
        self.watch = watch
        self.numbers = numbers or count(1)
        self.meet = meet

    def buildProtocol(  # type: ignore[override]
        self, addr: IAddress | None
    ) -> TappedConnection | None:
        """
        Wrap the protocol, or refuse the connection where the factory does.
        """
        wrapped: IProtocol | None = self.wrappedFactory.buildProtocol(addr)
        if wrapped is None:
            self._tellRefusal(addr)
            return None
        kind: type[TappedConnection] = TappedConnection
        if IHalfCloseableProtocol.providedBy(wrapped):
            kind = HalfCloseableConnection
        return kind(self, wrapped)

    def _tellRefusal(self, addr: IAddress | None) -> None:
        number, peer = next(self.numbers), "" if addr is None else describe(addr)
        self.watch(Chunk(number, 0, Direction.OPENED, note=peer))
        self.watch(Chunk(number, 0, Direction.CLOSED, note="refused", by="server"))


def noteOf(transport: ITransport) -> str:
    """
    Write what there is to say of a connection that opens.
    """
    note = describe(transport.getPeer())
    if ISSLTransport.providedBy(transport):
        note += SECURED
    return note


def numberOf(transport: object) -> int | None:
    """
    Find the number of a connection by its transport; L{None} where there is no tap.
    """
    tap = getattr(transport, "tap", None)
    return tap.number if isinstance(tap, TappedConnection) else None


def channelOf(connection: Any) -> Any:
    """
    Find the protocol that speaks on a connection.
    """
    protocol = getattr(connection, "wrappedProtocol", connection)  # by the tap
    return getattr(protocol, "_channel", protocol)  # Site wraps its HTTPChannel


def describe(address: IAddress) -> str:
    """
    Name an address as a person writes it.

    @return: printable text, as the path of a UNIX socket is its client's choice:
        C{HOST:PORT}, C{[HOST]:PORT} for IPv6, C{unix:PATH} for a UNIX socket, or its kind
        where it has no path either, like a client of such a socket.
    """
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    if host is None:
        path = getattr(address, "name", None)
        return f"unix:{printable(os.fsdecode(path))}" if path else "a UNIX socket"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
