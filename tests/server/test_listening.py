"""
Ports: how they are closed.
"""

from __future__ import annotations

from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import maybeDeferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.protocol import Protocol, ServerFactory
from twisted.internet.testing import MemoryReactor
from twisted.trial.unittest import TestCase

from server.listening import closePort
from tests.support.raw import connect


class Counted(Protocol):
    """
    Counts connections, and closes them.
    """

    factory: CountingFactory

    def connectionMade(self) -> None:
        self.factory.count += 1
        self.transport.loseConnection()  # type: ignore[union-attr]


class CountingFactory(ServerFactory):
    """
    Knows how many connections there were.
    """

    protocol = Counted  # type: ignore[assignment]
    count = 0


class ClosePortTests(TestCase):
    """
    A port is closed between two connections: whoever is told that there is one is accepted.
    """

    def setUp(self) -> None:
        self.factory = CountingFactory()

    def test_tcp(self) -> None:
        """
        Who has connected is accepted; who comes then is refused, and not first accepted by
        the system and then reset, as until the next turn of the reactor after stopListening().
        """
        port: Any = reactor.listenTCP(0, self.factory, interface="127.0.0.1")
        number = port.getHost().port
        for _ in range(3):
            self.addCleanup(connect(number).close)
        closePort(port)
        self.assertEqual(self.factory.count, 3)
        self.assertRaises(ConnectionRefusedError, connect, number)

    async def test_again(self) -> None:
        """
        A closed port may be told to stop once more; its factory is told once.
        """
        stops: list[None] = []
        self.factory.stopFactory = lambda: stops.append(None)  # type: ignore[method-assign]
        port: Any = reactor.listenTCP(0, self.factory, interface="127.0.0.1")
        closePort(port)
        await maybeDeferred(port.stopListening)
        self.assertEqual(len(stops), 1)

    async def test_unix(self) -> None:
        """
        The file of a UNIX socket is removed with it.
        """
        path = self.mktemp()
        port = await serverFromString(reactor, f"unix:{path}").listen(self.factory)
        closePort(port)
        self.assertRaises(FileNotFoundError, open, path)

    def test_memory(self) -> None:
        """
        A port of another kind of reactor is told to stop listening, and that is all.
        """
        memory = MemoryReactor()
        port = memory.listenTCP(8000, self.factory)
        stopped: list[None] = []
        port.stopListening = lambda: stopped.append(None)
        closePort(port)
        self.assertEqual(len(stopped), 1)
