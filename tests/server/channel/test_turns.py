"""
Turns: no connection keeps the others waiting.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request

from server.channel.turns import TURN, Turns
from server.http1.chunks import TOGETHER
from tests.server.channel.serving import converse
from tests.server.channel.test_channel import GET
from tests.support.memory import Conversation
from tests.support.responses import readResponses


def turn(clock: Clock) -> None:
    """
    Make one turn, as a reactor does: what is scheduled in it for "now" comes in the next one. (A
    clock's own C{advance} goes on until nothing is left for now.)
    """
    calls: Any = clock
    due = [call for call in calls.getDelayedCalls() if call.getTime() <= clock.seconds()]
    for call in due:
        clock.calls.remove(call)
        call.called = 1
        call.func(*call.args, **call.kw)


class Slow(Resource):
    """
    Takes some of the reactor's time for each answer.
    """

    isLeaf = True
    clock: Clock

    def render_GET(self, request: Request) -> bytes:
        self.clock.rightNow += 0.4 * TURN
        return b"x"

    render_POST = render_GET


def answered(conversation: Conversation) -> int:
    """
    Count the answers since the last call.
    """
    return len(readResponses(conversation.received()))


class TurnQueueTests(SynchronousTestCase):
    """
    The queue alone, with calls that take time on a clock.
    """

    def setUp(self) -> None:
        self.clock = Clock()
        self.turns = Turns(self.clock)
        self.done: list[str] = []

    def work(self, name: str, seconds: float = 0) -> None:
        """
        Wait in the queue; the work takes some time.
        """

        def do() -> None:
            self.done.append(name)
            self.clock.rightNow += seconds

        self.turns.queue(do)

    def test_order(self) -> None:
        """
        Whoever comes first is first, and not before the reactor's next turn.
        """
        self.work("a")
        self.work("b")
        self.assertEqual((self.done, len(self.clock.getDelayedCalls())), ([], 1))
        turn(self.clock)
        self.assertEqual((self.done, self.clock.getDelayedCalls()), (["a", "b"], []))

    def test_together(self) -> None:
        """
        All together have as long as one; then the reactor has its turn.
        """
        for name in "abcde":
            self.work(name, 0.6 * TURN)
        turn(self.clock)
        self.assertEqual(self.done, ["a", "b"])
        turn(self.clock)
        self.assertEqual(self.done, ["a", "b", "c", "d"])

    def test_again(self) -> None:
        """
        Whoever is in the queue again goes on in the turn after.
        """
        self.turns.queue(lambda: self.work("again"))
        self.work("other")
        turn(self.clock)
        self.assertEqual(self.done, ["other"])
        turn(self.clock)
        self.assertEqual(self.done, ["other", "again"])

    def test_end(self) -> None:
        """
        A turn has its time, but none where others wait.
        """
        end = self.turns.end()
        self.assertFalse(self.turns.isOver(end))
        self.clock.rightNow += TURN
        self.assertTrue(self.turns.isOver(end))
        self.work("a")
        self.assertTrue(self.turns.isOver(self.turns.end()))


class ChannelTests(SynchronousTestCase):
    """
    A connection that sends many requests at once, on a site that it shares with others.
    """

    def setUp(self) -> None:
        """
        Open a connection to a page whose answers take time on the clock of the channel.
        """
        page = Slow()
        self.conversation = converse(page)
        self.clock = page.clock = self.conversation.clock

    def test_pipeline(self) -> None:
        """
        Of many requests at once, a few are answered in a turn; in the end, all.
        """
        self.conversation.protocol.dataReceived(GET * 100)
        counts = [answered(self.conversation)]
        while sum(counts) < 100:
            turn(self.clock)
            counts.append(answered(self.conversation))
        self.assertEqual(set(counts[:-1]), {3})
        self.assertTrue(self.conversation.isOpen)
        self.clock.advance(60.1)
        self.assertFalse(self.conversation.isOpen, "it may not be idle for ever")

    def test_bystander(self) -> None:
        """
        Somebody else is answered at once; each of them in turn.
        """
        self.conversation.protocol.dataReceived(GET * 100)
        answered(self.conversation)
        other, third = self.conversation.again(), self.conversation.again()
        other.protocol.dataReceived(GET)
        self.assertEqual(answered(other), 1)
        third.protocol.dataReceived(GET * 100)
        self.assertEqual(answered(third), 1)
        for _ in range(10):
            turn(self.clock)
        counts = answered(self.conversation), answered(third)
        self.assertLessEqual(abs(counts[0] - counts[1]), 2, counts)

    def test_chunks(self) -> None:
        """
        Content in thousands of chunks takes turns as well, however many are taken
        together.
        """
        head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        channel: Any = self.conversation.protocol
        channel.dataReceived(head)
        took: list[bytes] = []

        def take(data: bytes) -> None:
            took.append(data)
            self.clock.rightNow += 0.4 * TURN

        channel.requests[0].handleContentChunk = take
        channel.dataReceived(b"1\r\nx\r\n" * 9 * (1 + TOGETHER) + b"0\r\n\r\n")
        self.assertEqual(len(took), 3)
        for _ in range(4):
            turn(self.clock)
        self.assertEqual((len(took), answered(self.conversation)), (9, 1))
        self.assertEqual(b"".join(took), b"x" * 9 * (1 + TOGETHER))

    def test_full(self) -> None:
        """
        While a connection waits for its turn, little of it is read.
        """
        self.conversation.protocol.dataReceived(GET * 1000)
        self.assertEqual(self.conversation.transport.producerState, "paused")
        while self.clock.getDelayedCalls()[0].getTime() <= self.clock.seconds():
            turn(self.clock)
        self.assertEqual(self.conversation.transport.producerState, "producing")
        self.assertEqual(answered(self.conversation), 1000)

    def test_leaves(self) -> None:
        """
        Whoever leaves while waiting for a turn is asked no more.
        """
        self.conversation.protocol.dataReceived(GET * 100)
        answered(self.conversation)
        self.conversation.hangUp()
        turn(self.clock)
        self.assertEqual((answered(self.conversation), self.clock.getDelayedCalls()), (0, []))
