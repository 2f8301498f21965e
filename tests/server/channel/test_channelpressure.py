"""
The channel: it sends no faster than the client reads, and reads no faster than it
answers.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IPullProducer, IPushProducer
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import implementer

from server.channel.backpressure import MOST_UNREAD
from server.channel.deadline import Patience
from server.channel.writebuffer import MOST_HELD
from tests.server.channel.serving import converse
from tests.server.channel.test_channel import GET, Later
from tests.support.memory import Conversation
from tests.support.outcome import fillBuffer
from tests.support.responses import only, readResponses

PIECES = 5


@implementer(IPullProducer)
class Pulled:
    """
    Sends a piece each time it is asked.
    """

    isStopped = False

    def __init__(self, request: Request) -> None:
        self.request = request
        self.left = PIECES
        request.registerProducer(self, False)

    def resumeProducing(self) -> None:
        """
        Send one piece; after the last, end.
        """
        self.request.write(b"piece")
        self.left -= 1
        if not self.left:
            self.request.unregisterProducer()
            self.request.finish()

    def stopProducing(self) -> None:
        self.isStopped = True


@implementer(IPushProducer)
class Pushing:
    """
    A push producer that sends nothing, and notes what it is told.
    """

    def __init__(self, request: Request) -> None:
        self.told: list[str] = []
        request.registerProducer(self, True)

    def pauseProducing(self) -> None:
        self.told.append("pause")

    def resumeProducing(self) -> None:
        self.told.append("resume")

    def stopProducing(self) -> None:
        self.told.append("stop")


class Failing(Pushing):
    """
    Fails when it is told anything.
    """

    def pauseProducing(self) -> None:
        raise RuntimeError("secret")


class Produces(Resource):
    """
    Answers by a producer of a given kind, and keeps it for the test.
    """

    isLeaf = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def render_GET(self, request: Request) -> int:
        self.request = request
        self.producer = self.kind(request)
        return NOT_DONE_YET


def drain(conversation: Conversation) -> None:
    """
    The client has read everything: the transport asks for more.
    """
    producer: Any = conversation.transport.producer
    producer.resumeProducing()


class FastClientTests(SynchronousTestCase):
    """
    What is read from a client that asks faster than it is answered.
    """

    def test_neverReads(self) -> None:
        """
        A client that does not read its answers is neither read nor answered any
        more; when it reads, it is.
        """
        conversation = converse()
        fillBuffer(conversation.transport)
        conversation.protocol.dataReceived(GET * 1000)
        answered = 0
        while answered < 1000:
            self.assertEqual(conversation.transport.producerState, "paused")
            sent = conversation.received()
            self.assertLess(len(sent), 2 * MOST_HELD)
            answered += len(readResponses(sent))
            drain(conversation)
        drain(conversation)
        self.assertEqual(conversation.transport.producerState, "producing")

    def test_handlerStillWorks(self) -> None:
        """
        A client that reads again, while its handler still works and enough of what it
        has sent waits, is not read again.
        """
        page = Later()
        conversation = converse(page)
        conversation.protocol.dataReceived(GET + b"x" * (MOST_UNREAD + 1))
        self.assertEqual(conversation.transport.producerState, "paused")
        fillBuffer(conversation.transport)
        page.requests[0].write(b"a piece")
        drain(conversation)
        self.assertEqual(conversation.transport.producerState, "paused")

    def test_handlerWorks(self) -> None:
        """
        While a handler works, little of the next requests is read; then all.
        """
        page = Later()
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        conversation.protocol.dataReceived(GET)
        self.assertEqual(conversation.transport.producerState, "producing")
        conversation.protocol.dataReceived(GET * (MOST_UNREAD // len(GET)))
        self.assertEqual(conversation.transport.producerState, "paused")
        while page.requests:
            page.requests.pop().finish()
        self.assertEqual(conversation.transport.producerState, "producing")
        self.assertEqual(len(readResponses(conversation.received())), MOST_UNREAD // len(GET) + 2)

    def test_both(self) -> None:
        """
        A handler works and its client does not read: reading needs both to go on.
        """
        page = Later()
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        conversation.protocol.dataReceived(b"x" * (MOST_UNREAD + 1))
        fillBuffer(conversation.transport)
        page.requests[0].write(b"x")
        self.assertEqual(conversation.transport.producerState, "paused")
        page.requests[0].finish()
        self.assertEqual(conversation.transport.producerState, "paused")

    def test_stuck(self) -> None:
        """
        A client that does not take its answer is cut in the end.
        """
        conversation = converse(patience=Patience(response=30))
        fillBuffer(conversation.transport)
        conversation.protocol.dataReceived(GET)
        transport: Any = conversation.transport
        for transport.offset in range(5):
            conversation.clock.advance(30)
            self.assertFalse(transport.disconnected)
        conversation.clock.advance(30)
        self.assertTrue(transport.disconnected)


class ProducerTests(SynchronousTestCase):
    """
    Pull and push producers of a page are asked, paused and stopped as the client reads.
    """

    def test_pull(self) -> None:
        """
        Whoever sends piece by piece is asked again and again, but not before the
        handler has returned.
        """
        page = Produces(Pulled)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        self.assertEqual(page.producer.left, PIECES)
        conversation.clock.advance(0)
        self.assertEqual(only(conversation.received()).text, "piece" * PIECES)

    def test_pullSlowly(self) -> None:
        """
        It is not asked while the client does not read.
        """
        page = Produces(Pulled)
        conversation = converse(page)
        fillBuffer(conversation.transport)
        conversation.protocol.dataReceived(GET)
        for left in range(PIECES - 1, 0, -1):
            conversation.clock.pump([0] * 5)
            self.assertEqual(page.producer.left, left)
            drain(conversation)
        self.assertEqual(only(conversation.received()).text, "piece" * PIECES)

    def test_pullStops(self) -> None:
        """
        It is told when the client leaves.
        """
        page = Produces(Pulled)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        conversation.hangUp()
        self.assertTrue(page.producer.isStopped)
        self.assertEqual(conversation.clock.getDelayedCalls(), [])

    def test_push(self) -> None:
        """
        Whoever sends by itself is told when to wait.
        """
        page = Produces(Pushing)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        fillBuffer(conversation.transport)
        page.request.write(b"x")
        page.request.write(b"x")
        drain(conversation)
        conversation.hangUp()
        self.assertEqual(page.producer.told, ["pause", "resume", "stop"])

    def test_pushWaits(self) -> None:
        """
        One that begins while the client does not read is told so at once.
        """
        page = Later()
        conversation = converse(page)
        fillBuffer(conversation.transport)
        conversation.protocol.dataReceived(GET)
        page.requests[0].write(b"x")
        self.assertEqual(Pushing(page.requests[0]).told, ["pause"])

    def test_two(self) -> None:
        """
        A request has one producer at a time.
        """
        page = Produces(Pushing)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        self.assertRaises(ValueError, page.request.registerProducer, Pulled, True)
        channel: Any = conversation.protocol
        self.assertRaises(RuntimeError, channel.registerProducer, Pulled, True)

    def test_next(self) -> None:
        """
        The producer of an answer is not taken for that of the answer before it.
        """
        made: list[Any] = []

        class Both(Resource):
            isLeaf = True

            def render_GET(self, request: Request) -> int:
                made.append(Pushing(request) if made else Pulled(request))
                return NOT_DONE_YET

        conversation = converse(Both())
        conversation.send(GET * 2)
        conversation.clock.pump([0.1] * 20)
        self.assertEqual(made[1].told, [])
        self.assertLess(len(conversation.clock.getDelayedCalls()), 2)  # a deadline, perhaps

    def test_fails(self) -> None:
        """
        An answer whose producer fails breaks off.
        """
        page = Produces(Failing)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET)
        fillBuffer(conversation.transport)
        page.request.write(b"x")
        self.assertEqual(len(self.flushLoggedErrors(RuntimeError)), 1)
        self.assertFalse(conversation.isOpen)

    def test_stillThere(self) -> None:
        """
        A producer that is left behind by its request is unregistered, and logged.
        """
        page = Produces(Pushing)
        conversation = converse(page)
        conversation.protocol.dataReceived(GET * 2)
        first, producer = page.request, page.producer
        first.finish()
        self.assertIsNot(page.request, first)
        conversation.hangUp()
        self.assertEqual(producer.told, [])
        self.assertEqual(page.producer.told, ["stop"])
