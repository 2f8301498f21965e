"""
The stream of events: every page hears of what has happened, and a page that does not listen
costs nothing.
"""

from __future__ import annotations

import json
import re
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import Inspector
from server.inspector.site import InspectorSite
from server.linked.live import MOMENT, MOST, QUIET
from server.wire import Chunk, Direction
from tests.support.memory import SERVER, Conversation

EVENT = re.compile(rb"event: changed\ndata: (.*)\n\n")


class Viewer(Conversation):
    """
    A page that is open, and what it is told.
    """

    def __init__(
        self, clock: Clock, site: InspectorSite, token: str, method: bytes = b"GET"
    ) -> None:
        self.clock = clock
        self.connect(site)
        self.head = self.send(
            b"%b /live HTTP/1.1\r\nHost: localhost\r\n"
            b"Cookie: inspector-%d=%b\r\n\r\n" % (method, SERVER.port, token.encode())
        )

    @property
    def producer(self) -> Any:
        """
        The one who sends the stream.
        """
        return self.transport.producer

    def heard(self) -> list[dict[str, Any]]:
        """
        What the page has been told since the last time.
        """
        self.clock.advance(0)
        return [json.loads(data) for data in EVENT.findall(self.received())]


class LiveTestCase(SynchronousTestCase):
    """
    An inspector in memory, with pages that listen to its stream of events.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.inspector = Inspector(self.clock, "lessons.step3")
        self.site = InspectorSite(self.inspector)

    def look(self, method: bytes = b"GET") -> Viewer:
        """
        Open a page that listens.

        @param method: of the request for the stream.
        """
        return Viewer(self.clock, self.site, self.inspector.access.token, method)

    def happen(self, *numbers: int) -> None:
        """
        Record that connections of these numbers have opened.
        """
        for number in numbers:
            self.inspector.recorder(Chunk(number, 0, Direction.OPENED))

    def speak(self, number: int, times: int = 1) -> None:
        """
        Record that bytes have arrived, so many times.
        """
        for _ in range(times):
            self.inspector.recorder(Chunk(number, 0, Direction.ARRIVED, b"hello"))


class EventStreamTests(LiveTestCase):
    """
    What one page hears, and when: the numbers of connections, gathered for a moment.
    """

    def test_headAlone(self) -> None:
        """
        Whoever asks for the head of the stream has it at once, and waits for nothing more.
        """
        viewer = self.look(b"HEAD")
        self.assertIn(b"text/event-stream", viewer.head)
        following = viewer.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertTrue(following.startswith(b"HTTP/1.1 403 "), following[:40])

    def test_told(self) -> None:
        """
        What has happened is told a moment later, once, whatever it was.
        """
        page = self.look()
        self.assertIn(b"\r\nContent-Type: text/event-stream", page.head)
        self.happen(1, 2)
        self.speak(1, 100)
        self.assertEqual(page.heard(), [])
        self.clock.advance(MOMENT)
        self.assertEqual(page.heard(), [{"connections": [1, 2], "things": 102}])
        self.clock.advance(MOMENT)
        self.assertEqual(page.heard(), [])

    def test_soon(self) -> None:
        """
        It is told so soon that it is on the page within a tenth of a second.
        """
        self.assertLessEqual(MOMENT, 0.05)

    def test_earlier(self) -> None:
        """
        What has happened before a page was opened is on it already.
        """
        self.happen(1)
        page = self.look()
        self.clock.advance(MOMENT)
        self.assertEqual(page.heard(), [])

    def test_quiet(self) -> None:
        """
        Where nothing happens, signs of life are sent: so both sides learn that the other is
        gone.
        """
        page = self.look()
        page.received()
        self.clock.pump([MOMENT] * round(QUIET / MOMENT + 1))
        self.assertIn(b": still here\n\n", page.received())

    def test_watched(self) -> None:
        """
        Whoever asks whether a page is open has something written to it: so it is found out if the
        browser has gone.
        """
        isWatched = self.inspector.runs.isWatched
        self.assertFalse(isWatched())
        page = self.look()
        page.received()
        self.assertTrue(isWatched())
        self.assertIn(b": are you there\n\n", page.received())
        page.hangUp()
        self.assertFalse(isWatched())

    def test_again(self) -> None:
        """
        A page that has lost the stream opens it again, and hears what happens from there
        on.
        """
        page = self.look()
        page.hangUp()
        self.happen(1)
        again = self.look()
        self.happen(2)
        self.clock.advance(MOMENT)
        self.assertIn(2, *(each["connections"] for each in again.heard()))


class CrowdTests(LiveTestCase):
    """
    Many pages listen at once, up to a limit.
    """

    def test_everybody(self) -> None:
        """
        As many as may be open hear the same.
        """
        pages = [self.look() for _ in range(MOST)]
        self.happen(7)
        self.clock.advance(MOMENT)
        for page in pages:
            self.assertEqual(page.heard(), [{"connections": [7], "things": 1}])

    def test_tooMany(self) -> None:
        """
        One more is asked to come again later, and may when somebody has left.
        """
        pages = [self.look() for _ in range(MOST)]
        refused = self.look().head
        self.assertTrue(refused.startswith(b"HTTP/1.1 503 "), refused)
        self.assertIn(b"\r\nRetry-After: 5\r\n", refused)
        pages[0].hangUp()
        self.assertTrue(self.look().head.startswith(b"HTTP/1.1 200 "))

    def test_gone(self) -> None:
        """
        When the last page is gone, nothing is done for pages any more.
        """
        for page in [self.look() for _ in range(3)]:
            page.hangUp()
        self.clock.advance(QUIET)
        before = len(self.clock.getDelayedCalls())
        self.happen(1)
        self.clock.pump([MOMENT] * 10)
        self.assertLessEqual(len(self.clock.getDelayedCalls()), before)
        self.assertEqual(self.inspector.recorder.news(), {1: 1})


class SlowTests(LiveTestCase):
    """
    A page that does not read.
    """

    def test_full(self) -> None:
        """
        It is sent nothing, however much happens; when it reads again, it hears all of it at
        once. Others hear everything in time.
        """
        slow, quick = self.look(), self.look()
        slow.producer.pauseProducing()
        slow.received()
        for number in range(1, 301):
            self.happen(number)
            self.clock.advance(MOMENT)
        self.assertEqual(slow.received(), b"")
        self.assertEqual(len(quick.heard()), 300)
        slow.producer.resumeProducing()
        self.assertEqual(slow.heard(), [{"connections": [*range(1, 301)], "things": 300}])

    def test_bounded(self) -> None:
        """
        What is kept for it does not grow with what happens on connections that are long
        forgotten.
        """
        page = self.look()
        page.producer.pauseProducing()
        for number in range(1, 20_001):
            self.happen(number)
            self.inspector.recorder(Chunk(number, 1, Direction.CLOSED))
            if number % 1000 == 0:
                self.clock.advance(MOMENT)
        kept = self.inspector.recorder.conversations
        self.assertLess(len(kept), 15_000)
        page.producer.resumeProducing()
        self.clock.advance(MOMENT)
        told = {number for event in page.heard() for number in event["connections"]}
        self.assertLessEqual(len(told), len(kept) + 1000)
        self.assertIn(20_000, told)

    def test_neverReads(self) -> None:
        """
        It is cut off in the end.
        """
        page = self.look()
        page.producer.pauseProducing()
        self.clock.pump([1.0] * 600)
        self.assertTrue(page.transport.disconnecting or page.transport.disconnected)
