"""
The tap sees everything and changes nothing.
"""

from __future__ import annotations

import socket
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Factory, Protocol, ServerFactory
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase
from zope.interface import implementer

from server.wire import Chunk, Direction, Tap
from server.wire.tap import TappedConnection, describe
from tests.support.memory import CLIENT
from tests.support.raw import connect, readToEnd


class Upper(Protocol):
    """
    Answers in upper case, in two ways of writing.
    """

    def dataReceived(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.write(data.upper())
        self.transport.writeSequence([b"a", b"b"])


@implementer(IHalfCloseableProtocol)
class HalfCloseable(Protocol):
    """
    Says goodbye when the client has ended its side.
    """

    def readConnectionLost(self) -> None:
        assert self.transport is not None
        self.transport.write(b"goodbye")
        self.transport.loseConnection()

    def writeConnectionLost(self) -> None:
        """
        Our side has ended: nothing is left to say.
        """


class TapTests(SynchronousTestCase):
    """
    What a tap reports of a protocol that answers in capitals.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.chunks: list[Chunk] = []
        self.tap = Tap(self.clock, Factory.forProtocol(Upper), self.chunks.append)

    def open(self) -> tuple[TappedConnection, StringTransport]:
        """
        @return: a new connection under the tap, and its transport in memory.
        """
        transport = StringTransport(peerAddress=CLIENT)
        connection = self.tap.buildProtocol(CLIENT)
        assert connection is not None
        connection.makeConnection(transport)
        return connection, transport

    def test_everyCall(self) -> None:
        """
        Each call is a chunk of its own, with its time since the beginning.
        """
        self.clock.advance(100)
        connection, transport = self.open()
        self.clock.advance(2)
        connection.dataReceived(b"he")
        self.clock.advance(1)
        connection.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(
            self.chunks,
            [
                Chunk(1, 0, Direction.OPENED, note="127.0.0.1:51234"),
                Chunk(1, 2, Direction.ARRIVED, b"he"),
                Chunk(1, 2, Direction.LEFT, b"HE"),
                Chunk(1, 2, Direction.LEFT, b"ab"),
                Chunk(1, 3, Direction.CLOSED, by="client"),
            ],
        )
        self.assertEqual(transport.value(), b"HEab")

    def test_broken(self) -> None:
        """
        A connection that broke is closed with the reason.
        """
        connection, _ = self.open()
        connection.connectionLost(Failure(ConnectionLost("cut")))
        self.assertIn("cut", self.chunks[-1].note)

    def test_numbers(self) -> None:
        """
        Connections are counted from one, and known while they are open.
        """
        first, _ = self.open()
        second, _ = self.open()
        self.assertEqual([first.number, second.number], [1, 2])
        first.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(list(self.tap.protocols), [second])

    def test_refusal(self) -> None:
        """
        Where the factory makes no protocol, the tap makes none.
        """

        class Refusing(Factory[Any]):
            def buildProtocol(self, addr: object) -> None:
                return None

        self.assertIsNone(Tap(self.clock, Refusing()).buildProtocol(CLIENT))

    def test_describe(self) -> None:
        """
        Addresses are written as people write them.
        """
        from twisted.internet.address import IPv6Address, UNIXAddress

        self.assertEqual(describe(CLIENT), "127.0.0.1:51234")
        self.assertEqual(describe(IPv6Address("TCP", "::1", 80)), "[::1]:80")
        self.assertEqual(describe(UNIXAddress("/tmp/x")), "unix:/tmp/x")
        odd = UNIXAddress(b"/tmp/\x1b[2J\xff\xc3\xa9")
        self.assertEqual(describe(odd), r"unix:/tmp/\x1b[2J\udcff" + "é")
        self.assertEqual(describe(UNIXAddress(None)), "a UNIX socket")


class SameBehaviourTests(TestCase):
    """
    Watched or not, a protocol behaves the same, over a real socket.
    """

    def talk(self, factory: Factory[Any]) -> Deferred[bytes]:
        """
        Send something, end our side, read to the end.
        """
        port: Any = reactor.listenTCP(0, cast("ServerFactory", factory), interface="127.0.0.1")
        self.addCleanup(port.stopListening)

        def client() -> bytes:
            with connect(port.getHost().port) as connection:
                connection.sendall(b"hello")
                connection.shutdown(socket.SHUT_WR)
                return readToEnd(connection)

        return deferToThread(client)

    async def test_halfClose(self) -> None:
        """
        A half-close reaches the protocol that understands it.
        """
        plain = await self.talk(Factory.forProtocol(HalfCloseable))
        watched = await self.talk(Tap(cast(Any, reactor), Factory.forProtocol(HalfCloseable)))
        self.assertEqual((plain, watched), (b"goodbye", b"goodbye"))

    def test_interfaces(self) -> None:
        """
        The tap understands a half-close exactly where the protocol does.
        """
        for protocol, understands in [(HalfCloseable, True), (Upper, False)]:
            connection = Tap(Clock(), Factory.forProtocol(protocol)).buildProtocol(CLIENT)
            assert connection is not None
            connection.makeConnection(StringTransport(peerAddress=CLIENT))
            self.assertEqual(IHalfCloseableProtocol.providedBy(connection), understands)
