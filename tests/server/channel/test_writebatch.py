"""
The write batch: who has something to send is asked once in a turn, at its end.
"""

from __future__ import annotations

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.channel.writebatch import WriteBatch


class Notes:
    """
    Notes that it was flushed, and may then have more to send.
    """

    isAborted = False

    def __init__(self, batch: WriteBatch, more: int = 0) -> None:
        self.batch = batch
        self.more = more
        self.flushed = 0

    def flush(self) -> None:
        """
        Count it, and ask to be flushed again as long as there is more.
        """
        self.flushed += 1
        if self.more:
            self.more -= 1
            self.batch.add(self)

    def abort(self) -> None:
        self.isAborted = True


class WriteBatchTests(SynchronousTestCase):
    """
    The batch, on a clock that the test moves.
    """

    def test_sweep(self) -> None:
        """
        All are flushed together, not before the end of the turn, and once.
        """
        clock = Clock()
        batch = WriteBatch(clock)
        senders = [Notes(batch) for _ in range(3)]
        for sender in senders:
            batch.add(sender)
        self.assertEqual([sender.flushed for sender in senders], [0, 0, 0])
        self.assertEqual(len(clock.getDelayedCalls()), 1)
        clock.advance(0)
        clock.advance(1)
        self.assertEqual([sender.flushed for sender in senders], [1, 1, 1])

    def test_fails(self) -> None:
        """
        What cannot be sent ends its own connection, and keeps nobody else waiting.
        """
        clock = Clock()
        batch = WriteBatch(clock)
        bad, good = Notes(batch), Notes(batch)
        self.patch(bad, "flush", lambda: [].pop())
        batch.add(bad)
        batch.add(good)
        clock.advance(0)
        self.assertEqual((bad.isAborted, good.flushed, good.isAborted), (True, 1, False))
        self.assertEqual(len(self.flushLoggedErrors(IndexError)), 1)

    def test_again(self) -> None:
        """
        Whoever has more to send when it is flushed is flushed again.
        """
        clock = Clock()
        batch = WriteBatch(clock)
        sender = Notes(batch, 2)
        batch.add(sender)
        clock.advance(0)
        self.assertEqual(sender.flushed, 3)
        self.assertEqual(clock.getDelayedCalls(), [])
