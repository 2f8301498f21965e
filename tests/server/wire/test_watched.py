"""
Watched or not, a server sends the same bytes; and what is recorded is what was sent.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.server import Site as StockSite

from lessons import step1, step3
from server.channel.site import Site
from server.channel.tls import TlsFactory
from server.files import PublicFile
from server.greenhouse.certificate import contextFor
from server.listener import Listener
from server.wire import Chunk, Direction, Recorder
from server.wire.tap import numberOf
from tests.support.memory import optionsOf
from tests.support.raw import ANSWER_TIMEOUT, HOST, connect, readToEnd

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
DATE = re.compile(rb"Date: [^\r]*\r\n")
LARGE = b"0123456789abcdef" * 2**17

#: Talks to a server, and returns what it has sent and what came back.
Client = Callable[[int], tuple[bytes, bytes]]


class Large(Resource):
    """
    Answers with more than a socket takes at a time.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        request.setHeader(b"Content-Type", b"text/plain")
        return LARGE


def saying(sent: bytes, *, ends: bool = False) -> Client:
    """
    Make a client that sends something and reads to the end.

    @param ends: whether it says before that it will send no more.
    """

    def talk(port: int) -> tuple[bytes, bytes]:
        with connect(port) as connection:
            connection.sendall(sent)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            return sent, readToEnd(connection)

    return talk


def sayingSafely(sent: bytes) -> Client:
    """
    Make a client that sends something over TLS and reads to the end; it trusts any
    certificate.
    """

    def talk(port: int) -> tuple[bytes, bytes]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        raw = socket.create_connection((HOST, port), ANSWER_TIMEOUT)
        with closing(raw), context.wrap_socket(raw) as connection:
            connection.sendall(sent)
            return sent, readToEnd(connection)

    return talk


def resetting(port: int) -> tuple[bytes, bytes]:
    """
    Ask, and break the connection off.
    """
    with connect(port) as connection:
        connection.sendall(b"hello\r\n")
        received = connection.recv(1000)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return b"hello\r\n", received


class Breaking(Protocol):
    """
    Breaks a connection off when its first bytes come.
    """

    def dataReceived(self, data: bytes) -> None:
        cast(Any, self.transport).abortConnection()


class WatchedTestCase(TestCase):
    """
    A server, watched and not, over real sockets.
    """

    def setUp(self) -> None:
        """
        Make a recorder, and a folder with a large file to be served.
        """
        self.reactor: Any = reactor
        self.patch(sys, "stdout", StringIO())  # step 1 prints who comes and goes
        self.recorder = Recorder()
        self.gone: Deferred[None] = Deferred()
        self.files = Path(self.mktemp())
        self.files.mkdir()
        (self.files / "large.txt").write_bytes(LARGE)

    def serve(
        self,
        factory: Any,
        isWatched: bool,
        isSecure: bool = False,
        protocols: Sequence[bytes] = (b"http/1.1",),
    ) -> int:
        """
        Listen on a free port.

        @param protocols: what may be spoken over TLS.
        """

        def watch(chunk: Chunk) -> None:
            self.recorder(chunk)
            if chunk.direction is Direction.CLOSED:
                self.gone.callback(None)

        watch.follow = self.recorder.follow  # type: ignore[attr-defined]
        listener = Listener(self.reactor, factory, watch if isWatched else None, count(1))
        served = listener.factory
        if isSecure:
            context = contextFor(self.files / "tls", [*protocols])
            served = TlsFactory(context, served, self.reactor)
        port = self.reactor.listenTCP(0, served, interface=HOST)
        self.addCleanup(port.stopListening)
        number: int = port.getHost().port
        return number

    async def compare(
        self,
        factory: Any,
        talk: Client,
        isSecure: bool = False,
        protocols: Sequence[bytes] = (b"http/1.1",),
    ) -> list[Chunk]:
        """
        Have a client talk to a server that is not watched, and to one that is.

        @return: what was recorded.
        """
        plain = self.serve(factory, False, isSecure, protocols)
        watched = self.serve(factory, True, isSecure, protocols)
        _, expected = await deferToThread(talk, plain)
        sent, received = await deferToThread(talk, watched)
        await self.gone
        self.assertEqual(DATE.sub(b"", received), DATE.sub(b"", expected))
        chunks = list(self.recorder.conversations[1].chunks)
        self.assertEqual(self.went(chunks, Direction.ARRIVED), sent)
        self.assertEqual(self.went(chunks, Direction.LEFT), received)
        self.assertEqual(chunks[0].direction, Direction.OPENED)
        self.assertEqual(chunks[-1].direction, Direction.CLOSED)
        times = [chunk.seconds for chunk in chunks]
        self.assertEqual(times, sorted(times))
        return chunks

    def went(self, chunks: list[Chunk], direction: Direction) -> bytes:
        """
        @return: the bytes of all chunks that went this way.
        """
        return b"".join(chunk.data for chunk in chunks if chunk.direction is direction)

    def site(self, kind: type[Any]) -> Any:
        """
        Make a site with a large page and a large file.
        """
        root = Resource()
        root.putChild(b"large", Large())
        root.putChild(b"files", PublicFile(str(self.files)))
        return kind(root, reactor=self.reactor)

    def setUpAgain(self) -> None:
        """
        Begin a new recording.
        """
        self.recorder, self.gone = Recorder(), Deferred()


class WatchedTests(WatchedTestCase):
    """
    Each kind of server and of client, and what a recorder has of their bytes.
    """

    async def test_ownChannel(self) -> None:
        """
        Our own channel sends small answers by itself, without its transport: what it sends
        is recorded, one piece for each answer to one request.
        """
        await self.compare(self.site(Site), saying(GET % b"a" + GET % b"b" + LAST % b"c"))

    async def test_large(self) -> None:
        """
        What a socket does not take at once is recorded as it was sent.
        """
        for kind in (Site, StockSite):
            self.setUpAgain()
            await self.compare(self.site(kind), saying(GET % b"large" + LAST % b"large"))

    async def test_file(self) -> None:
        """
        A file, which goes from the disk to the socket where nobody watches, is recorded as it
        was sent.
        """
        for kind in (Site, StockSite):
            self.setUpAgain()
            await self.compare(self.site(kind), saying(LAST % b"files/large.txt"))

    async def test_TLS(self) -> None:
        """
        What is recorded of a connection with TLS is decrypted.
        """
        for kind in (Site, StockSite):
            self.setUpAgain()
            sent = sayingSafely(GET % b"large" + LAST % b"files/large.txt")
            chunks = await self.compare(self.site(kind), sent, isSecure=True)
            self.assertIn("TLS", chunks[0].note)

    async def test_halfClose(self) -> None:
        """
        A client may say first that it will send no more: that is recorded, and it is the
        client that has ended the connection.
        """
        factory = step3.makeFactory(self.reactor, optionsOf(step3))
        chunks = await self.compare(factory, saying(GET % b"", ends=True))
        ended = [chunk for chunk in chunks if chunk.direction is Direction.ENDED]
        self.assertEqual([chunk.by for chunk in ended][:1], ["client"])
        self.assertEqual((chunks[-1].by, chunks[-1].note), ("client", ""))

    async def test_serverCloses(self) -> None:
        """
        Where it is the server that ends the connection, this is recorded.
        """
        factory = step3.makeFactory(self.reactor, optionsOf(step3))
        chunks = await self.compare(factory, saying(LAST % b""))
        ended = [chunk for chunk in chunks if chunk.direction is Direction.ENDED]
        self.assertEqual([chunk.by for chunk in ended][:1], ["server"])
        self.assertEqual(chunks[-1].by, "server")

    async def test_reset(self) -> None:
        """
        A connection that its client breaks off is lost, and not closed.
        """
        factory = step1.makeFactory(self.reactor, optionsOf(step1))
        chunks = await self.compare(factory, resetting)
        self.assertEqual(chunks[-1].by, "client")
        self.assertIn("non-clean", chunks[-1].note)

    async def test_aborted(self) -> None:
        """
        One that the server breaks off is lost by the server's doing.
        """
        port = self.serve(Factory.forProtocol(Breaking), True)

        def talk() -> None:
            with connect(port) as connection:
                connection.sendall(b"hello")
                self.assertRaises(ConnectionResetError, connection.recv, 10)

        await deferToThread(talk)
        await self.gone
        last = self.recorder.conversations[1].chunks[-1]
        self.assertEqual((last.by, "aborted" in last.note), ("server", True))

    async def test_greeting(self) -> None:
        """
        A client that begins with TLS gets the same line, and all that it has sent is there.
        """
        factory = step1.makeFactory(self.reactor, optionsOf(step1))
        hello = b"\x16\x03\x01\x02\x00"
        chunks = await self.compare(factory, saying(hello))
        self.assertEqual(chunks[-1].by, "server")

    async def test_leavesNothing(self) -> None:
        """
        When a connection is over, nothing holds it any more, and its transport is as it was.
        """
        transports: list[Any] = []

        class Keeping(Protocol):
            def connectionMade(self) -> None:
                transports.append(self.transport)

        port = self.serve(Factory.forProtocol(Keeping), True)
        await deferToThread(lambda: connect(port).close())
        await self.gone
        (transport,) = transports
        self.assertIsNone(numberOf(transport))
        hooked = {"write", "writeSequence", "loseConnection", "abortConnection"}
        self.assertFalse(hooked & set(vars(transport)))


class RefusedTests(TestCase):
    """
    A connection for which the factory makes no protocol.
    """

    async def test_refused(self) -> None:
        """
        That it was opened and closed at once is recorded.
        """

        class Refusing(Factory[Any]):
            def buildProtocol(self, addr: object) -> None:
                return None

        recorder, twisted = Recorder(), cast(Any, reactor)
        factory = Listener(twisted, Refusing(), recorder).factory
        port = twisted.listenTCP(0, factory, interface=HOST)
        self.addCleanup(port.stopListening)

        def talk() -> bytes:
            with connect(port.getHost().port) as connection:
                return readToEnd(connection)

        self.assertEqual(await deferToThread(talk), b"")
        opened, closed = recorder.conversations[1].chunks
        self.assertTrue(opened.note.startswith("127.0.0.1:"))
        self.assertEqual((closed.by, closed.note), ("server", "refused"))
