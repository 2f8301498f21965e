"""
What is gathered in batches is kept as if it had been kept piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from server.wire import Chunk, Direction, Recorder
from server.wire.batches import PIECE, Batch, Batches, Pieces

OPENED, ARRIVED, LEFT, ENDED, CLOSED, NAMED = Direction


def opened(number: int) -> Chunk:
    """
    @return: the chunk that tells that a connection has opened, from a client of that name.
    """
    return Chunk(number, 0, OPENED, note=f"127.0.0.1:{number}")


class Event(NamedTuple):
    """
    Something that happens: on one of a few connections, or with whoever looks on.

    @ivar kind: C{says}, or C{reads}, C{asks} for news, C{ends}, C{closes}, or C{says who} it is.
    """

    kind: str
    number: int
    isLeft: bool
    size: int


#: Bytes; the longest are not on tape.
SIZES = [0, 1, 17, 1000, 5000, 2**16, 2**16 + 2**14, 200_000]
EVENTS = some.lists(
    some.builds(
        Event,
        some.sampled_from(["says"] * 12 + ["reads", "asks", "ends", "closes", "says who"]),
        some.integers(1, 4),
        some.booleans(),
        some.sampled_from(SIZES),
    ),
    max_size=120,
)


class Told:
    """
    A recorder that is told events.
    """

    def __init__(self) -> None:
        self.recorder = Recorder()
        self.keeps = {number: self.recorder.follow(opened(number), 0) for number in range(1, 5)}
        self.read: list[Sequence[Chunk]] = []
        self.news: list[dict[int, int]] = []

    def tell(self, index: int, event: Event) -> None:
        """
        Have an event happen.

        @param index: of the event: it is taken for the second, and begins the bytes.
        """
        number = event.number
        if event.kind == "says":
            self.keeps[number](index, event.isLeft, (b"%d " % index * event.size)[: event.size])
        elif event.kind == "reads":
            self.read.append(self.recorder.conversations[number].since(event.size % 7, 20))
        elif event.kind == "asks":
            self.news.append(self.recorder.news())
        else:
            direction = {"ends": ENDED, "closes": CLOSED, "says who": NAMED}[event.kind]
            self.recorder(Chunk(number, index, direction, by="client"))

    def everything(self) -> dict[int, Any]:
        """
        Collect all that can be asked of each connection.
        """
        return {
            number: (
                list(it.chunks),
                list(it.backwards()),
                list(it.measure(0, 1000)),
                [list(map(bytes, it.bytesOf(way, 2, 50))) for way in (ARRIVED, LEFT)],
                (it.length, it.dropped, it.size, it.droppedBytes, it.ended),
            )
            for number, it in self.recorder.conversations.items()
        }


class SameTests(SynchronousTestCase):
    """
    Two recorders are told the same, one piece by piece, and keep the same.
    """

    @given(EVENTS)
    def test_same(self, events: Sequence[Event]) -> None:
        """
        Whatever happens, and whenever somebody reads: it is what is kept where each piece is
        kept at once.
        """
        gathered, atOnce = Told(), Told()
        atOnce.recorder.beginTelling(lambda number: None)
        closed: set[int] = set()
        for index, event in enumerate(events):
            if event.number in closed and event.kind not in ("reads", "asks"):
                continue
            if event.kind == "closes":
                closed.add(event.number)
            gathered.tell(index, event)
            atOnce.tell(index, event)
        self.assertEqual(gathered.everything(), atOnce.everything())
        self.assertEqual((gathered.read, gathered.news), (atOnce.read, atOnce.news))

    def test_waiting(self) -> None:
        """
        A conversation that somebody holds is complete whenever it is asked.
        """
        recorder = Recorder()
        keep = recorder.follow(opened(1), 0)
        conversation = recorder.conversations[1]
        for count in range(1, 5):
            keep(count, False, b"more")
            self.assertEqual(conversation.length, count + 1)
            self.assertEqual(conversation.since(count)[0].seconds, count)
            self.assertEqual(next(conversation.backwards()).seconds, count)
            self.assertEqual(conversation.size, 4 * count)


class ImpatientListenerTests(SynchronousTestCase):
    """
    Whoever wants to hear of each piece at once.
    """

    def test_atOnce(self) -> None:
        """
        It hears of the next one, and of nothing more when it has stopped.
        """
        recorder, told = Recorder(), list[int]()
        keeps = [recorder.follow(opened(number), 0) for number in (1, 2)]
        keeps[0](0, False, b"before")
        recorder.beginTelling(told.append)
        for keep in (*keeps, *keeps):
            keep(1, True, b"now")
        self.assertEqual(told, [1, 2, 1, 2])
        recorder.stopTelling(told.append)
        keeps[0](2, True, b"later")
        self.assertEqual(len(recorder.conversations[1].chunks), 5)
        self.assertEqual(told, [1, 2, 1, 2])


class MessageBeginningTests(SynchronousTestCase):
    """
    Whether a piece begins a message is asked once for each batch.
    """

    def test_asked(self) -> None:
        """
        That is asked before the first piece in a batch is the server's, and for no other.
        """
        asked: list[str] = []
        kept: list[tuple[int, bool]] = []
        batches = Batches(2**20)
        batches.empty()

        def isBetween() -> bool:
            asked.append("?")
            return len(asked) == 1

        batch = batches.make(
            lambda pieces, isBeginning: kept.append((len(pieces) // 3, isBeginning)),
            isBetween,
        )
        for _ in range(2):
            for _ in range(3):
                batch(0, False, b"x")
            batches.empty()
        self.assertEqual(len(asked), 2)
        self.assertEqual(kept, [(3, True), (3, False)])


LAID = some.lists(
    some.tuples(
        some.integers(0, 30), some.sampled_from([0, 1, 300, 2**14, 2**18]), some.booleans()
    )
)


class BoundTests(SynchronousTestCase):
    """
    How much lies in all batches is bounded, and nothing of it is lost.
    """

    @given(LAID)
    def test_bound(self, laid: Sequence[tuple[int, int, bool]]) -> None:
        """
        After each piece it is no more than may be, with what a piece takes beside its bytes;
        nothing is lost, and each batch's pieces keep their order.
        """
        most = 2**17
        batches, kept, said = Batches(most), dict[int, Pieces](), dict[int, Pieces]()

        def make(number: int) -> Batch:
            kept[number], said[number] = [], []
            return batches.make(
                lambda pieces, isBeginning: kept[number].extend(pieces), lambda: False
            )

        every = [make(number) for number in range(31)]
        for index, (number, size, isLeft) in enumerate(laid):
            piece = (float(index), isLeft, bytes(size))
            every[number](*piece)
            said[number] += piece
            waiting = [data for batch in every for data in batch.pieces[2::3]]
            self.assertLessEqual(sum(len(data) + PIECE for data in waiting), most)
        batches.empty()
        self.assertEqual(kept, said)

    def test_gone(self) -> None:
        """
        Where a connection is over, its batch is not looked at again.
        """
        recorder = Recorder()
        keep = recorder.follow(opened(1), 0)
        keep(0, False, b"x")
        recorder(Chunk(1, 1, CLOSED))
        self.assertEqual(keep.pieces, [])
        self.assertEqual(len(recorder.conversations[1].chunks), 3)
