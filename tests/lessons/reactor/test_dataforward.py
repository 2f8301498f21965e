"""
dataforward: the keyboard and the screen, connected to a server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.internet.stdio import StandardIO
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from lessons.reactor.conversions import NetworkLines, SafeText
from lessons.reactor.dataforward import StdioProtocol, StdioProxyProtocol

OpenStdio = Callable[[StdioProtocol], StandardIO]


class HalfTransport(StringTransport):
    """
    A transport in memory that knows half-close.
    """

    isWriteClosed = False

    def loseWriteConnection(self) -> None:
        """
        Note that no more will be written.
        """
        assert self.producer is None, "a producer would go on to write"
        self.isWriteClosed = True


class ForwardTests(SynchronousTestCase):
    """
    Keyboard and network as two transports in memory: what comes on one leaves on the other.
    """

    stay = False

    def setUp(self) -> None:
        self.stdio = HalfTransport()
        self.network = HalfTransport()
        self.person = StdioProtocol(NetworkLines(), self.stay)
        self.server = StdioProxyProtocol(SafeText(), self.person, cast(OpenStdio, self.openStdio))
        self.server.makeConnection(self.network)

    def openStdio(self, person: StdioProtocol) -> HalfTransport:
        """
        Open the person's side, as the endpoint for standard input would.

        @return: its transport.
        """
        person.makeConnection(self.stdio)
        return self.stdio

    def test_toServer(self) -> None:
        """
        What is typed goes to the server, with CR LF.
        """
        self.person.dataReceived(b"hello\n")
        self.assertEqual(self.network.value(), b"hello\r\n")

    def test_toScreen(self) -> None:
        """
        What the server sends is shown, harmlessly.
        """
        self.server.dataReceived(b"\x1b[2Jhello\r\n")
        self.assertEqual(self.stdio.value(), b"\\x1b[2Jhello\n")

    def test_endOfInput(self) -> None:
        """
        At the end of input our direction is closed, and the other is shown on.
        """
        self.person.dataReceived(b"last\n")
        self.person.readConnectionLost()
        self.assertTrue(self.network.isWriteClosed)
        self.server.dataReceived(b"answer")
        self.assertEqual(self.stdio.value(), b"answer")
        self.assertNoResult(self.server.finished)

    def test_serverCloses(self) -> None:
        """
        When the server closes, all that came is shown before the end.
        """
        self.server.dataReceived(b"answer\r")
        self.server.connectionLost(connectionDone)
        self.assertEqual(self.stdio.value(), b"answer\\r")
        self.assertTrue(self.stdio.disconnecting)
        self.assertIsNone(self.stdio.producer)
        self.assertNoResult(self.server.finished)
        self.person.connectionLost(connectionDone)
        self.assertIsNone(self.successResultOf(self.server.finished))
        self.assertTrue(self.person.isRead)

    def test_serverBreaksOff(self) -> None:
        """
        A connection that broke off is an error, once all that came is shown.
        """
        self.server.connectionLost(Failure(ConnectionLost()))
        self.assertNoResult(self.server.finished)
        self.person.connectionLost(connectionDone)
        self.failureResultOf(self.server.finished, ConnectionLost)

    def test_nobodyReads(self) -> None:
        """
        Where nobody reads the output any more, the connection is given up.
        """
        self.person.writeConnectionLost()
        self.assertTrue(self.network.disconnected)
        self.server.connectionLost(Failure(ConnectionLost()))
        self.failureResultOf(self.server.finished, ConnectionLost)
        self.assertFalse(self.person.isRead)

    def test_outputFails(self) -> None:
        """
        Output that cannot be written to its end is noticed.
        """
        self.server.connectionLost(connectionDone)
        self.person.connectionLost(Failure(ConnectionLost()))
        self.assertIsNone(self.successResultOf(self.server.finished))
        self.assertFalse(self.person.isRead)

    def test_backPressure(self) -> None:
        """
        Each side pauses the other while it cannot keep up.
        """
        self.assertIs(self.stdio.producer, self.network)
        self.assertIs(self.network.producer, self.stdio)

    def test_interface(self) -> None:
        """
        The person's side tells the end of input from the end of output.
        """
        verifyObject(IHalfCloseableProtocol, self.person)


class StayTests(SynchronousTestCase):
    """
    With C{--stay}, the program goes on reading when its input has ended.
    """

    def test_endOfInput(self) -> None:
        """
        The server does not hear of the end of input.
        """
        forward = ForwardTests("test_endOfInput")
        forward.stay = True
        forward.setUp()
        forward.person.readConnectionLost()
        self.assertFalse(forward.network.isWriteClosed)
