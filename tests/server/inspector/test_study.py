"""
Tests of how conversations are explained as they go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.explain import Direction
from server.inspector import study
from server.inspector.pace import Pace
from server.wire import Chunk, Conversation
from tests.server.inspector.conversation.talking import ARRIVED, LEFT, talking

GET = b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class ReadAheadTests(SynchronousTestCase):
    """
    A long conversation is read little by little.
    """

    def setUp(self) -> None:
        """
        Read one piece at a time.
        """
        self.patch(study, "SLICE", -1.0)
        self.inspector = talking([(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, OK)])
        self.studies = self.inspector.studies
        self.clock = Clock()

    def begin(self) -> list[None]:
        """
        Begin to read; something is in the list when all has been read.
        """
        done: list[None] = []
        reading = ensureDeferred(self.studies.readAhead(1, Pace(self.clock)))
        reading.addCallback(done.append)
        return done

    def test_slices(self) -> None:
        """
        The reactor has its turn after each slice, and what is read in the end is the same.
        """
        turns: list[float] = []
        later = self.clock.callLater

        def note(delay: float, *call: Any) -> object:
            turns.append(delay)
            return later(delay, *call)

        self.patch(self.clock, "callLater", note)
        done = self.begin()
        self.assertEqual(done, [])
        self.clock.advance(0)
        self.assertEqual((done, turns), ([None], [0] * 4))
        found = self.studies.of(1)
        atOnce = talking([(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, OK)]).studies.of(1)
        assert found is not None
        assert atOnce is not None
        for each in Direction:
            self.assertEqual(found.exchange.of(each).spans(), atOnce.exchange.of(each).spans())
        ranges = [it.secrets.within(ARRIVED, 0, len(GET)) for it in (found, atOnce)]
        self.assertEqual(*ranges)
        self.assertTrue(ranges[0])

    def test_batches(self) -> None:
        """
        However many pieces there are, few are taken from the tape for a slice.
        """
        inspector = talking([(ARRIVED, b"x")] * 1000)
        taken: list[int] = []
        since = Conversation.since

        def note(self: Conversation, position: int, most: int | None = None) -> Sequence[Chunk]:
            found = since(self, position, most)
            taken.append(len(found))
            return found

        self.patch(Conversation, "since", note)
        done = ensureDeferred(inspector.studies.readAhead(1, Pace(self.clock)))
        self.clock.pump([1] * 100)
        self.successResultOf(done)
        self.assertLessEqual(max(taken), study.BATCH)

    def test_meanwhile(self) -> None:
        """
        What happens meanwhile is read as well, and what is forgotten ends it.
        """
        done = self.begin()
        self.inspector.recorder(Chunk(1, 1.0, ARRIVED, GET))
        self.clock.pump([0] * 10)
        self.assertEqual(done, [None])
        found = self.studies.of(1)
        assert found is not None
        self.assertEqual(found.exchange.requests.length, 2 * len(GET))
        self.inspector.recorder(Chunk(1, 1.0, ARRIVED, GET))
        self.inspector.recorder(Chunk(1, 1.0, ARRIVED, GET))
        done = self.begin()
        del self.inspector.recorder.conversations[1]
        self.clock.pump([0] * 3)
        self.assertEqual(done, [None])

    def test_none(self) -> None:
        """
        Of a connection that nobody knows there is nothing to read.
        """
        self.clock.advance(0)
        reading = ensureDeferred(self.studies.readAhead(7, Pace(self.clock)))
        self.assertIsNone(self.successResultOf(reading))


class InsideTests(SynchronousTestCase):
    """
    What happens inside the server is told to the pages as well.
    """

    def test_told(self) -> None:
        """
        Whoever looks at a connection is told of what becomes of its requests.
        """
        inspector = talking([])
        inspector.recorder.news()
        inspector.xray.whenChanged(1)
        inspector.xray.whenChanged(None)
        self.assertEqual(inspector.recorder.news(), {1: 1})
