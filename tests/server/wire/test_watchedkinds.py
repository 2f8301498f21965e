"""
What is recorded is what went over the wire, even where a connection no longer speaks HTTP/1.1: in
a tunnel, and in HTTP/2; and what goes to a second listener is not taken for anything else.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from itertools import count
from typing import Any, cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, StreamEnded
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.threads import deferToThread

from lessons import step14
from server.channel.site import Site
from server.inspector import Inspector
from server.inspector.upstreamconnections import UpstreamConnections
from server.runner import Runner
from server.wire import Direction, Recorder
from tests.server.wire.test_watched import LARGE, WatchedTestCase
from tests.support.memory import optionsOf
from tests.support.raw import ANSWER_TIMEOUT, HOST, connect, readToEnd, readUntil

#: What no HTTP begins with.
BINARY = bytes(range(256)) * 700
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
#: The sizes of the pieces that a client of HTTP/2 sends.
PIECE = 1000


class Echo(Protocol):
    """
    Sends everything back, and ends where its peer does.
    """

    def dataReceived(self, data: bytes) -> None:
        cast(Any, self.transport).write(data)


class TunnelTests(WatchedTestCase):
    """
    Step 14, and a tunnel through it.
    """

    def proxy(self) -> Any:
        """
        Make the proxy, which may connect to us.
        """
        port = self.reactor.listenTCP(0, Factory.forProtocol(Echo), interface=HOST)
        self.addCleanup(port.stopListening)
        self.echo = f"{HOST}:{port.getHost().port}"
        return step14.makeFactory(self.reactor, optionsOf(step14, "--allow", self.echo))

    def through(self, *pieces: bytes, early: bytes = b"") -> Callable[[int], tuple[bytes, bytes]]:
        """
        Make a client that sends something through a tunnel, and waits for it to come back.

        @param early: what it sends before it has been told that it may.
        """
        asking = f"CONNECT {self.echo} HTTP/1.1\r\nHost: {self.echo}\r\n\r\n".encode()

        def talk(port: int) -> tuple[bytes, bytes]:
            sent = asking + early
            with connect(port) as connection:
                connection.sendall(sent)
                received = readUntil(connection, ESTABLISHED + early)
                for piece in pieces:
                    connection.sendall(piece)
                    sent += piece
                    while len(received) < len(ESTABLISHED) + len(sent) - len(asking):
                        received += connection.recv(65536)
                connection.shutdown(socket.SHUT_WR)
                return sent, received + readToEnd(connection)

        return talk

    async def test_pieces(self) -> None:
        """
        What goes through a tunnel is recorded both ways, byte for byte.
        """
        proxy = self.proxy()
        chunks = await self.compare(proxy, self.through(b"\x16\x03\x01", b"\x00", b"\r\n\r\n"))
        arrived = [it.data for it in chunks if it.direction is Direction.ARRIVED]
        self.assertEqual(arrived[1:], [b"\x16\x03\x01", b"\x00", b"\r\n\r\n"])
        left = [it.data for it in chunks if it.direction is Direction.LEFT]
        self.assertEqual(left, [ESTABLISHED, *arrived[1:]])

    async def test_large(self) -> None:
        """
        What is more than a socket takes at a time, and goes through a tunnel, is recorded
        byte for byte.
        """
        proxy = self.proxy()
        await self.compare(proxy, self.through(BINARY, BINARY))

    async def test_early(self) -> None:
        """
        What came before the tunnel was open is recorded byte for byte.
        """
        proxy = self.proxy()
        await self.compare(proxy, self.through(b"behind", early=b"too early"))


class OutwardTests(TunnelTests):
    """
    The same, with the connections of the proxy watched as well.
    """

    def proxy(self) -> Any:
        """
        @return: the proxy, with a recorder on its connections to servers, too.
        """
        proxy = super().proxy()
        self.upstream = Recorder()
        proxy.tapServer = UpstreamConnections(self.upstream).tapWith(self.reactor, count(1))
        return proxy

    async def test_same(self) -> None:
        """
        What the other server gets is what the client has sent, and what it sends is what the
        client gets.
        """
        proxy = self.proxy()
        chunks = await self.compare(proxy, self.through(BINARY, b"\x00", BINARY))
        for conversation in self.upstream.conversations.values():
            there = list(conversation.chunks)
            for way, head in (
                (Direction.ARRIVED, self.went(chunks, Direction.ARRIVED).partition(b"\r\n\r\n")),
                (Direction.LEFT, self.went(chunks, Direction.LEFT).partition(b"\r\n\r\n")),
            ):
                self.assertEqual(self.went(there, way), head[2])
        self.assertEqual(len(self.upstream.conversations), 2)


class Http2Client:
    """
    Talks HTTP/2 over a socket, and remembers all bytes.
    """

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self.connection = connection
        self.sent = self.received = b""
        self.h2 = H2Connection(H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.content: dict[int, bytes] = {}
        self.open: set[int] = set()

    def ask(self, path: str, content: bytes = b"") -> None:
        """
        Write a request, to be sent by L{talk}.
        """
        number = self.h2.get_next_available_stream_id()
        self.open.add(number)
        method = "POST" if content else "GET"
        fields = [(":method", method), (":scheme", "https"), (":authority", "a"), (":path", path)]
        self.h2.send_headers(number, fields, end_stream=not content)
        for start in range(0, len(content), PIECE):
            self.h2.send_data(number, content[start : start + PIECE])
        if content:
            self.h2.end_stream(number)

    def talk(self) -> None:
        """
        Send what is to be sent, and read until every request is answered.
        """
        self._send()
        while self.open and (data := self.connection.recv(65536)):
            self.received += data
            for event in self.h2.receive_data(data):
                self._take(event)
            self._send()

    def _take(self, event: Event) -> None:
        if isinstance(event, DataReceived):
            known = self.content.get(event.stream_id, b"")
            self.content[event.stream_id] = known + event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, StreamEnded):
            self.open.discard(event.stream_id)

    def _send(self) -> None:
        data = self.h2.data_to_send()
        self.connection.sendall(data)
        self.sent += data

    def end(self) -> None:
        """
        Say that this was all, and read what still comes.
        """
        self.h2.close_connection()
        self._send()
        self.received += readToEnd(self.connection)


class Http2Tests(WatchedTestCase):
    """
    A site over TLS, asked in HTTP/2.
    """

    def ask(self, port: int) -> tuple[bytes, bytes]:
        """
        Ask for a small page, for a large one, and send some content.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        raw = socket.create_connection((HOST, port), ANSWER_TIMEOUT)
        with closing(raw), context.wrap_socket(raw) as connection:
            client = Http2Client(connection)
            client.ask("/nothing")
            client.ask("/large")
            client.ask("/nothing", b"x" * 5 * PIECE)
            client.talk()
            client.end()
        self.content = client.content
        return client.sent, client.received

    async def test_frames(self) -> None:
        """
        All frames are recorded, both ways, as they went: in binary.
        """
        watched = self.serve(self.site(Site), True, True, [b"h2"])
        sent, received = await deferToThread(self.ask, watched)
        await self.gone
        chunks = list(self.recorder.conversations[1].chunks)
        self.assertEqual(self.went(chunks, Direction.ARRIVED), sent)
        self.assertEqual(self.went(chunks, Direction.LEFT), received)
        self.assertTrue(sent.startswith(b"PRI * HTTP/2.0\r\n"))
        self.assertIn("TLS", chunks[0].note)
        self.assertIn(LARGE, self.content.values())


class BesideTests(WatchedTestCase):
    """
    Step 14, and its counts on a port of their own.
    """

    async def test_counts(self) -> None:
        """
        Whoever looks at the counts is not a client of the proxy: nothing of it is recorded, and it
        takes no number; and what goes to the proxy meanwhile is recorded as ever.
        """
        options = optionsOf(step14, "--port", "0", "--counts-port", "0")
        options.inspector, options.wire, options.trace = (
            Inspector(self.reactor, "step"),
            False,
            False,
        )
        proxy = step14.makeFactory(self.reactor, options)
        running = Runner(self.reactor, proxy, options, step14.makeBeside(proxy, options))
        running.listen()
        for port in running.ports:
            self.addCleanup(port.stopListening)
        recorder = options.inspector.recorder
        asking = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

        def ask() -> list[bytes]:
            answers = []
            for port in (running.ports[1], running.ports[0], running.ports[1]):
                with connect(cast(Any, port.getHost()).port) as connection:
                    connection.sendall(asking)
                    answers.append(readToEnd(connection))
            return answers

        first, second, _ = await deferToThread(ask)
        self.assertIn(b"200 OK", first)
        self.assertEqual(list(recorder.conversations), [1])
        chunks = list(recorder.conversations[1].chunks)
        self.assertEqual(self.went(chunks, Direction.ARRIVED), asking)
        self.assertEqual(self.went(chunks, Direction.LEFT), second)
