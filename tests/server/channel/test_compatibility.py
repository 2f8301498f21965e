"""
Programs of L{twisted.web} give the same answers on our channel as on Twisted's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web import server

from server.channel import channel, site
from tests.server.channel.programs import PROGRAMS, Program, get
from tests.server.channel.serving import Page, converse
from tests.support.producing import produceBy

#: What differs from one answer to the next, not from one channel to the other.
VARYING = (rb"TWISTED_SESSION=\w+", rb"(?m)^Date: .*\r\n", rb"boundary=\"\w+\"", rb"--\w{8,}")


def corrected(sent: bytes) -> bytes:
    """
    Correct what Twisted's own channel says of a page that a 304 does not send: that
    its length is 0 (RFC 9110 section 8.6).
    """
    if sent.startswith(b"HTTP/1.1 304 "):
        return sent.replace(b"Content-Length: 0\r\n", b"")
    return sent


#: When the files of a program were written, in seconds since 1970.
WRITTEN = 1_000_000_000


def normal(sent: bytes) -> tuple[list[bytes], bytes]:
    """
    Bring an answer into a form in which the order of its fields does not matter.

    @return: the lines of its head, sorted, and the rest.
    """
    for pattern in VARYING:
        sent = re.sub(pattern, b"", sent)
    head, _, rest = sent.partition(b"\r\n\r\n")
    return sorted(head.split(b"\r\n")), rest


class CompatibilityTests(SynchronousTestCase):
    """
    A test for each program: all answers to its requests, on both channels.
    """

    def run_(self, kind: type[server.Site], program: Program) -> list[bytes]:
        """
        Run a program.

        @param kind: on which site.
        @return: what is answered to each request.
        """
        folder = Path(self.mktemp())
        folder.mkdir()
        root = program.make(folder)
        for file in folder.iterdir():  # they are as old as those of the other run
            os.utime(file, (WRITTEN, WRITTEN))
        conversation = converse(root, kind)
        produceBy(self, conversation.clock)
        answers = []
        for sent in program.sent:
            conversation.protocol.dataReceived(sent)
            conversation.clock.pump([0] * 20 + [1] * 10)
            answers.append(conversation.received())
        self.assertTrue(conversation.isOpen)
        return answers

    def check(self, program: Program) -> None:
        """
        The same requests get the same answers on both channels, but for Date and the like,
        and for what Twisted's own is known to do wrong.
        """
        ours = self.run_(site.Site, program)
        stock = self.run_(server.Site, program)
        self.assertIn(program.shows, b"".join(ours))
        for mine, theirs in zip(ours, stock, strict=True):
            self.assertEqual(normal(mine), normal(corrected(theirs)))


def testOf(program: Program) -> Callable[[CompatibilityTests], None]:
    """
    Make the test of a program.
    """

    def test(self: CompatibilityTests) -> None:
        self.check(program)

    test.__doc__ = f"{program.name}: the same answers on both channels."
    return test


for each in PROGRAMS:
    setattr(CompatibilityTests, "test_" + re.sub(r"\W+", "_", each.name), testOf(each))


class SiteTests(SynchronousTestCase):
    """
    What a C{Site} does besides answering.
    """

    def test_accessLog(self) -> None:
        """
        The access log has the same lines.
        """
        lines = []
        for kind in (site.Site, server.Site):
            conversation = converse(Page(), kind)
            made: Any = conversation.factory
            made.startFactory()
            self.addCleanup(made.stopFactory)
            made.logFile = StringIO()
            for sent in (get(b"/a?b", b"Referer: r"), get(b"/", method=b"HEAD")):
                conversation.send(sent)
            lines.append(re.sub(r"\[.*?\]", "", made.logFile.getvalue()))
        self.assertEqual(lines[0], lines[1])
        self.assertIn('"GET /a?b HTTP/1.1" 200', lines[0])

    def test_protocol(self) -> None:
        """
        Our channel serves Twisted's own site and its own requests, too.
        """
        for program in PROGRAMS:
            folder = Path(self.mktemp())
            folder.mkdir()
            conversation = converse(program.make(folder), StockSite)
            produceBy(self, conversation.clock)
            received = b""
            for sent in program.sent:
                conversation.protocol.dataReceived(sent)
                conversation.clock.pump([0] * 20 + [1] * 10)
                received += conversation.received()
            self.assertIn(program.shows, received, program.name)

    def test_requestFactory(self) -> None:
        """
        A request of one's own, derived from Twisted's, serves on our site.
        """

        class Own(server.Request):
            def process(self) -> None:
                self.setHeader(b"X-Own", b"yes")
                super().process()

        received = converse(Page(), requestFactory=Own).send(get(b"/"))
        self.assertIn(b"X-Own: yes", received)

    def test_contentFile(self) -> None:
        """
        A site can say where content goes.
        """
        files: list[Any] = []

        class Own(site.Site):
            def getContentFile(self, length: int | None) -> StringIO:
                files.append(length)
                raise OSError("asked")

        conversation = converse(Page(), Own)
        conversation.send(get(b"/", method=b"POST", content=b"12345"))
        self.assertEqual(files, [5])
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)

    def test_clock(self) -> None:
        """
        Everything runs on the reactor that the site was given.
        """
        conversation = converse(Page(), timeout=7)
        self.assertIsInstance(conversation.clock, Clock)
        (call,) = conversation.clock.getDelayedCalls()
        self.assertEqual(call.getTime(), 7)


class StockSite(server.Site):
    """
    Twisted's site and request, on our channel.
    """

    protocol = channel.Channel  # type: ignore[assignment]
