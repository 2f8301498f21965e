"""
Tests of what is shown where somebody means harm, or sends a great deal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import process_time

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.template import Flattenable

from server.inspector import Inspector
from server.inspector.conversation.meaning import meaning
from server.inspector.conversation.part import conversation
from server.inspector.conversation.readerpart import readerPart
from server.inspector.view import View
from server.pages.flattener import flattenedText
from tests.server.inspector.conversation.conversations import (
    ARRIVED,
    FIRST,
    LEFT,
    inspectorThatSaw,
    page,
)

Make = Callable[[Inspector, View], Flattenable]
PARTS: tuple[Make, ...] = (conversation, readerPart, meaning)

GET = b"GET / HTTP/1.1\r\nHost: example.org\r\nAccept: text/html;q=0.9, */*\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#: HTML, escapes of terminals, text that is written from right to left, and bad UTF-8.
NASTY = (
    b"<script>alert(1)</script>",
    b'"><img src=x onerror=alert(1)>',
    b"]]>&lt;!--",
    b"\x1b]0;title\x07\x1b[2J\x9b31m",
    "\u202egnp.exe\u2066".encode(),
    b"\xff\xfe\x00\xc3\x28",
)
#: What may be in a page only in the form in which it is shown.
ELEMENTS = {"script", "img", "style", "iframe"}


def most(sent: tuple[tuple[object, bytes], ...]) -> Inspector:
    """
    Repeat what was sent until there are 20,000 pieces.
    """
    return inspectorThatSaw(sent * (20_000 // len(sent)))  # type: ignore[arg-type]


class HostileTests(SynchronousTestCase):
    """
    The parts of the page about one connection.
    """

    def test_escaped(self) -> None:
        """
        Wherever it is, what is sent is text, and in ASCII.
        """
        for bad in NASTY:
            for data in (bad, b"GET /%b HTTP/1.1\r\nHost: %b\r\n%b: %b\r\n\r\n%b" % ((bad,) * 5)):
                inspector = inspectorThatSaw([(ARRIVED, data), (LEFT, data)])
                for make in PARTS:
                    root = page(make(inspector, replace(FIRST, span="r-0")))
                    self.assertFalse({each.tag for each in root.iter()} & ELEMENTS)
                    for element in root.iter():
                        self.assertFalse({name for name in element.attrib if name[:2] == "on"})
                        for text in (*element.attrib.values(), element.text, element.tail):
                            self.assertFalse(set(text or "") & set("\x1b\x9b\x07\x00\u202e\u2066"))

    def test_long(self) -> None:
        """
        As much as is kept of a connection makes a page of bounded size.
        """
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n"
        inspector = inspectorThatSaw([(ARRIVED, head), (ARRIVED, b"<" * (2**23 - 4096))])
        for make in PARTS:
            for view in (FIRST, replace(FIRST, more=2, span="r-60")):
                self.assertLess(len(flattenedText(make(inspector, view), None)), 2**20)

    def test_refresh(self) -> None:
        """
        With 20,000 pieces, what an open page asks for anew takes no time.
        """
        many = (
            ((ARRIVED, GET), (LEFT, OK)),
            tuple((ARRIVED, bytes([byte])) for byte in GET),
            ((ARRIVED, b"\x00\r\n" * 50),),
            (
                (ARRIVED, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"),
                (ARRIVED, b"<<<<<"),
            ),
        )
        for sent in many:
            inspector = most(sent)
            for make in PARTS:
                times = [self.time(make, inspector) for _ in range(6)]
                self.assertLess(min(times[1:]), 0.05)

    def time(self, make: Make, inspector: Inspector) -> float:
        """
        Measure the seconds that a part takes.
        """
        start = process_time()
        flattenedText(make(inspector, replace(FIRST, span="r-4")), None)
        return process_time() - start
