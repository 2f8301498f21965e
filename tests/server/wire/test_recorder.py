"""
The recorder keeps what truly came and went, and no more than it may.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from server.wire import Chunk, Conversation, Direction, Recorder
from server.wire.recorder import MOST, MOST_EACH
from tests.support.process import ROOT

OPENED, ARRIVED, LEFT, ENDED, CLOSED, _ = Direction

#: Bytes: enough for two connections, and for no long conversation.
LITTLE = 2**18


def opened(number: int, peer: str = "127.0.0.1:5") -> Chunk:
    """
    @return: the chunk that tells that a connection has opened, and who is there.
    """
    return Chunk(number, 0, OPENED, note=peer)


def keptBytes(conversation: Conversation) -> int:
    """
    Count the bytes that are kept of a conversation.
    """
    return sum(len(chunk.data) for chunk in conversation.chunks)


class KeptChunkTests(SynchronousTestCase):
    """
    What a recorder was told comes back, as it was told.
    """

    def setUp(self) -> None:
        """
        Make a recorder that nothing was told.
        """
        self.recorder = Recorder()

    def test_everything(self) -> None:
        """
        Each chunk comes back as it was told, in order, whatever it tells of.
        """
        told = [
            opened(1),
            Chunk(1, 0.25, ARRIVED, b"GET / HT"),
            Chunk(1, 0.5, ARRIVED, b"TP/1.1\r\n\r\n"),
            Chunk(1, 0.5, LEFT, b""),
            Chunk(1, 0.5, LEFT, bytes(range(256))),
            Chunk(1, 1.0, ENDED, by="client"),
            Chunk(1, 1.5, ENDED, by="server"),
            Chunk(1, 1.75, CLOSED, note="it broke", by="client"),
        ]
        for chunk in told:
            self.recorder(chunk)
        conversation = self.recorder.conversations[1]
        self.assertEqual(list(conversation.chunks), told)
        self.assertEqual(conversation.ended, told[-1])
        self.assertEqual((conversation.peer, conversation.length), ("127.0.0.1:5", len(told)))

    def test_direct(self) -> None:
        """
        Bytes that are told without a chunk are kept in the same way; their time is that of
        the reactor's clock, and comes back as the time since the connection began.
        """
        keep = self.recorder.follow(opened(7), 1_700_000_000.5)
        keep(1_700_000_000.75, False, b"in")
        keep(1_700_000_001.5, True, b"out")
        self.assertEqual(
            list(self.recorder.conversations[7].chunks),
            [opened(7), Chunk(7, 0.25, ARRIVED, b"in"), Chunk(7, 1.0, LEFT, b"out")],
        )

    def test_since(self) -> None:
        """
        What has happened since a position can be asked for; and so can a limited part of it.
        """
        keep = self.recorder.follow(opened(1), 0)
        for number in range(5):
            keep(number, True, b"%d" % number)
        conversation = self.recorder.conversations[1]
        for position in range(8):
            expected = conversation.chunks[position:]
            self.assertEqual(conversation.since(position), expected)
            self.assertEqual(conversation.since(position, 2), expected[:2])

    def test_turns(self) -> None:
        """
        Connections that speak by turns are kept apart.
        """
        keeps = [self.recorder.follow(opened(number), 0) for number in range(1, 4)]
        for number in range(300):
            keeps[number % 3](0, False, b"%d " % number)
        for number, conversation in self.recorder.conversations.items():
            said = b"".join(chunk.data for chunk in conversation.chunks)
            self.assertEqual([int(word) % 3 for word in said.split()], [number - 1] * 100)

    def test_large(self) -> None:
        """
        What is larger than a reel of the tape is kept in pieces, and nothing of it is lost.
        """
        keep = self.recorder.follow(opened(1), 0)
        data = b"0123456789abcdef" * (3 * 2**16)
        keep(2.0, True, data)
        chunks = self.recorder.conversations[1].chunks[1:]
        self.assertEqual(b"".join(chunk.data for chunk in chunks), data)
        self.assertEqual({(chunk.seconds, chunk.direction) for chunk in chunks}, {(2.0, LEFT)})

    def test_changed(self) -> None:
        """
        What is kept is a copy: what becomes of a buffer afterwards does not matter.
        """
        self.recorder(opened(1))
        data = bytearray(b"before")
        self.recorder(Chunk(1, 0, LEFT, data))  # type: ignore[arg-type]
        data[:] = b"after!"
        self.assertEqual(self.recorder.conversations[1].chunks[1].data, b"before")


class NewsTests(SynchronousTestCase):
    """
    The connections on which something has happened since the recorder was last asked.
    """

    def test_news(self) -> None:
        """
        Each connection is named once, whatever has happened on it, and not again until
        something more does.
        """
        recorder = Recorder()
        self.assertEqual(recorder.news(), {})
        keep = recorder.follow(opened(1), 0)
        recorder(opened(2))
        self.assertEqual(recorder.news(), {1: 1, 2: 1})
        self.assertEqual(recorder.news(), {})
        keep(0, False, b"a")
        keep(0, True, b"b")
        self.assertEqual(recorder.news(), {1: 2})
        recorder(Chunk(2, 1, CLOSED))
        self.assertEqual(recorder.news(), {2: 1})

    def test_reels(self) -> None:
        """
        What has happened is news even where the tape has turned since.
        """
        recorder = Recorder(LITTLE)
        recorder(opened(1))
        keep = recorder.follow(opened(2), 0)
        for _ in range(20):
            keep(0, False, bytes(1000))
        self.assertEqual(recorder.news(), {1: 1, 2: 21})
        self.assertEqual(recorder.news(), {})

    def test_nobodyAsks(self) -> None:
        """
        Where nobody asks, no list grows: what is forgotten is no news.
        """
        recorder = Recorder(LITTLE)
        for number in range(1, 1000):
            recorder(opened(number))
            recorder(Chunk(number, 1, CLOSED))
        self.assertLessEqual(set(recorder.news()), set(recorder.conversations))


class BoundTests(SynchronousTestCase):
    """
    A full recorder drops what is oldest, and knows how much that was.
    """

    def test_oldestFirst(self) -> None:
        """
        When the tape is full, what is oldest goes first, whosever it is, and is counted.
        """
        recorder = Recorder(LITTLE)
        first, second = (recorder.follow(opened(number), 0) for number in (1, 2))
        for _ in range(50):
            first(1, False, bytes(1000))
        for _ in range(150):
            second(2, True, bytes(1000))
        one, other = recorder.conversations[1], recorder.conversations[2]
        self.assertLess(one.length - one.dropped, 50)
        self.assertEqual((one.length, other.length), (51, 151))
        self.assertGreater(keptBytes(other), keptBytes(one))
        self.assertEqual(other.chunks[-1].seconds, 2)
        self.assertEqual(recorder.dropped(), one.dropped + other.dropped)

    def test_each(self) -> None:
        """
        One connection is kept up to a bound of its own: it does not push out the others.
        """
        recorder = Recorder()
        recorder(opened(1))
        recorder(Chunk(1, 0, ARRIVED, b"hello"))
        keep = recorder.follow(opened(2), 0)
        for _ in range(3 * MOST_EACH // 2**16):
            keep(0, True, bytes(2**16))
        self.assertEqual(recorder.conversations[1].chunks[1].data, b"hello")
        kept = keptBytes(recorder.conversations[2])
        self.assertLess(kept, MOST_EACH + MOST // 64)
        self.assertGreater(kept, MOST_EACH - 2 * MOST // 64)

    def test_positions(self) -> None:
        """
        Positions stay what they were when the oldest is dropped: whoever has read up to
        one gets what follows it, or what is left of that.
        """
        recorder = Recorder(LITTLE)
        keep = recorder.follow(opened(1), 0)
        for number in range(400):
            keep(number, False, b"%5d" % number * 200)
        conversation = recorder.conversations[1]
        self.assertGreater(conversation.dropped, 0)
        self.assertEqual(conversation.length, 401)
        for position in (0, conversation.dropped, 390, 400, 401, 500):
            first = max(position, conversation.dropped)
            said = [int(chunk.data[:5]) for chunk in conversation.since(position)]
            self.assertEqual(said, list(range(first - 1, 400)))

    def test_forgotten(self) -> None:
        """
        A connection that is over, and of which nothing is left, is forgotten; one that is
        open is known as long as it is.
        """
        recorder = Recorder(LITTLE)
        recorder(opened(1))
        for number in range(2, 1000):
            recorder(opened(number))
            recorder(Chunk(number, 1, CLOSED))
        self.assertIn(1, recorder.conversations)
        self.assertEqual(recorder.conversations[1].dropped, 1)
        self.assertEqual(len(recorder.conversations) + recorder.forgotten, 999)
        self.assertNotIn(2, recorder.conversations)
        self.assertIn(999, recorder.conversations)

    def test_goesOn(self) -> None:
        """
        A connection of which everything was dropped is kept again from there on.
        """
        recorder = Recorder(LITTLE)
        first, second = (recorder.follow(opened(number), 0) for number in (1, 2))
        for _ in range(500):
            second(0, True, bytes(1000))
        first(3, False, b"again")
        self.assertEqual(list(recorder.conversations[1].chunks), [Chunk(1, 3, ARRIVED, b"again")])
        self.assertEqual(recorder.conversations[1].length, 2)


class Saying(NamedTuple):
    """
    Something that happens on one of a few connections.
    """

    number: int
    isLeft: bool
    size: int


SAYINGS = some.lists(
    some.builds(
        Saying,
        some.integers(1, 5),
        some.booleans(),
        some.sampled_from([0, 1, 17, 1000, 3056, 3072, 5000, 40000]),
    ),
    max_size=150,
)


class AnyChunkTests(SynchronousTestCase):
    """
    What must hold whatever connections say, and in any order (hypothesis).
    """

    @given(SAYINGS)
    def test_newestAreKept(self, sayings: Sequence[Saying]) -> None:
        """
        Of each connection the newest bytes are kept, in order, without a gap, and none
        that it has not said; what is dropped and what is kept makes up the whole.
        """
        recorder = Recorder(LITTLE)
        keeps = {number: recorder.follow(opened(number), 0) for number in range(1, 6)}
        told: dict[int, list[tuple[bool, bytes]]] = {number: [] for number in keeps}
        for index, (number, isLeft, size) in enumerate(sayings):
            data = (b"%d,%d " % (number, index) * size)[:size]
            keeps[number](index, isLeft, data)
            told[number].append((isLeft, data))
        for number, conversation in recorder.conversations.items():
            kept = joined(
                [(each.direction is LEFT, each.data) for each in conversation.chunks if each.data]
            )
            whole = joined(told[number])
            self.assertEqual(len(conversation.chunks) + conversation.dropped, conversation.length)
            if conversation.dropped == 0:
                self.assertEqual(kept, whole)
            for ours, theirs in zip(reversed(kept), reversed(whole), strict=False):
                self.assertEqual(ours[0], theirs[0])
                self.assertTrue(theirs[1].endswith(ours[1]))


def joined(said: Sequence[tuple[bool, bytes]]) -> list[tuple[bool, bytes]]:
    """
    Join what went the same way, one after the other.
    """
    spoken = [each for each in said if each[1]]
    return [
        (isLeft, b"".join(data for _, data in group))
        for isLeft, group in groupby(spoken, lambda each: each[0])
    ]


#: Records what is worth 200 MiB, and tells how much memory has been used for it, in MiB.
PROGRAM = """
import os, resource
from server.wire import Chunk, Direction, Recorder
recorder = Recorder()
def used():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
before = used()
{work}
print((used() - before) // 2**20)
"""

ONE = """
keep = recorder.follow(Chunk(1, 0, Direction.OPENED), 0)
for _ in range(200 * 2**20 // SIZE):
    keep(0, True, bytes(SIZE))
"""

#: First small pieces, which fill the tape, then long ones, which are kept beside it.
BOTH = """
for size in (1000, 2**20, 1000, 2**19):
    for number in range(20):
        keep = recorder.follow(Chunk(size + number, 0, Direction.OPENED), 0)
        for _ in range(2**23 // size):
            keep(0, True, bytes(size))
"""

MANY = """
for number in range(1, COUNT):
    keep = recorder.follow(Chunk(number, 0, Direction.OPENED, note=f"127.0.0.1:{number}"), 0)
    keep(0, False, bytes(SIZE))
    keep(0, True, bytes(SIZE))
    recorder(Chunk(number, 0, Direction.CLOSED, note="lost", by="client"))
"""


class MemoryTests(SynchronousTestCase):
    """
    How much memory it takes, in a process of its own.
    """

    def used(self, work: str, **values: int) -> int:
        """
        @param values: what takes the place of names in the work.
        @return: how much memory the work has taken, in MiB.
        """
        for name, value in values.items():
            work = work.replace(name, str(value))
        command = [sys.executable, "-c", PROGRAM.replace("{work}", work)]
        return int(subprocess.check_output(command, cwd=ROOT, timeout=300))

    def test_oneConnection(self) -> None:
        """
        200 MiB on one connection leave little more than is kept of one.
        """
        for size in (2**20, 2**16, 1000):
            self.assertLess(self.used(ONE, SIZE=size), 64, size)

    def test_long(self) -> None:
        """
        What is long is not on tape; what is on tape makes room for it.
        """
        self.assertLess(self.used(BOTH), 80)

    def test_connections(self) -> None:
        """
        However many connections there were, and whatever they have said, they take no
        more than may be kept, and a little for the allocator, which with Python 3.13 takes
        a little more: a quarter is allowed.
        """
        self.assertLess(self.used(MANY, COUNT=3_200, SIZE=2**15), 80)
        self.assertLess(self.used(MANY, COUNT=40_000, SIZE=10), 80)


class RecorderSpeedTests(SynchronousTestCase):
    """
    What a piece costs does not grow with what is kept already.
    """

    def seconds(self, number: int) -> float:
        """
        Measure the processor time to keep some pieces on a thousand connections, with the
        tape full all the time.
        """
        recorder = Recorder(2**22)
        keeps = [recorder.follow(opened(each), 0) for each in range(1, 1001)]
        before = time.process_time()
        for index in range(number):
            keeps[index % 1000](0, True, bytes(100))
        return time.process_time() - before

    def test_linear(self) -> None:
        """
        Eight times as many pieces take about eight times as long.
        """
        few = min(self.seconds(20_000) for _ in range(3))
        self.assertLess(self.seconds(160_000), 8 * 3 * few)
