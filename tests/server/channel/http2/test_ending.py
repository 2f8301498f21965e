"""
How long a connection of HTTP/2 lasts, and how it ends.
"""

from __future__ import annotations

from h2.errors import ErrorCodes
from hpack import Encoder as HpackEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.channel.deadline import Patience
from tests.server.channel.http2.serving import LARGE, Does, Later, converse2
from tests.server.channel.serving import Page
from tests.support.http2 import Http2Conversation


def frame(kind: int, flags: int, number: int, payload: bytes) -> bytes:
    """
    Write a frame (RFC 9113 section 4.1).
    """
    return len(payload).to_bytes(3) + bytes((kind, flags)) + number.to_bytes(4) + payload


#: The fields of a request.
GET = HpackEncoder().encode(
    [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]
)

#: Frames of all kinds on a few streams; many of them make sense.
FRAMES = st.builds(
    frame,
    st.integers(0, 10),
    st.sampled_from((0, 1, 4, 5, 8, 0x20, 0xFF)),
    st.sampled_from((0, 1, 3, 3, 5, 7, 2, 2**31 - 1)),
    st.sampled_from((b"", GET, GET, bytes(4), bytes(5), bytes(8))) | st.binary(max_size=40),
)


class ClientTimeoutTests(SynchronousTestCase):
    """
    How long a client may take: as long as on a connection of HTTP/1.1.
    """

    def converse(self, answer: object = b"") -> Http2Conversation:
        """
        Open a connection that may be idle for 30 s, and whose requests have 20 s for their
        content, and one more for each 1,000 bytes.
        """
        patience = Patience(content=20, rate=1000, response=60)
        return converse2(Does(lambda request: answer), timeout=30, patience=patience)

    def test_idle(self) -> None:
        """
        A connection without a request is closed after a while, with a word.
        """
        conversation = self.converse()
        conversation.get()
        conversation.talk(seconds=29)
        self.assertTrue(conversation.isOpen)
        conversation.talk(seconds=1)
        conversation.talk()
        self.assertEqual(conversation.goneAway, (1, ErrorCodes.NO_ERROR))
        self.assertFalse(conversation.isOpen)

    def test_content(self) -> None:
        """
        Content that does not come is a 408.
        """
        conversation = self.converse()
        number = conversation.ask("/", method="POST", isOver=False)
        conversation.talk(seconds=20)
        conversation.talk()
        self.assertEqual(conversation.answers[number].status, 408)

    def test_response(self) -> None:
        """
        An answer that is not taken is broken off.
        """
        conversation = self.converse(LARGE)
        conversation.takes = False
        number = conversation.ask()
        conversation.talk(seconds=61)
        conversation.talk(seconds=61)
        conversation.talk()
        self.assertEqual(conversation.answers[number].reset, ErrorCodes.INTERNAL_ERROR)

    def test_handler(self) -> None:
        """
        A handler may take its time.
        """
        later = Later()
        conversation = converse2(Does(later), timeout=30)
        number = conversation.ask()
        conversation.talk(seconds=1000)
        later.requests[0].write(b"at last")
        later.requests[0].finish()
        conversation.talk()
        self.assertEqual(conversation.answers[number].content, b"at last")


class ConnectionEndTests(SynchronousTestCase):
    """
    A connection ends because the server stops, the client leaves, or what comes are no
    frames.
    """

    def test_takeLeave(self) -> None:
        """
        A server that stops says so, answers what was asked, and refuses what comes after;
        then it closes.
        """
        later = Later()
        conversation = converse2(Does(later))
        first = conversation.ask()
        conversation.talk()
        self.assertTrue(conversation.protocol.isAnswering)
        conversation.protocol.takeLeave()
        conversation.talk()
        self.assertEqual(conversation.goneAway, (first, ErrorCodes.NO_ERROR))
        self.assertTrue(conversation.isOpen)
        later.requests[0].finish()
        conversation.talk()
        self.assertTrue(conversation.answers[first].isWhole)
        self.assertFalse(conversation.protocol.isAnswering)
        self.assertFalse(conversation.isOpen)

    def test_clientLeaves(self) -> None:
        """
        A client that says goodbye ends the connection.
        """
        conversation = converse2(Page())
        conversation.client.close_connection()
        conversation.talk()
        self.assertFalse(conversation.isOpen)

    def test_noFrames(self) -> None:
        """
        Bytes that are not frames are the end of the connection, told in a GOAWAY; they
        leave nothing in the log.
        """
        for data in (bytes(range(256)) * 9, b"\0\0\1\0\0\0\0\0\1x", b"\0\0\5\2\0\0\0\0\0hello"):
            conversation = converse2(Page())
            conversation.protocol.dataReceived(data)
            conversation.talk()
            self.assertIsNotNone(conversation.goneAway)
            self.assertFalse(conversation.isOpen)
            conversation.send(b"more")

    @settings(max_examples=200)
    @given(st.lists(FRAMES, max_size=8))
    def test_anyFrames(self, frames: list[bytes]) -> None:
        """
        Whatever frames come, nothing is raised, and nothing is left behind: neither in
        the log nor to be done.
        """
        conversation = converse2(Page())
        conversation.ask(method="POST", isOver=False)
        conversation.talk()
        for frame in frames:
            conversation.send(frame)
            conversation.clock.advance(0)
        conversation.hangUp()
        self.assertEqual(conversation.clock.getDelayedCalls(), [])
