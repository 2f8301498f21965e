"""
Tests of how conversations are explained as they go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server import wire
from server.explain import Direction, Explainer
from server.inspector import pace, studies, study
from server.inspector.pace import Pace
from server.inspector.study import Study
from server.wire import Chunk, Conversation, Recorder
from server.xray import RequestRecord
from server.xray.happenings import Left
from tests.server.inspector.conversation.conversations import ARRIVED, LEFT, inspectorThatSaw

OPENED = wire.Direction.OPENED
GET = b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class ReadAheadTests(SynchronousTestCase):
    """
    A long conversation is read little by little.
    """

    def setUp(self) -> None:
        """
        Read one piece in a turn.
        """
        for module in (studies, pace):
            self.patch(module, "SLICE", -1.0)
        self.inspector = inspectorThatSaw([(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, OK)])
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
        atOnce = inspectorThatSaw([(ARRIVED, GET[:9]), (ARRIVED, GET[9:]), (LEFT, OK)]).studies.of(
            1
        )
        assert found is not None
        assert atOnce is not None
        atOnce.catchUp()
        for each in Direction:
            self.assertEqual(found.exchange.of(each).spans(), atOnce.exchange.of(each).spans())
        ranges = [it.secrets.within(ARRIVED, 0, len(GET)) for it in (found, atOnce)]
        self.assertEqual(*ranges)
        self.assertTrue(ranges[0])

    def test_batches(self) -> None:
        """
        However many pieces there are, few are taken from the tape for a slice.
        """
        inspector = inspectorThatSaw([(ARRIVED, b"x")] * 1000)
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
        What happens meanwhile is read the next time: so it comes to an end, even where more is
        said than can be read. What is forgotten meanwhile ends it as well.
        """
        done = self.begin()
        for _ in range(5):
            self.inspector.recorder(Chunk(1, 1.0, ARRIVED, GET))
        self.clock.pump([0] * 2)
        found = self.studies.of(1)
        assert found is not None
        self.assertEqual((done, found.behind), ([None], 5))
        done = self.begin()
        del self.inspector.recorder.conversations[1]
        self.clock.pump([0] * 3)
        self.assertEqual(done, [None])

    def test_patience(self) -> None:
        """
        Nobody waits for long: what has not been read by then is counted.
        """
        done = self.begin()
        self.clock.advance(studies.STUDY_TIMEOUT * 2)
        found = self.studies.of(1)
        assert found is not None
        self.assertEqual((done, found.behind, found.isLate), ([None], 3, True))

    def test_none(self) -> None:
        """
        Of a connection that nobody knows there is nothing to read.
        """
        self.clock.advance(0)
        reading = ensureDeferred(self.studies.readAhead(7, Pace(self.clock)))
        self.assertIsNone(self.successResultOf(reading))


class LongTests(SynchronousTestCase):
    """
    A piece may be as long as all that is kept.
    """

    def test_parts(self) -> None:
        """
        It is read part by part, and counts when all of it has been read: what is found in it
        is the same.
        """
        data = b"x" * 3000 + b"\r\nCookie: a=" + b"b" * 3000 + b"\r\n" + b"y" * 3000
        inspector = inspectorThatSaw([(ARRIVED, data), (LEFT, OK)])
        atOnce, inParts = (Study(inspector.recorder.conversations[1]) for _ in range(2))
        atOnce.catchUp()
        turns = 0
        while not inParts.catchUp(-1.0, 3):
            turns += 1
            self.assertEqual(inParts.offsets.endOf(ARRIVED), 0 if inParts.position < 2 else 9014)
        self.assertGreater(turns, len(data) // study.PART)
        ranges = [each.secrets.within(ARRIVED, 0, len(data)) for each in (atOnce, inParts)]
        self.assertEqual(*ranges)
        self.assertEqual(ranges[0], [(3010, 6012)])


class PassingOverTests(SynchronousTestCase):
    """
    Where more is said than can be read.
    """

    def setUp(self) -> None:
        """
        A connection on so short a tape that each piece is on a reel of its own; and so little
        patience that each piece is much.
        """
        for name, value in (("LATE", 1), ("FAR", 3), ("FARTHEST", 6), ("ENOUGH", 2)):
            self.patch(study, name, value)
        self.recorder = Recorder(2**13)
        self.recorder.isBetween = lambda protocol: self.isBetween
        self.isBetween = True
        self.recorder(Chunk(1, 0.0, OPENED, note="a client"))
        self.conversation = self.recorder.conversations[1]
        self.study = Study(self.conversation)

    def put(self, *pieces: bytes) -> None:
        """
        Let requests come, each of which is answered; only where one begins, a message does.
        """
        for data in pieces:
            self.recorder(Chunk(1, 1.0, ARRIVED, data))
            isBetween, self.isBetween = self.isBetween, False
            self.recorder(Chunk(1, 1.0, LEFT, OK))
            self.isBetween = isBetween

    def test_little(self) -> None:
        """
        Nothing is passed over where little waits.
        """
        self.put(GET)
        self.study.catchUp()
        self.put(GET)
        self.study.catchUp()
        self.assertEqual((self.study.first, self.study.isFromStart), (0, True))
        self.assertEqual(len(self.study.exchange.pairs), 2)

    def test_beginning(self) -> None:
        """
        Reading begins anew where a message does, so near to the end that little is to be
        read, and not so near that there is nothing to show. All is at its offset.
        """
        self.put(*[GET] * 100)
        read: list[int] = []
        whole = Study._read

        def note(study: Study, chunk: Chunk) -> None:
            read.append(1)
            whole(study, chunk)

        self.patch(Study, "_read", note)
        self.study.catchUp()
        self.assertEqual((self.study.first, len(read)), (199, 2))
        (request,), (answer,) = (it.heads for it in self.sides())
        self.assertEqual((request.start, request.end), (99 * len(GET), 100 * len(GET)))
        self.assertEqual((answer.start, answer.end), (99 * len(OK), 100 * len(OK)))
        spans = self.study.exchange.requests.spans()
        self.assertEqual((spans[0].start, spans[-1].end), (request.start, request.end))
        at = 99 * len(GET)
        secrets = self.study.secrets.within(ARRIVED, at, at + len(GET))
        self.assertEqual(secrets, [(at + GET.index(b"Basic"), at + len(GET) - 4)])
        self.assertFalse(self.study.isFromStart)

    def sides(self) -> list[Explainer]:
        """
        @return: the explainers, of the client's direction and of the server's.
        """
        return [self.study.exchange.requests, self.study.exchange.answers]

    def test_late(self) -> None:
        """
        Where it could not be read in time, less is passed over as well.
        """
        self.put(GET)
        self.study.isLate = True
        self.study.catchUp()
        self.assertEqual(self.study.first, 1)

    def test_middle(self) -> None:
        """
        Where no message is known to begin, all is read as long as that can be done; then it
        begins anywhere, and nothing is explained. A secret may have begun before: so the
        rest of a line is one. Where a message begins, things are explained again.
        """
        self.isBetween = False
        self.put(b"Cookie: a=b", b"c\r\nd")
        self.study.catchUp()
        self.assertTrue(self.study.isFromStart)
        self.put(b"Cookie: a=b", b"c\r\nd", b"secret\r\n", b"e\r\n")
        self.study.catchUp()
        self.assertFalse(self.study.isWhole)
        start = self.study.offsets.startOf(ARRIVED)
        self.assertEqual(self.study.secrets.masked(ARRIVED, b"e\r\n", start), b"(secret)\r\n")
        self.isBetween = True
        self.put(GET)
        self.study.catchUp()
        self.assertTrue(self.study.isWhole)
        self.assertEqual(
            [it.request and it.request.method for it in self.study.exchange.pairs], [b"GET"]
        )

    def test_dropped(self) -> None:
        """
        Where what would be read next is kept no longer, reading begins with the oldest that
        is; where that is nothing, with what comes.
        """
        self.put(GET, GET)
        self.isBetween = False
        for _ in range(3):
            self.conversation.dropOldest()
        self.study.catchUp()
        self.assertEqual((self.study.first, self.study.behind), (3, 0))
        self.assertEqual(len(self.study.exchange.pairs), 1)
        self.put(GET)
        while self.conversation.stretches:
            self.conversation.dropOldest()
        self.study.catchUp()
        self.assertEqual((self.study.first, self.study.behind), (7, 0))
        self.assertEqual(self.study.offsets.endOf(ARRIVED), 3 * len(GET))


class InsideTests(SynchronousTestCase):
    """
    What happens inside the server is told to the pages as well.
    """

    def test_told(self) -> None:
        """
        Whoever looks at a connection is told of what becomes of its requests.
        """
        inspector = inspectorThatSaw([])
        inspector.recorder.news()
        for number in (1, None):
            happening = Left(connection=number, request=1, seconds=0.0, reason="")
            inspector.xray.changed(RequestRecord(number, 1), happening)
        self.assertEqual(inspector.recorder.news(), {1: 1})
