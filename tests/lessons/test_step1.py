"""
Step 1: the line echo.
"""

from __future__ import annotations

import socket
import sys
from io import StringIO

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from lessons import step1
from tests.support.memory import Conversation
from tests.support.needs import need
from tests.support.process import StepProcess
from tests.support.raw import HOST, connect, exchange, readToEnd, readUntil
from tests.support.variants import StepTestCase, Variant

VARIANTS = [
    Variant(
        "forgets the line end",
        'text + b"\\r\\n"',
        "text",
        "test_echo",
    ),
    Variant(
        "says goodbye but stays",
        "        self.transport.loseConnection()\n",
        "",
        "test_quit",
    ),
    Variant(
        "goes on reading while its answers pile up",
        "        self.transport.registerProducer(self, True)\n",
        "",
        "test_backPressure",
    ),
    Variant(
        "puts no limit on a line",
        "MAX_LENGTH = 1000",
        "MAX_LENGTH = 10**9",
        "test_longLine",
    ),
]

LIMIT = b"That line is too long: the limit is 1000 bytes.\r\n"


class EchoTests(StepTestCase):
    """
    What a client of the line echo gets back, and what the step prints of it.
    """

    step = step1

    def setUp(self) -> None:
        """
        Connect, and keep what the step prints to itself.
        """
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)
        self.conversation = Conversation(self.step)

    def test_echo(self) -> None:
        """
        A line comes back after C{You said: }.
        """
        self.assertEqual(self.conversation.send(b"hello\r\n"), b"You said: hello\r\n")

    def test_emptyLine(self) -> None:
        """
        An empty line is echoed like any other.
        """
        self.assertEqual(self.conversation.send(b"\r\n"), b"You said: \r\n")

    def test_anyBytes(self) -> None:
        """
        Bytes that are not text come back as they are.
        """
        self.assertEqual(self.conversation.send(b"\x00\xff\n\r\n"), b"You said: \x00\xff\n\r\n")

    def test_byteByByte(self) -> None:
        """
        A line may arrive in any number of pieces.
        """
        self.assertEqual(self.conversation.sendByteByByte(b"hello\r\n"), b"You said: hello\r\n")

    def test_glued(self) -> None:
        """
        Two lines may arrive in one piece.
        """
        self.assertEqual(
            self.conversation.send(b"one\r\ntwo\r\n"), b"You said: one\r\nYou said: two\r\n"
        )

    def test_quit(self) -> None:
        """
        C{quit} is answered with C{Goodbye.}, and the connection closed.
        """
        self.assertEqual(self.conversation.send(b"quit\r\nmore\r\n"), b"Goodbye.\r\n")
        self.assertFalse(self.conversation.isOpen)

    def test_quitAlone(self) -> None:
        """
        Only the line C{quit} ends the conversation.
        """
        self.conversation.send(b"quit it\r\n")
        self.assertTrue(self.conversation.isOpen)

    def test_longestLine(self) -> None:
        """
        A line of the greatest length is echoed.
        """
        line = b"x" * 1000 + b"\r\n"
        self.assertEqual(self.conversation.send(line), b"You said: " + line)

    def test_longLine(self) -> None:
        """
        A longer line is refused in words, and the connection closed.
        """
        self.assertEqual(self.conversation.send(b"x" * 1001 + b"\r\n"), LIMIT)
        self.assertFalse(self.conversation.isOpen)

    def test_endlessLine(self) -> None:
        """
        A line without an end is refused as soon as it is too long.
        """
        self.assertEqual(self.conversation.send(b"x" * 1003), LIMIT)
        self.assertFalse(self.conversation.isOpen)

    def test_peer(self) -> None:
        """
        Each connection's peer is reported when it comes and when it goes.
        """
        self.conversation.hangUp()
        self.assertEqual(self.out.getvalue(), "127.0.0.1:51234 connected\n127.0.0.1:51234 left\n")

    def test_backPressure(self) -> None:
        """
        While the transport cannot send, no further line is answered.
        """
        producer = self.conversation.transport.producer
        assert producer is not None
        producer.pauseProducing()
        self.assertEqual(self.conversation.send(b"one\r\ntwo\r\n"), b"")
        producer.resumeProducing()
        self.assertEqual(self.conversation.received(), b"You said: one\r\nYou said: two\r\n")


class ProcessTests(SynchronousTestCase):
    """
    The program in a process of its own, and clients that type, leave, or send too much.
    """

    def test_telnet(self) -> None:
        """
        A person with telnet is echoed, and can quit.
        """
        telnet = need("telnet")
        with StepProcess("lessons.step1") as step:
            child = pexpect.spawn(telnet, [HOST, str(step.port)], timeout=20)
            self.addCleanup(child.close, force=True)
            child.expect_exact("Escape character is")
            child.sendline("hello")
            child.expect_exact("You said: hello\r\n")
            child.sendline("quit")
            child.expect_exact("Goodbye.\r\n")
            child.expect_exact("Connection closed by foreign host.")

    def test_twoClients(self) -> None:
        """
        Two clients are served at the same time, each its own lines.
        """
        with (
            StepProcess("lessons.step1") as step,
            connect(step.port) as one,
            connect(step.port) as two,
        ):
            two.sendall(b"second\r\n")
            self.assertEqual(readUntil(two, b"\r\n"), b"You said: second\r\n")
            one.sendall(b"first\r\n")
            self.assertEqual(readUntil(one, b"\r\n"), b"You said: first\r\n")

    def test_clientThatLeaves(self) -> None:
        """
        A client that resets its connection leaves no trace but a line.
        """
        with StepProcess("lessons.step1") as step:
            with connect(step.port) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.sendall(b"half a li")
            self.assertEqual(exchange(step.port, b"quit\r\n"), b"Goodbye.\r\n")
            self.assertEqual(step.err, "")

    def test_refusalArrives(self) -> None:
        """
        A client that sends far too much still gets to read why it is refused.
        """
        with StepProcess("lessons.step1") as step, connect(step.port) as connection:
            connection.sendall(b"x" * 20_000)
            self.assertEqual(readToEnd(connection), LIMIT)
