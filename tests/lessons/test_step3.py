"""
Step 3: the request, read by hand.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons import step3
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.process import StepProcess
from tests.support.raw import HOST, connect, exchange, readToEnd, sendAll
from tests.support.responses import Response, only, readResponse, readResponses
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "forgets the empty line after the fields",
        'b"\\r\\n\\r\\n" + (b""',
        'b"\\r\\n" + (b""',
        "test_pages",
    ),
    Variant(
        "sends content to HEAD",
        '(b"" if isHead else content)',
        "content",
        "test_head",
    ),
    Variant(
        "reads content into the next request",
        "        self.dataReceived(rest)",
        "        self.dataReceived(data)",
        "test_pipelined",
    ),
    Variant(
        "compares field names as they are spelled",
        "return name.lower(), ",
        "return name, ",
        "test_pages",
    ),
    Variant(
        "lets a blank stand before the colon",
        "name == name.rstrip()",
        "True",
        "test_refusals",
    ),
    Variant(
        "keeps reading after a message it could not read",
        "            self.closing = True  # nobody",
        "            pass  # nobody",
        "test_refusals",
    ),
    Variant(
        "takes the first of two Content-Lengths",
        "demand(not others, 400,",
        "demand(True, 400,",
        "test_refusals",
    ),
    Variant(
        "closes at once and lets TCP throw the answer away",
        "self.transport.loseWriteConnection()",
        "self.transport.loseConnection()",
        "test_lingers",
    ),
]

HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Case(NamedTuple):
    """
    A request and its answer.

    @ivar says: what the content must be, or, for a refusal, hold.
    """

    name: str
    request: bytes
    status: int
    says: str


def get(target: bytes, fields: bytes = b"") -> bytes:
    """
    @return: a GET request of HTTP/1.1 with a Host, and perhaps more field lines.
    """
    return b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n"


def post(content: bytes, fields: bytes = b"") -> bytes:
    """
    Write a POST request with the right C{Content-Length}.
    """
    length = b"Content-Length: %d\r\n" % len(content)
    return b"POST /echo HTTP/1.1\r\nHost: a\r\n" + length + fields + b"\r\n" + content


def lines(*text: bytes) -> bytes:
    """
    Write a head from its lines.
    """
    return b"\r\n".join(text) + b"\r\n\r\n"


#: Requests that leave the connection open.
ANSWERED = [
    Case("the home page", HEAD, 200, "Hello!\n"),
    Case("query", get(b"/?a=b"), 200, "Hello!\n"),
    Case("absolute form", get(b"http://a/"), 200, "Hello!\n"),
    Case("absolute form without a path", get(b"HTTP://a?b"), 200, "Hello!\n"),
    Case("host in upper case", lines(b"GET / HTTP/1.1", b"HOST:a"), 200, "Hello!\n"),
    Case("IPv6 host", lines(b"GET / HTTP/1.1", b"Host: [::1]:8000"), 200, "Hello!\n"),
    Case("empty host", lines(b"GET / HTTP/1.1", b"Host:"), 200, "Hello!\n"),
    Case("version 1.2", lines(b"GET / HTTP/1.2", b"Host: a"), 200, "Hello!\n"),
    Case("empty line before", b"\r\n" + HEAD, 200, "Hello!\n"),
    Case("obs-text in a value", get(b"/", b"X: \xff\r\n"), 200, "Hello!\n"),
    Case("a colon in a value", get(b"/", b"X: a:b\r\n"), 200, "Hello!\n"),
    Case("close as part of a word", get(b"/", b"Connection: closer\r\n"), 200, "Hello!\n"),
    Case("content", post(b"hello"), 200, "hello"),
    Case("no content", post(b""), 200, ""),
    Case("zeros before the length", get(b"/", b"Content-Length: 0000\r\n"), 200, "Hello!\n"),
    Case("content like a request", post(HEAD), 200, HEAD.decode()),
    Case("not there", get(b"/x"), 404, "404 Not Found: there is no '/x'\n"),
    Case("not there, with content", post(b"abc").replace(b"/echo", b"/e"), 404, "no '/e'"),
    Case("wrong method", get(b"/echo"), 405, "'/echo' has no 'GET'"),
    Case("wrong method, content", post(b"a").replace(b"/echo", b"/"), 405, "'/' has no 'POST'"),
    Case("unknown method", HEAD.replace(b"GET", b"BREW"), 501, "method 'BREW' is not impl"),
    Case("lower-case method", HEAD.replace(b"GET", b"get"), 501, "method 'get' is not impl"),
    Case("authority form", HEAD.replace(b"GET /", b"CONNECT a:80"), 501, "method 'CONNECT'"),
    Case("asterisk form", HEAD.replace(b"GET /", b"OPTIONS *"), 501, "method 'OPTIONS'"),
]

#: Requests after which the connection closes.
LAST = [
    Case("Connection: close", get(b"/", b"Connection: close\r\n"), 200, "Hello!\n"),
    Case("in a list", get(b"/", b"Connection: a ,\tClose\r\n"), 200, "Hello!\n"),
    Case("in two lines", get(b"/", b"connection: a\r\nconnection: close\r\n"), 200, "Hello!\n"),
    Case("HTTP/1.0", lines(b"GET / HTTP/1.0"), 200, "Hello!\n"),
    Case(
        "HTTP/1.0, keep-alive", lines(b"GET / HTTP/1.0", b"Connection: keep-alive"), 200, "Hello"
    ),
]

#: Messages that cannot be read: the refusal, and then the connection closes.
REFUSED = [
    Case("one word", lines(b"GET", b"Host: a"), 400, "no blank after the method"),
    Case("two words", lines(b"GET /", b"Host: a"), 400, "no blank after the request target"),
    Case("four words", lines(b"GET / HTTP/1.1 x"), 400, "more than two blanks"),
    Case("two blanks", lines(b"GET  / HTTP/1.1"), 400, "more than two blanks"),
    Case("blank before", lines(b" GET / HTTP/1.1"), 400, "more than two blanks"),
    Case("tab", lines(b"GET\t/ HTTP/1.1"), 400, "no blank after the request target"),
    Case("method", lines(b"G(T / HTTP/1.1"), 400, "'G(T' is not a method"),
    Case("target", lines(b"GET /\xff HTTP/1.1"), 400, r"'/\xff' is not a request target"),
    Case("no slash", lines(b"GET about HTTP/1.1"), 400, "'about' is not a request target"),
    Case("NUL", lines(b"GET /\x00 HTTP/1.1"), 400, r"'/\x00' is not a request target"),
    Case("version", lines(b"GET / HTTP/1.11"), 400, "'HTTP/1.11' is not an HTTP version"),
    Case("small letters", lines(b"GET / http/1.1"), 400, "'http/1.1' is not an HTTP version"),
    Case("version 2", lines(b"GET / HTTP/2.0"), 505, "'HTTP/2.0' is not spoken here"),
    Case("version 0.9", lines(b"GET / HTTP/0.9"), 505, "'HTTP/0.9' is not spoken here"),
    Case("no host", lines(b"GET / HTTP/1.1"), 400, "no Host field"),
    Case("two hosts", get(b"/", b"host: a\r\n"), 400, "more than one Host field"),
    Case(
        "two in 1.0", lines(b"GET / HTTP/1.0", b"Host: a", b"Host: a"), 400, "more than one Host"
    ),
    Case("bad host", lines(b"GET / HTTP/1.1", b"Host: a/b"), 400, "'a/b' is not a host"),
    Case("space before the colon", lines(b"GET / HTTP/1.1", b"Host : a"), 400, "colon of 'Host '"),
    Case("tab before the colon", get(b"/", b"X\t: a\r\n"), 400, r"colon of 'X\t'"),
    Case("folded line", get(b"/", b" x: y\r\n"), 400, "a blank before the field line ' x: y'"),
    Case("no colon", get(b"/", b"x\r\n"), 400, "no colon in the field line 'x'"),
    Case("empty name", get(b"/", b": x\r\n"), 400, "'' is not a field name"),
    Case("bad name", get(b"/", b"a b: x\r\n"), 400, "'a b' is not a field name"),
    Case("NUL in a value", get(b"/", b"X: \x00\r\n"), 400, "a control character in the value"),
    Case("CR in a value", get(b"/", b"X: a\rb\r\n"), 400, "a control character in the value"),
    Case("LF alone", b"GET / HTTP/1.1\nHost: a\n\n", 400, "ends in LF alone"),
    Case("chunked", get(b"/", b"Transfer-Encoding: chunked\r\n"), 501, "coding 'chunked'"),
    Case("coding", get(b"/x", b"transfer-encoding: gzip\r\n"), 501, "coding 'gzip'"),
    Case(
        "two lengths", get(b"/", b"Content-Length: 1\r\n" * 2), 400, "more than one Content-Length"
    ),
    Case("signed", get(b"/", b"Content-Length: +1\r\n"), 400, "'+1' is not plain digits"),
    Case("negative", get(b"/", b"Content-Length: -1\r\n"), 400, "'-1' is not plain digits"),
    Case("list", get(b"/", b"Content-Length: 1, 1\r\n"), 400, "'1, 1' is not plain digits"),
    Case("empty length", get(b"/", b"Content-Length:\r\n"), 400, "'' is not plain digits"),
    Case("superscript", get(b"/", b"Content-Length: \xb2\r\n"), 400, r"'\xb2' is not plain"),
    Case("too long", get(b"/x", b"Content-Length: 100001\r\n"), 413, "longer than 100000 bytes"),
    Case(
        "5,000 digits", get(b"/", b"Content-Length: " + b"9" * 5000 + b"\r\n"), 413, "longer than"
    ),
    Case("long target", get(b"/" + b"x" * 9000), 414, "a line is longer than 8000 bytes"),
    Case("long field", get(b"/", b"X: " + b"x" * 9000), 431, "a line is longer than 8000 bytes"),
    Case("many fields", get(b"/", b"X: x\r\n" * 100), 431, "more than 100 fields"),
    Case("message before resource", lines(b"PUT /x HTTP/1.1"), 400, "no Host field"),
]


def undated(data: bytes) -> bytes:
    """
    Take the time out of some responses, to compare them.
    """
    return re.sub(rb"Date: [^\r]+", b"Date: now", data)


class RequestTests(StepTestCase):
    """
    What the step answers to requests that are well-formed, ill-formed, cut and glued.
    """

    step = step3

    def converse(self, data: bytes) -> tuple[bytes, bool]:
        """
        Send some bytes over a new connection.

        @return: what came back, and whether the connection is still open.
        """
        conversation = Conversation(self.step)
        return conversation.send(data), conversation.isOpen

    def check(self, case: Case, response: Response) -> None:
        """
        Compare a response with what its case demands.
        """
        self.assertEqual(response.status, case.status, case.name)
        if case.status == 200:
            self.assertEqual(response.text[: len(case.says)], case.says, case.name)
        else:
            self.assertIn(case.says, response.text, case.name)

    def test_pages(self) -> None:
        """
        A good request is answered, and the connection stays open.
        """
        for case in ANSWERED:
            data, isOpen = self.converse(case.request)
            self.check(case, only(data))
            self.assertTrue(isOpen, case.name)

    def test_last(self) -> None:
        """
        HTTP/1.0 and C{Connection: close} end the connection after the answer.
        """
        for case in LAST:
            data, isOpen = self.converse(case.request + HEAD)
            response = only(data)
            self.check(case, response)
            self.assertEqual(response.fields["connection"], "close", case.name)
            self.assertFalse(isOpen, case.name)

    def test_refusals(self) -> None:
        """
        A message that cannot be read gets its status and a reason, and what comes after it is not
        read.
        """
        for case in REFUSED:
            data, isOpen = self.converse(case.request + HEAD)
            response = only(data)
            self.check(case, response)
            self.assertEqual(response.fields["connection"], "close", case.name)
            self.assertFalse(isOpen, case.name)

    def test_byteByByte(self) -> None:
        """
        How a request arrives in pieces does not matter.
        """
        for case in ANSWERED + LAST + REFUSED:
            pieces = Conversation(self.step).sendByteByByte(case.request)
            whole, _ = self.converse(case.request)
            self.assertEqual(undated(pieces), undated(whole), case.name)

    def test_glued(self) -> None:
        """
        After and before another request, the answer is the same.
        """
        for case in ANSWERED:
            data, isOpen = self.converse(HEAD + case.request + HEAD)
            before, answer, after = readResponses(data)
            self.assertEqual((before.text, after.text), ("Hello!\n", "Hello!\n"), case.name)
            self.check(case, answer)
            self.assertTrue(isOpen, case.name)

    def test_gluedRefusals(self) -> None:
        """
        A good request before a bad one is still answered.
        """
        for case in REFUSED:
            data, _ = self.converse(HEAD + case.request)
            first, refusal = readResponses(data)
            self.assertEqual(first.text, "Hello!\n", case.name)
            self.check(case, refusal)

    def test_head(self) -> None:
        """
        HEAD is answered like GET, but without content, even where it is refused.
        """
        for target in (b"/", b"/x"):
            request = get(target)
            full = only(self.converse(request)[0])
            data, _ = self.converse(request.replace(b"GET", b"HEAD"))
            bare = only(data, toHead=True)
            del full.fields["date"], bare.fields["date"]
            self.assertEqual((bare.status, bare.fields), (full.status, full.fields))

    def test_allow(self) -> None:
        """
        405 says which methods there are.
        """
        self.assertEqual(only(self.converse(get(b"/echo"))[0]).fields["allow"], "POST")
        wrong = post(b"").replace(b"/echo", b"/")
        self.assertEqual(only(self.converse(wrong)[0]).fields["allow"], "GET, HEAD")

    def test_date(self) -> None:
        """
        Every response says when it was made.
        """
        for request in (HEAD, get(b"/x"), b"\n"):
            date = only(self.converse(request)[0]).fields["date"]
            self.assertRegex(date, r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")

    def test_pipelined(self) -> None:
        """
        Many requests in one piece are answered in their order.
        """
        contents = [b"one", b"", b"three\r\n\r\n", b"4" * 100_000]
        data, _ = self.converse(b"".join(map(post, contents)))
        self.assertEqual([response.content for response in readResponses(data)], contents)

    def test_lingers(self) -> None:
        """
        A refusal ends our side only; what still comes is thrown away, and when
        the client ends its side, the connection closes.
        """
        conversation = Conversation(self.step)
        only(conversation.send(b"\n"))
        self.assertTrue(conversation.transport.halfClosed)
        self.assertFalse(conversation.transport.disconnecting)
        conversation.protocol.dataReceived(HEAD * 1000)
        self.assertEqual(conversation.received(), b"")
        conversation.protocol.readConnectionLost()  # type: ignore[attr-defined]
        self.assertTrue(conversation.transport.disconnecting)

    def test_backPressure(self) -> None:
        """
        While the transport cannot send, no further request is answered.
        """
        conversation = Conversation(self.step)
        producer = conversation.transport.producer
        assert producer is not None
        producer.pauseProducing()
        self.assertEqual(conversation.send(HEAD + post(b"a") + HEAD), b"")
        producer.resumeProducing()
        self.assertEqual(len(readResponses(conversation.received())), 3)


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own, and clients that type, or send more than it takes.
    """

    def test_telnet(self) -> None:
        """
        Two requests typed with telnet are answered on one connection.
        """
        telnet = need("telnet")
        with StepProcess("lessons.step3") as step:
            child = pexpect.spawn(telnet, [HOST, str(step.port)], timeout=20)
            self.addCleanup(child.close, force=True)
            child.expect_exact("Escape character is")
            for fields, answer in [([], "200 OK"), (["Connection: close"], "200 OK")]:
                for line in ["GET / HTTP/1.1", "Host: localhost", *fields, ""]:
                    child.sendline(line)
                child.expect_exact(f"HTTP/1.1 {answer}\r\n")
                child.expect_exact("\r\n\r\nHello!\r\n")
            child.expect_exact("Connection closed by foreign host.")

    def test_halfClosed(self) -> None:
        """
        A client that has ended its side gets all its answers.
        """
        with StepProcess("lessons.step3") as step:
            answers = readResponses(exchange(step.port, HEAD * 3))
            self.assertEqual([answer.text for answer in answers], ["Hello!\n"] * 3)

    def test_refusalArrives(self) -> None:
        """
        A client that is sending megabytes still gets to read why it is refused.
        """
        with StepProcess("lessons.step3") as step, connect(step.port) as connection:
            head = post(b"").replace(b"Length: 0", b"Length: 9000000")
            sendAll(connection, [head, *[b"x" * 90_000] * 100])
            response, _ = readResponse(readToEnd(connection))
            self.assertEqual(response.status, 413)
            self.assertEqual(step.err, "")
