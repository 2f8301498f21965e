"""
Twisted still has the private names that the channel needs. A failure here says what
Twisted has renamed; C{server/channel/twistednames.py} is the one place to mend.
"""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from twisted.internet import protocol, tcp
from twisted.internet import reactor as globalReactor
from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.internet.task import deferLater
from twisted.internet.testing import StringTransport
from twisted.python.components import Componentized
from twisted.trial.unittest import SynchronousTestCase, TestCase
from twisted.web import http, server
from twisted.web.http_headers import Headers
from twisted.web.resource import EncodingResourceWrapper, Resource

from server.channel import twistednames
from server.channel.channel import Channel

reactor: Any = globalReactor


class NameTests(SynchronousTestCase):
    """
    Each private name of Twisted's does what the channel needs it for.
    """

    def test_encodingResource(self) -> None:
        """
        C{resource._IEncodingResource} is what a compressing wrapper provides, and no other
        resource.
        """
        wrapper = EncodingResourceWrapper(Resource(), [])
        self.assertTrue(twistednames.IEncodingResource.providedBy(wrapper))
        self.assertFalse(twistednames.IEncodingResource.providedBy(Resource()))

    def test_rawHeaders(self) -> None:
        """
        C{Headers._rawHeaders} is all that headers consist of.
        """
        raw = {b"Server": [b"us"], b"X-Two": [b"1", b"2"]}
        made = twistednames.headersOf({name: list(values) for name, values in raw.items()})
        self.assertEqual(made, Headers({b"server": [b"us"], b"x-two": [b"1", b"2"]}))
        self.assertEqual(vars(type(made)).get("__slots__"), ["_rawHeaders"])

    def test_adapterCache(self) -> None:
        """
        C{Componentized._adapterCache}, empty, is all that it needs.
        """
        self.assertEqual(vars(Componentized()), {"_adapterCache": {}})

    def test_parsesForms(self) -> None:
        """
        C{_parsePOSTFormSubmission} of request and site is the option that it was.
        """
        for option in (True, False):
            site = server.Site(Resource(), parsePOSTFormSubmission=option, reactor=reactor)
            channel: Any = http.HTTPChannel()
            channel.site, channel.transport = site, StringTransport()
            request = server.Request(channel)
            self.assertEqual(twistednames.parsesForms(request, None), option)
            self.assertEqual(vars(site)["_parsePOSTFormSubmission"], option)

    def test_upgrade(self) -> None:
        """
        Twisted's channel has the method by which a websocket takes over.
        """
        self.assertTrue(hasattr(http.HTTPChannel, "_protocolUpgradeForWebsockets"))
        self.assertTrue(hasattr(Channel, "_protocolUpgradeForWebsockets"))

    def test_transport(self) -> None:
        """
        A transport has the parts that tell what waits to be sent.
        """
        transport = FileDescriptor(reactor)
        self.assertEqual(
            (transport.dataBuffer, transport.offset, transport._tempDataLen), (b"", 0, 0)
        )
        self.assertFalse(tcp.Connection.TLS)


class SendNowTests(TestCase):
    """
    Sending past the transport, on a real socket.
    """

    async def connected(self) -> tuple[Any, Deferred[bytes], list[bytes]]:
        """
        Connect two protocols.

        @return: a transport; what the other end has read when it ends, in a list
            that grows.
        """
        received: list[bytes] = []
        ended: Deferred[bytes] = Deferred()

        class Reads(protocol.Protocol):
            def dataReceived(self, data: bytes) -> None:
                received.append(data)

            def connectionLost(self, reason: object = None) -> None:
                ended.callback(b"".join(received))

        factory = protocol.Factory.forProtocol(Reads)
        port = reactor.listenTCP(0, factory, interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", port.getHost().port)
        client = await connectProtocol(endpoint, protocol.Protocol())
        return client.transport, ended, received

    async def test_order(self) -> None:
        """
        What is sent so arrives in order with what is written.
        """
        transport, ended, _ = await self.connected()
        self.assertTrue(twistednames.isDirect(transport))
        self.assertEqual(twistednames.sendNow(transport, b"1"), b"")
        transport.write(b"2")
        self.assertEqual(twistednames.sendNow(transport, b"3"), b"3")
        transport.write(b"3")
        transport.loseConnection()
        self.assertEqual(await ended, b"123")

    async def test_file(self) -> None:
        """
        A piece of a file follows what was said to have more after it, unless something
        waits to be sent before.
        """
        transport, ended, _ = await self.connected()
        with TemporaryFile() as file:
            file.write(b"0123456789")
            file.flush()
            self.assertEqual(twistednames.sendNow(transport, b"head ", isMore=True), b"")
            self.assertEqual(twistednames.sendFileNow(transport, file.fileno(), 2, 3), 3)
            self.assertEqual(twistednames.sendFileNow(transport, file.fileno(), 10, 3), 0)
            transport.write(b" end")
            self.assertEqual(twistednames.sendFileNow(transport, file.fileno(), 0, 3), 0)
        transport.loseConnection()
        self.assertEqual(await ended, b"head 234 end")

    async def test_much(self) -> None:
        """
        What the socket does not take is given back.
        """
        transport, ended, _ = await self.connected()
        much = bytes(50_000_000)
        rest = twistednames.sendNow(transport, much)
        self.assertTrue(0 < len(rest) < len(much))
        transport.write(rest)
        while not transport.dataBuffer:
            await deferLater(reactor, 0)
        before = twistednames.progressOf(transport)
        self.assertEqual(twistednames.progressOf(transport), before)
        transport.loseConnection()
        self.assertEqual(len(await ended), len(much))
        self.assertNotEqual(twistednames.progressOf(transport), before)

    async def test_gone(self) -> None:
        """
        On a connection that is gone, everything is given back.
        """
        transport, ended, _ = await self.connected()
        socket = transport.getHandle()
        socket.shutdown(2)
        self.assertEqual(twistednames.sendNow(transport, b"1"), b"1")
        transport.loseConnection()
        await ended
