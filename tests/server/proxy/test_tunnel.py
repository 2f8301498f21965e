"""
Tunnels, in memory: RFC 9110 section 9.3.6, and how each of their ends can come.
"""

from __future__ import annotations

from twisted.internet.error import ConnectionDone, ConnectionLost

from lessons import step14
from server.proxy.tunnel import IDLE_LIMIT
from tests.server.proxy.memory import NAME, PUBLIC, ProxyConversation, Wire, taken
from tests.server.proxy.test_exchange import ExchangeTestCase

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
PLACE = f"{NAME}:443"


class TunnelTests(ExchangeTestCase):
    """
    One tunnel: the near end is the client's, the far end the server's.
    """

    def dig(self, early: bytes = b"") -> Wire:
        """
        Open a tunnel.

        @param early: what the client sends without waiting.
        @return: the far end.
        """
        self.assertEqual(self.client.ask(PLACE, method="CONNECT", content=early), b"")
        self.assertEqual(self.client.connections[-1], (PUBLIC, 443))
        far = self.client.accept()
        self.assertEqual(self.client.received(), ESTABLISHED)
        return far

    def refuse(self, place: str, *fields: str) -> int:
        """
        Ask for a tunnel that is refused.

        @return: the status.
        """
        connections = len(self.client.connections)
        received = self.client.another().ask(place, *fields, method="CONNECT")
        status, _ = self.problem(received)
        self.assertEqual(len(self.client.connections), connections)
        return status

    def test_bothWays(self) -> None:
        """
        Bytes pass as they are, in both directions.
        """
        far = self.dig()
        self.client.send(b"\x16\x03\x01\r\n\r\nGET / HTTP/1.1\r\n")
        self.assertEqual(taken(far), b"\x16\x03\x01\r\n\r\nGET / HTTP/1.1\r\n")
        far.protocol.dataReceived(b"\x00\xff")
        self.assertEqual(self.client.received(), b"\x00\xff")

    def test_early(self) -> None:
        """
        What a client sends before it knows that there is a tunnel goes through, too.
        """
        far = self.dig(early=b"early")
        self.assertEqual(taken(far), b"early")

    def test_muchEarly(self) -> None:
        """
        A client that sends much too early has to wait, and is read on after it.
        """
        self.client.ask(PLACE, method="CONNECT")
        self.client.send(b"x" * 100_000)
        self.assertTrue(self.client.transport.isPaused)
        far = self.client.accept()
        self.assertFalse(self.client.transport.isPaused)
        self.assertEqual(len(taken(far)), 100_000)

    def test_backPressure(self) -> None:
        """
        Whichever end takes nothing makes the other wait.
        """
        far = self.dig()
        far.fill()
        self.assertTrue(self.client.transport.isPaused)
        far.drain()
        self.assertFalse(self.client.transport.isPaused)
        self.client.transport.fill()
        self.assertTrue(far.isPaused)
        self.client.transport.drain()
        self.assertFalse(far.isPaused)

    def test_nearEnds(self) -> None:
        """
        A client that has sent all may still read what comes back.
        """
        far = self.dig()
        self.client.transport.end()
        self.assertTrue(far.halfClosed)
        self.assertFalse(far.isClosed or self.client.transport.isClosed)
        far.protocol.dataReceived(b"answer")
        self.assertEqual(self.client.received(), b"answer")
        far.end()
        self.assertTrue(far.isClosed and self.client.transport.isClosed)
        self.assertFalse(far.isAborted or self.client.transport.isAborted)

    def test_farEnds(self) -> None:
        """
        A server may end its side first: what the client still sends arrives, until it ends
        its own.
        """
        far = self.dig()
        far.end()
        self.assertTrue(self.client.transport.halfClosed)
        self.assertFalse(far.isClosed or self.client.transport.isClosed)
        self.client.send(b"more")
        # The client's side is half closed for us: what it sends still arrives.
        self.client.protocol.dataReceived(b"more")
        self.assertEqual(taken(far), b"more")
        self.client.transport.end()
        self.assertTrue(far.isClosed and self.client.transport.isClosed)

    def test_endWhileFull(self) -> None:
        """
        An end is passed on after what still waits, even where the one that ended had been told to
        wait.
        """
        far = self.dig()
        far.fill()
        self.client.transport.end()
        self.assertTrue(far.halfClosed)
        self.assertIsNone(far.producer)
        self.client.transport.fill()
        far.end()
        self.assertIsNone(self.client.transport.producer)
        self.assertTrue(self.client.transport.isClosed)

    def test_lost(self) -> None:
        """
        When one end is gone, so is the other, in the same way.
        """
        for error, isAborted in ((ConnectionDone(), False), (ConnectionLost(), True)):
            self.client = self.client.another()
            far = self.dig()
            far.lose(error)
            self.assertTrue(self.client.transport.isClosed)
            self.assertEqual(self.client.transport.isAborted, isAborted)
            self.client.transport.settle()
            self.client = self.client.another()
            far = self.dig()
            self.client.transport.lose(error)
            self.assertTrue(far.isClosed)
            self.assertEqual(far.isAborted, isAborted)
            far.settle()
        self.assertEqual(self.client.reactor.getDelayedCalls(), self.idleTimers())

    def idleTimers(self) -> list[object]:
        """
        The timer of the first client, which has asked for nothing.
        """
        return [call for call in self.client.reactor.getDelayedCalls() if call.getTime() <= 60]

    def test_idle(self) -> None:
        """
        A tunnel in which nothing moves is closed in the end; whatever moves keeps it.
        """
        far = self.dig()
        self.client.reactor.advance(IDLE_LIMIT - 1)
        far.protocol.dataReceived(b"a")
        self.client.reactor.advance(IDLE_LIMIT - 1)
        self.client.send(b"b")
        self.client.reactor.advance(IDLE_LIMIT - 1)
        self.assertFalse(far.isClosed)
        self.client.reactor.advance(1)
        self.assertTrue(far.isAborted)
        far.settle()
        self.assertTrue(self.client.transport.isAborted)

    def test_leavesEarly(self) -> None:
        """
        A client that leaves before there is a tunnel gets none.
        """
        self.client.ask(PLACE, method="CONNECT")
        self.client.transport.lose(ConnectionLost())
        self.assertTrue(self.client.reactor.connectors[-1].stoppedConnecting)

    def test_endsEarly(self) -> None:
        """
        A client that has sent all before there is a tunnel gets one, and the far end is
        told.
        """
        self.client.ask(PLACE, method="CONNECT", content=b"all")
        self.client.transport.end()
        far = self.client.accept()
        self.assertEqual(self.client.received(), ESTABLISHED)
        self.assertEqual(taken(far), b"all")
        self.assertTrue(far.halfClosed)
        self.assertFalse(far.isClosed)

    def test_refused(self) -> None:
        """
        No tunnel leads to a place that is not public, to another port, or to nothing.
        """
        self.client.names["localhost"] = ["127.0.0.1"]
        self.assertEqual(self.refuse("localhost:443"), 403)
        self.assertEqual(self.refuse(f"{NAME}:25"), 403)
        self.assertEqual(self.refuse(f"{NAME}:0"), 400)
        self.assertEqual(self.refuse(NAME), 400)
        self.assertEqual(self.refuse(PLACE, f"Via: 1.1 {self.pseudonym.decode()}"), 502)

    def test_content(self) -> None:
        """
        A request for a tunnel that announces content is refused: nobody could tell
        where that ends, and the tunnel begins.
        """
        received = self.client.ask(PLACE, "Content-Length: 3", method="CONNECT", content=b"abc")
        self.assertEqual(self.problem(received)[0], 400)
        chunks = b"0\r\n\r\n"
        coding = "Transfer-Encoding: chunked"
        received = self.client.ask(PLACE, coding, method="CONNECT", content=chunks)
        self.assertEqual(self.problem(received)[0], 400)

    def test_allowed(self) -> None:
        """
        What is named with C{--allow} can be reached through a tunnel.
        """
        self.client = ProxyConversation(step14, "--allow", f"{NAME}:25")
        self.client.ask(f"{NAME}:25", method="CONNECT")
        self.assertEqual(self.client.connections, [(PUBLIC, 25)])

    def test_line(self) -> None:
        """
        When a tunnel is closed, a line says how much has come through it.
        """
        far = self.dig()
        far.protocol.dataReceived(b"abc")
        far.lose(ConnectionDone())
        self.client.transport.settle()
        self.assertEqual(self.out.getvalue(), f"127.0.0.1 CONNECT {PLACE} 200 3\n")
