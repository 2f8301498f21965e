"""
Tests of connections that the program makes itself: of the proxy to other servers.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from itertools import count
from typing import Any

from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.upstreamconnections import (
    MOST_KNOWN,
    NAMED,
    UpstreamConnection,
    UpstreamConnections,
)
from server.wire import Chunk, Direction, Recorder
from tests.support.browser import Browser
from tests.support.inspected import InspectedStep
from tests.support.memory import CLIENT, SERVER, Transport
from tests.support.process import StepProcess
from tests.support.raw import connect, readToEnd, readUntil


class UpstreamConnectionsTests(SynchronousTestCase):
    """
    What is known of such a connection: its server, its client, and how long it is
    remembered.
    """

    def setUp(self) -> None:
        self.recorder = Recorder()
        self.upstream = UpstreamConnections(self.recorder)
        self.clock = Clock()
        self.numbers = count(1)

    def connect(self, client: object = None) -> tuple[Any, Transport]:
        """
        Connect to a server, for a client.

        @param client: the client's own connection; L{None} where there is none.
        @return: the protocol under the tap, and its transport.
        """
        tap: Any = self.upstream.tapWith(self.clock, self.numbers)
        factory = tap("a:80", client, Factory.forProtocol(Protocol))
        protocol, transport = factory.buildProtocol(SERVER), Transport(CLIENT, SERVER)
        protocol.makeConnection(transport)
        return protocol, transport

    def test_turned(self) -> None:
        """
        What the program sends is a request, and what comes back is an answer; it is the client.
        """
        protocol, transport = self.connect()
        transport.write(b"GET")
        self.clock.advance(1)
        protocol.dataReceived(b"HTTP")
        transport.loseWriteConnection()
        chunks = self.recorder.conversations[1].chunks
        self.assertEqual(
            [(each.direction, each.data, each.by) for each in chunks],
            [
                (Direction.OPENED, b"", ""),
                (Direction.ARRIVED, b"GET", ""),
                (Direction.LEFT, b"HTTP", ""),
                (Direction.ENDED, b"", "client"),
            ],
        )
        self.assertEqual([each.seconds for each in chunks], [0, 0, 1, 1])
        found = self.upstream.find(1)
        assert found is not None
        self.assertEqual(tuple(found), ("a:80", 0))
        self.assertIsNone(self.upstream.find(2))

    def test_bound(self) -> None:
        """
        Only a limited number are known; of those that were made for one client, the newest.
        """
        for number in range(1, MOST_KNOWN + 10):
            self.upstream._note(UpstreamConnection("a:80", number % 2), number)
            if number > MOST_KNOWN:
                self.recorder(Chunk(number, 0, Direction.OPENED))
        self.assertIsNone(self.upstream.find(9))
        self.assertIsNotNone(self.upstream.find(10))
        newest = [number for number, _ in self.upstream.madeFor(1)]
        self.assertEqual(newest, [MOST_KNOWN + 9 - 2 * each for each in range(NAMED)])
        self.assertEqual(self.upstream.madeFor(7), [])


class ProxyTests(SynchronousTestCase):
    """
    Step 14, and step 3 behind it.
    """

    def setUp(self) -> None:
        """
        Start both, and a browser that has the link.
        """
        resources = ExitStack()
        self.addCleanup(resources.close)
        origin = resources.enter_context(StepProcess("lessons.step3"))
        self.place = f"127.0.0.1:{origin.port}"
        options = ("--counts-port", "0", "--allow", "127.0.0.1")
        self.step = InspectedStep(resources, "lessons.step14", *options)
        self.browser = Browser(int(self.step.root.rpartition(":")[2]))
        self.browser.get(self.step.link)

    def part(self, name: str, query: str = "") -> str:
        """
        @param query: of the part's address.
        @return: the text of a part of the page, without its tags.
        """
        text = self.browser.get(f"/part/{name}?{query}").text
        return re.sub(r"<[^>]*>", " ", re.sub(r"<input[^>]*>", "", text))

    def test_forwarded(self) -> None:
        """
        A request that goes on has a lane of its own on its way to the server, which is named,
        and the two lead to each other. What the proxy has changed can be seen there.
        """
        asking = f"GET http://{self.place}/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        with connect(self.step.port) as connection:
            connection.sendall(asking.encode())
            self.assertIn(b"Hello!", readToEnd(connection))
        lanes = self.browser.get("/part/connections").text
        self.assertIn(f"the proxy, to {self.place}", lanes)
        self.assertIn('made for <a href="/?connection=1#conversation">#1</a>', lanes)
        self.assertIn('made: <a href="/?connection=2#conversation">#2</a>', lanes)
        self.assertIn("proxy, a client", lanes)
        text = self.part("conversation", "connection=2")
        self.assertIn(f"opened by the proxy, to {self.place}", text)
        self.assertIn("wire-", text)  # what the proxy adds, in Via
        self.assertIn("made for", text)
        self.assertIn("GET http://", self.part("conversation", "connection=1"))
        self.assertIn("client 1", self.part("connections", "peers=hide"))
        self.assertNotIn("client 2", self.part("connections", "peers=hide"))
        self.assertEqual(self.step.process.err, "")

    def test_tunnel(self) -> None:
        """
        A tunnel has a lane of its own as well, with the requests that go through it and its
        close.
        """
        with connect(self.step.port) as connection:
            connection.sendall(f"CONNECT {self.place} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            readUntil(connection, b"\r\n\r\n")
            connection.sendall(b"GET /inside HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            self.assertIn(b"404", readToEnd(connection))
        self.assertIn("GET /inside", self.part("conversation", "connection=2"))
        self.assertIn("closed", self.part("lane", "lane=2"))
        self.assertEqual(self.step.process.err, "")

    def test_nobodyThere(self) -> None:
        """
        Where nobody listens there is no such connection.
        """
        with connect(self.step.port) as connection:
            connection.sendall(b"GET http://127.0.0.1:1/ HTTP/1.0\r\n\r\n")
            self.assertIn(b"502", readToEnd(connection))
        self.assertIn("1 connection.", self.part("connections"))
        self.assertEqual(self.step.process.err, "")
