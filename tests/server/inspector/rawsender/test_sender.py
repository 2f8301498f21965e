"""
Sending to a step over real sockets: what it sees, as its recorder has it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import Clock, deferLater
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase

from server.inspector.rawsender import connection as connectionModule
from server.inspector.rawsender import sender as senders
from server.inspector.rawsender.connection import SenderConnection
from server.inspector.rawsender.notation import Draft
from server.inspector.rawsender.sender import Sender
from server.inspector.rawsender.ways import Way, cutUp
from server.pages import BadRequest, NotFound, Unavailable
from server.wire import Chunk, Conversation, Direction, Recorder, Tap

REQUEST = Draft(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", (3, 20, 26))


class Answering(Protocol):
    """
    Answers each piece with its length.
    """

    def dataReceived(self, data: bytes) -> None:
        """
        Answer; C{bye} ends the connection, C{flood} says too much.
        """
        assert self.transport
        if data == b"flood":
            self.transport.write(bytes(connectionModule.MOST_ANSWERED + 1))
        self.transport.write(b"%d;" % len(data))
        if data == b"bye":
            self.transport.loseConnection()


class SenderTestCase(TestCase):
    """
    Starts a step with a recorder, and a sender for it.
    """

    protocol: type[Protocol] = Answering

    def setUp(self) -> None:
        self.recorder = Recorder()
        factory = Factory.forProtocol(self.protocol)
        real: Any = reactor
        tap = Tap(real, factory, self.recorder)
        self.port = real.listenTCP(0, tap, interface="127.0.0.1")
        self.sender = Sender(real, self.recorder)
        self.sender.address = self.port.getHost()
        self.addCleanup(self.stop)

    async def stop(self) -> None:
        """
        End the sender's connections, wait until the step has seen that, and free the port.
        """
        for each in tuple(self.sender.connections):
            each.end()
        await self.until(lambda: all(it.ended for it in self.recorder.conversations.values()))
        await maybeDeferred(self.port.stopListening)
        await self.until(lambda: not self.sender.connections)

    async def until(self, isSo: Callable[[], object]) -> None:
        """
        Wait until something is so: trial gives up after two minutes.
        """
        while not isSo():
            await deferLater(cast(IReactorTime, reactor), 0.002)

    async def send(
        self,
        data: bytes | Draft,
        way: Way = Way.WHOLE,
        delay: float = 0,
        ends: bool = False,
        number: int = 0,
    ) -> Conversation:
        """
        Send something, and wait until the step has it, and the end of it.
        """
        draft = data if isinstance(data, Draft) else Draft(data)
        number = await self.sender.send(cutUp(draft, way), delay, ends, number)
        await self.until(lambda: not any(it.isBusy for it in self.sender.connections))
        return self.recorder.conversations[number]

    def failing(
        self, coroutine: Coroutine[Any, Any, object], kind: type[Exception]
    ) -> Deferred[Any]:
        """
        @return: fires when the coroutine fails with this exception, and fails if it does not.
        """
        return self.assertFailure(Deferred.fromCoroutine(coroutine), kind)


def arrived(conversation: Conversation) -> Sequence[bytes]:
    """
    The pieces as the step saw them.
    """
    return [it.data for it in conversation.chunks if it.direction is Direction.ARRIVED]


class SendTests(SenderTestCase):
    """
    The pieces that a step sees, and when, by how they were asked for.
    """

    async def test_ways(self) -> None:
        """
        The step sees the pieces as they were asked for, none joined with another, without
        any delay between them.
        """
        for way in Way:
            with self.subTest(way=way):
                conversation = await self.send(REQUEST, way)
                self.assertEqual(arrived(conversation), list(cutUp(REQUEST, way)))

    async def test_delay(self) -> None:
        """
        Between two pieces lies at least the delay.
        """
        conversation = await self.send(b"abc", Way.BYTES, 0.03)
        times = [it.seconds for it in conversation.chunks if it.direction is Direction.ARRIVED]
        self.assertGreaterEqual(times[2] - times[0], 0.06)

    async def test_large(self) -> None:
        """
        What does not arrive in one piece arrives whole, and what follows after it.
        """
        conversation = await self.send(Draft(b"x" * 60_000 + b"y", (60_000,)), Way.CUTS)
        self.assertEqual(b"".join(arrived(conversation)), b"x" * 60_000 + b"y")
        self.assertEqual(arrived(conversation)[-1], b"y")

    async def test_goesOn(self) -> None:
        """
        More can be sent on the same connection, and another one is another one.
        """
        first = await self.send(b"one")
        await self.send(b"two", number=first.number)
        other = await self.send(b"three")
        self.assertEqual(arrived(first), [b"one", b"two"])
        self.assertEqual(arrived(other), [b"three"])
        self.assertEqual([it.number for it in self.sender.open()], [1, 2])

    async def test_ends(self) -> None:
        """
        With the end, the step learns that no more comes, still answers, and the connection
        is not one to go on with.
        """
        conversation = await self.send(b"last", ends=True)
        await self.until(lambda: conversation.ended)
        self.assertEqual(arrived(conversation), [b"last"])
        self.assertEqual(self.sender.open(), [])
        await self.failing(self.send(b"more", number=1), NotFound)

    async def test_nothing(self) -> None:
        """
        A connection on which nothing is sent is opened all the same.
        """
        conversation = await self.send(b"")
        self.assertEqual([it.direction for it in conversation.chunks], [Direction.OPENED])

    async def test_answered(self) -> None:
        """
        Where an answer comes soon, it is there when the page is shown.
        """
        number = await self.sender.send([b"abc"], 0, False, 0)
        chunks = self.recorder.conversations[number].chunks
        self.assertEqual([it.data for it in chunks], [b"", b"abc", b"3;"])

    async def test_stepEnds(self) -> None:
        """
        Where the step ends the connection, the rest is not sent.
        """
        conversation = await self.send(Draft(b"byemore", (3,)), Way.CUTS, 0.2)
        await self.until(lambda: conversation.ended and not self.sender.connections)
        self.assertEqual(arrived(conversation), [b"bye"])


class BoundTests(SenderTestCase):
    """
    How much is sent, and no more.
    """

    async def test_busy(self) -> None:
        """
        On a connection that is still sending, nothing else is sent in between.
        """
        number = await self.sender.send([b"a", b"b"], 60, False, 0)
        await self.failing(self.sender.send([b"c"], 0, False, number), Unavailable)
        self.assertEqual(arrived(self.recorder.conversations[number]), [b"a"])

    async def test_long(self) -> None:
        """
        What would take hours is not begun.
        """
        await self.failing(self.sender.send([b"a"] * 602, 1, False, 0), BadRequest)
        self.assertEqual(self.recorder.conversations, {})

    async def test_many(self) -> None:
        """
        The oldest connection that is idle ends where another one is wanted.
        """
        self.patch(senders, "MOST_CONNECTIONS", 2)
        first, second, third = [await self.send(b"a") for _ in range(3)]
        await self.until(lambda: first.ended)
        self.assertEqual([it.number for it in self.sender.open()], [2, 3])
        self.assertIsNone(second.ended or third.ended)

    async def test_manyBusy(self) -> None:
        """
        Where there are as many connections as may be, one that still sends does not make room
        for another: that is refused.
        """
        self.patch(senders, "MOST_CONNECTIONS", 1)
        await self.sender.send([b"a", b"b"], 60, False, 0)
        await self.failing(self.sender.send([b"a"], 0, False, 0), Unavailable)
        self.assertEqual(len(self.recorder.conversations), 1)

    async def test_flood(self) -> None:
        """
        A step that answers without end is cut off.
        """
        conversation = await self.send(b"flood")
        await self.until(lambda: conversation.ended)

    async def test_unreachable(self) -> None:
        """
        Where the step does not listen, or on no TCP port, this is said, and nothing stays.
        """
        await self.port.stopListening()
        await self.failing(self.sender.send([b"a"], 0, False, 0), Unavailable)
        for address in (None, UNIXAddress(b"/tmp/step")):
            self.sender.address = address
            await self.failing(self.sender.send([b"a"], 0, False, 0), Unavailable)
        self.assertEqual((self.sender.connections, self.recorder.viewers), ([], []))

    async def test_everyAddress(self) -> None:
        """
        A step that listens on every address is reached on this machine's own.
        """
        self.sender.address = IPv4Address("TCP", "0.0.0.0", self.port.getHost().port)
        self.assertEqual(arrived(await self.send(b"a")), [b"a"])

    async def test_idle(self) -> None:
        """
        A connection on which nothing happens ends.
        """
        clock, lost = Clock(), list[SenderConnection]()
        line = SenderConnection(clock, lost.append)
        line.makeConnection(FakeTransport(line))
        line.learnNumber(1)
        line.send([b"a"], 0, False)
        line.watch(Chunk(1, 0, Direction.ARRIVED, b"a"))
        clock.advance(connectionModule.IDLE - 1)
        line.dataReceived(b"answer")
        clock.advance(connectionModule.IDLE - 1)
        self.assertEqual(lost, [])
        clock.advance(1)
        self.assertEqual((lost, line.isOpen, clock.getDelayedCalls()), ([line], False, []))


class FakeTransport:
    """
    A connection that ends at once when it is told to.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol

    def setTcpNoDelay(self, enabled: bool) -> None:
        """
        Nothing is delayed here.
        """

    def write(self, data: bytes) -> None:
        """
        Send the bytes nowhere.
        """

    def abortConnection(self) -> None:
        self.protocol.connectionLost(Failure(ConnectionDone()))


class Refusing(Protocol):
    """
    Closes each connection as soon as it is there.
    """

    def connectionMade(self) -> None:
        assert self.transport
        self.transport.loseConnection()


class RefusedTests(SenderTestCase):
    """
    A step that ends each connection at once.
    """

    protocol = Refusing

    async def test_refused(self) -> None:
        """
        The connection is shown as it went, and forgotten.
        """
        number = await self.sender.send([b"a"], 0, False, 0)
        await self.until(lambda: self.recorder.conversations[number].ended)
        await self.until(lambda: not self.sender.connections)
