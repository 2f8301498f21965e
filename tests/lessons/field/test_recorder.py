"""
How the clients are recorded: the server and the proxy that they talk to, and what is kept.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTCP, IReactorTime
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SynchronousTestCase, TestCase

from lessons.field.catalog import Doing
from lessons.field.origin import FILE, LENGTH, LenientFactory, Notes, makeSite
from lessons.field.recorder import KERNEL, fill, impersonal, isOurs
from server.wire import Tap


class ImpersonalTests(SynchronousTestCase):
    """
    What is replaced before it is kept.
    """

    def test_kernel(self) -> None:
        """
        The version of this machine's kernel becomes another.
        """
        data = b"User-Agent: x (Linux %b)\r\n\r\n" % os.uname().release.encode()
        self.assertEqual(impersonal(data), b"User-Agent: x (Linux %b)\r\n\r\n" % KERNEL)

    def test_tls(self) -> None:
        """
        Of TLS only the beginning is kept, where it is all there is, and nothing of it after other
        bytes.
        """
        hello = b"\x16\x03\x01\x02\x00" + bytes(range(256))
        self.assertEqual(impersonal(hello), hello[:5])
        head = b"CONNECT a:1 HTTP/1.1\r\n\r\n"
        self.assertEqual(impersonal(head + hello), head)

    def test_ours(self) -> None:
        """
        What a browser asks its maker by way of the proxy is left out.
        """
        self.assertTrue(isOurs(b"GET http://127.0.0.1:8000/ HTTP/1.1\r\n\r\n"))
        self.assertFalse(isOurs(b"CONNECT maker.example:443 HTTP/1.1\r\n\r\n"))

    def test_fill(self) -> None:
        """
        What a command leaves open is put in, and nothing else is touched.
        """
        filled = fill(Doing("x {proxy} {secure}/ {other}", "{host}:{port}"))
        command = "x http://127.0.0.1:8080 https://127.0.0.1:8443/ {other}"
        self.assertEqual(filled, Doing(command, "127.0.0.1:8000"))


class OriginTests(TestCase):
    """
    The server that the clients ask.
    """

    def setUp(self) -> None:
        """
        Start the server that the clients ask.
        """
        folder = Path(self.mktemp())
        folder.mkdir()
        self.notes = Notes()
        site = makeSite(reactor, folder)
        tap = Tap(cast(IReactorTime, reactor), site, self.notes.watcher("server"))
        port = cast(IReactorTCP, reactor).listenTCP(0, cast(Any, tap), interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        self.number = cast(IPv4Address, port.getHost()).port

    def ask(self, request: bytes) -> Deferred[bytes]:
        """
        Send a request, and hear all that comes.
        """
        return deferToThread(converse, self.number, request)

    async def test_short(self) -> None:
        """
        It promises 100 bytes, sends 5, and closes.
        """
        answer = await self.ask(b"GET /short HTTP/1.1\r\nHost: a\r\n\r\n")
        head, _, content = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Length: 100", head)
        self.assertEqual(content, b"xxxxx")

    async def test_pastTheEnd(self) -> None:
        """
        A client that already has all of the file is answered with 416, or with all of it where
        ranges are ignored.
        """
        for path, status, length in ((FILE, b"416", None), (f"whole/{FILE}", b"200", LENGTH)):
            request = f"GET /{path} HTTP/1.1\r\nHost: a\r\nRange: bytes={LENGTH}-\r\n"
            answer = await self.ask(request.encode() + b"Connection: close\r\n\r\n")
            self.assertEqual(answer.split()[1], status)
            if length is not None:
                self.assertEqual(len(answer.partition(b"\r\n\r\n")[2]), length)

    async def test_notes(self) -> None:
        """
        Every byte that arrives is noted, in the order of the connections.
        """
        requests = [b"GET /%d HTTP/1.0\r\n\r\n" % number for number in range(3)]
        for request in requests:
            await self.ask(request)
        self.assertEqual(list(map(bytes, self.notes.connections.values())), requests)


class LenientTests(SynchronousTestCase):
    """
    What is put in for clients that leave Host out.
    """

    def test_host(self) -> None:
        """
        A CONNECT without Host gets one; another, and what follows, is left as it is.
        """
        line = b"CONNECT a:1 HTTP/1.1\r\n"
        for data, expected in (
            (line + b"\r\n", line + b"Host: a:1\r\n\r\n"),
            (line + b"Host: b\r\n\r\n", line + b"Host: b\r\n\r\n"),
            (b"CONNECT a:1 HTTP/1.0\r\n\r\n", b"CONNECT a:1 HTTP/1.0\r\n\r\n"),
            (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        ):
            self.assertEqual(self.passed(data), expected)

    def passed(self, data: bytes) -> bytes:
        """
        Let bytes through, and return what arrives.
        """
        heard: list[bytes] = []
        factory = Factory.forProtocol(Protocol)
        lenient = LenientFactory(factory).buildProtocol(IPv4Address("TCP", "127.0.0.1", 1))
        assert lenient is not None
        self.patch(lenient.wrappedProtocol, "dataReceived", heard.append)
        lenient.dataReceived(data)
        return b"".join(heard)


def converse(port: int, request: bytes) -> bytes:
    """
    Send a request, and read until the server closes.
    """
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))
