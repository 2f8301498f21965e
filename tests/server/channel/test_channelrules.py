"""
Rules of the RFCs that only a handler can put to the test: no table of requests can ask any server
for these.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import ISSLTransport
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from twisted.web.websocket import WebSocketResource
from zope.interface import directlyProvides

from server.channel.channel import Channel
from tests.server.channel.serving import converse
from tests.server.channel.test_channel import GET, HEAD, Does
from tests.server.channel.test_compatibilityreal import Echo, Makes
from tests.support.memory import CLIENT, SERVER, Transport
from tests.support.responses import Response, only, readResponse, readResponses

GET_10 = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
ABSOLUTE = b"GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n"
WEBSOCKET = (
    b"Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


class Answers(Resource):
    """
    Answers with some status: with content in pieces, or all at once.
    """

    isLeaf = True

    def __init__(self, status: int, content: bytes, isInPieces: bool = False) -> None:
        super().__init__()
        self.status, self.content, self.isInPieces = status, content, isInPieces

    def render_GET(self, request: Request) -> bytes | int:
        request.setResponseCode(self.status)
        if not self.isInPieces:
            return self.content
        request.write(self.content)
        request.finish()
        return NOT_DONE_YET


class NoContentTests(SynchronousTestCase):
    """
    Answers without content: what comes after them is the next answer.
    """

    def answer(self, page: Answers, sent: bytes = GET) -> Response:
        """
        Ask twice on one connection.

        @return: what both answers are.
        """
        first, rest = readResponse(converse(page).send(sent * 2), sent.startswith(b"HEAD"))
        second, rest = readResponse(rest, sent.startswith(b"HEAD"))
        self.assertEqual((first.status, first.content, rest), (second.status, b"", b""))
        self.assertNotIn("transfer-encoding", first.fields)
        self.assertIn("date", first.fields)
        return first

    def test_noContent(self) -> None:
        """
        RFC 9110 section 8.6, RFC 9112 section 6.1: 204 has neither Content-Length nor
        Transfer-Encoding, however the handler writes.
        """
        for page in (Answers(204, b"not sent"), Answers(204, b"not sent", True)):
            self.assertNotIn("content-length", self.answer(page).fields)

    def test_resetContent(self) -> None:
        """
        RFC 9110 section 15.3.6: 205 has no content, and says so.
        """
        for page in (Answers(205, b"not sent"), Answers(205, b"not sent", True)):
            self.assertEqual(self.answer(page).fields["content-length"], "0")

    def test_notModified(self) -> None:
        """
        RFC 9110 section 8.6: 304 has no Content-Length but that of the page. Handlers
        return nothing then, which is not the page.
        """
        for page in (Answers(304, b""), Answers(304, b"", True), Answers(304, b"part", True)):
            self.assertNotIn("content-length", self.answer(page).fields)

    def test_notModifiedLength(self) -> None:
        """
        A handler that returns the page, or tells its length, has it told.
        """

        def render(request: Request) -> bytes:
            request.setResponseCode(304)
            request.setHeader(b"Content-Length", b"8")
            return b""

        for page in (Answers(304, b"the page"), Does(render)):
            (response,) = readResponses(converse(page).send(GET))
            self.assertEqual(response.fields["content-length"], "8")

    def test_head(self) -> None:
        """
        RFC 9110 section 9.3.2: the answer to HEAD has no content. Where GET would get
        it in pieces, nothing is said of its length.
        """
        self.assertEqual(self.answer(Answers(200, b"page"), HEAD).fields["content-length"], "4")
        streamed = self.answer(Answers(200, b"page", True), HEAD)
        self.assertNotIn("content-length", streamed.fields)

    def test_old(self) -> None:
        """
        RFC 9112 section 6.1: HTTP/1.0 never gets Transfer-Encoding, even if it keeps
        its connection.
        """
        for status in (200, 204, 304, 404):
            for isInPieces in (False, True):
                response = only(converse(Answers(status, b"x", isInPieces)).send(GET_10))
                self.assertNotIn("transfer-encoding", response.fields)


class FieldTests(SynchronousTestCase):
    """
    Fields that an answer must have.
    """

    def test_date(self) -> None:
        """
        RFC 9110 section 6.6.1: each answer 2xx, 3xx and 4xx has a Date.
        """
        for status in (200, 201, 301, 303, 401, 404, 451):
            response = only(converse(Answers(status, b"x")).send(GET))
            self.assertIn("date", response.fields)

    def test_allow(self) -> None:
        """
        RFC 9110 section 15.5.6: an answer 405 says what is allowed.
        """
        sent = b"POST / HTTP/1.1\r\nHost: a\r\n\r\n"
        response = only(converse(Answers(200, b"x")).send(sent))
        self.assertEqual(response.status, 405)
        self.assertEqual(sorted(response.fields["allow"].split(", ")), ["GET", "HEAD"])


class SecureTests(SynchronousTestCase):
    """
    RFC 9110 section 7.4: https is asked for over a connection that is secured.
    """

    def test_plain(self) -> None:
        """
        Over one that is not, it is rejected in words.
        """
        response = only(converse().send(ABSOLUTE))
        self.assertEqual(response.status, 421)
        self.assertIn("not secured by TLS", response.text)

    def test_secured(self) -> None:
        """
        Over one that is, it is answered.
        """

        class Secure(Transport):
            def setTcpNoDelay(self, isOn: bool) -> None:
                """
                There is no TCP here.
                """

        transport = Secure(SERVER, CLIENT)
        directlyProvides(transport, ISSLTransport)
        site: Any = converse().factory
        channel = site.buildProtocol(CLIENT)
        channel.makeConnection(transport)
        channel.dataReceived(ABSOLUTE)
        self.assertEqual(only(transport.value()).status, 200)


class UpgradeTests(SynchronousTestCase):
    """
    RFC 9110 section 7.8: from HTTP to another protocol.
    """

    def ask(self, line: bytes, *more: bytes) -> list[bytes]:
        """
        Ask for a websocket.

        @return: what came to each piece sent.
        """
        page = WebSocketResource(Makes(lambda: Echo(Deferred())))
        page.isLeaf = True
        conversation = converse(page)
        head = line + b"\r\n" + WEBSOCKET + b"".join(more[:1]) + b"\r\n"
        answers = [conversation.send(piece) for piece in (head, *more[1:])]
        conversation.hangUp()
        return answers

    def test_switching(self) -> None:
        """
        An answer 101 names the protocol, and says so in Connection; it has no framing.
        """
        (answer,) = self.ask(b"GET / HTTP/1.1")
        self.assertTrue(answer.startswith(b"HTTP/1.1 101 "), answer)
        lines = answer.lower().split(b"\r\n")
        self.assertIn(b"upgrade: websocket", lines)
        self.assertIn(b"connection: upgrade", lines)
        for name in (b"content-length:", b"transfer-encoding:"):
            self.assertNotIn(name, answer.lower())

    def test_continue(self) -> None:
        """
        "If a server receives both an Upgrade and an Expect header field with the
        "100-continue" expectation ..., the server MUST send a 100 (Continue) response
        before sending a 101 (Switching Protocols) response."
        """
        expects = b"Expect: 100-continue\r\nContent-Length: 5\r\n"
        first, second = self.ask(b"GET / HTTP/1.1", expects, b"hello")
        self.assertEqual(first, b"HTTP/1.1 100 Continue\r\n\r\n")
        self.assertTrue(second.startswith(b"HTTP/1.1 101 "), second)

    def test_old(self) -> None:
        """
        "A server that receives an Upgrade header field in an HTTP/1.0 request MUST ignore
        that Upgrade field": no resource gets to see it.
        """
        (answer,) = self.ask(b"GET / HTTP/1.0")
        self.assertNotIn(b" 101 ", answer)

        def render(request: Any) -> bytes:
            return repr(request.requestHeaders.hasHeader("upgrade")).encode()

        for version, text in ((b"1.0", "False"), (b"1.1", "True")):
            sent = b"GET / HTTP/%b\r\n%b\r\n" % (version, WEBSOCKET)
            self.assertEqual(only(converse(Does(render)).send(sent)).text, text)


class UnreadContentTests(SynchronousTestCase):
    """
    RFC 9112 section 9.3: "A server MUST read the entire request message body or close
    the connection after sending its response".
    """

    def test_unread(self) -> None:
        """
        Content that its handler does not look at is not taken for a request, and the
        next request is answered.
        """
        asked: list[bytes] = []

        def render(request: Request) -> bytes:
            asked.append(request.uri)
            return b"x"

        sent = b"POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (len(GET), GET)
        conversation = converse(Does(render))
        self.assertEqual(len(readResponses(conversation.send(sent + GET))), 2)
        self.assertEqual(asked, [b"/first", b"/"])
        self.assertTrue(conversation.isOpen)

    def test_trailers(self) -> None:
        """
        RFC 9112 section 7.1.2: "A recipient MUST NOT merge a received trailer field into
        the header section": to a handler, no trailer is a header field.
        """

        def render(request: Request) -> bytes:
            names = sorted(name for name, _ in request.requestHeaders.getAllRawHeaders())
            return b" ".join(names)

        sent = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        response = only(converse(Does(render)).send(sent + b"Authorization: Basic YTpi\r\n\r\n"))
        self.assertEqual(response.text, "Host Transfer-Encoding")

    def test_notBefore(self) -> None:
        """
        RFC 9110 section 5.3: no handler is asked before the whole header has come.
        """
        asked: list[Request] = []

        def render(request: Request) -> bytes:
            asked.append(request)
            return b"x"

        conversation = converse(Does(render))
        conversation.send(GET[:-2])
        channel: Any = conversation.protocol
        self.assertIsInstance(channel, Channel)
        self.assertEqual((asked, list(channel.requests)), ([], []))
        conversation.send(GET[-2:])
        self.assertEqual(len(asked), 1)
