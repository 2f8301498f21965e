"""
The greenhouse behind a proxy: who the client is, and what follows from it.
"""

from __future__ import annotations

import sys
from io import StringIO
from typing import Any

from twisted.internet.address import UNIXAddress
from twisted.internet.testing import MemoryReactorClock
from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from lessons import step15
from server.forwarding import behindProxies
from server.greenhouse.accesslog import AccessLog
from server.listener import Listener
from server.listening import BadOption
from tests.server.forwarding.proxyheaders import BAD, GOOD, TLS, UNNAMED, binary, ends
from tests.support.greenhouse import startGreenhouse
from tests.support.memory import CLIENT, Conversation, Transport, optionsOf
from tests.support.producing import get
from tests.support.responses import Response, only

TRUST = ("--trust", "127.0.0.1")
REQUEST = b"GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class BehindTestCase(SynchronousTestCase):
    """
    A greenhouse whose access log is listened to.
    """

    channel = "own"
    site: Any
    reactor: Any

    def open(self, *arguments: str) -> None:
        """
        Start the greenhouse with these options, and connect; its access log goes to C{out}.
        """
        self.conversation = startGreenhouse(self, "--channel", self.channel, *arguments)
        self.site = self.conversation.factory
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)
        self.reactor = MemoryReactorClock()
        self.site.accessLog = AccessLog(self.reactor, "-")

    def clients(self) -> list[str]:
        """
        Name those who have asked, as the access log has them.
        """
        self.reactor.advance(0)
        lines = self.out.getvalue().splitlines()
        self.out.truncate(0)
        self.out.seek(0)
        return [line.split()[0] for line in lines]

    def ask(self, path: str, *fields: str, method: str = "GET") -> Response:
        """
        Ask, as a proxy on this machine.
        """
        self.conversation = self.conversation.again()
        length = [] if method == "GET" else ["Content-Length: 0"]
        return get(self.conversation, path, *length, *fields, method=method, host="localhost")


class FieldTests(BehindTestCase):
    """
    Fields that a proxy has added.
    """

    def test_client(self) -> None:
        """
        A trusted proxy's client is in the log, for every method and target.
        """
        self.open(*TRUST)
        self.ask("/hello", 'Forwarded: for="[2001:db8::7]:4711"')
        self.ask("/nothing", "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 192.0.2.7, 127.0.0.1")
        self.ask("*", "Forwarded: for=_gazonk", method="OPTIONS")
        self.ask("/hello")
        self.assertEqual(self.clients(), ["2001:db8::7", "192.0.2.7", "_gazonk", "127.0.0.1"])

    def test_untrusted(self) -> None:
        """
        Anybody else may say anything: nothing changes.
        """
        for arguments in ((), ("--trust", "127.0.0.2,unix")):
            self.open(*arguments)
            fields = ("Forwarded: for=192.0.2.7;proto=https;host=evil", "X-Forwarded-Proto: https")
            answer = self.ask("/session", *fields, method="POST")
            self.assertEqual(answer.status, 303)
            self.assertNotIn("Secure", answer.fields["set-cookie"])
            self.assertEqual(self.clients(), ["127.0.0.1"])

    def test_secure(self) -> None:
        """
        Where the browser speaks TLS to the proxy, cookies are for TLS alone, and pages that
        came without are another site's.
        """
        self.open(*TRUST)
        for fields in (("X-Forwarded-Proto: https",), ("Forwarded: for=192.0.2.7;proto=https",)):
            answer = self.ask("/session", *fields, method="POST")
            self.assertIn("Secure", answer.fields["set-cookie"])
            for origin, status in (("https", 303), ("http", 403)):
                sent = (*fields, f"Origin: {origin}://localhost")
                self.assertEqual(self.ask("/session", *sent, method="POST").status, status)
        answer = self.ask("/session", "X-Forwarded-Proto: http", method="POST")
        self.assertNotIn("Secure", answer.fields["set-cookie"])

    def test_host(self) -> None:
        """
        The name that the browser has used is the one that counts: for the names that are
        answered to, and for where a form comes from.
        """
        self.open(*TRUST, "--allow-host", "garden.example")
        self.assertEqual(self.ask("/hello", "X-Forwarded-Host: evil.example").status, 421)
        asked = "Forwarded: for=192.0.2.7;host=garden.example"
        for origin, status in (("http://garden.example", 303), ("http://localhost", 403)):
            answer = self.ask("/session", asked, f"Origin: {origin}", method="POST")
            self.assertEqual(answer.status, status)

    def test_unix(self) -> None:
        """
        A proxy that connects by a UNIX socket has no address; C{unix} means such a proxy.
        """
        for trust, name in (("unix", "192.0.2.7"), ("127.0.0.1", "-")):
            self.open("--trust", trust)
            nobody = UNIXAddress(None)
            protocol = self.site.buildProtocol(nobody)
            protocol.makeConnection(Transport(nobody, nobody))
            protocol.dataReceived(b"GET /hello HTTP/1.0\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n")
            self.assertEqual(self.clients(), [name])

    def test_contradiction(self) -> None:
        """
        A proxy that writes one kind of field, and lets clients write the other, is not
        believed; that is said once.
        """
        self.open(*TRUST)
        with capturedLogs() as events:
            for _ in range(3):
                self.ask("/hello", "Forwarded: for=1.1.1.1", "X-Forwarded-For: 192.0.2.7")
        self.assertEqual(self.clients(), ["127.0.0.1"] * 3)
        (warning,) = (formatEvent(event) for event in events)
        self.assertIn("127.0.0.1 sends both Forwarded and X-Forwarded-For", warning)

    def test_same(self) -> None:
        """
        Whoever sends no such fields gets the same bytes, trusted or not.
        """
        answers = []
        for arguments in ((), TRUST):
            self.open(*arguments)
            self.ask("/hello")
            for path in (b"/hello", b"/", b"/nothing", b"/echo?a=1"):
                self.conversation = self.conversation.again()
                request = b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path
                answers.append(self.conversation.send(request))
        half = len(answers) // 2
        self.assertEqual(
            [answer.partition(b"\r\n\r\n")[2] for answer in answers[:half]],
            [answer.partition(b"\r\n\r\n")[2] for answer in answers[half:]],
        )


class StockFieldTests(FieldTests):
    """
    The fields of proxies mean the same on Twisted's channel.
    """

    channel = "stock"


class ProxyProtocolTestCase(BehindTestCase):
    """
    Connections that begin with the PROXY protocol.
    """

    def open(self, *arguments: str) -> None:
        """
        Open a greenhouse, and connect to it as the runner lets one.
        """
        super().open("--proxy-protocol", *arguments)
        options = optionsOf(step15, "--proxy-protocol", *arguments)
        listener = Listener(self.conversation.clock, self.site, None)
        self.factory = behindProxies(options, listener.factory)

    def connect(self) -> Conversation:
        """
        Connect to the greenhouse, as the runner lets one.
        """
        self.conversation = self.conversation.again()
        self.conversation.connect(self.factory)
        # As a socket's transport does, which knows its protocol.
        self.conversation.transport.protocol = self.conversation.protocol  # type: ignore[attr-defined]
        return self.conversation

    def send(self, *pieces: bytes) -> bytes:
        """
        Send pieces on a new connection.
        """
        conversation = self.connect()
        transport: Any = conversation.transport
        for piece in pieces:
            if conversation.isOpen:
                transport.protocol.dataReceived(piece)
        conversation.clock.advance(0)
        return conversation.received()


class ProxyProtocolTests(ProxyProtocolTestCase):
    """
    The PROXY protocol before a request: good headers, bad ones, and none.
    """

    def test_table(self) -> None:
        """
        Whole and glued to the request, cut anywhere, byte by byte: the request is answered,
        and the client is whom the header names.
        """
        self.open(*TRUST)
        for header, found in GOOD:
            name = CLIENT.host if found.source is None else found.source.host
            whole = header + REQUEST
            middle = len(header) // 2
            for pieces in (
                [whole],
                [header, REQUEST],
                [whole[:middle], whole[middle:]],
                [whole[index : index + 1] for index in range(min(len(whole), 400))]
                + [whole[400:]],
            ):
                received = self.send(*pieces)
                self.assertEqual(only(received).text, "Hello, world!\n", header)
                self.assertEqual(self.clients(), [name])

    def test_refused(self) -> None:
        """
        From a trusted proxy, what is not such a header is refused, and nothing after it is
        answered; that is logged.
        """
        self.open(*TRUST)
        for data in BAD:
            for pieces in ([data + REQUEST], [*(bytes((byte,)) for byte in data), REQUEST]):
                with capturedLogs() as events:
                    received = self.send(*pieces)
                self.assertNotIn(b"Hello", received)
                self.assertFalse(self.conversation.isOpen, data)
                (warning,) = (formatEvent(event) for event in events)
                self.assertTrue(warning.startswith("127.0.0.1 is refused: "), warning)
        self.assertEqual(self.clients(), [])

    def test_byHand(self) -> None:
        """
        A person who asks without is told so.
        """
        self.open(*TRUST)
        answer = only(self.send(REQUEST))
        self.assertEqual(answer.status, 400)
        self.assertIn("expects the PROXY protocol first: see --proxy-protocol", answer.text)

    def test_untrusted(self) -> None:
        """
        Whoever is not trusted asks as ever, and gets nowhere with such a header.
        """
        self.open("--trust", "10.0.0.1")
        self.assertEqual(only(self.send(REQUEST)).text, "Hello, world!\n")
        self.assertEqual(self.clients(), ["127.0.0.1"])
        for header, _ in GOOD:
            received = self.send(header + REQUEST)
            self.assertNotIn(b"Hello", received)
            self.assertTrue(received.startswith(b"HTTP/1.1 400 "), received)

    def test_unnamed(self) -> None:
        """
        What a client says whom the proxy does not name is the client's word, and not the proxy's.
        Where the proxy speaks for itself, it is believed.
        """
        self.open(*TRUST)
        fields = b"GET /hello HTTP/1.0\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n"
        for header in (b"PROXY UNKNOWN\r\n", binary(b"", 0x00), binary(bytes(216), 0x31)):
            self.send(header + fields)
            self.assertEqual(self.clients(), ["unknown"])
        self.send(binary(b"", 0x00, command=0x20) + fields)
        self.assertEqual(self.clients(), ["1.1.1.1"])

    def test_secure(self) -> None:
        """
        The header can say that the client speaks TLS, and then nobody else's word counts.
        """
        self.open(*TRUST)
        post = b"POST /session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
        fields = b"X-Forwarded-Proto: http\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n"
        for further, isSecure in ((TLS, True), (b"", False)):
            received = self.send(binary(ends() + further) + post + fields)
            self.assertEqual(b"Secure" in received, isSecure)
        self.assertEqual(self.clients(), ["192.0.2.7"] * 2)

    def test_needsTrust(self) -> None:
        """
        Without anybody to be trusted the option means nothing, and that is said.
        """
        options = optionsOf(step15, "--proxy-protocol")
        error = self.assertRaises(BadOption, behindProxies, options, UNNAMED)
        self.assertIn("see --trust", str(error))


class PatienceTests(ProxyProtocolTestCase):
    """
    Headers of the PROXY protocol that do not come, or not whole.
    """

    def test_nothingComes(self) -> None:
        """
        A proxy that connects and says nothing, or never all of it, is not waited for longer
        than any client; and no trace is left of it.
        """
        self.open(*TRUST)
        connection = self.connect()
        transport: Any = connection.transport
        for count in range(30):
            transport.protocol.dataReceived(b"P"[: not count])
            connection.clock.advance(2.1)
        self.assertFalse(connection.isOpen)
        connection.hangUp()
        self.assertNotIn(connection.protocol, self.site.channels)


class StockProxyProtocolTests(ProxyProtocolTests):
    """
    The PROXY protocol means the same on Twisted's channel.
    """

    channel = "stock"

    def test_untrusted(self) -> None:
        """
        Twisted's channel answers nobody either who begins so without being trusted.
        """
        self.open("--trust", "10.0.0.1")
        self.assertEqual(only(self.send(REQUEST)).text, "Hello, world!\n")
        for header, _ in GOOD:
            self.assertNotIn(b"Hello", self.send(header + REQUEST))
