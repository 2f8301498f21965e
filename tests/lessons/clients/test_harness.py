"""
The test harness: a request is written by hand, and the whole answer is seen.
"""

from __future__ import annotations

import socket
from argparse import ArgumentTypeError

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients import harness
from lessons.clients.harness import (
    buildRequest,
    connect,
    exchange,
    makeParser,
    readToEnd,
    readUntil,
    sendAll,
)
from lessons.clients.rawrequest import Address, addArguments, makeRequest, readAddress
from lessons.clients.responses import Malformed, only
from lessons.clients.statuses import Exit
from tests.support import raw, responses
from tests.support.clients import ScriptedServer, runClient, saying, saysNothing
from tests.support.process import StepProcess

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

ADDRESSES = {
    "http://localhost": Address("localhost", 80, "/"),
    "http://127.0.0.1:8000/a/b?c=d&e": Address("127.0.0.1", 8000, "/a/b?c=d&e"),
    "http://[::1]:8000/#part": Address("::1", 8000, "/"),
    "http://localhost:8000?x": Address("localhost", 8000, "/?x"),
}

NO_ADDRESSES = [
    "",
    "localhost:8000",
    "https://localhost/",
    "http:///",
    "http://localhost:x/",
    "http://localhost:99999/",
    "http://localhost/a b",
    "http://localhost/a\r\nb",
    "http://localhost/ä",
    "http://[::1/",
    "http://localhost:0/",
    "http://a..b/",
    "http://[not an address]/",
]


class MakeRequestTests(SynchronousTestCase):
    """
    The request, before it is sent.
    """

    def test_addresses(self) -> None:
        """
        A URL is taken apart.
        """
        for text, address in ADDRESSES.items():
            self.assertEqual(readAddress(text), address)

    def test_noAddresses(self) -> None:
        """
        What does not fit in a request line is refused.
        """
        for text in NO_ADDRESSES:
            with self.assertRaises(ArgumentTypeError, msg=text):
                readAddress(text)

    def test_arguments(self) -> None:
        """
        Arguments go after those that are there, escaped.
        """
        self.assertEqual(addArguments("/a", []), "/a")
        self.assertEqual(addArguments("/a", [("b", "c d"), ("b", "&")]), "/a?b=c+d&b=%26")
        self.assertEqual(addArguments("/a?x", [("b", "c")]), "/a?x&b=c")

    def test_request(self) -> None:
        """
        A request is these bytes.
        """
        self.assertEqual(
            makeRequest("POST", Address("::1", 8000, "/x"), [("A", "b")], b"hello"),
            b"POST /x HTTP/1.1\r\nHost: [::1]:8000\r\nConnection: close\r\n"
            b"Content-Length: 5\r\nA: b\r\n\r\nhello",
        )

    def test_ownFields(self) -> None:
        """
        A field that is given replaces ours: to send a wrong one is the point.
        """
        request = makeRequest(
            "GET", Address("h", 80, "/"), [("host", ""), ("content-length", "x")], b"?"
        )
        self.assertEqual(
            request,
            b"GET / HTTP/1.1\r\nConnection: close\r\nhost: \r\ncontent-length: x\r\n\r\n?",
        )

    def test_commandLine(self) -> None:
        """
        The command line describes a whole request.
        """
        options = makeParser().parse_args(
            ["PUT", "http://h/p", "--query", "a=1", "--field", "X: y", "--form", "f=\u00e4 b"]
        )
        self.assertEqual(
            buildRequest(options),
            b"PUT /p?a=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 10\r\n"
            b"X: y\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nf=%C3%A4+b",
        )

    def test_support(self) -> None:
        """
        The course's tests use the same functions.
        """
        self.assertIs(raw.exchange, harness.exchange)
        self.assertIs(responses.only, only)


class SocketTests(SynchronousTestCase):
    """
    The library, on real sockets.
    """

    def test_exchange(self) -> None:
        """
        Bytes go out in pieces, then the end; all that comes back is read.
        """
        with StepProcess("lessons.step1") as step:
            told = exchange(step.port, b"hel", b"lo\r\nqui", b"t\r\n")
        self.assertEqual(told, b"You said: hello\r\nGoodbye.\r\n")

    def test_readUntil(self) -> None:
        """
        Reading stops where what came ends in the given bytes, or at the end.
        """
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(b"one\r\n")
            self.assertEqual(readUntil(ours, b"\r\n"), b"one\r\n")
            theirs.sendall(b"half")
            theirs.close()
            self.assertEqual(readUntil(ours, b"\r\n"), b"half")

    def test_tooMuch(self) -> None:
        """
        Reading to the end has its limit.
        """
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(b"12345")
            theirs.close()
            with self.assertRaises(Malformed):
                readToEnd(ours, 4)

    def test_sendAll(self) -> None:
        """
        It is told whether all could be sent.
        """
        with ScriptedServer(saying(OK)) as server, connect(server.port) as connection:
            self.assertTrue(sendAll(connection, [b"GET /", b"\r\n\r\n"]))
            readToEnd(connection)
            self.assertFalse(sendAll(connection, [b"x" * 65536] * 200))


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def check(self, data: bytes, status: Exit, words: str) -> None:
        """
        Let a server say something, and compare what is told.
        """
        with ScriptedServer(saying(data)) as server:
            result = runClient("harness", "GET", server.url)
        self.assertEqual((result.stderr, result.returncode), (words, status))

    def test_step(self) -> None:
        """
        Status, fields and content of a step's answer are printed.
        """
        with StepProcess("lessons.step3") as step:
            url = f"http://127.0.0.1:{step.port}/echo"
            result = runClient("harness", "POST", url, "--body", "hello", "--show-request")
        sent, got, content = result.stdout.split("\n\n")
        self.assertTrue(sent.startswith("POST /echo HTTP/1.1\nHost: 127.0.0.1:"), sent)
        self.assertIn("Content-Length: 5", sent)
        self.assertTrue(got.endswith("connection: close"), got)
        self.assertIn("200 OK\n", got)
        self.assertEqual(content, "hello")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_methods(self) -> None:
        """
        Any method can be sent; an answer with an error is printed as well.
        """
        with StepProcess("lessons.step3") as step:
            url = f"http://127.0.0.1:{step.port}/"
            head = runClient("harness", "HEAD", url)
            brew = runClient("harness", "BREW", url)
        self.assertTrue(head.stdout.startswith("200 OK\n"))
        self.assertTrue(brew.stdout.startswith("501 "))
        self.assertEqual((head.returncode, brew.returncode), (Exit.WELL, Exit.REFUSED))

    def test_malformed(self) -> None:
        """
        An answer that is not well-formed HTTP is told, with the reason.
        """
        told = "harness: not well-formed: not a status line: 'hello'\n"
        self.check(b"hello\r\n\r\n", Exit.PROTOCOL, told)
        told = "harness: not well-formed: 2 bytes announced, 1 sent\n"
        self.check(OK[:-1], Exit.PROTOCOL, told)
        self.check(OK, Exit.WELL, "")

    def test_noConnection(self) -> None:
        """
        A server that is not there, or says nothing, is told in a line.
        """
        with ScriptedServer(saysNothing) as server:
            slow = runClient("harness", "GET", server.url, "--timeout", "0.3")
        refused = runClient("harness", "GET", server.url)
        unknown = runClient("harness", "GET", "http://nosuchhost.invalid/")
        self.assertEqual(slow.stderr, "harness: timed out\n")
        self.assertEqual(refused.stderr, "harness: Connection refused\n")
        self.assertTrue(unknown.stderr.startswith("harness: "), unknown.stderr)
        for result in (slow, refused, unknown):
            self.assertEqual((result.returncode, result.stderr.count("\n")), (Exit.NETWORK, 1))
