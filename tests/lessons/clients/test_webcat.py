"""
webcat, and what all clients have in common: each way to fail, and how it is
told.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from gzip import compress
from io import BytesIO, TextIOWrapper

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.static import Data
from twisted.web.util import Redirect

from lessons.clients.errors import ClientError
from lessons.clients.failures import explain
from lessons.clients.statuses import Exit
from lessons.clients.web import Web
from lessons.clients.webcat import webcat
from tests.support.clients import (
    MemoryWeb,
    ScriptedServer,
    SilentAgent,
    command,
    environment,
    runClient,
    saying,
    saysNothing,
)
from tests.support.process import PROGRAM_PATIENCE, StepProcess, poll
from tests.support.warm import Warm

URL = "http://example.org"


def response(status: bytes, *lines: bytes) -> bytes:
    """
    @return: the bytes of a response without content.
    """
    return b"\r\n".join([b"HTTP/1.1 " + status, b"Content-Length: 0", *lines, b"", b""])


CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
CUT_CHUNK = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
CLOSED = "connection closed: by the other side, too early"
CUT_SHORT = "cut short: the connection ended before the answer did"

#: What a server says, and what webcat tells of it.
ANSWERS: list[tuple[bytes, Exit, str]] = [
    (response(b"404 Not Found"), Exit.REFUSED, "404 Not Found"),
    (response(b"403 Forbidden"), Exit.REFUSED, "403 Forbidden"),
    (response(b"401 Unauthorized"), Exit.LOGIN, "401 Unauthorized"),
    (response(b"500 Internal Server Error"), Exit.REFUSED, "500 Internal Server Error"),
    (response(b"503 Out\x1b[2Jof order"), Exit.REFUSED, "503 Out [2Jof order"),
    (CUT, Exit.PROTOCOL, CUT_SHORT),
    (CUT_CHUNK, Exit.PROTOCOL, CUT_SHORT),
    (b"HTTP/1.1 200 OK\r\nContent-Le", Exit.PROTOCOL, CLOSED),
    (b"", Exit.PROTOCOL, CLOSED),
    (b"hello\r\n", Exit.PROTOCOL, "not understood: the answer is not HTTP"),
    (
        response(b"302 Found", b"Location: /again"),
        Exit.PROTOCOL,
        "redirected too often, perhaps in a circle",
    ),
    (
        response(b"301 Moved Permanently"),
        Exit.PROTOCOL,
        "redirected, but not told where to",
    ),
    (
        response(b"302 Found", b"Location: ftp://127.0.0.1/"),
        Exit.PROTOCOL,
        "redirected to ftp://127.0.0.1/, where we cannot go: it is not of the form http://HOST/PATH",
    ),
]


#: With which method a POST goes on after a redirect.
REDIRECTS = [(301, b"GET"), (302, b"GET"), (303, b"GET"), (307, b"POST"), (308, b"POST")]


class Moved(Resource):
    """
    Redirects the first request to itself.
    """

    isLeaf = True

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status
        self.methods: list[bytes] = []

    def render(self, request: Request) -> bytes:
        """
        Redirect the first time, and answer the next.
        """
        if not self.methods:
            request.setResponseCode(self.status)
            request.setHeader(b"Location", b"/")
        self.methods.append(request.method)
        return b""


class Zipped(Resource):
    """
    Content that is compressed for whoever takes that.
    """

    isLeaf = True

    def render_GET(self, request: Request) -> bytes:
        """
        Compress it, where it is asked for.
        """
        if b"gzip" not in (request.getHeader(b"accept-encoding") or b""):
            return b"hello"
        request.setHeader(b"content-encoding", b"gzip")
        return compress(b"hello")


class MemoryTests(SynchronousTestCase):
    """
    What webcat prints of pages, redirects and compressed content, in memory.
    """

    def setUp(self) -> None:
        """
        Build a site to fetch from.
        """
        root = Resource()
        root.putChild(b"page", Data(b"a page\xff\n", "text/plain"))
        root.putChild(b"empty", Data(b"", "text/plain"))
        root.putChild(b"old", Redirect(b"/page"))
        root.putChild(b"zipped", Zipped())
        self.web = MemoryWeb(root)
        self.pieces: list[bytes] = []

    def fetch(self, path: str) -> Deferred[None]:
        """
        Start to fetch a page; its content is gathered in C{pieces}.
        """
        return self.web.finish(webcat(self.web, URL + path, self.pieces.append))

    def test_page(self) -> None:
        """
        A page arrives as it is, to the byte.
        """
        self.successResultOf(self.fetch("/page"))
        self.assertEqual(b"".join(self.pieces), b"a page\xff\n")

    def test_empty(self) -> None:
        """
        A page without content is a page.
        """
        self.successResultOf(self.fetch("/empty"))
        self.assertEqual(b"".join(self.pieces), b"")

    def test_redirect(self) -> None:
        """
        Where an answer is a redirect, the page that it leads to is printed.
        """
        self.successResultOf(self.fetch("/old"))
        self.assertEqual(b"".join(self.pieces), b"a page\xff\n")

    def test_redirectedPost(self) -> None:
        """
        A redirected POST becomes a GET, but for 307 and 308, which forbid that.
        """
        for status, method in REDIRECTS:
            moved = Moved(status)
            web = MemoryWeb(moved)
            asked = web.finish(web.request("POST", URL + "/"))
            self.successResultOf(asked)
            self.assertEqual(moved.methods, [b"POST", method], status)

    def test_compressed(self) -> None:
        """
        Content with C{Content-Encoding: gzip} is printed as it was before it was compressed.
        """
        self.successResultOf(self.fetch("/zipped"))
        self.assertEqual(b"".join(self.pieces), b"hello")

    def test_missing(self) -> None:
        """
        A page that is not there is an error, and its content is not printed.
        """
        error = self.failureResultOf(self.fetch("/missing"), ClientError).value
        self.assertEqual((str(error), error.status), ("404 Not Found", Exit.REFUSED))
        self.assertEqual(self.pieces, [])

    def test_printPage(self) -> None:
        """
        Without a collector, the page goes to standard output, as bytes.
        """
        out = BytesIO()
        self.patch(sys, "stdout", TextIOWrapper(out, "ascii"))
        self.successResultOf(self.web.finish(webcat(self.web, f"{URL}/page")))
        self.assertEqual(out.getvalue(), b"a page\xff\n")

    def test_neverAnswers(self) -> None:
        """
        A server that does not answer in time is given up.
        """
        clock = Clock()
        fetching = Deferred.fromCoroutine(
            webcat(Web(clock, SilentAgent(), 10), URL, self.pieces.append)
        )
        clock.advance(9.9)
        self.assertNoResult(fetching)
        clock.advance(0.2)
        failure = self.failureResultOf(fetching, CancelledError)
        self.assertEqual(explain(failure), ("timeout: no answer in time", Exit.NETWORK))


class ProcessTests(SynchronousTestCase):
    """
    The program, and servers that really fail.
    """

    def check(self, url: str, status: Exit, words: str, *options: str) -> None:
        """
        Run webcat, and compare the one line that it tells, and its end.
        """
        result = runClient("webcat", url, *options)
        self.assertEqual(result.stderr, f"webcat: {words}\n")
        self.assertEqual(result.returncode, status)

    def test_step(self) -> None:
        """
        The front page of a step is fetched, and nothing else is said.
        """
        with StepProcess("lessons.step3") as step:
            result = runClient("webcat", f"http://127.0.0.1:{step.port}/")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("Hello", result.stdout)

    def test_IPv6(self) -> None:
        """
        An IPv6 address is written in brackets.
        """
        with StepProcess("lessons.step3", "--interface", "::1") as step:
            result = runClient("webcat", f"http://[::1]:{step.port}/")
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_answers(self) -> None:
        """
        Every bad answer is told in one line, and each has its exit status.
        """
        for data, status, words in ANSWERS:
            with ScriptedServer(saying(data)) as server:
                self.check(server.url, status, words)

    def test_halfAPage(self) -> None:
        """
        What has come before content breaks off is printed.
        """
        with ScriptedServer(saying(CUT)) as server:
            self.assertEqual(runClient("webcat", server.url).stdout, "half")

    def test_refused(self) -> None:
        """
        Where nobody listens, the connection is refused.
        """
        with ScriptedServer(saying(b"")) as server:
            url = server.url
        self.check(url, Exit.NETWORK, "connection refused: nothing listens there")

    def test_noSuchHost(self) -> None:
        """
        A name without an address is told as such (RFC 2606 section 2 keeps
        C{.invalid} free for this).
        """
        words = "no such host: the name cannot be looked up (DNS)"
        self.check("http://nosuchhost.invalid/", Exit.NETWORK, words)

    def test_neverAnswers(self) -> None:
        """
        A server that accepts and says nothing is given up in time.
        """
        with ScriptedServer(saysNothing) as server:
            words = "timeout: no answer in time"
            self.check(server.url, Exit.NETWORK, words, "--timeout", "0.5")

    def test_neverGoesOn(self) -> None:
        """
        A server that stops in the middle of the content is given up in time.
        """

        def stall(connection: socket.socket, request: bytes) -> None:
            connection.sendall(CUT)
            saysNothing(connection, request)

        with ScriptedServer(stall) as server:
            words = "timeout: no answer in time"
            self.check(server.url, Exit.NETWORK, words, "--timeout", "0.5")

    def test_noTLS(self) -> None:
        """
        A server that does not speak TLS cannot be asked for C{https}.
        """
        with StepProcess("lessons.step3") as step:
            result = runClient("webcat", f"https://127.0.0.1:{step.port}/")
        self.assertEqual(result.returncode, Exit.CERTIFICATE)
        self.assertTrue(result.stderr.startswith("webcat: no TLS: "), result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)

    def test_interrupt(self) -> None:
        """
        Ctrl-C ends it at once, silently, with the status that shells expect.
        """
        with ScriptedServer(saysNothing) as server:
            child = Warm(command("webcat", server.url), env=environment(), stderr=subprocess.PIPE)
            with child:
                poll(lambda: server.requests)
                child.send_signal(signal.SIGINT)
                _, told = child.communicate(timeout=PROGRAM_PATIENCE)
        self.assertEqual((child.returncode, told), (Exit.INTERRUPTED, b""))

    def test_readerLeaves(self) -> None:
        """
        Whoever reads the output may leave, as C{head} does: not a word is said about it.
        """
        content = b"x" * 1_000_000
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content)
        with ScriptedServer(saying(head, content)) as server:
            child = Warm(
                command("webcat", server.url),
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            with child:
                assert child.stdout is not None
                assert child.stderr is not None
                self.assertEqual(child.stdout.read(10), b"x" * 10)
                child.stdout.close()
                self.assertEqual(child.stderr.read(), b"")
                self.assertEqual(child.wait(PROGRAM_PATIENCE), Exit.FILE)
