"""
connection: a client that connects and leaves.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from io import StringIO
from typing import cast

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionRefusedError
from twisted.internet.interfaces import IReactorCore
from twisted.internet.protocol import connectionDone
from twisted.internet.testing import MemoryReactor, MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from lessons.reactor.connection import BasicClientFactory, IReactor, begin
from lessons.reactor.warmupprogram import FAILED, INTERRUPTED, WELL
from tests.lessons.reactor.support import (
    NO_SUCH_HOST,
    REFUSED,
    TIMEOUT,
    UNKNOWN,
    accept,
    closedPort,
    finish,
    listening,
    mutePort,
    run,
    start,
)
from tests.support.names import Names
from tests.support.raw import HOST

SERVER = IPv4Address("TCP", HOST, 8000)


class FactoryTests(SynchronousTestCase):
    """
    The factory and its protocol, in memory.
    """

    def setUp(self) -> None:
        """
        Connect with a reactor that connects to nothing.
        """
        self.out, self.err = StringIO(), StringIO()
        self.patch(sys, "stdout", self.out)
        self.patch(sys, "stderr", self.err)
        self.reactor = MemoryReactor()
        self.factory = BasicClientFactory(self.reactor)
        self.connector = self.reactor.connectTCP(HOST, 8000, self.factory)

    def test_connected(self) -> None:
        """
        The protocol prints its peer and closes.
        """
        protocol = self.factory.buildProtocol(SERVER)
        assert protocol is not None
        transport = StringTransport(peerAddress=SERVER)
        protocol.makeConnection(transport)
        self.assertEqual(self.out.getvalue(), f"connected to {HOST}, port 8000\n")
        self.assertTrue(transport.disconnecting)
        self.assertFalse(self.reactor.hasStopped)
        self.assertEqual(self.factory.status, INTERRUPTED)

    def test_lost(self) -> None:
        """
        A connection that is over is reported, and the reactor stops.
        """
        self.factory.clientConnectionLost(self.connector, connectionDone)
        self.assertEqual(self.out.getvalue(), "connection lost: Connection was closed cleanly.\n")
        self.assertEqual((self.factory.status, self.reactor.hasStopped), (WELL, True))

    def test_failed(self) -> None:
        """
        A connection that could not be made is reported, and the reactor stops.
        """
        reason = Failure(ConnectionRefusedError())
        self.factory.clientConnectionFailed(self.connector, reason)
        self.assertEqual(self.err.getvalue(), f"connection failed: {REFUSED}")
        self.assertEqual((self.factory.status, self.reactor.hasStopped), (FAILED, True))


class AddressTests(SynchronousTestCase):
    """
    From a name to an address.
    """

    def begin(self, host: str) -> list[str]:
        """
        Begin to connect.

        @return: the addresses that are connected to.
        """
        reactor = MemoryReactorClock()
        reactor.installNameResolver(Names({"six": ["::1"], "both": ["::1", HOST]}))
        self.factory = BasicClientFactory(cast(IReactorCore, reactor))
        begin(cast(IReactor, reactor), Namespace(host=host, port=1, timeout=9), self.factory)
        return [address for address, *_ in reactor.tcpClients]

    def test_addresses(self) -> None:
        """
        An address of IPv4 is preferred, and one of IPv6 is taken.
        """
        self.assertEqual([self.begin("both"), self.begin("six")], [[HOST], ["::1"]])

    def test_unknown(self) -> None:
        """
        A name without an address is told.
        """
        err = StringIO()
        self.patch(sys, "stderr", err)
        self.assertEqual(self.begin("none"), [])
        self.assertEqual(err.getvalue(), f"connection failed: {UNKNOWN}")
        self.assertEqual(self.factory.status, FAILED)


class ProcessTests(SynchronousTestCase):
    """
    The program, against servers that accept, refuse, never answer, or cannot be found.
    """

    def test_server(self) -> None:
        """
        A server sees a connection that is closed without a word.
        """
        with listening() as (server, port):
            program = start("connection", HOST, str(port))
            with accept(server) as connection:
                self.assertEqual(connection.recv(1), b"")
        lines = f"connected to {HOST}, port {port}\n"
        lines += "connection lost: Connection was closed cleanly.\n"
        self.assertEqual(finish(program), (0, lines, ""))

    def test_refused(self) -> None:
        """
        Where nobody listens, one line on standard error says so, and the status is 1.
        """
        with closedPort() as port:
            result = run("connection", HOST, str(port))
        self.assertEqual(result, (1, "", f"connection failed: {REFUSED}"))

    def test_unknownHost(self) -> None:
        """
        A name that names no host is reported.
        """
        result = run("connection", NO_SUCH_HOST, "80")
        self.assertEqual(result, (1, "", f"connection failed: {UNKNOWN}"))

    def test_timeout(self) -> None:
        """
        A server that never answers is given up.
        """
        with mutePort() as port:
            result = run("connection", HOST, str(port), "--timeout", "0.2")
        self.assertEqual(result, (1, "", f"connection failed: {TIMEOUT}"))
