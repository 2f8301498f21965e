"""
From the tap of a worker to the recorder of its parent, in memory.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs, formatEvent
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from server.processes.reports.messages import happened, written
from server.processes.reports.receiver import Receiver, Watching
from server.processes.reports.reporter import Wire
from server.processes.reports.sendqueue import SendQueue
from server.wire import Chunk, Conversation, Direction, Recorder, Tap
from server.xray import RequestRecord, XRay
from server.xray.happenings import Process

CLOSED = Direction.CLOSED


class Shouting(Protocol):
    """
    Says in capitals what it hears, in two pieces.
    """

    def dataReceived(self, data: bytes) -> None:
        transport: Any = self.transport
        transport.write(data.upper())
        transport.writeSequence([b"!", b"\r\n"])
        if data.startswith(b"bye"):
            transport.loseConnection()


class Pipe(StringTransport):
    """
    A worker's end of the pair of sockets.
    """

    producer: Any

    def take(self) -> bytes:
        """
        Take what was sent, as the system does, and have it ask for more.
        """
        taken = b""
        while self.value():
            taken += self.value()
            self.clear()
            self.producer.resumeProducing()
        return taken


class Worker:
    """
    A worker's tap and queue, with a pipe in memory to its parent.
    """

    def __init__(self, clock: Any, most: int = 10_000) -> None:
        self.clock = clock
        self.queue, self.pipe = SendQueue(most), Pipe()
        self.queue.makeConnection(self.pipe)
        self.pipe.producer.resumeProducing()
        self.wire = Wire(self.queue, XRay(clock))
        self.tap = Tap(clock, Factory.forProtocol(Shouting), self.wire)

    def connect(self) -> Any:
        """
        @return: the protocol of a new connection to this worker.
        """
        protocol: Any = self.tap.buildProtocol(None)
        protocol.makeConnection(StringTransport())
        return protocol


class ReportTests(SynchronousTestCase):
    """
    Workers, and their parent's recorder.
    """

    def setUp(self) -> None:
        """
        Make two workers, and a parent that records what they report.
        """
        self.clock: Any = Clock()
        self.recorder = Recorder(2**20)
        self.told: list[Chunk] = []
        self.xray = XRay(self.clock)
        watches = (self.recorder, self.told.append)
        self.watching = Watching(watches, self.xray, count(1), self.clock.seconds)
        self.workers = [Worker(self.clock), Worker(self.clock)]
        self.receivers = [Receiver(self.watching, f"worker {number}") for number in (1, 2)]

    def hear(self) -> None:
        """
        Have the parent hear what both workers have to report.
        """
        for worker, receiver in zip(self.workers, self.receivers, strict=True):
            worker.wire.empty()
            receiver.dataReceived(worker.pipe.take())

    def test_same(self) -> None:
        """
        What arrives is what a recorder beside the tap would have kept, piece by piece, with
        its times and its end.
        """
        worker = self.workers[0] = Worker(self.clock, 2**20)
        beside = Recorder(2**20)
        for watch in (worker.wire, beside):
            tap = Tap(self.clock, Factory.forProtocol(Shouting), watch, count(1))
            protocol: Any = tap.buildProtocol(IPv4Address("TCP", "127.0.0.1", 50000))
            protocol.makeConnection(StringTransport())
            for data in (b"hello", b"x" * 100_000, b"bye"):
                self.clock.advance(0.5)
                protocol.dataReceived(data)
                self.hear()
            watch(Chunk(1, 1.5, Direction.ENDED, by="client"))
            protocol.connectionLost(Failure(ConnectionLost()))
        self.hear()
        kept, expected = self.recorder.conversations[1], beside.conversations[1]
        self.assertEqual(list(kept.chunks), list(expected.chunks))
        self.assertEqual([len(it.data) for it in kept.chunks][4], 100_000)
        self.assertEqual((kept.peer, kept.servedBy), (expected.peer, "worker 1"))
        self.assertEqual(self.told, list(kept.chunks))

    def test_numbers(self) -> None:
        """
        The connections of different workers have different numbers.
        """
        for worker in self.workers:
            worker.connect().dataReceived(b"abcdef")
            worker.connect()
        self.hear()
        kept = self.recorder.conversations
        self.assertEqual(
            [it.servedBy for it in kept.values()], ["worker 1"] * 2 + ["worker 2"] * 2
        )
        self.assertEqual(list(kept), [1, 2, 3, 4])
        self.assertEqual([it.size for it in kept.values()], [15, 0, 15, 0])

    def test_full(self) -> None:
        """
        What finds no room is counted, and shown as dropped, with all of that connection
        before it: what is kept has no gaps. Then it goes on.
        """
        worker = self.workers[0]
        protocol = worker.connect()
        protocol.dataReceived(b"first")
        self.hear()
        protocol.dataReceived(b"x" * 9000)
        worker.wire.empty()
        protocol.dataReceived(b"lost too, as the other lies there" * 300)
        self.hear()
        protocol.dataReceived(b"last")
        self.hear()
        kept = self.recorder.conversations[1]
        self.assertEqual([it.data for it in kept.chunks], [b"last", b"LAST", b"!\r\n"])
        self.assertEqual((kept.dropped, kept.length), (10, 13))
        lost = {Direction.ARRIVED: 5 + 9000 + 9900, Direction.LEFT: 8 + 9003 + 9903}
        self.assertEqual(kept.droppedBytes, lost)
        self.assertEqual(self.recorder.dropped(), 10)
        self.assertEqual(self.recorder.news()[1], 13)

    def test_fullForOpenings(self) -> None:
        """
        Where there is no room to tell that connections open, they are counted; that others
        close is told all the same.
        """
        worker = self.workers[0]
        first = worker.connect()
        self.hear()
        first.dataReceived(b"x" * 4800)
        worker.wire.empty()
        untold = 0
        while not untold:
            worker.connect().dataReceived(b"hello")
            untold = worker.wire._untold
        first.connectionLost(Failure(ConnectionDone()))
        self.hear()
        worker.connect()
        self.hear()
        (ended,) = [it for it in self.recorder.conversations.values() if it.ended]
        self.assertEqual((ended.number, self.recorder.forgotten), (1, untold))

    def test_beginnings(self) -> None:
        """
        The parent knows where a message begins, as far as the worker knows.
        """
        worker = self.workers[0]
        protocol = worker.connect()
        for isBetween in (True, False):
            protocol.wrappedProtocol.isBetween = isBetween
            worker.queue._most, most = 0, worker.queue._most
            protocol.dataReceived(b"lost")
            worker.wire.empty()
            worker.queue._most = most
            protocol.dataReceived(b"told")
            self.hear()
            (place,) = self.recorder.conversations[1].places()
            self.assertIs(place.isBeginning, isBetween)

    def test_died(self) -> None:
        """
        The connections of a worker that has ended are closed, and that is the reason; those
        of another are not.
        """
        for worker in self.workers:
            worker.connect()
        self.hear()
        self.clock.advance(2)
        self.receivers[0].connectionLost()
        first, second = self.recorder.conversations.values()
        self.assertEqual(first.ended, Chunk(1, 2, CLOSED, b"", "worker 1 has ended", "server"))
        self.assertIsNone(second.ended)

    def test_parentIsGone(self) -> None:
        """
        Without a parent, a worker serves as before, and nothing waits for anybody.
        """
        worker = self.workers[0]
        protocol = worker.connect()
        worker.queue.connectionLost()
        for _ in range(3):
            protocol.dataReceived(b"x" * 5000)
            worker.wire.empty()
        self.assertEqual(worker.queue.size, 0)
        self.assertEqual(len(protocol.transport.value()), 3 * 5003)
        self.successResultOf(worker.queue.whenIdle())

    def test_broken(self) -> None:
        """
        What is not a report ends it: its connections are closed, and the log says so.
        """
        self.workers[0].connect()
        self.hear()
        receiver, transport = self.receivers[0], StringTransport()
        receiver.makeConnection(transport)
        with capturedLogs() as events:
            receiver.dataReceived(b"GET / HTTP/1.1\r\n\r\n")
        self.assertTrue(transport.disconnecting)
        self.assertIn("worker 1 is no longer watched", formatEvent(events[0]))

    def test_atOnce(self) -> None:
        """
        Where somebody looks on, each piece is told by itself.
        """
        newest: list[bytes] = []
        kept = self.recorder.conversations
        protocol = self.workers[0].connect()
        self.recorder.beginTelling(lambda number: newest.append(last(kept[number])))
        protocol.dataReceived(b"a")
        self.hear()
        self.assertEqual(newest, [b"", b"a", b"A", b"!\r\n"])

    def test_requests(self) -> None:
        """
        What happens to a request is kept under the number that its connection has here.
        """
        self.workers[1].connect()
        self.hear()
        worker = self.workers[0]
        worker.connect()
        record, happening = (
            RequestRecord(1, 3, 5.0),
            Process(connection=1, request=3, seconds=0.1, handler="x"),
        )
        record.omitted = 4
        worker.queue.offer(written(happened(happening, record.began, record.omitted)))
        self.hear()
        (kept,) = self.xray.requests(2)
        self.assertEqual((kept.request, kept.began, kept.omitted), (3, 5.0, 4))
        self.assertEqual(kept.happenings, [replace(happening, connection=2)])


def last(conversation: Conversation) -> bytes:
    """
    @return: the bytes of the newest piece.
    """
    return next(conversation.backwards()).data
