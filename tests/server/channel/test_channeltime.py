"""
The channel: how long it waits, and how a connection ends.
"""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request

from server.channel.deadline import Patience
from tests.server.channel.serving import converse, endInput
from tests.server.channel.test_channel import GET, Later
from tests.support.memory import Conversation
from tests.support.responses import only, readResponses

CHANNEL_PATIENCE = Patience(head=5, content=7, rate=100, response=30, hungUp=4, linger=2)
IDLE = 60
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"


def patient(resource: Resource | None = None, **options: Any) -> Conversation:
    """
    Open a connection to a server with the patience above.
    """
    return converse(resource, patience=CHANNEL_PATIENCE, timeout=IDLE, **options)


def leave(conversation: Conversation) -> None:
    """
    The transport has sent everything and the end of it; see what is left.
    """
    protocol: Any = conversation.protocol
    protocol.writeConnectionLost()


class IdleTests(SynchronousTestCase):
    """
    A connection on which no request is under way.
    """

    def test_never(self) -> None:
        """
        A client that sends nothing is left alone for the idle time, then closed
        without a word.
        """
        conversation = patient()
        conversation.clock.advance(IDLE - 1)
        self.assertTrue(conversation.isOpen)
        conversation.clock.advance(1)
        self.assertFalse(conversation.isOpen)
        self.assertEqual(conversation.received(), b"")

    def test_between(self) -> None:
        """
        The time begins again after each answer.
        """
        conversation = patient()
        for _ in range(5):
            self.assertEqual(only(conversation.send(GET)).status, 200)
            conversation.clock.advance(IDLE - 1)
        self.assertTrue(conversation.isOpen)
        conversation.clock.advance(1)
        self.assertFalse(conversation.isOpen)

    def test_forEver(self) -> None:
        """
        A site can leave idle clients alone for ever.
        """
        conversation = converse(timeout=None)
        conversation.send(GET)
        conversation.clock.advance(10**6)
        self.assertTrue(conversation.isOpen)
        self.assertEqual(conversation.clock.getDelayedCalls(), [])

    def test_setTimeout(self) -> None:
        """
        A handler may change for how long.
        """

        class Patient(Resource):
            isLeaf = True

            def render_GET(self, request: Request) -> bytes:
                channel: Any = request.channel
                return b"%d" % channel.setTimeout(2 * IDLE)

        conversation = patient(Patient())
        self.assertEqual(only(conversation.send(GET)).text, str(IDLE))
        conversation.clock.advance(2 * IDLE - 1)
        self.assertTrue(conversation.isOpen)
        conversation.clock.advance(1)
        self.assertFalse(conversation.isOpen)

    def test_handler(self) -> None:
        """
        A handler may take longer.
        """
        page = Later()
        conversation = patient(page)
        conversation.send(GET)
        conversation.clock.advance(10 * IDLE)
        page.requests[0].finish()
        self.assertEqual(only(conversation.received()).status, 200)
        conversation.clock.advance(IDLE)
        self.assertFalse(conversation.isOpen)


class TrickleTests(SynchronousTestCase):
    """
    A request whose bytes come one after the other: the whole of it has a time limit.
    """

    def trickle(self, conversation: Conversation, data: bytes, seconds: float) -> float:
        """
        Send one byte after the other, until the server closes.

        @param seconds: between two bytes.
        @return: the seconds until then.
        """
        for index in range(len(data)):
            conversation.protocol.dataReceived(data[index : index + 1])
            conversation.clock.advance(seconds)
            if not conversation.isOpen:
                break
        return float(conversation.clock.seconds())

    def test_head(self) -> None:
        """
        The head has its time, and no byte of it gains any more.
        """
        conversation = patient()
        self.assertEqual(self.trickle(conversation, GET * 99, 0.5), CHANNEL_PATIENCE.head)
        response = only(conversation.received())
        self.assertEqual((response.status, response.fields["connection"]), (408, "close"))

    def test_secondHead(self) -> None:
        """
        That of the second request, too.
        """
        conversation = patient()
        conversation.send(GET + b"G")
        slow = b"ET / HTTP/1.1\r\nX: " + b"x" * 1000
        self.assertEqual(self.trickle(conversation, slow, 0.5), CHANNEL_PATIENCE.head)

    def test_emptyLines(self) -> None:
        """
        Empty lines before a request win no more than the idle time, and are few.
        """
        conversation = patient()
        self.trickle(conversation, b"\r\n" * 50, 1)
        self.assertEqual(only(conversation.received()).status, 400)

    def test_silence(self) -> None:
        """
        Content that does not come is waited for as long as the patience lasts.
        """
        conversation = patient()
        conversation.send(POST)
        conversation.clock.advance(CHANNEL_PATIENCE.content - 0.1)
        self.assertTrue(conversation.isOpen)
        conversation.clock.advance(0.1)
        response = only(conversation.received())
        self.assertEqual(response.status, 408)
        self.assertIn("the rest of the content", response.text)

    def test_content(self) -> None:
        """
        Content that trickles wins only the time that its bytes are worth.
        """
        conversation = patient()
        conversation.send(POST)
        seconds = self.trickle(conversation, b"x" * 1000, 0.5)
        self.assertLess(seconds, CHANNEL_PATIENCE.content + 1)
        self.assertEqual(only(conversation.received()).status, 408)

    def test_steady(self) -> None:
        """
        Content that comes at the least rate is accepted.
        """
        conversation = patient()
        conversation.send(POST)
        self.trickle(conversation, b"x" * 1000, 1 / CHANNEL_PATIENCE.rate)
        self.assertEqual(only(conversation.received()).status, 200)

    def test_chunks(self) -> None:
        """
        Chunk lines are not content and win nothing.
        """
        conversation = patient()
        conversation.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.assertLess(
            self.trickle(conversation, b"1\r\nx\r\n" * 99, 0.5), CHANNEL_PATIENCE.content + 1
        )
        self.assertEqual(only(conversation.received()).status, 408)

    def test_headMethod(self) -> None:
        """
        A refusal of HEAD has no content.
        """
        conversation = patient()
        conversation.send(POST.replace(b"POST", b"HEAD"))
        conversation.clock.advance(CHANNEL_PATIENCE.content)
        self.assertEqual(only(conversation.received(), toHead=True).status, 408)


class HangUpTests(SynchronousTestCase):
    """
    The client says that it will send no more.
    """

    def test_idle(self) -> None:
        """
        Where nothing is asked, the connection ends.
        """
        conversation = patient()
        conversation.send(GET)
        endInput(conversation)
        self.assertTrue(conversation.transport.disconnecting)

    def test_answers(self) -> None:
        """
        What was asked before is answered, all of it, then the connection ends.
        """
        page = Later()
        conversation = patient(page)
        conversation.send(GET * 2)
        endInput(conversation)
        for index in range(2):
            self.assertTrue(conversation.isOpen)
            page.requests[index].finish()
        self.assertEqual(len(readResponses(conversation.received())), 2)
        self.assertTrue(conversation.transport.disconnecting)

    def test_notForEver(self) -> None:
        """
        A handler that takes too long is told that the client has left, as it may
        have.
        """
        conversation = patient(Later())
        conversation.send(GET)
        endInput(conversation)
        conversation.clock.advance(CHANNEL_PATIENCE.hungUp - 0.1)
        self.assertTrue(conversation.isOpen)
        conversation.clock.advance(0.1)
        self.assertTrue(conversation.transport.disconnected)

    def test_half(self) -> None:
        """
        A client that says in the middle of a head that it will send no more gets a 400.
        """
        conversation = patient()
        conversation.send(GET[:-2])
        endInput(conversation)
        self.assertEqual(only(conversation.received()).status, 400)
        self.assertTrue(conversation.transport.disconnecting)


class CloseTests(SynchronousTestCase):
    """
    A connection that we end: first our side, and the socket once the client has read the
    answer.
    """

    def refused(self) -> Conversation:
        """
        Have a message refused, with 100,000 bytes after it that nobody reads.

        @return: the conversation, whose answer is sent and whose sending side is closed.
        """
        conversation = patient()
        response = only(conversation.send(b"nonsense\r\n\r\n" + bytes(100_000)))
        self.assertEqual(response.status, 400)
        self.assertTrue(conversation.transport.halfClosed)
        self.assertFalse(conversation.transport.disconnecting)
        return conversation

    def test_reads(self) -> None:
        """
        What the client still sends is read and thrown away, and the connection
        closed when the client has closed.
        """
        conversation = self.refused()
        leave(conversation)
        for _ in range(100):
            conversation.protocol.dataReceived(GET * 100)
        self.assertEqual(conversation.received(), b"")
        self.assertEqual(conversation.transport.producerState, "producing")
        endInput(conversation)
        self.assertTrue(conversation.transport.disconnecting)

    def test_notForEver(self) -> None:
        """
        After a refusal, what the client sends is not read for ever.
        """
        conversation = self.refused()
        leave(conversation)
        for _ in range(4):
            conversation.clock.advance(CHANNEL_PATIENCE.linger / 4)
            conversation.protocol.dataReceived(GET)
        self.assertTrue(conversation.transport.disconnecting)

    def test_clientFirst(self) -> None:
        """
        The client may end its half before ours is sent.
        """
        conversation = self.refused()
        endInput(conversation)
        self.assertFalse(conversation.transport.disconnecting)
        leave(conversation)
        self.assertTrue(conversation.transport.disconnecting)

    def test_stuck(self) -> None:
        """
        A client that does not take the refusal is cut.
        """
        conversation = self.refused()
        conversation.clock.advance(CHANNEL_PATIENCE.response)
        self.assertTrue(conversation.transport.disconnected)

    def test_stuckWhileHandled(self) -> None:
        """
        A client that does not take an answer which its handler has broken off is cut.
        """

        class Leaves(Resource):
            isLeaf = True

            def render_GET(self, request: Request) -> int:
                request.write(b"not all")
                request.loseConnection()
                return NOT_DONE_YET

        conversation = patient(Leaves())
        conversation.send(GET)
        conversation.clock.advance(CHANNEL_PATIENCE.response)
        self.assertTrue(conversation.transport.disconnected)

    def test_cutFails(self) -> None:
        """
        Where to cut it goes wrong, its time counts as over only while that is tried: what ends
        later does not end for that.
        """
        conversation = self.refused()
        channel: Any = conversation.protocol
        seen: list[bool] = []

        def abortConnection() -> None:
            seen.append(channel.isLate)
            raise OSError("the transport is broken")

        self.patch(conversation.transport, "abortConnection", abortConnection)
        with self.assertRaisesRegex(OSError, "broken"):
            conversation.clock.advance(CHANNEL_PATIENCE.response)
        self.assertEqual((seen, channel.isLate), ([True], False))

    def test_slow(self) -> None:
        """
        A client that takes it slowly is not cut.
        """
        conversation = self.refused()
        transport: Any = conversation.transport
        for transport.offset in range(5):
            conversation.clock.advance(CHANNEL_PATIENCE.response)
            self.assertFalse(transport.disconnected)
        conversation.clock.advance(CHANNEL_PATIENCE.response)
        self.assertTrue(transport.disconnected)
