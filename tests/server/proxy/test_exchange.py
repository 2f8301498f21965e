"""
Requests that are forwarded, in memory: the client on one side, the server on the
other, and the proxy of step 14 between them.
"""

from __future__ import annotations

import re
import sys
from io import StringIO

from twisted.internet.error import ConnectionDone, ConnectionLost, ConnectionRefusedError
from twisted.trial.unittest import SynchronousTestCase

from lessons import step14
from server.channel.backpressure import MOST_UNREAD
from server.channel.deadline import Patience
from server.proxy import channel
from server.proxy.guardedconnect import TIME_LIMIT
from server.proxy.upstream import CLIENT_LIMIT, SILENCE_LIMIT, STALL_LIMIT
from tests.server.proxy.memory import NAME, PUBLIC, ProxyConversation, Wire, taken
from tests.support.responses import Response, only, readResponse

URL = f"http://{NAME}/page?q=1"
EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class ExchangeTestCase(SynchronousTestCase):
    """
    Tests with one client.

    @ivar out: what the proxy prints.
    """

    def setUp(self) -> None:
        """
        Connect a client to the proxy of step 14.
        """
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)
        self.client = ProxyConversation(step14)
        self.proxy = self.client.factory
        self.pseudonym = self.proxy.pseudonym  # type: ignore[attr-defined]

    def open(self, *fields: str, method: str = "GET", content: bytes = b"") -> Wire:
        """
        Make a request, and take the connection as its server.
        """
        self.assertEqual(self.client.ask(URL, *fields, method=method, content=content), b"")
        return self.client.accept()

    def answer(self, response: bytes, *fields: str, method: str = "GET") -> Response:
        """
        Make a request that gets a response, and then the end of the connection.

        @return: what the client gets.
        """
        server = self.open(*fields, method=method)
        server.protocol.dataReceived(response)
        server.lose(ConnectionDone())
        return only(self.client.received(), toHead=method == "HEAD")

    def problem(self, received: bytes) -> tuple[int, str]:
        """
        @return: the status of a page that tells a problem, and the problem's sentence.
        """
        page = only(received)
        self.assertIn("date", page.fields)
        sentence = re.search('<p class="problem" role="alert">(.*?)</p>', page.text)
        return page.status, sentence[1] if sentence else ""


class RequestTests(ExchangeTestCase):
    """
    From the client to the server.
    """

    def test_head(self) -> None:
        """
        The request goes on in origin-form, with a Host made of its target, without
        what was for the proxy only, and with Via.
        """
        server = self.open(
            "Accept: */*", "Proxy-Connection: keep-alive", "Connection: x-a", "X-A: b"
        )
        self.assertEqual(self.client.connections, [(PUBLIC, 80)])
        self.assertEqual(
            taken(server),
            b"GET /page?q=1 HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n"
            b"Via: 1.1 %b\r\nConnection: close\r\n\r\n" % self.pseudonym,
        )

    def test_length(self) -> None:
        """
        Content of a known length goes on as it comes.
        """
        server = self.open("Content-Length: 10", method="POST", content=b"abc")
        head, _, content = taken(server).partition(b"\r\n\r\n")
        self.assertIn(b"\r\nContent-Length: 10\r\n", head)
        self.assertEqual(content, b"abc")
        self.client.send(b"def")
        self.assertEqual(taken(server), b"def")
        self.client.send(b"ghij")
        self.assertEqual(taken(server), b"ghij")

    def test_chunked(self) -> None:
        """
        Content of an unknown length goes on in chunks.
        """
        server = self.open("Transfer-Encoding: chunked", method="PUT", content=b"3\r\nabc\r\n")
        head, _, content = taken(server).partition(b"\r\n\r\n")
        self.assertIn(b"\r\nTransfer-Encoding: chunked\r\n", head)
        self.assertEqual(content, b"3\r\nabc\r\n")
        self.client.send(b"11;x=y\r\n" + b"d" * 17 + b"\r\n0\r\nA: trailer\r\n\r\n")
        self.assertEqual(taken(server), b"11\r\n" + b"d" * 17 + b"\r\n0\r\n\r\n")

    def test_waitsForConnection(self) -> None:
        """
        Until there is a connection, the client is read only a little; what came with
        the head is kept, whole or not.
        """
        self.client.ask(URL, f"Content-Length: {6 + MOST_UNREAD}", method="POST", content=b"abc")
        self.assertFalse(self.client.transport.isPaused)
        self.client.send(b"x" * MOST_UNREAD)
        self.assertTrue(self.client.transport.isPaused)
        server = self.client.accept()
        self.assertFalse(self.client.transport.isPaused)
        self.assertTrue(taken(server).endswith(b"\r\n\r\nabc" + b"x" * MOST_UNREAD))

    def test_slowServer(self) -> None:
        """
        While the server does not take the content, the client is not read, for a
        certain time.
        """
        server = self.open("Content-Length: 60000", method="POST", content=b"abc")
        server.fill()
        taken(server)
        self.client.send(b"x" * 20_000)
        self.assertTrue(self.client.transport.isPaused)
        self.assertEqual(taken(server), b"")
        self.client.reactor.advance(STALL_LIMIT - 1)
        server.drain()
        self.assertFalse(self.client.transport.isPaused)
        self.assertEqual(len(taken(server)), 20_000)
        server.fill()
        self.client.send(b"x" * 20_000)
        self.client.reactor.advance(STALL_LIMIT)
        self.assertTrue(server.isAborted)
        self.assertFalse(self.client.transport.isPaused)
        received = self.client.send(b"x" * 19_997)
        self.assertEqual(self.problem(received)[0], 504)

    def test_expect(self) -> None:
        """
        Whether the client may send its content is asked of the server, and its answer
        is passed on.
        """
        server = self.open("Content-Length: 3", "Expect: 100-continue", method="POST")
        self.assertIn(b"\r\nExpect: 100-continue\r\n", taken(server))
        server.protocol.dataReceived(b"HTTP/1.1 100 Continue\r\n\r\n")
        interim = b"HTTP/1.1 100 Continue\r\nVia: 1.1 %b\r\n\r\n" % self.pseudonym
        self.assertEqual(self.client.received(), interim)
        self.client.send(b"abc")
        self.assertEqual(taken(server), b"abc")
        server.protocol.dataReceived(EMPTY)
        self.assertEqual(only(self.client.received()).status, 200)

    def test_earlyAnswer(self) -> None:
        """
        A server may answer before it has read all. The rest of the request goes
        nowhere, and the next request is read at its place.
        """
        server = self.open("Content-Length: 10", method="POST", content=b"abc")
        server.protocol.dataReceived(b"HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno")
        self.assertEqual(only(self.client.received()).status, 413)
        self.assertTrue(server.isAborted)
        received = self.client.send(b"GET / H" + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(only(received).status, 200)

    def test_badInTheMiddle(self) -> None:
        """
        What goes wrong with a request when its answer has begun is told by the end of the
        connection: there is no place for another head.
        """
        server = self.open("Transfer-Encoding: chunked", method="POST", content=b"3\r\nabc\r\n")
        server.protocol.dataReceived(OK + b"Content-Length: 9\r\n\r\nabc")
        self.client.received()
        self.assertEqual(self.client.send(b"no size\r\n"), b"")
        self.assertFalse(self.client.isOpen)
        self.client.transport.lose(ConnectionDone())
        self.assertTrue(server.isAborted)

    def test_slowUpload(self) -> None:
        """
        A client gets as long for its content as everywhere; the time that the server takes
        does not count.
        """
        server = self.open("Content-Length: 10", method="POST", content=b"abc")
        server.fill()
        self.client.reactor.advance(Patience().content + 5)
        server.drain()
        self.client.reactor.advance(Patience().content - 1)
        self.assertTrue(self.client.isOpen)
        self.client.reactor.advance(2)
        self.assertEqual(self.problem(self.client.received())[0], 408)
        self.client.transport.lose(ConnectionDone())
        self.assertTrue(server.isAborted)

    def test_pipelined(self) -> None:
        """
        The next request waits for the end of this one.
        """
        request = b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n"
        self.client.send(request % URL.encode() + request % b"http://example.com/two")
        self.assertEqual(len(self.client.connections), 1)
        self.client.accept().protocol.dataReceived(EMPTY)
        self.assertEqual(len(self.client.connections), 2)
        self.assertTrue(taken(self.client.accept()).startswith(b"GET /two HTTP/1.1\r\n"))

    def test_http10(self) -> None:
        """
        A client of HTTP/1.0 is named as one, gets no chunks, and nothing in between.
        """
        self.client.send(b"GET %b HTTP/1.0\r\n\r\n" % URL.encode())
        server = self.client.accept()
        self.assertIn(b"\r\nVia: 1.0 ", taken(server))
        server.protocol.dataReceived(
            b"HTTP/1.1 103 Early\r\n\r\n" + CHUNKED + b"2\r\nab\r\n0\r\n\r\n"
        )
        response = only(self.client.received())
        self.assertEqual(
            (response.content, "transfer-encoding" in response.fields), (b"ab", False)
        )
        self.assertFalse(self.client.isOpen)

    def test_loop(self) -> None:
        """
        What has been here before goes nowhere.
        """
        received = self.client.ask(URL, f"Via: 1.1 x, 1.1 {self.pseudonym.decode()}")
        self.assertEqual(self.problem(received)[0], 502)
        self.assertEqual(self.client.connections, [])

    def test_maxForwards(self) -> None:
        """
        With Max-Forwards 0, the proxy answers itself: TRACE with the request, but
        without what is secret.
        """
        received = self.client.ask(URL, "Max-Forwards: 0", "Cookie: a", "X: b", method="TRACE")
        response = only(received)
        self.assertEqual(response.fields["content-type"], "message/http")
        self.assertIn("\r\nX: b\r\n", response.text)
        self.assertNotIn("Cookie", response.text)
        received = self.client.ask(URL, "Max-Forwards: 0", method="OPTIONS")
        self.assertEqual(only(received).content, b"")
        self.assertEqual(self.client.connections, [])
        self.client.ask(f"http://{NAME}", "Max-Forwards: 1", method="OPTIONS")
        sent = taken(self.client.accept())
        self.assertTrue(sent.startswith(b"OPTIONS * HTTP/1.1\r\n"), sent)
        self.assertIn(b"\r\nMax-Forwards: 0\r\n", sent)

    def test_badField(self) -> None:
        """
        A request that was refused in the middle goes nowhere.
        """
        received = self.client.send(
            b"GET %b HTTP/1.1\r\nb ad: x\r\nHost: a\r\n\r\n" % URL.encode()
        )
        self.assertTrue(received.startswith(b"HTTP/1.1 400 "))
        self.client.send(b"\r\n\r\n")
        self.assertEqual(self.client.connections, [])


class ResponseTests(ExchangeTestCase):
    """
    From the server to the client.
    """

    def test_length(self) -> None:
        """
        A response with a Content-Length goes on with it; repeated fields stay, Via and Date
        are added.
        """
        response = self.answer(OK + b"Content-Length: 3\r\nX: y\r\nX: z\r\n\r\nabc")
        self.assertEqual((response.status, response.reason), (200, "OK"))
        self.assertEqual(response.content, b"abc")
        self.assertEqual(response.fields["x"], "y, z")
        self.assertEqual(response.fields["content-length"], "3")
        self.assertEqual(response.fields["via"], f"1.1 {self.pseudonym.decode()}")
        self.assertIn("date", response.fields)
        self.assertNotIn("content-type", response.fields)
        self.assertTrue(self.client.isOpen)

    def test_chunked(self) -> None:
        """
        Chunks may be cut anew, and trailers are not forwarded.
        """
        response = self.answer(CHUNKED + b"2\r\nab\r\n1;x\r\nc\r\n0\r\nT: x\r\n\r\n")
        self.assertEqual(response.content, b"abc")
        self.assertEqual(response.fields["transfer-encoding"], "chunked")

    def test_close(self) -> None:
        """
        What ends with the connection becomes chunks, whose end can be seen.
        """
        response = self.answer(b"HTTP/1.0 200 OK\r\n\r\nabc")
        self.assertEqual(response.content, b"abc")
        self.assertEqual(response.fields["transfer-encoding"], "chunked")
        self.assertTrue(response.fields["via"].startswith("1.0 "))

    def test_noContent(self) -> None:
        """
        To HEAD, with 204 and with 304 there is no content.
        """
        length = b"Content-Length: 5\r\n\r\n"
        response = self.answer(OK + length, method="HEAD")
        self.assertEqual(response.fields["content-length"], "5")
        response = self.answer(b"HTTP/1.1 304 Not Modified\r\n" + length)
        self.assertEqual(response.fields["content-length"], "5")
        response = self.answer(b"HTTP/1.1 204 No Content\r\n\r\n")
        self.assertNotIn("content-length", response.fields)
        self.assertNotIn("transfer-encoding", response.fields)

    def test_hopByHop(self) -> None:
        """
        What the server says of its own connection is not passed on.
        """
        response = self.answer(
            OK + b"Connection: close, X-A\r\nX-A: b\r\nKeep-Alive: x\r\nUpgrade: y\r\n"
            b"Proxy-Authenticate: Basic\r\nContent-Length: 0\r\nX-B: c\r\n\r\n"
        )
        self.assertEqual(set(response.fields), {"content-length", "x-b", "date", "via"})

    def test_asItComes(self) -> None:
        """
        Content is passed on at once.
        """
        server = self.open()
        server.protocol.dataReceived(OK + b"Content-Length: 6\r\n\r\n")
        self.assertTrue(self.client.received().startswith(OK))
        server.protocol.dataReceived(b"abc")
        self.assertEqual(self.client.received(), b"abc")

    def test_slowClient(self) -> None:
        """
        While the client does not read, the server is not read, for a certain time.
        """
        server = self.open()
        server.protocol.dataReceived(OK + b"Content-Length: 6\r\n\r\nabc")
        self.client.transport.fill()
        self.assertTrue(server.isPaused)
        self.client.reactor.advance(SILENCE_LIMIT + 1)
        self.client.transport.drain()
        self.assertFalse(server.isPaused or server.isClosed)
        self.client.transport.fill()
        self.client.reactor.advance(CLIENT_LIMIT)
        self.assertTrue(server.isAborted and self.client.transport.isClosed)
        self.client.reactor.advance(60)
        self.assertTrue(self.client.transport.isAborted)

    def test_interim(self) -> None:
        """
        Responses before the final one are passed on.
        """
        server = self.open()
        server.protocol.dataReceived(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + EMPTY)
        interim, rest = readResponse(self.client.received())
        self.assertEqual((interim.status, interim.fields["link"]), (103, "</a>"))
        self.assertEqual(only(rest).status, 200)

    def test_interimToSlowClient(self) -> None:
        """
        A client that does not even read what comes before the response makes the server wait as
        well.
        """
        server = self.open()
        server.protocol.dataReceived(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        self.client.transport.fill()
        self.assertTrue(server.isPaused)
        self.client.transport.drain()
        self.assertFalse(server.isPaused)
        server.protocol.dataReceived(EMPTY)
        self.assertTrue(self.client.received().endswith(b"\r\n\r\n"))

    def test_mended(self) -> None:
        """
        What a browser would show is passed on in good form.
        """
        long, many = (
            b"L: " + b"x" * 9000 + b"\r\n",
            b"".join(b"F%d: x\r\n" % n for n in range(101)),
        )
        for head, status in (
            (OK + long, 200),
            (OK + many, 200),
            (b"HTTP/1.1 200\r\n", 200),
            (OK + b"Content-Length: 3\r\nContent-Length: 3\r\n", 200),
            (b"HTTP/1.1 999 Request denied\r\n", 999),
            (b"HTTP/1.1 200 OK\nBad name: x\nGood: a\n b\n", 200),
            (OK + b"Transfer-Encoding: identity\r\nContent-Length: 3\r\n", 200),
        ):
            response = self.answer(head + b"\r\nabc")
            self.assertEqual((response.status, response.content), (status, b"abc"), head[:80])
            self.client = self.client.another()

    def test_head(self) -> None:
        """
        The answer to HEAD says how long the content would be, unless that is unclear.
        """
        length = b"Content-Length: %b\r\n"
        for said, told in (
            (length % b"3", "3"),
            (length % b"3" * 2, "3"),
            (length % b"3" + length % b"4", None),
            (length % (b"9" * 5000), None),
            (length % b"x", None),
        ):
            response = self.answer(OK + said + b"\r\n", method="HEAD")
            self.assertEqual(response.fields.get("content-length"), told, said[:80])

    def test_senseless(self) -> None:
        """
        Where the server answers what is not a response, the client gets a 502.
        """
        for answer in (
            b"nonsense\r\n\r\n",
            OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
            OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            OK + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            OK + b"A: b\r\n" * 1000 + b"\r\n",
            OK + b"A: " + b"b" * 100_000,
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        ):
            server = self.open()
            server.protocol.dataReceived(answer)
            self.assertEqual(self.problem(self.client.received())[0], 502, answer[:50])
            self.assertTrue(server.isAborted)
        self.assertTrue(self.client.isOpen)

    def test_diesEarly(self) -> None:
        """
        A server that hangs up before it has answered is a 502.
        """
        for part in (b"", b"HTTP/1.1 2", OK):
            for error in (ConnectionDone(), ConnectionLost()):
                server = self.open()
                server.protocol.dataReceived(part) if part else None
                server.lose(error)
                self.assertEqual(self.problem(self.client.received())[0], 502, part)

    def test_diesHalfWay(self) -> None:
        """
        A server that dies in the middle of its response: the client gets what there
        is, and the end of the connection too early.
        """
        for head in (OK + b"Content-Length: 6\r\n\r\nabc", CHUNKED + b"6\r\nabc"):
            self.client = self.client.another()
            server = self.open()
            server.protocol.dataReceived(head)
            server.lose(ConnectionDone())
            self.assertFalse(self.client.isOpen or self.client.transport.isAborted)
            received = self.client.received()
            self.assertIn(b"abc", received)
            self.assertRaises(AssertionError, only, received)
            self.client.transport.settle()

    def test_diesUnseen(self) -> None:
        """
        Where only the end of the connection ends the response, the connection is cut;
        and what ends with the server's connection only ends where that does so in good
        order.
        """
        self.client.send(b"GET %b HTTP/1.0\r\n\r\n" % URL.encode())
        server = self.client.accept()
        server.protocol.dataReceived(OK + b"\r\nabc")
        server.lose(ConnectionLost())
        self.assertTrue(self.client.transport.isAborted)

    def test_silence(self) -> None:
        """
        A server that does not answer in time is a 504; one that goes silent in the
        middle of its answer is given up.
        """
        server = self.open()
        self.client.reactor.advance(SILENCE_LIMIT - 1)
        self.assertEqual(self.client.received(), b"")
        self.client.reactor.advance(1)
        self.assertEqual(self.problem(self.client.received())[0], 504)
        self.assertTrue(server.isAborted)
        server = self.open()
        server.protocol.dataReceived(OK + b"Content-Length: 6\r\n\r\nabc")
        self.client.reactor.advance(SILENCE_LIMIT)
        self.assertTrue(server.isAborted)
        self.assertFalse(self.client.isOpen)

    def test_clientLeaves(self) -> None:
        """
        Where the client leaves, the server is left: before the connection, before the
        answer, and in the middle of it.
        """
        self.client.ask(URL)
        self.client.transport.lose(ConnectionLost())
        self.assertTrue(self.client.reactor.connectors[-1].stoppedConnecting)
        for begun in (b"", OK + b"Content-Length: 6\r\n\r\nabc"):
            self.client = self.client.another()
            server = self.open()
            server.protocol.dataReceived(begun) if begun else None
            self.client.transport.lose(ConnectionLost())
            self.assertTrue(server.isAborted)
            server.settle()
        self.assertEqual(self.out.getvalue().count(" broken off "), 3)
        self.assertEqual(self.pending(), [])

    def test_clientEnds(self) -> None:
        """
        A client that sends no more still gets its answer, as long as that goes on. One
        that has left altogether looks the same, so it does not wait for ever.
        """
        server = self.open()
        self.client.transport.end()
        for piece in (OK + b"\r\n", b"a", b"b"):
            self.client.reactor.advance(Patience().hungUp - 1)
            server.protocol.dataReceived(piece)
            self.assertTrue(self.client.received())
        self.assertFalse(server.isClosed or self.client.transport.isClosed)
        self.client.reactor.advance(Patience().hungUp)
        self.assertTrue(self.client.transport.isAborted)
        self.client.transport.settle()
        self.assertTrue(server.isAborted)

    def pending(self) -> list[object]:
        """
        What still waits for its time.
        """
        return [call for call in self.client.reactor.getDelayedCalls() if call.active()]

    def test_quiet(self) -> None:
        """
        After a response, nothing is left: no connection and no timer but that of the
        idle client.
        """
        server = self.open()
        server.protocol.dataReceived(EMPTY)
        self.assertTrue(server.isClosed)
        self.assertFalse(server.isAborted)
        server.settle()
        self.assertEqual(len(self.pending()), 1)


class DestinationTests(ExchangeTestCase):
    """
    Where a request goes, and what becomes of one that goes nowhere.
    """

    def refused(self, url: str) -> str:
        """
        Ask for something that is refused.

        @return: the reason.
        """
        status, sentence = self.problem(self.client.ask(url))
        self.assertEqual(status, 403, url)
        return sentence

    def test_refused(self) -> None:
        """
        A name, or another spelling, for an address that is not public is refused, and
        nobody connects.
        """
        self.client.names |= {
            "localhost": ["127.0.0.1", "::1"],
            "2130706433": ["127.0.0.1"],
            "0x7f.1": ["127.0.0.1"],
            "0": ["0.0.0.0"],
            "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
            "metadata.internal": ["169.254.169.254"],
            "172.16.0.1": ["172.16.0.1"],
        }
        for host in self.client.names:
            if host != NAME:
                url = f"http://[{host}]/" if ":" in host else f"http://{host}/"
                self.assertIn("not a public address", self.refused(url))
        self.assertEqual(self.client.connections, [])

    def test_rebinding(self) -> None:
        """
        A name is looked up once, and the connection is made to an address that was
        found to be public, not to the name.
        """
        self.client.names["evil.example"] = ["10.0.0.1", "1.1.1.1", "127.0.0.1"]
        self.client.ask("http://evil.example/")
        self.assertEqual(self.client.connections, [("1.1.1.1", 80)])
        self.assertEqual(self.client.resolver.asked, ["evil.example"])
        self.client.reactor.advance(TIME_LIMIT / 2)
        self.assertEqual(self.client.connections, [("1.1.1.1", 80)])

    def test_allowed(self) -> None:
        """
        What is named is allowed; a name that leads to the same address is not.
        """
        self.client = ProxyConversation(step14, "--allow", "127.0.0.1:8080")
        self.client.names["127.0.0.1"] = self.client.names["evil.example"] = ["127.0.0.1"]
        self.refused("http://127.0.0.1:8081/")
        self.refused("http://evil.example:8080/")
        self.client.ask("http://127.0.0.1:8080/")
        self.assertEqual(self.client.connections, [("127.0.0.1", 8080)])

    def test_itself(self) -> None:
        """
        A proxy that is asked for itself answers; one that is led to itself by a name
        refuses, even where that is allowed.
        """
        self.assertIn("This is a proxy", only(self.client.ask("http://127.0.0.1:8000/")).text)
        self.client = ProxyConversation(step14, "--allow", "me.example")
        self.client.names["me.example"] = ["127.0.0.1"]
        status, sentence = self.problem(self.client.ask("http://me.example:8000/"))
        self.assertEqual((status, self.client.connections), (502, []))
        self.assertIn("loop", sentence)

    def test_unknown(self) -> None:
        """
        A name that nobody knows is a 502, and so is what cannot be a name.
        """
        for host in ("nobody.invalid", "a" * 70 + ".example", "-.example", "a..b"):
            status, sentence = self.problem(self.client.ask(f"http://{host}/"))
            self.assertEqual(status, 502, host)
            self.assertIn("no address", sentence)

    def test_notThere(self) -> None:
        """
        A server that does not listen is a 502.
        """
        self.client.ask(URL)
        self.client.refuse(ConnectionRefusedError())
        status, sentence = self.problem(self.client.received())
        self.assertEqual((status, sentence), (502, "Nobody listens at example.com:80."))

    def test_tooSlow(self) -> None:
        """
        A server that does not take the connection in time is a 504.
        """
        self.client.ask(URL)
        self.client.reactor.advance(TIME_LIMIT)
        self.assertEqual(self.problem(self.client.received())[0], 504)

    def test_badTarget(self) -> None:
        """
        A target that names nothing is a 400, even with content, which is not taken for a request.
        """
        content = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        length = f"Content-Length: {len(content)}"
        received = self.client.ask("ftp://a/", length, method="POST", content=content)
        self.assertEqual(self.problem(received)[0], 400)
        for target in ("nonsense", "http://a:0/", "https://a/"):
            self.assertEqual(self.problem(self.client.another().ask(target))[0], 400, target)

    def test_targetToBeEncoded(self) -> None:
        """
        Whoever takes the proxy for a server, and has failed to encode a target, is redirected
        to the encoded one, on a page as any other refusal.
        """
        received = self.client.ask("/a|b?c=<d>")
        self.assertEqual(self.problem(received)[0], 301)
        self.assertEqual(only(received).fields["location"], "/a%7Cb?c=%3Cd%3E")

    def test_noPage(self) -> None:
        """
        Where the page of a refusal cannot be made, it is told in plain words.
        """

        async def fail(*arguments: object) -> bytes:
            raise ValueError("no template")

        self.patch(channel, "problemBytes", fail)
        received = only(self.client.ask("nonsense"))
        self.assertEqual((received.status, received.fields["connection"]), (400, "close"))
        self.assertEqual(received.fields["content-type"], "text/plain; charset=utf-8")
        self.assertFalse(self.client.isOpen)
        self.assertEqual(len(self.flushLoggedErrors(ValueError)), 1)


class WatcherTests(ExchangeTestCase):
    """
    Whoever watches the content must not disturb the exchange.
    """

    def test_failing(self) -> None:
        """
        A watcher that fails is no longer asked, and the content passes untouched.
        """

        class Watcher:
            """
            Fails at the first piece.
            """

            def contentReceived(self, data: bytes) -> None:
                raise ZeroDivisionError

        self.patch(self.proxy, "watch", lambda request, response: Watcher())
        response = self.answer(CHUNKED + b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
        self.assertEqual(response.content, b"ab")
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
