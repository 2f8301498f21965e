"""
The shelf of ready requests: by chapters, to be put into the form.
"""

from __future__ import annotations

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.conformance import CASES
from server.drafts import MOST_DRAFT, decodeDraft, encodeDraft
from server.inspector.rawsender.preview import look
from server.inspector.rawsender.sender import Sender
from server.inspector.rawsender.shelf import DAILY, chapters
from server.inspector.rawsender.shelfpart import MOST_LISTED, shelfPart
from server.inspector.view import View
from server.pages.flattener import flattenedText
from server.wire import Recorder

#: Those of every day that are not whole, on purpose.
NOT_WHOLE = {"expect", "not-finished"}


class ShelfTests(SynchronousTestCase):
    """
    The ready requests are what they say: right, or wrong in just this way.
    """

    def test_everyDay(self) -> None:
        """
        The requests of every day are right, whole, and ask the step by its address.
        """
        for ready in chapters("127.0.0.1", 8001)[DAILY]:
            found = look(ready.data)
            self.assertIsNone(found.diagnosis, ready)
            self.assertEqual(found.waiting is None, ready.name not in NOT_WHOLE, ready)
            self.assertIn(b"Host: 127.0.0.1:8001\r\n", ready.data)

    def test_cases(self) -> None:
        """
        Every case of the judge is on the shelf, addressed to the step.
        """
        shelf = chapters("127.0.0.1", 8001)
        names = [ready.name for name in shelf for ready in shelf[name] if name != DAILY]
        self.assertEqual(sorted(names), sorted(case.name for case in CASES))
        (plain,) = [it for it in shelf["connection"] if it.name == "persists"]
        self.assertEqual(plain.data, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

    def test_unlike(self) -> None:
        """
        No two requests of a chapter have the same name.
        """
        for name, content in chapters("::1", 80).items():
            self.assertEqual(len({it.name for it in content}), len(content), name)
            self.assertLessEqual(len(content), MOST_LISTED)


class PartTests(SynchronousTestCase):
    """
    The shelf on the page: one chapter, or what was looked for.
    """

    def setUp(self) -> None:
        """
        Make a sender for a step.
        """
        self.sender = Sender(Clock(), Recorder())
        self.sender.address = IPv4Address("TCP", "127.0.0.1", 8001)

    def show(self, **view: str) -> str:
        """
        @param view: what the page's address says.
        @return: the shelf, as HTML.
        """
        return flattenedText(shelfPart(self.sender, View(**view)), None)  # type: ignore[arg-type]

    def test_chapter(self) -> None:
        """
        One chapter is shown at a time, that of every day at first.
        """
        for text in (self.show(), self.show(chapter="<none>")):
            self.assertIn("HEAD asks for the head alone.", text)
            self.assertNotIn("A chunk may hold anything.", text)
        text = self.show(chapter="chunks")
        self.assertIn("A chunk may hold anything.", text)
        self.assertNotIn("HEAD asks for the head alone.", text)

    def test_words(self) -> None:
        """
        Words are looked for in all chapters, in what is said of the requests; a search
        keeps what is looked at.
        """
        text = self.show(words="CHUNK letters", connection="3")
        self.assertIn("A size consists of hexadecimal digits.", text)
        self.assertIn("One request.", text)
        self.assertIn('name="connection" value="3"', text)
        self.assertIn("0 requests.", self.show(words="<b>"))
        self.assertIn("here are the first 30.", self.show(words="must"))

    def test_link(self) -> None:
        """
        The link of a request holds its bytes; of one that is too long it says so.
        """
        (ready,) = [it for it in chapters("127.0.0.1", 8001)[DAILY] if it.name == "get"]
        self.assertIn(f'href="/?draft={encodeDraft(ready.data)}#send"', self.show())
        self.assertIn("target-too-long: not more than 8,192 bytes", self.show(words="too-long"))

    def test_alone(self) -> None:
        """
        Where the shelf is shown alone, what is chosen leads to the sender alone.
        """
        text = self.show(part="shelf", mode="projector")
        self.assertIn("mode=projector&amp;part=send&amp;draft=", text)
        self.assertIn("mode=projector&amp;part=shelf&amp;chapter=target#shelf", text)

    def test_nowhere(self) -> None:
        """
        There is a shelf even where the step has no TCP port.
        """
        self.sender.address = UNIXAddress(b"/tmp/step")
        self.assertIn("HEAD asks for the head alone.", self.show())


class DraftTests(SynchronousTestCase):
    """
    Bytes that are not sent yet are carried in a page's address.
    """

    def test_both(self) -> None:
        """
        They come back as they were, up to the longest.
        """
        for data in (b"a", b"ab", b"abc", bytes(range(256)), b"\xff" * MOST_DRAFT):
            text = encodeDraft(data)
            self.assertRegex(text, "^[A-Za-z0-9_-]+$")
            self.assertEqual(decodeDraft(text), data)

    def test_none(self) -> None:
        """
        What is not base64 is nothing.
        """
        self.assertEqual(decodeDraft("A"), b"")
