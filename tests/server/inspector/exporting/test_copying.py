"""
The copy that is taken of a conversation.
"""

from __future__ import annotations

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.inspector import pace
from server.inspector.exporting.resource import copyOf
from server.inspector.pace import Pace
from server.inspector.study import BATCH
from server.wire import Chunk, Conversation, Direction, Recorder


class CopyTests(SynchronousTestCase):
    """
    A copy that is taken little by little.
    """

    def setUp(self) -> None:
        """
        A connection with four times as many pieces as are copied in a turn, on a short tape.
        """
        self.patch(pace, "SLICE", 0.0)
        self.recorder = Recorder(2**18)
        self.recorder(Chunk(1, 0.0, Direction.OPENED, note="a client"))
        for number in range(4 * BATCH - 1):
            self.add(number)
        self.conversation: Conversation = self.recorder.conversations[1]
        self.clock = Clock()

    def add(self, number: int) -> None:
        """
        A piece arrives on connection 1, whose bytes are its number.
        """
        self.recorder(Chunk(1, 0.0, Direction.ARRIVED, b"%d" % number))

    def test_turns(self) -> None:
        """
        It is taken in turns, and holds what there was when it was begun.
        """
        was = list(self.conversation.chunks)
        copying = ensureDeferred(copyOf(self.conversation, Pace(self.clock)))
        self.assertNoResult(copying)
        self.add(1000)
        self.clock.pump([0.01] * 5)
        self.assertEqual(self.successResultOf(copying), was)

    def test_dropped(self) -> None:
        """
        What is dropped meanwhile is not in it, nor anything before that.
        """
        copying = ensureDeferred(copyOf(self.conversation, Pace(self.clock)))
        while self.conversation.dropped <= BATCH:
            self.add(1000)
        left = list(self.conversation.chunks)[: 4 * BATCH - self.conversation.dropped]
        self.clock.pump([0.01] * 5)
        self.assertEqual(self.successResultOf(copying), left)
