"""
A connection that the server closes because it has waited for too long says so.
"""

from __future__ import annotations

from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IProtocolFactory
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Site as StockSite

from server.channel.site import Site
from server.wire import Chunk, Direction, Tap
from server.wire.lateness import TIMEOUT
from tests.support.memory import CLIENT, Transport

TIME = 20
HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"


def makeSites(clock: Clock) -> list[IProtocolFactory]:
    """
    Make a site with our own channel, and one with Twisted's.
    """
    return [
        Site(Resource(), reactor=clock, timeout=TIME),
        StockSite(Resource(), reactor=clock, timeout=TIME),
    ]


class LatenessTests(SynchronousTestCase):
    """
    The last chunk of a connection says whether the server has waited in vain, and for what.
    """

    def end(self, site: IProtocolFactory, clock: Clock, data: bytes, seconds: float) -> Chunk:
        """
        Send something, wait, and have the client close.

        @return: what the tap says of the end.
        """
        chunks: list[Chunk] = []
        connection = Tap(clock, site, chunks.append).buildProtocol(CLIENT)
        assert connection is not None
        connection.makeConnection(Transport(peerAddress=CLIENT))
        connection.dataReceived(data)
        clock.pump([1] * int(seconds))
        connection.connectionLost(Failure(ConnectionDone()))
        return chunks[-1]

    def test_late(self) -> None:
        """
        Nothing has come for too long: the server closes, and that is why. So it does where half
        a request has come.
        """
        for number in range(2):
            for data in b"", HEAD:
                clock = Clock()
                end = self.end(makeSites(clock)[number], clock, data, TIME * 3)
                self.assertEqual((end.by, end.note), ("server", TIMEOUT), (number, data))

    def test_inTime(self) -> None:
        """
        Where the server closes for another reason, or the client does, nothing is said of time.
        """
        closing = HEAD + b"Connection: close\r\n\r\n"
        wrong = b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"
        for number in range(2):
            for data, by in (HEAD, "client"), (closing, "server"), (wrong, "server"):
                clock = Clock()
                end = self.end(makeSites(clock)[number], clock, data, 1)
                self.assertEqual((end.direction, end.note), (Direction.CLOSED, ""), data)
                self.assertEqual(end.by, by, (number, data))
