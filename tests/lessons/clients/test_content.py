"""
Reading content piece by piece, and time limits.
"""

from __future__ import annotations

from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.client import ResponseDone, ResponseFailed
from twisted.web.http import PotentialDataLoss

from lessons.clients.content import ContentReader, TimeLimit


class ContentReaderTests(SynchronousTestCase):
    """
    The protocol that takes a response's content, on a string transport.
    """

    def setUp(self) -> None:
        """
        Connect a reader that collects into a list.
        """
        self.clock = Clock()
        self.pieces: list[bytes] = []
        self.reader = ContentReader(self.pieces.append, self.clock, 10)
        self.transport = StringTransport()
        self.reader.makeConnection(self.transport)

    def end(self, reason: Exception) -> None:
        """
        Tell the reader that the content is over, for this reason.
        """
        self.reader.connectionLost(Failure(reason))

    def test_pieces(self) -> None:
        """
        Each piece is passed on as it arrives.
        """
        self.reader.dataReceived(b"one")
        self.assertEqual(self.pieces, [b"one"])
        self.reader.dataReceived(b"two")
        self.assertEqual(self.pieces, [b"one", b"two"])
        self.assertNoResult(self.reader.finished)

    def test_whole(self) -> None:
        """
        The end of the content fires the Deferred, and leaves no timer.
        """
        self.end(ResponseDone())
        self.assertIsNone(self.successResultOf(self.reader.finished))
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_endOfConnection(self) -> None:
        """
        Content that ends with the connection counts as whole.
        """
        self.end(PotentialDataLoss())
        self.assertIsNone(self.successResultOf(self.reader.finished))

    def test_cutShort(self) -> None:
        """
        Where the connection ends before the content does, C{finished} fails.
        """
        self.end(ResponseFailed([Failure(ConnectionDone())]))
        self.failureResultOf(self.reader.finished, ResponseFailed)

    def test_stall(self) -> None:
        """
        When no piece arrives for too long, the connection is closed.
        """
        self.clock.advance(9.9)
        self.assertNoResult(self.reader.finished)
        self.clock.advance(0.2)
        self.failureResultOf(self.reader.finished, TimeoutError)
        self.assertTrue(self.transport.disconnecting)

    def test_slowButSteady(self) -> None:
        """
        Each piece starts the time limit anew.
        """
        for _ in range(10):
            self.clock.advance(9)
            self.reader.dataReceived(b"x")
        self.assertNoResult(self.reader.finished)
        self.assertFalse(self.transport.disconnecting)

    def test_lateEnd(self) -> None:
        """
        What happens after a time limit is not reported a second time.
        """
        self.clock.advance(11)
        self.end(ResponseDone())
        self.failureResultOf(self.reader.finished, TimeoutError)

    def test_collectorFails(self) -> None:
        """
        An error of the collector is the Deferred's failure, and closes the
        connection; later pieces cannot fail it again.
        """
        self.reader.collector = lambda data: 1 / 0
        self.reader.dataReceived(b"one")
        self.reader.dataReceived(b"two")
        self.failureResultOf(self.reader.finished, ZeroDivisionError)
        self.assertTrue(self.transport.disconnecting)

    def test_cancel(self) -> None:
        """
        Cancelling the content closes the connection.
        """
        self.reader.finished.cancel()
        self.failureResultOf(self.reader.finished, CancelledError)
        self.assertTrue(self.transport.disconnecting)
        self.assertEqual(self.clock.getDelayedCalls(), [])


class TimeLimitTests(SynchronousTestCase):
    """
    A Deferred that does not fire in ten seconds is cancelled.
    """

    def setUp(self) -> None:
        """
        Limit a Deferred to ten seconds.
        """
        self.clock = Clock()
        self.waiting: Deferred[str] = Deferred()
        self.limit = TimeLimit(self.clock, 10, self.waiting)

    def test_inTime(self) -> None:
        """
        A result that comes in time passes, and no timer is left.
        """
        self.waiting.callback("here")
        self.assertEqual(self.successResultOf(self.waiting), "here")
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_tooLate(self) -> None:
        """
        After the time, the Deferred is cancelled.
        """
        self.clock.advance(10)
        self.failureResultOf(self.waiting, CancelledError)

    def test_restart(self) -> None:
        """
        A restart grants the whole time, and does nothing after the end.
        """
        self.clock.advance(9)
        self.limit.restart()
        self.clock.advance(9)
        self.assertNoResult(self.waiting)
        self.clock.advance(1)
        self.failureResultOf(self.waiting, CancelledError)
        self.limit.restart()
        self.assertEqual(self.clock.getDelayedCalls(), [])
