"""
A proxy in memory: its client, the servers behind it, the names they have, and
the clock are all the test's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, cast

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.error import ConnectionAborted, ConnectionDone
from twisted.internet.interfaces import (
    IAddress,
    IHalfCloseableProtocol,
    IHostnameResolver,
    IHostResolution,
    IProtocol,
    IResolutionReceiver,
)
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure
from zope.interface import implementer

from tests.support.memory import CLIENT, SERVER, Conversation, Transport

#: A name of a server that everybody may reach, and its address.
NAME, PUBLIC = "example.com", "93.184.215.14"


class Wire(Transport):
    """
    A transport in memory that, as a real one, forgives what comes too late, and
    tells its protocol when it is gone.

    @ivar isAborted: whether it was cut off.
    """

    isAborted = False
    isGone = False

    def connect(self, protocol: IProtocol) -> None:
        """
        Open the connection: the protocol has this transport.
        """
        self.protocol = protocol
        protocol.makeConnection(self)

    @property
    def isPaused(self) -> bool:
        """
        Whether the protocol has asked for no more bytes.
        """
        return self.producerState == "paused"

    @property
    def isClosed(self) -> bool:
        """
        Whether our side has closed it.
        """
        return bool(self.disconnecting)

    def setTcpNoDelay(self, enabled: bool) -> None:
        """
        Do nothing: nothing is delayed here.
        """

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        """
        Register a producer, but never a second one at the same time: a real transport refuses
        that.
        """
        assert self.producer is None, "two producers"
        self.producer = producer

    def unregisterProducer(self) -> None:
        """
        Unregister the producer, if there is one.
        """
        self.producer = None

    def pauseProducing(self) -> None:
        self.producerState = "paused"

    def resumeProducing(self) -> None:
        self.producerState = "producing"

    def abortConnection(self) -> None:
        self.isAborted = self.disconnecting = True

    def fill(self) -> None:
        """
        Let the other side take nothing, so that the buffer is full.
        """
        assert self.producer is not None, "nobody can be told to wait"
        self.producer.pauseProducing()

    def drain(self) -> None:
        """
        Let the other side take all.
        """
        assert self.producer is not None
        self.producer.resumeProducing()

    def settle(self) -> None:
        """
        Let a connection that was closed be gone.
        """
        if self.disconnecting:
            self.lose(ConnectionAborted() if self.isAborted else ConnectionDone())

    def end(self) -> None:
        """
        Let the other side send no more.
        """
        if IHalfCloseableProtocol.providedBy(self.protocol):
            cast(IHalfCloseableProtocol, self.protocol).readConnectionLost()
        else:
            self.lose(ConnectionDone())

    def lose(self, error: Exception) -> None:
        """
        End the connection with this error; the protocol is told once.
        """
        if not self.isGone:
            self.isGone = True
            self.protocol.connectionLost(Failure(error))


@implementer(IHostnameResolver)
class FixedResolver:
    """
    Knows some names. As the system's, it takes addresses, too.

    @ivar asked: the names that were looked up.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self.names = names
        self.asked: list[str] = []

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """
        Look a name up, at once.
        """
        self.asked.append(hostName)
        resolution = cast(IHostResolution, None)
        resolutionReceiver.resolutionBegan(resolution)
        for address in self.names.get(hostName, ()):
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


class ProxyConversation(Conversation):
    """
    One client of a proxy.

    @ivar reactor: the proxy's.
    @ivar names: what the resolver knows.
    """

    transport: Wire

    def __init__(self, step: ModuleType, *arguments: str) -> None:
        self.reactor = MemoryReactorClock()
        self.names: dict[str, list[str]] = {NAME: [PUBLIC]}
        self.resolver = FixedResolver(self.names)
        self.reactor.nameResolver = self.resolver
        super().__init__(step, *arguments, clock=self.reactor)

    def connect(self, factory: object) -> None:
        """
        Open the connection, on a transport that notes how it ends.

        @param factory: the proxy.
        """
        self.factory = factory
        self.protocol = factory.buildProtocol(CLIENT)  # type: ignore[attr-defined]
        self.transport = Wire(SERVER, CLIENT)
        self.transport.connect(self.protocol)

    def another(self) -> ProxyConversation:
        """
        @return: another client of the same proxy, on a connection of its own.
        """
        other = object.__new__(ProxyConversation)
        other.reactor = other.clock = self.reactor
        other.names, other.resolver = self.names, self.resolver
        other.connect(self.factory)
        return other

    def ask(self, target: str, *fields: str, method: str = "GET", content: bytes = b"") -> bytes:
        """
        Send a request.

        @return: what came back at once.
        """
        lines = [f"{method} {target} HTTP/1.1", "Host: ignored", *fields, "", ""]
        return self.send("\r\n".join(lines).encode("latin-1") + content)

    @property
    def connections(self) -> list[tuple[str, int]]:
        """
        To where the proxy has tried to connect.
        """
        return [client[:2] for client in self.reactor.tcpClients]

    def accept(self) -> Wire:
        """
        As the server to which it connected last, take the connection.
        """
        host, port, factory, *_ = self.reactor.tcpClients[-1]
        kind = IPv6Address if ":" in host else IPv4Address
        address = kind("TCP", host, port)
        wire = Wire(SERVER, address)
        wire.connect(cast(IProtocol, factory.buildProtocol(address)))
        return wire

    def refuse(self, error: Exception) -> None:
        """
        As the network, fail the last connection.
        """
        factory, connector = self.reactor.tcpClients[-1][2], self.reactor.connectors[-1]
        factory.clientConnectionFailed(connector, Failure(error))
        self.reactor.advance(1)


def taken(wire: Wire) -> bytes:
    """
    Take what was written to a connection since the last time.
    """
    data: bytes = wire.value()
    wire.clear()
    return data
