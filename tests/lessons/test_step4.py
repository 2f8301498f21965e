"""
Step 4: a dictionary of pages behind Twisted's own channel.
"""

from __future__ import annotations

import subprocess

from twisted.trial.unittest import SynchronousTestCase

from lessons import step4
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.outcome import fillBuffer
from tests.support.process import StepProcess
from tests.support.raw import connect, exchange, readUntil
from tests.support.responses import only, readResponse, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "keeps its paths as text",
        '    b"/about": makePage',
        '    "/about": makePage',
        "test_about",
    ),
    Variant(
        "forgets that a response has an end",
        "        self.finish()  # the next request on this connection may come\n",
        "",
        "test_glued",
    ),
    Variant(
        "counts characters where bytes are meant",
        'b"%d" % len(page)',
        'b"%d" % len(page.decode())',
        "test_test",
    ),
    Variant(
        "takes the query for a part of the path",
        "PAGES[self.path])",
        "PAGES[self.uri])",
        "test_query",
    ),
    Variant(
        "says 405 and not what is allowed",
        '            self.setHeader(b"Allow", b"GET, HEAD")\n',
        "",
        "test_otherMethods",
    ),
    Variant(
        "sends no date",
        '        self.setHeader(b"Date", http.datetimeToString())\n',
        "",
        "test_fields",
    ),
    Variant(
        "goes on reading while its answers pile up",
        "        self.transport.pauseProducing()\n",
        "",
        "test_backPressure",
    ),
]


def request(path: bytes, method: bytes = b"GET", *fields: bytes) -> bytes:
    """
    @return: the bytes of a request without content, to C{localhost}.
    """
    lines = [b"%b %b HTTP/1.1" % (method, path), b"Host: localhost", *fields, b"", b""]
    return b"\r\n".join(lines)


class RequestHandlerTests(StepTestCase):
    """
    The pages of the dictionary, and what is answered where it has none.
    """

    step = step4

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)

    def test_home(self) -> None:
        """
        The home page links the others.
        """
        response = only(self.conversation.send(request(b"/")))
        self.assertEqual(response.status, 200)
        for link in ('<a href="/about">', '<a href="/test">'):
            self.assertIn(link, response.text)

    def test_about(self) -> None:
        """
        C{/about} is a page of its own.
        """
        response = only(self.conversation.send(request(b"/about")))
        self.assertEqual((response.status, response.reason), (200, "OK"))
        self.assertIn("<title>About</title>", response.text)

    def test_test(self) -> None:
        """
        C{/test} has a character of two bytes, and arrives whole.
        """
        response = only(self.conversation.send(request(b"/test")))
        self.assertIn("ü", response.text)
        self.assertTrue(response.text.endswith("bytes.\n"))

    def test_fields(self) -> None:
        """
        A response tells its kind, its length and its date.
        """
        fields = only(self.conversation.send(request(b"/"))).fields
        self.assertEqual(fields["content-type"], "text/html; charset=utf-8")
        self.assertIn("content-length", fields)
        self.assertRegex(fields["date"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")

    def test_isHTML(self) -> None:
        """
        Every page, errors too, is HTML with a language, a title and a width
        that suits a telephone.
        """
        for path in (b"/", b"/about", b"/test", b"/nothing"):
            text = only(self.conversation.send(request(path))).text
            self.assertTrue(text.startswith("<!DOCTYPE html>\n"), path)
            for tag in ('<html lang="en">', '<meta name="viewport"', "<title>", "<h1>"):
                self.assertIn(tag, text)

    def test_query(self) -> None:
        """
        The query is not part of the path.
        """
        self.assertEqual(only(self.conversation.send(request(b"/about?a=1"))).status, 200)

    def test_notFound(self) -> None:
        """
        Any other path is a 404 with a page that leads home.
        """
        for path in (b"/nothing", b"/about/", b"/About", b"//", b"/%2e%2e/etc/passwd"):
            response = only(self.conversation.send(request(path)))
            self.assertEqual((response.status, response.reason), (404, "Not Found"), path)
            self.assertIn('<a href="/">', response.text)

    def test_notFoundRepeatsNothing(self) -> None:
        """
        The page of a 404 has nothing in it that the client has sent.
        """
        response = only(self.conversation.send(request(b"/<script>")))
        self.assertEqual(response.status, 404)
        self.assertNotIn("script", response.text)

    def test_head(self) -> None:
        """
        HEAD is answered with the fields of GET, and no content.
        """
        page = only(self.conversation.send(request(b"/test")))
        head = only(self.conversation.send(request(b"/test", b"HEAD")), toHead=True)
        self.assertEqual((head.status, head.content), (200, b""))
        self.assertEqual(head.fields["content-length"], str(len(page.content)))

    def test_otherMethods(self) -> None:
        """
        A page can only be read.
        """
        for method in (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"BREW", b"get"):
            response = only(self.conversation.send(request(b"/about", method)))
            self.assertEqual(response.status, 405, method)
            self.assertEqual(response.fields["allow"], "GET, HEAD")

    def test_notFoundBeforeMethod(self) -> None:
        """
        Where there is no page, there is no method either.
        """
        self.assertEqual(only(self.conversation.send(request(b"/nothing", b"POST"))).status, 404)

    def test_byteByByte(self) -> None:
        """
        A request may arrive in any number of pieces.
        """
        received = self.conversation.sendByteByByte(request(b"/about"))
        self.assertEqual(only(received).status, 200)

    def test_glued(self) -> None:
        """
        Two requests in one piece get two responses, in order.
        """
        received = self.conversation.send(request(b"/about") + request(b"/nothing"))
        self.assertEqual([answer.status for answer in readResponses(received)], [200, 404])
        self.assertTrue(self.conversation.isOpen)

    def test_contentIsNoRequest(self) -> None:
        """
        Content that no page wants is read, and never taken for a request.
        """
        content = request(b"/test")
        length = b"Content-Length: %d" % len(content)
        received = self.conversation.send(
            request(b"/nothing", b"POST", length) + content + request(b"/about")
        )
        self.assertEqual([answer.status for answer in readResponses(received)], [404, 200])

    def test_chunks(self) -> None:
        """
        A request may come in chunks, which step 3 refused.
        """
        head = request(b"/", b"GET", b"Transfer-Encoding: chunked")
        received = self.conversation.send(head + b"5\r\nhello\r\n0\r\n\r\n" + request(b"/about"))
        self.assertEqual([answer.status for answer in readResponses(received)], [200, 200])

    def test_continue(self) -> None:
        """
        A client that asks whether to go on is told so.
        """
        fields = (b"Expect: 100-continue", b"Content-Length: 5")
        received = self.conversation.send(request(b"/", b"GET", *fields))
        self.assertEqual(only(received).status, 100)

    def test_close(self) -> None:
        """
        The connection is closed where the client asks for it.
        """
        response = only(self.conversation.send(request(b"/", b"GET", b"Connection: close")))
        self.assertEqual(response.fields["connection"], "close")
        self.assertFalse(self.conversation.isOpen)

    def test_oldClient(self) -> None:
        """
        HTTP/1.0 needs no Host, and the connection is closed.
        """
        response = only(self.conversation.send(b"GET /about HTTP/1.0\r\n\r\n"))
        self.assertEqual(response.status, 200)
        self.assertFalse(self.conversation.isOpen)

    def test_backPressure(self) -> None:
        """
        While answers wait to be sent, nothing more is read.
        """
        transport = self.conversation.transport
        fillBuffer(transport)
        self.assertEqual(only(self.conversation.send(request(b"/"))).status, 200)
        self.assertEqual(transport.producerState, "paused")
        assert transport.producer is not None
        transport.producer.resumeProducing()
        self.assertEqual(transport.producerState, "producing")
        self.assertEqual(only(self.conversation.send(request(b"/"))).status, 200)

    def test_silentClient(self) -> None:
        """
        A client that sends nothing more is left after a minute, by the
        reactor that the step was given.
        """
        self.conversation.send(b"GET / HT")
        self.conversation.clock.advance(61)
        self.assertFalse(self.conversation.isOpen)
        self.conversation.hangUp()


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own: asked by curl, in pieces, and where its channel
    breaks.
    """

    def curl(self, step: StepProcess, *arguments: str) -> str:
        """
        Run curl against a path of a running step.

        @param arguments: the last one is the path.
        """
        *options, path = arguments
        command = [need("curl"), "-sS", *options, f"http://127.0.0.1:{step.port}{path}"]
        done = subprocess.run(command, capture_output=True, timeout=20, check=True)
        return done.stdout.decode()

    def test_curl(self) -> None:
        """
        curl gets the page, its head, and what a refusal says.
        """
        with StepProcess("lessons.step4") as step:
            self.assertIn("<h1>About</h1>", self.curl(step, "/about"))
            self.assertIn("HTTP/1.1 200 OK\r\n", self.curl(step, "--head", "/test"))
            self.assertIn("404 Not Found", self.curl(step, "-i", "/nothing"))
            self.assertIn("Allow: GET, HEAD\r\n", self.curl(step, "-i", "-d", "a=1", "/"))
            self.assertEqual(step.err, "")
            self.assertEqual(step.stop(), 0)

    def test_pieces(self) -> None:
        """
        Byte by byte, or two requests glued: over a socket it is the same.
        """
        last = request(b"/test", b"GET", b"Connection: close")
        sent = request(b"/about") + last
        with StepProcess("lessons.step4") as step:
            for pieces in ([sent], [sent[at : at + 1] for at in range(len(sent))]):
                answers = readResponses(exchange(step.port, *pieces))
                self.assertEqual([answer.status for answer in answers], [200, 200])

    def test_onConnection(self) -> None:
        """
        A connection carries one request after the other.
        """
        with StepProcess("lessons.step4") as step, connect(step.port) as connection:
            for path in (b"/", b"/test"):
                connection.sendall(request(path))
                response, rest = readResponse(readUntil(connection, b".\n"))
                self.assertEqual((response.status, rest), (200, b""))

    def test_survivesItsChannel(self) -> None:
        """
        Where the channel breaks, the console has one line and no traceback,
        and others are served.
        """
        digits = b"Content-Length: " + b"1" * 5000
        with StepProcess("lessons.step4") as step:
            self.assertEqual(exchange(step.port, request(b"/", b"GET", digits)), b"")
            self.assertIn("<h1>Home</h1>", self.curl(step, "/"))
            self.assertEqual(step.err.count("\n"), 1, step.err)
            self.assertTrue(step.err.startswith("critical: Unhandled Error: ValueError"))
