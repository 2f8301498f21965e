"""
A client that speaks TLS to a port that does not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import StringIO
from types import ModuleType
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import LogEvent, capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource

from lessons import step1, step2, step3, step4, step5, step6, step7, step8, step9, step10
from server.channel.site import Site
from server.clienthello import PlainFactory
from server.listener import Listener
from server.wire.tap import HalfCloseableConnection, channelOf
from tests.support.memory import CLIENT, SERVER, Transport, optionsOf
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readToEnd

STEPS = (step1, step2, step3, step4, step5, step6, step7, step8, step9, step10)
#: How curl begins: a record, its version, its length, and a part of it.
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"

BAD = b"HTTP/1.1 400 Bad Request\r\n"
ANSWERS = {step1: b"You said: \x16\x03\r\n", step2: b"HTTP/1.1 200 OK\r\n"}


class GreetingTestCase(SynchronousTestCase):
    """
    A connection in memory, as the runner makes it.
    """

    def setUp(self) -> None:
        """
        Do not print what a step prints.
        """
        self.patch(sys, "stdout", StringIO())

    def connect(self, factory: Any) -> Transport:
        """
        Open a connection to what is listened with for a factory.
        """
        protocol = Listener(Clock(), factory, None).factory.buildProtocol(CLIENT)
        assert protocol is not None
        self.protocol = protocol
        transport = Transport(SERVER, CLIENT)
        protocol.makeConnection(transport)
        return transport

    def connectTo(self, step: ModuleType) -> Transport:
        """
        Open a connection to a step.
        """
        clock = Clock()
        return self.connect(step.makeFactory(clock, optionsOf(step)))

    def warnings(self, events: Sequence[LogEvent]) -> list[str]:
        """
        What has been logged by us.
        """
        return [formatEvent(one) for one in events if one["log_namespace"] == "server.clienthello"]


class RefusalTests(GreetingTestCase):
    """
    A connection whose first bytes are those of a TLS handshake.
    """

    def check(self, step: ModuleType, pieces: list[bytes]) -> None:
        """
        The connection is closed, with the answer to a line that ends there, and one line
        says why.
        """
        transport = self.connectTo(step)
        with capturedLogs() as events:
            for piece in pieces:
                self.protocol.dataReceived(piece)
        self.assertTrue(transport.disconnecting, step)
        self.assertTrue(transport.value().startswith(ANSWERS.get(step, BAD)), step)
        (line,) = self.warnings(events)
        self.assertEqual(
            line,
            "127.0.0.1:51234 began with TLS, which this port does not speak: "
            "write http:// instead of https://",
        )

    def test_whole(self) -> None:
        """
        Every step that has no channel of ours closes at the greeting.
        """
        for step in STEPS:
            self.check(step, [HELLO])

    def test_pieces(self) -> None:
        """
        Byte by byte, and with more after it, it is one greeting all the same.
        """
        for step in (step1, step3, step6):
            self.check(step, [HELLO[index : index + 1] for index in range(len(HELLO))])
            self.check(step, [HELLO + b"\r\nquit\r\n\r\n", b"quit\r\n"])

    def test_real(self) -> None:
        """
        Over a real connection, it ends as soon as the first two bytes are there.
        """
        with StepProcess("lessons.step1") as step, connect(step.port) as connection:
            connection.sendall(HELLO[:2])
            self.assertTrue(readToEnd(connection).startswith(ANSWERS[step1]))
            poll(lambda: "write http:// instead of https://" in step.err)


class NoClientHelloTests(GreetingTestCase):
    """
    A connection that begins with anything but a TLS handshake is the protocol's alone.
    """

    def test_stepsAside(self) -> None:
        """
        From the third byte on, the protocol is called as if nobody had looked.
        """
        for data in (b"hello\r\n", b"h", b"\x16x\r\n"):
            transport = self.connectTo(step1)
            inner: Any = self.protocol
            inner = inner.wrappedProtocol
            self.protocol.dataReceived(data)
            self.protocol.dataReceived(b"\x03\r\n")
            self.assertNotIn("dataReceived", vars(inner))
            self.assertIn(b"\x03\r\n", transport.value())
            self.assertFalse(transport.disconnecting)

    def test_sameProtocol(self) -> None:
        """
        The protocol is the one that the factory has made: it is told of a half-close, and
        asked to pause, as ever.
        """
        transport = self.connectTo(step3)
        self.assertIsInstance(self.protocol, HalfCloseableConnection)
        self.assertIsInstance(channelOf(self.protocol), step3.HTTPProtocol)
        self.assertIs(channelOf(transport.producer), channelOf(self.protocol))

    def test_laterOn(self) -> None:
        """
        What looks like a greeting, further on, is not one.
        """
        transport = self.connectTo(step1)
        self.protocol.dataReceived(b"a\r\n")
        self.protocol.dataReceived(HELLO + b"\r\n")
        self.assertEqual(transport.value(), b"You said: a\r\nYou said: " + HELLO + b"\r\n")

    def test_onlyOneByte(self) -> None:
        """
        Half a greeting is not a greeting.
        """
        transport = self.connectTo(step1)
        self.protocol.dataReceived(HELLO[:1])
        self.assertFalse(transport.disconnecting)
        self.protocol.dataReceived(b"\r\n")
        self.assertEqual(transport.value(), b"You said: \x16\r\n")

    def test_refusedConnection(self) -> None:
        """
        Where the factory takes no connection, there is nothing to look at.
        """
        factory = step1.makeFactory(Clock(), optionsOf(step1))
        self.patch(factory, "buildProtocol", lambda address: None)
        self.assertIsNone(PlainFactory(factory).buildProtocol(CLIENT))

    def test_ownChannel(self) -> None:
        """
        Our own channel is left alone: it answers, and closes.
        """
        transport = self.connect(Site(Resource(), reactor=Clock()))
        self.assertNotIn("dataReceived", vars(channelOf(self.protocol)))
        self.protocol.dataReceived(HELLO)
        self.assertTrue(transport.value().startswith(b"HTTP/1.1 400 "))
