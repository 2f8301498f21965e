"""
connectiontester: whether a server can be connected to, and why not.
"""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import cast

from twisted.internet import reactor
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.internet.error import ConnectionRefusedError, DNSLookupError, TimeoutError
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.reactor import connectiontester
from lessons.reactor.connectiontester import IReactor
from tests.lessons.reactor.support import (
    NO_SUCH_HOST,
    REFUSED,
    TIMEOUT,
    UNKNOWN,
    closedPort,
    finish,
    listening,
    mutePort,
    run,
    start,
)
from tests.support.process import poll
from tests.support.raw import HOST

SERVER = IPv4Address("TCP", HOST, 8000)
OWN = IPv4Address("TCP", HOST, 51234)


class MemoryTests(SynchronousTestCase):
    """
    C{testConnect}, with a reactor that connects to nothing.
    """

    def setUp(self) -> None:
        """
        Begin to connect, for 3 seconds.
        """
        self.reactor = MemoryReactorClock()
        self.tested = connectiontester.testConnect(cast(IReactor, self.reactor), HOST, 8000, 3)
        host, port, factory, *_ = self.reactor.tcpClients[0]
        self.assertEqual((host, port), (HOST, 8000))
        self.factory = factory

    def connect(self, own: IPv4Address) -> StringTransport:
        """
        Let the connection succeed.

        @param own: the address of our side.
        @return: the connection's transport.
        """
        protocol = self.factory.buildProtocol(SERVER)
        assert protocol is not None
        transport = StringTransport(own, SERVER)
        protocol.makeConnection(transport)
        return transport

    def test_connected(self) -> None:
        """
        It fires with the server's address and closes the connection.
        """
        self.assertNoResult(self.tested)
        transport = self.connect(OWN)
        self.assertEqual(self.successResultOf(self.tested), SERVER)
        self.assertTrue(transport.disconnecting)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_connectedToItself(self) -> None:
        """
        A connection whose two ends are the same counts as refused.
        """
        transport = self.connect(SERVER)
        self.failureResultOf(self.tested, ConnectionRefusedError)
        self.assertTrue(transport.disconnected)

    def test_failed(self) -> None:
        """
        Where the connection is refused, the Deferred fails with that, and no clock goes on.
        """
        self.factory.clientConnectionFailed(
            self.reactor.connectors[0], Failure(ConnectionRefusedError())
        )
        self.failureResultOf(self.tested, ConnectionRefusedError)
        self.assertEqual(self.reactor.getDelayedCalls(), [])

    def test_givenUp(self) -> None:
        """
        It fails when the time is over, and stops connecting.
        """
        self.reactor.advance(2.9)
        self.assertNoResult(self.tested)
        self.reactor.advance(0.2)
        self.failureResultOf(self.tested)
        self.assertTrue(self.reactor.connectors[0].stoppedConnecting)

    def test_ipv6(self) -> None:
        """
        An IPv6 address is connected to as it is.
        """
        connectiontester.testConnect(cast(IReactor, self.reactor), "::1", 8000)
        self.assertEqual(self.reactor.tcpClients[1][:2], ("::1", 8000))


class SocketTests(TestCase):
    """
    C{testConnect} with the real reactor.
    """

    def connect(self, host: str, port: int, timeout: float = 20) -> Deferred[object]:
        """
        Begin to connect, with the real reactor.
        """
        tested = connectiontester.testConnect(cast(IReactor, reactor), host, port, timeout)
        return cast("Deferred[object]", tested)

    async def test_server(self) -> None:
        """
        A server by its address, and by its name.
        """
        with listening() as (_, port):
            for host in (HOST, "localhost"):
                found = await self.connect(host, port)
                assert isinstance(found, IPv4Address | IPv6Address)
                self.assertEqual((found.host, found.port), (HOST, port))

    async def test_refused(self) -> None:
        """
        A closed port is a failure.
        """
        with closedPort() as port:
            await self.assertFailure(self.connect(HOST, port), ConnectionRefusedError)

    async def test_unknownHost(self) -> None:
        """
        Where a name has no address, the Deferred fails with L{DNSLookupError}.
        """
        await self.assertFailure(self.connect(NO_SUCH_HOST, 80), DNSLookupError)

    async def test_timeout(self) -> None:
        """
        A server that does not answer is given up when the time is over.
        """
        with mutePort() as port:
            await self.assertFailure(self.connect(HOST, port, 0.2), TimeoutError)

    async def test_itself(self) -> None:
        """
        A socket that met itself, as happens on a closed port now and then, is
        taken for a refused connection.
        """
        with closedPort() as port:
            pass
        tested = connectiontester.TestedConnection()
        endpoint = TCP4ClientEndpoint(reactor, HOST, port, bindAddress=(HOST, port))
        await connectProtocol(endpoint, tested)
        self.assertRaises(ConnectionRefusedError, tested.examine)


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_server(self) -> None:
        """
        A server that listens is told in one line, with status 0.
        """
        with listening() as (_, port):
            result = run("connectiontester", HOST, str(port))
        self.assertEqual(result, (0, f"connected to {HOST}, port {port}\n", ""))

    def test_refused(self) -> None:
        """
        A closed port is told in one line, with status 1.
        """
        with closedPort() as port:
            result = run("connectiontester", HOST, str(port))
        self.assertEqual(result, (1, "", f"{HOST}, port {port}: {REFUSED}"))

    def test_unknownHost(self) -> None:
        """
        An unknown host is told in one line, with status 1.
        """
        result = run("connectiontester", NO_SUCH_HOST, "80")
        self.assertEqual(result, (1, "", f"{NO_SUCH_HOST}, port 80: {UNKNOWN}"))

    def test_timeout(self) -> None:
        """
        A server that never answers is told in one line, with status 1.
        """
        with mutePort() as port:
            result = run("connectiontester", HOST, str(port), "--timeout", "0.2")
        self.assertEqual(result, (1, "", f"{HOST}, port {port}: {TIMEOUT}"))

    def test_interrupt(self) -> None:
        """
        Ctrl-C ends it with status 130 and without a word.
        """
        with mutePort() as port:
            before = connecting(port)
            program = start("connectiontester", HOST, str(port))
            poll(lambda: connecting(port) > before)
            program.send_signal(signal.SIGINT)
            self.assertEqual(finish(program), (130, "", ""))

    def test_wrongCommandLine(self) -> None:
        """
        A host or a port that cannot be one is a mistake of the command line.
        """
        for arguments in (["a..b", "80"], [HOST, "65536"], [HOST, "http"], [HOST]):
            status, out, err = run("connectiontester", *arguments)
            self.assertEqual((status, out), (2, ""))
            self.assertIn("error: ", err)


def connecting(port: int, synSent: str = "02") -> int:
    """
    Count the sockets that try to connect to a port of this machine.
    """
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    wanted = f"{socket.htonl(0x7F000001):08X}:{port:04X}"
    return sum(row[2] == wanted and row[3] == synSent for row in rows)
