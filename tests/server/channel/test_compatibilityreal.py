"""
What needs real sockets: TLS, HTTP/2, websockets, threads, clients that leave; on our
channel and on Twisted's.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
from twisted.internet import reactor as globalReactor
from twisted.internet.defer import Deferred
from twisted.internet.ssl import PrivateCertificate
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.python.threadpool import ThreadPool
from twisted.trial.unittest import TestCase
from twisted.web import server
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.static import Data
from twisted.web.websocket import WebSocketClientEndpoint, WebSocketResource
from twisted.web.wsgi import WSGIResource

from server.channel import channel, site
from server.channel.deadline import Patience
from tests.server.channel.serving import Page
from tests.support.certificates import Authority
from tests.support.raw import connect, readToEnd, readUntil, sendAll
from tests.support.responses import only, readResponses

reactor: Any = globalReactor

LARGE = bytes(range(256)) * 4096
LEAVE_PATIENCE = 10.0


class Echo:
    """
    A websocket that sends everything back.
    """

    def __init__(self, ended: Deferred[str]) -> None:
        self.ended = ended

    def negotiationStarted(self, transport: Any) -> None:
        self.transport = transport

    def negotiationFinished(self) -> None:
        """
        The handshake is over; the client speaks first.
        """

    def textMessageReceived(self, message: str) -> None:
        self.transport.sendTextMessage(message)

    def bytesMessageReceived(self, data: bytes | bytearray) -> None:
        self.transport.sendBytesMessage(bytes(data))

    def pongReceived(self, payload: bytes) -> None:
        """
        Nothing: no ping was sent.
        """

    def connectionLost(self, reason: Failure) -> None:
        """
        Let the test go on that waits for the end.
        """
        self.ended.callback("ended")


class Listens(Echo):
    """
    The client's end of a websocket: keeps two messages.
    """

    def __init__(self) -> None:
        super().__init__(Deferred())
        self.received: list[str | bytes] = []
        self.waiting: Deferred[None] = Deferred()

    def textMessageReceived(self, message: str | bytes) -> None:
        self.received.append(message)
        if len(self.received) == 2:
            self.waiting.callback(None)

    def bytesMessageReceived(self, data: bytes | bytearray) -> None:
        self.textMessageReceived(bytes(data))


class Makes:
    """
    Makes one end or the other.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def buildProtocol(self, asked: object) -> Any:
        """
        Make the protocol of that end.
        """
        return self.make()


class Waits(Resource):
    """
    Never answers; tells when its client leaves.
    """

    isLeaf = True

    def __init__(self, begins: bytes) -> None:
        super().__init__()
        self.begins = begins
        self.left: Deferred[object] = Deferred()

    def render_GET(self, request: Request) -> int:
        """
        Send the beginning of an answer, if there is one, and no more.
        """
        if self.begins:
            request.write(self.begins)
        request.notifyFinish().addErrback(lambda reason: self.left.callback(reason.value))
        return NOT_DONE_YET


def application(environ: dict[str, Any], startResponse: Any) -> Iterator[bytes]:
    """
    A WSGI application that shows what it was given.
    """
    startResponse("201 Made", [("Content-Type", "text/plain"), ("X-Twice", "1"), ("X-Twice", "2")])
    yield repr(
        [
            environ[name]
            for name in ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_X_A")
        ]
    ).encode()
    yield environ["wsgi.input"].read()


class RealCase(TestCase):
    """
    Listens on a port of its own, and leaves nothing behind.
    """

    kind: type[server.Site]

    def listen(self, resource: Resource, tls: PrivateCertificate | None = None) -> int:
        """
        Serve a resource.

        @return: the port.
        """
        protocols: list[Any] = []

        class Remembering(self.kind):  # type: ignore[name-defined,misc]
            def buildProtocol(self, addr: object) -> Any:
                protocols.append(super().buildProtocol(addr))
                return protocols[-1]

        site = Remembering(resource, reactor=reactor)
        if tls:
            port = reactor.listenSSL(0, site, tls.options(), interface="127.0.0.1")
        else:
            port = reactor.listenTCP(0, site, interface="127.0.0.1")
        self.addCleanup(self.awaitEnd, protocols)
        self.addCleanup(port.stopListening)
        number: int = port.getHost().port
        return number

    async def awaitEnd(self, protocols: list[Any]) -> None:
        """
        Wait until no connection is left.
        """
        channels = [getattr(protocol, "_channel", protocol) for protocol in protocols]
        for _ in range(int(LEAVE_PATIENCE * 100)):
            if not any(each.transport.connected for each in channels):
                return
            await deferLater(reactor, 0.01)
        raise AssertionError("connections are left")


class Programs:
    """
    The tests, for one kind of site and the other.
    """

    kind: type[server.Site]

    async def test_websocket(self: Any) -> None:
        """
        A websocket echoes text and bytes, and each end hears of the end.
        """
        ended: Deferred[str] = Deferred()
        port = self.listen(below(WebSocketResource(Makes(lambda: Echo(ended)))))
        endpoint = WebSocketClientEndpoint.new(reactor, f"ws://127.0.0.1:{port}/x")
        client = await endpoint.connect(Makes(Listens))
        # Larger ones, Twisted 26.4 hands over in the pieces in which they arrive.
        client.transport.sendTextMessage("é" * 500)
        client.transport.sendBytesMessage(b"\0\xff")
        await client.waiting
        self.assertEqual(client.received, ["é" * 500, b"\0\xff"])
        client.transport.loseConnection()
        self.assertEqual(await ended, "ended")
        await client.ended

    async def test_turns(self: Any) -> None:
        """
        A page that comes over several turns of the reactor, a piece of nothing among
        them; HEAD of it; and whatever comes after that on the connection.
        """
        port = self.listen(below(Slowly()))
        response = only(await deferToThread(askTwice, port))
        self.assertEqual((response.status, response.text), (200, "a piece and another"))

    async def test_wsgi(self: Any) -> None:
        """
        A WSGI application answers from its thread.
        """
        pool = ThreadPool(1, 2)
        pool.start()
        self.addCleanup(pool.stop)
        root = Resource()
        root.putChild(b"app", WSGIResource(reactor, pool, application))
        port = self.listen(root)
        sent = (
            b"POST /app/a%20b?c=d HTTP/1.1\r\nHost: a\r\nX-A: e\r\nConnection: close\r\n"
            b"Content-Length: 5\r\n\r\nhello"
        )
        response = only(await deferToThread(ask, port, sent))
        self.assertEqual((response.status, response.reason), (201, "Made"))
        self.assertEqual(response.fields["x-twice"], "1, 2")
        self.assertEqual(response.text, "['POST', '/app', '/a b', 'c=d', 'e']hello")

    async def test_tls(self: Any) -> None:
        """
        HTTP/1.1 over TLS; the request knows that it is encrypted.
        """

        class Shows(Page):
            def render_GET(self, request: Request) -> bytes:
                return b"secure: %r" % request.isSecure() + LARGE

        sent = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n" + CLOSING
        received = await self.overTls(Shows(), lambda tls: talk(tls, sent), "http/1.1")
        for response in readResponses(received):
            self.assertEqual(response.content, b"secure: True" + LARGE)

    async def test_http2(self: Any) -> None:
        """
        HTTP/2, where the client offers it.
        """
        status, content = await self.overTls(below(Data(LARGE, "x/y")), talkHttp2, "h2")
        self.assertEqual((status, content == LARGE), (b"200", True))

    async def overTls(
        self: Any, resource: Resource, talk: Callable[[ssl.SSLSocket], Any], protocol: str
    ) -> Any:
        """
        Serve a resource over TLS, and talk to it.
        """
        authority, certificate = certify(Path(self.mktemp()))
        port = self.listen(resource, certificate)

        def client() -> Any:
            with secured(port, authority, protocol) as tls:
                self.assertEqual(tls.selected_alpn_protocol(), protocol)
                return talk(tls)

        return await deferToThread(client)

    async def test_leaving(self: Any) -> None:
        """
        A handler hears that its client has left: at once where it sends, or where
        the connection was reset.
        """
        for begins in (b"", b"begun"):
            page = Waits(begins)
            port = self.listen(page)
            await deferToThread(leave, port, begins)
            failure = await page.left.addTimeout(LEAVE_PATIENCE, reactor)
            self.assertIsInstance(failure, Exception)

    async def test_large(self: Any) -> None:
        """
        Eight mebibytes down, to a client that reads late.
        """
        port = self.listen(below(Data(LARGE * 8, "x/y")))
        response = only(await deferToThread(ask, port, CLOSING))
        self.assertTrue(response.content == LARGE * 8)


def below(resource: Resource) -> Resource:
    """
    Put a resource below a root, as C{/x}.
    """
    root = Resource()
    root.putChild(b"x", resource)
    return root


def ask(port: int, sent: bytes) -> bytes:
    """
    Send, begin to read late, and read to the end.
    """
    with connect(port) as connection:
        sendAll(connection, [sent])
        time.sleep(0.05)
        return readToEnd(connection)


class Slowly(Resource):
    """
    Answers in pieces, 10 ms apart, one of them empty.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> int:
        pieces = [b"a piece", b"", b" and another"]
        self.go(request, pieces)
        return NOT_DONE_YET

    def go(self, request: Request, pieces: list[bytes]) -> None:
        """
        Write the next piece, or end after the last.
        """
        if not pieces:
            request.finish()
            return
        request.write(pieces.pop(0))
        reactor.callLater(0.01, self.go, request, pieces)


def askTwice(port: int) -> bytes:
    """
    Ask for the head, and when that has come, for the whole.

    @return: what came then.
    """
    with connect(port) as connection:
        connection.sendall(b"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n")
        readUntil(connection, b"\r\n\r\n")
        return talk(connection, CLOSING)


CLOSING = b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def certify(folder: Path) -> tuple[Path, PrivateCertificate]:
    """
    Make an authority, and what it certifies.

    @return: the authority's own certificate, and that of a server.
    """
    folder.mkdir()
    authority = Authority(folder)
    authority.contextFor("127.0.0.1")
    pem = (folder / "server.pem").read_bytes()
    return authority.path, PrivateCertificate.loadPEM(pem)


def talk(tls: socket.socket, sent: bytes) -> bytes:
    """
    @return: all that the server sends after these bytes, up to the end.
    """
    tls.sendall(sent)
    return readToEnd(tls)


def leave(port: int, begins: bytes) -> None:
    """
    Ask, wait for the beginning of the answer, and leave with a reset.
    """
    with connect(port) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        if begins:
            readUntil(connection, b"5\r\n" + begins + b"\r\n")


@contextmanager
def secured(port: int, authority: Path, protocol: str) -> Iterator[ssl.SSLSocket]:
    """
    Open a connection over TLS. To read to its end is an error where the server does
    not say that this is the end: RFC 9112 section 9.8, "Servers MUST attempt to initiate
    an exchange of closure alerts with the client before closing the connection."

    @param protocol: which is offered by ALPN.
    """
    context = ssl.create_default_context(cafile=str(authority))
    context.set_alpn_protocols([protocol])
    with connect(port) as connection:
        yield context.wrap_socket(
            connection, server_hostname="127.0.0.1", suppress_ragged_eofs=False
        )


def talkHttp2(tls: ssl.SSLSocket) -> tuple[bytes, bytes]:
    """
    Make one request.

    @return: status and content.
    """
    http2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=False))
    http2.initiate_connection()
    fields = (
        (b":method", b"GET"),
        (b":path", b"/x"),
        (b":scheme", b"https"),
        (b":authority", b"a"),
    )
    http2.send_headers(1, list(fields), end_stream=True)
    status, content = b"", b""
    while True:
        tls.sendall(http2.data_to_send())
        for event in http2.receive_data(tls.recv(65536)):
            if isinstance(event, h2.events.ResponseReceived):
                status = bytes(dict(event.headers)[b":status"])
            elif isinstance(event, h2.events.DataReceived):
                content += event.data
                http2.acknowledge_received_data(event.flow_controlled_length, 1)
            elif isinstance(event, h2.events.StreamEnded):
                return status, content


class OurChannelTests(Programs, RealCase):
    """
    All programs, over real sockets, on our channel.
    """

    kind = site.Site

    async def test_secureAddress(self) -> None:
        """
        Over TLS, a request may ask for an https address.
        """
        sent = b"GET https://127.0.0.1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        received = await self.overTls(Page(), lambda tls: talk(tls, sent), "http/1.1")
        self.assertEqual(only(received).text, "127.0.0.1 /x\n")

    async def test_leavingInGoodOrder(self) -> None:
        """
        A client that has left in good order looks like one that only sends no more, so the handler
        hears of it later.
        """
        page = Waits(b"")
        self.patch(channel.Channel, "patience", Patience(hungUp=0.1))
        port = self.listen(page)
        await deferToThread(lambda: connect(port).sendall(CLOSING))
        self.assertIsInstance(await page.left.addTimeout(LEAVE_PATIENCE, reactor), Exception)


class StockChannelTests(Programs, RealCase):
    """
    All programs, over real sockets, on Twisted's channel: what they test holds there as
    well.
    """

    kind = server.Site
