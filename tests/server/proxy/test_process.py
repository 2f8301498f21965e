"""
The proxy as a program, over real sockets: curl, slow and endless servers, servers
that die, clients that leave, and how much memory all that takes.
"""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.support.clients import Answer, ScriptedServer, saying
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.raw import connect, readToEnd, readUntil, sendAll
from tests.support.responses import only

MEGABYTE = 2**20

#: What the proxy may grow by when far more than that passes through, in bytes.
MOST_GROWTH = 16 * MEGABYTE

#: What may be on its way in the buffers of the system, in bytes.
MOST_BUFFERED = 32 * MEGABYTE

ENDLESS_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


class Endless:
    """
    Answers without an end, and remembers how much it could send.
    """

    def __init__(self, head: bytes, block: bytes = b"word <b>and</b> word " * 3000) -> None:
        self.head, self.block = head, block
        self.sent = 0
        self.isCut = threading.Event()

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        """
        Send blocks until the other side is gone, and count their bytes.
        """
        try:
            connection.sendall(self.head)
            while True:
                connection.sendall(self.block)
                self.sent += len(self.block)
        except (ConnectionError, TimeoutError):
            self.isCut.set()


class ProcessTestCase(SynchronousTestCase):
    """
    Tests with a server behind a proxy.
    """

    def setUp(self) -> None:
        self.stack = ExitStack()
        self.addCleanup(self.stack.close)

    def start(self, answer: Answer) -> StepProcess:
        """
        Start a server, and a proxy that may go there.
        """
        self.server = self.stack.enter_context(ScriptedServer(answer))
        return self.proxyTo(self.server.port)

    def proxyTo(self, port: int) -> StepProcess:
        """
        Start a proxy that may go to a port of this machine.
        """
        arguments = ("--counts-port", "0", "--allow", f"127.0.0.1:{port}")
        self.proxy = self.stack.enter_context(StepProcess("lessons.step14", *arguments))
        return self.proxy

    def ask(self, method: str = "GET", *fields: str) -> socket.socket:
        """
        Send the head of a request for the server to the proxy.
        """
        lines = [f"{method} {self.server.url} HTTP/1.1", "Host: a", "Connection: close", *fields]
        connection = self.stack.enter_context(connect(self.proxy.port))
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection


class CurlTests(ProcessTestCase):
    """
    curl, through the proxy, to a step of the course.
    """

    def setUp(self) -> None:
        """
        Start step 6, and the proxy that may go there.
        """
        super().setUp()
        self.curl = need("curl")
        self.target = self.stack.enter_context(StepProcess("lessons.step6"))
        self.proxyTo(self.target.port)

    def run_(self, *arguments: str, path: str = "/files/hello.txt") -> str:
        """
        Run curl.

        @return: what it prints.
        """
        proxy = f"http://127.0.0.1:{self.proxy.port}"
        url = f"http://127.0.0.1:{self.target.port}{path}"
        command = [self.curl, "-s", "-x", proxy, *arguments, url]
        done = subprocess.run(command, capture_output=True, timeout=PROGRAM_PATIENCE, text=True)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout

    def test_get(self) -> None:
        """
        A file comes as it is; its words do not count, those of a page do.
        """
        self.assertTrue(self.run_().startswith("Hello!\nThese are plain words"))
        self.assertIn("<h1>Step 6</h1>", self.run_(path="/"))
        port = re.findall(r"counts at 127\.0\.0\.1:(\d+)", self.proxy.out)[0]
        url = f"http://127.0.0.1:{port}/"
        done = subprocess.run(
            [self.curl, "-s", url], capture_output=True, text=True, timeout=PROGRAM_PATIENCE
        )
        self.assertIn("on 1 page so far", done.stdout)
        self.assertIn("<td>files</td>", done.stdout)

    def test_methods(self) -> None:
        """
        HEAD, ranges and large uploads pass.
        """
        self.assertIn("Content-Length: 87", self.run_("-I"))
        self.assertEqual(self.run_("-r", "0-5"), "Hello!")
        self.run_("-T", __file__, "-H", "Expect: 100-continue")
        poll(lambda: " PUT " in self.proxy.out)

    def test_tunnel(self) -> None:
        """
        Through a tunnel, curl talks to the server itself.
        """
        text = self.run_("-i", "-p")
        self.assertTrue(
            text.startswith("HTTP/1.1 200 Connection established\n\nHTTP/1.1 200 OK\n")
        )
        self.assertNotIn("Via:", text)

    def test_line(self) -> None:
        """
        Each request is a line of the output, and nothing is said elsewhere.
        """
        self.run_()
        url = f"http://127.0.0.1:{self.target.port}/files/hello.txt"
        poll(lambda: f"127.0.0.1 GET {url} 200 87\n" in self.proxy.out)
        self.assertEqual((self.proxy.stop(), self.proxy.err), (0, ""))


class MemoryTests(ProcessTestCase):
    """
    However much there is, the proxy keeps only a little of it.
    """

    def grown(self, before: int) -> None:
        """
        Check how much the proxy has grown.
        """
        self.assertLess(self.proxy.memory() - before, MOST_GROWTH)

    def test_clientDoesNotRead(self) -> None:
        """
        A client that does not read makes the server wait.
        """
        endless = Endless(ENDLESS_PAGE)
        before = self.start(endless).memory()
        self.ask().recv(1)
        self.assertEqual(self.settled(endless), endless.sent)
        self.assertLess(endless.sent, MOST_BUFFERED)
        self.grown(before)

    def test_endlessHints(self) -> None:
        """
        A client that does not read what comes before the response makes the server wait.
        """
        hint = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
        endless = Endless(hint, hint * 1000)
        before = self.start(endless).memory()
        self.ask().recv(1)
        self.assertEqual(self.settled(endless), endless.sent)
        self.assertLess(endless.sent, MOST_BUFFERED)
        self.grown(before)

    def settled(self, endless: Endless) -> int:
        """
        Wait until nothing more can be sent, for half a second.
        """
        seen = -1

        def isStuck() -> bool:
            nonlocal seen
            last, seen = seen, endless.sent
            return last == seen and not threading.Event().wait(0.5) and seen == endless.sent

        poll(isStuck)
        return seen

    def test_endlessPage(self) -> None:
        """
        A page without an end passes and passes.
        """
        before = self.start(Endless(ENDLESS_PAGE)).memory()
        connection = self.ask()
        received = 0
        while received < 64 * MEGABYTE:
            received += len(connection.recv(MEGABYTE))
        self.grown(before)

    def test_endlessHead(self) -> None:
        """
        A head without an end is refused.
        """
        before = self.start(saying(b"HTTP/1.1 200 OK\r\n", *[b"A: b\r\n" * 10_000] * 100)).memory()
        self.assertEqual(only(readToEnd(self.ask())).status, 502)
        self.grown(before)

    def test_serverDoesNotRead(self) -> None:
        """
        A server that does not read an upload makes the client wait.
        """
        released = threading.Event()
        self.addCleanup(released.set)
        before = self.start(lambda connection, request: released.wait(PROGRAM_PATIENCE)).memory()
        connection = self.ask("PUT", "Transfer-Encoding: chunked")
        connection.settimeout(0.5)
        chunk = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"
        self.assertFalse(sendAll(connection, [chunk] * 64), "the client need not wait")
        self.grown(before)

    def test_endlessUpload(self) -> None:
        """
        An upload without an end passes, too.
        """

        def answer(connection: socket.socket, request: bytes) -> None:
            received = 0
            while received < 64 * MEGABYTE:
                received += len(connection.recv(MEGABYTE))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            # Closed with bytes unread, the connection would be reset, and the answer with it.
            while received < 65 * MEGABYTE and (rest := connection.recv(MEGABYTE)):
                received += len(rest)

        before = self.start(answer).memory()
        connection = self.ask("PUT", f"Content-Length: {65 * MEGABYTE}")
        sendAll(connection, [b"x" * MEGABYTE] * 65)
        self.assertEqual(only(readToEnd(connection)).status, 200)
        self.grown(before)


class ConnectionEndTests(ProcessTestCase):
    """
    One side leaves in the middle of an exchange: the other one must notice, and the proxy
    go on.
    """

    def test_serverDies(self) -> None:
        """
        A server that dies in the middle: the client's connection breaks as well.
        """
        self.start(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        connection = self.ask()
        head = readUntil(connection, b"abc")
        self.assertIn(b"\r\nContent-Length: 10\r\n", head)
        self.assertEqual(readToEnd(connection), b"")
        poll(lambda: " broken off 3\n" in self.proxy.out)
        self.assertEqual(self.proxy.err, "")

    def test_clientLeaves(self) -> None:
        """
        A client that leaves in the middle: the server is left as well.
        """
        endless = Endless(ENDLESS_PAGE)
        self.start(endless)
        connection = self.ask()
        connection.recv(100)
        connection.close()
        self.assertTrue(endless.isCut.wait(PROGRAM_PATIENCE))
        poll(lambda: " broken off " in self.proxy.out)

    def test_clientLeavesEarly(self) -> None:
        """
        A client that does not wait for the answer: likewise.
        """
        left = threading.Event()

        def answer(connection: socket.socket, request: bytes) -> None:
            try:
                connection.recv(1)
            finally:
                left.set()

        self.start(answer)
        connection = self.ask()
        poll(lambda: self.server.requests)
        connection.close()
        self.assertTrue(left.wait(PROGRAM_PATIENCE))

    def test_stop(self) -> None:
        """
        Ctrl-C lets a response that is on its way finish.
        """
        released = threading.Event()

        def answer(connection: socket.socket, request: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            released.wait(PROGRAM_PATIENCE)
            connection.sendall(b"def")

        self.start(answer)
        connection = self.ask()
        readUntil(connection, b"abc")
        self.proxy.process.send_signal(2)
        released.set()
        self.assertEqual(readToEnd(connection), b"def")
        self.assertEqual(self.proxy.process.wait(PROGRAM_PATIENCE), 0)


class TunnelTests(ProcessTestCase):
    """
    Tunnels by CONNECT, over real sockets.
    """

    def dig(self) -> socket.socket:
        """
        Open a tunnel to the server.
        """
        connection = self.stack.enter_context(connect(self.proxy.port))
        place = f"127.0.0.1:{self.server.port}"
        connection.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
        received = readUntil(connection, b"\r\n\r\n")
        self.assertEqual(received, b"HTTP/1.1 200 Connection established\r\n\r\n")
        return connection

    def test_halfClose(self) -> None:
        """
        Each side may end its own, and read the other's to the end.
        """

        def answer(connection: socket.socket, request: bytes) -> None:
            rest = readToEnd(connection)
            connection.sendall(b"%d and %d" % (len(request), len(rest)))

        self.start(answer)
        connection = self.dig()
        connection.sendall(b"\r\n\r\n")
        poll(lambda: self.server.requests)
        connection.sendall(b"x" * 3 * MEGABYTE)
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(readToEnd(connection), b"4 and %d" % (3 * MEGABYTE))

    def test_farEndsFirst(self) -> None:
        """
        A server may end its side of a tunnel first: what the client still sends arrives.
        """
        received: list[bytes] = []

        def answer(connection: socket.socket, request: bytes) -> None:
            connection.sendall(b"all")
            connection.shutdown(socket.SHUT_WR)
            received.append(readToEnd(connection))

        self.start(answer)
        connection = self.dig()
        connection.sendall(b"\r\n\r\n")
        self.assertEqual(readToEnd(connection), b"all")
        connection.sendall(b"x" * MEGABYTE)
        connection.shutdown(socket.SHUT_WR)
        poll(lambda: received)
        self.assertEqual(len(received[0]), MEGABYTE)

    def test_memory(self) -> None:
        """
        A client that does not read makes the far end wait.
        """
        endless = Endless(b"")
        before = self.start(endless).memory()
        connection = self.dig()
        connection.sendall(b"\r\n\r\n")
        connection.recv(1)
        seen = -1
        while seen != endless.sent:
            seen = endless.sent
            threading.Event().wait(0.5)
        self.assertLess(seen, MOST_BUFFERED)
        self.assertLess(self.proxy.memory() - before, MOST_GROWTH)

    def test_stop(self) -> None:
        """
        Ctrl-C ends a tunnel, after its time.
        """
        self.start(lambda connection, request: readToEnd(connection))
        connection = self.dig()
        self.assertEqual(self.proxy.stop(), 0)
        self.assertIn(readOrReset(connection), (b"", None))


def readOrReset(connection: socket.socket) -> bytes | None:
    """
    Read to the end.

    @return: L{None} where the connection was cut.
    """
    try:
        return readToEnd(connection)
    except ConnectionResetError:
        return None
