"""
Twisted's C{Site}, with three things mended.
"""

from __future__ import annotations

from io import StringIO

from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.console import ConsoleObserver
from server.stock import NoPage, Site
from tests.support.memory import Conversation
from tests.support.outcome import fillBuffer
from tests.support.responses import only, readResponses

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")


class Leaf(Resource):
    """
    A resource that renders itself as whatever it was given.
    """

    isLeaf = True

    def __init__(self, page: object) -> None:
        super().__init__()
        self.page = page

    def render_GET(self, request: Request) -> object:
        return self.page


def converse(page: object) -> Conversation:
    """
    Connect to a site that has one page.
    """
    conversation = object.__new__(Conversation)
    conversation.clock = Clock()
    conversation.connect(Site(Leaf(page), reactor=conversation.clock))
    return conversation


class PageTests(SynchronousTestCase):
    """
    What a resource may return from its render method, and what becomes of all else.
    """

    def test_bytes(self) -> None:
        """
        Bytes are the page, the empty ones as well.
        """
        for page in (b"hello", b""):
            response = only(converse(page).send(GET))
            self.assertEqual((response.status, response.content), (200, page))

    def test_later(self) -> None:
        """
        With C{NOT_DONE_YET}, nothing is sent yet.
        """
        self.assertEqual(converse(NOT_DONE_YET).send(GET), b"")

    def test_noBytes(self) -> None:
        """
        What is not bytes is a 500 that tells the client nothing, and the
        connection goes on.
        """
        for page in ("a secret", None, 2, ["a secret"]):
            broken, again = readResponses(converse(page).send(GET + GET))
            self.assertEqual(len(self.flushLoggedErrors(NoPage)), 2)
            self.assertEqual((broken.status, again.status), (500, 500))
            for word in ("secret", "Leaf", "Request", "0x"):
                self.assertNotIn(word, broken.text)

    def test_head(self) -> None:
        """
        HEAD is answered like GET, without content.
        """
        response = only(converse("text").send(HEAD), toHead=True)
        self.assertEqual((response.status, response.content), (500, b""))
        self.flushLoggedErrors(NoPage)

    def test_log(self) -> None:
        """
        The console says which resource it was, and what it has rendered.
        """
        console = StringIO()
        observer = ConsoleObserver(console)
        globalLogPublisher.addObserver(observer)
        self.addCleanup(globalLogPublisher.removeObserver, observer)
        for page, kind in (("text", "str"), (None, "None")):
            converse(page).send(GET)
            self.flushLoggedErrors(NoPage)
            self.assertIn(f"Leaf has rendered {kind}: a page is bytes\n", console.getvalue())


class BackPressureTests(SynchronousTestCase):
    """
    A client that does not read.
    """

    def test_paused(self) -> None:
        """
        While answers wait to be sent, nothing more is read.
        """
        conversation = converse(b"hello")
        fillBuffer(conversation.transport)
        self.assertEqual(only(conversation.send(GET)).status, 200)
        self.assertEqual(conversation.transport.producerState, "paused")

    def test_pausedTwice(self) -> None:
        """
        A producer that begins while the buffer is full is told to wait with each piece
        that it sends, and once to go on.
        """
        conversation = converse(NOT_DONE_YET)
        conversation.send(GET)
        channel = conversation.protocol
        told: list[str] = []
        producer = Told(told)
        channel.pauseProducing()  # type: ignore[attr-defined]
        channel.registerProducer(producer, True)  # type: ignore[attr-defined]
        for _ in range(2):
            channel.pauseProducing()  # type: ignore[attr-defined]
        channel.resumeProducing()  # type: ignore[attr-defined]
        channel.pauseProducing()  # type: ignore[attr-defined]
        self.assertEqual(told, ["pause", "resume", "pause"])


class Told:
    """
    A producer that remembers what it was told.
    """

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def pauseProducing(self) -> None:
        self.told.append("pause")

    def resumeProducing(self) -> None:
        self.told.append("resume")
