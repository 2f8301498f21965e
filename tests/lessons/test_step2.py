"""
Step 2: the web echo.
"""

from __future__ import annotations

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons import step2
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.process import StepProcess
from tests.support.raw import HOST, exchange
from tests.support.responses import only
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "forgets the empty line before the body",
        'b"\\r\\n\\r\\n" + body',
        'b"\\r\\n" + body',
        "test_echo",
    ),
    Variant(
        "forgets Content-Length",
        '            b"Content-Length: %d" % len(body),\n',
        "",
        "test_contentLength",
    ),
    Variant(
        "counts the length before the greeting",
        "% len(body)",
        "% len(self.lines)",
        "test_echo",
    ),
    Variant(
        "ends its lines with LF alone",
        'b"\\r\\n".join(head)',
        'b"\\n".join(head)',
        "test_echo",
    ),
    Variant(
        "collects lines without a limit",
        "elif len(self.lines) > self.MAX_LINES:",
        "elif False:",
        "test_endlessHead",
    ),
    Variant(
        "answers an empty line before the request",
        "        if not line and not self.lines:\n            return\n",
        "",
        "test_emptyLineBefore",
    ),
]

HEAD = b"GET /a?b HTTP/1.1\r\nHost:  localhost \r\nX: \xff\x00\r\n\r\n"


class WebEchoTests(StepTestCase):
    """
    What a browser gets back of its request, and when that is complete.
    """

    step = step2

    def setUp(self) -> None:
        """
        Connect to the step, in memory.
        """
        self.conversation = Conversation(self.step)

    def test_echo(self) -> None:
        """
        The head comes back to the byte, in a well-formed response.
        """
        response = only(self.conversation.send(HEAD))
        self.assertEqual(response.status, 200)
        self.assertEqual(response.content, b"You said:\r\n\r\n" + HEAD)

    def test_fields(self) -> None:
        """
        The content is plain text, and the connection closes after it.
        """
        fields = only(self.conversation.send(HEAD)).fields
        self.assertEqual(fields["content-type"], "text/plain")
        self.assertEqual(fields["connection"], "close")
        self.assertFalse(self.conversation.isOpen)

    def test_contentLength(self) -> None:
        """
        The Content-Length of the response is the number of the bytes that come back.
        """
        response = only(self.conversation.send(HEAD))
        self.assertEqual(response.fields["content-length"], str(len(response.content)))

    def test_byteByByte(self) -> None:
        """
        How the head arrives in pieces does not matter.
        """
        whole = Conversation(self.step).send(HEAD)
        self.assertEqual(self.conversation.sendByteByByte(HEAD), whole)

    def test_glued(self) -> None:
        """
        One request is answered; what comes after it is not.
        """
        only(self.conversation.send(HEAD + HEAD))

    def test_noAnswerYet(self) -> None:
        """
        Before the empty line there is no answer.
        """
        self.assertEqual(self.conversation.send(HEAD[:-2]), b"")
        self.assertTrue(self.conversation.isOpen)

    def test_emptyLineBefore(self) -> None:
        """
        Empty lines before the request line are not a request.
        """
        response = only(self.conversation.send(b"\r\n\r\n" + HEAD))
        self.assertEqual(response.content, b"You said:\r\n\r\n" + HEAD)

    def test_content(self) -> None:
        """
        The content of a request is not read.
        """
        response = only(self.conversation.send(HEAD + b"a=1"))
        self.assertNotIn(b"a=1", response.content)

    def test_longLine(self) -> None:
        """
        An endless line gets a clear refusal.
        """
        response = only(self.conversation.send(b"x" * 8002))
        self.assertEqual((response.status, response.reason), (400, "Bad Request"))
        self.assertEqual(response.text, "A line of more than 8000 bytes.\r\n")
        self.assertFalse(self.conversation.isOpen)

    def test_endlessHead(self) -> None:
        """
        A head of too many lines gets a clear refusal.
        """
        response = only(self.conversation.send(b"x: y\r\n" * 101))
        self.assertEqual(response.status, 400)
        self.assertEqual(response.text, "More than 100 lines.\r\n")
        self.assertFalse(self.conversation.isOpen)


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own, and a person with telnet.
    """

    def test_telnet(self) -> None:
        """
        A request typed with telnet is answered.
        """
        telnet = need("telnet")
        with StepProcess("lessons.step2") as step:
            child = pexpect.spawn(telnet, [HOST, str(step.port)], timeout=20)
            self.addCleanup(child.close, force=True)
            child.expect_exact("Escape character is")
            child.sendline("GET / HTTP/1.1")
            child.sendline("Host: localhost")
            child.sendline("")
            child.expect_exact("HTTP/1.1 200 OK\r\n")
            child.expect_exact("Content-Length: 48\r\n")
            child.expect_exact(
                "\r\n\r\nYou said:\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            child.expect_exact("Connection closed by foreign host.")

    def test_halfClosed(self) -> None:
        """
        A client that has ended its side still gets its answer.
        """
        with StepProcess("lessons.step2") as step:
            self.assertEqual(only(exchange(step.port, HEAD)).status, 200)
