"""
Who accepts a connection: workers see how many the others have, and leave some to them.
"""

from __future__ import annotations

import os
import socket
from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from server.processes.acceptor import (
    ALL,
    FEW,
    RETRY_DELAY,
    Acceptor,
    Balancer,
    Entry,
    Scoreboard,
    fewerThan,
    makeScoreboard,
)


class BookTestCase(SynchronousTestCase):
    """
    Has the scoreboard of three workers, opened once for each.
    """

    def setUp(self) -> None:
        """
        Make the scoreboard, and open it for each worker.
        """
        descriptor = makeScoreboard(3)
        self.addCleanup(os.close, descriptor)
        self.books = [Scoreboard(descriptor) for _ in range(3)]


class BalancerTests(BookTestCase):
    """
    The scoreboard, and what is concluded from it.
    """

    def test_shared(self) -> None:
        """
        What one worker writes into its entry, all others read; one that is removed has more
        connections than any could.
        """
        self.books[0].note(2, Entry(5, 1))
        self.assertEqual(self.books[1].entries()[2], Entry(5, 1))
        self.books[2].remove(2)
        self.assertGreater(self.books[0].entries()[2].connections, 10**9)

    def test_fewer(self) -> None:
        """
        The next one is for others where these have clearly fewer.
        """
        for ours, theirs, isTheirs in ((0, 0, 0), (1, 0, 0), (2, 0, 1), (9, 8, 0), (80, 71, 0)):
            found = fewerThan(ours, {2: Entry(theirs, 1)})
            self.assertEqual(bool(found), bool(isTheirs), (ours, theirs))
        self.assertTrue(fewerThan(80, {2: Entry(69, 1)}))

    def test_absent(self) -> None:
        """
        Whoever did not look when it was left a connection is not waited for again until it has
        looked.
        """
        ours, theirs = Balancer(self.books[0], 1), Balancer(self.books[1], 2)
        theirs.note(0)
        left = ours.look(10)
        self.assertEqual(set(left), {2})
        ours.missed(left.items())
        self.assertEqual(ours.look(10), {})
        self.assertEqual(ours.look(11), {})
        theirs.look(1)
        self.assertEqual(set(ours.look(11)), {2})

    def test_present(self) -> None:
        """
        Whoever did look is left the next one as well.
        """
        ours, theirs = Balancer(self.books[0], 1), Balancer(self.books[1], 2)
        theirs.note(0)
        left = ours.look(10)
        theirs.look(0)
        ours.missed(left.items())
        self.assertEqual(set(ours.look(10)), {2})


class FakePort:
    """
    A port at which somebody waits.
    """

    numberAccepts = 100
    connected = True

    def __init__(self) -> None:
        self.isReading = True
        self.accepted: list[int] = []
        self.socket = socket.create_server(("127.0.0.1", 0))

    def doRead(self) -> None:
        """
        Note how many connections may be accepted at once.
        """
        self.accepted.append(self.numberAccepts)

    def startReading(self) -> None:
        self.isReading = True

    def stopReading(self) -> None:
        self.isReading = False


class AcceptorTests(BookTestCase):
    """
    A port of the first worker.
    """

    def setUp(self) -> None:
        """
        Make the acceptor of the first worker, on a port.
        """
        super().setUp()
        self.clock, self.port, self.connections = Clock(), FakePort(), 0
        self.addCleanup(lambda: self.port.socket.close())  # by then it is another object
        balancer = Balancer(self.books[0], 1)
        clock: Any = self.clock
        self.acceptor = Acceptor(clock, self.port, balancer, lambda: self.connections)

    def test_accepts(self) -> None:
        """
        It accepts few at a time.
        """
        self.port.doRead()
        self.port.doRead()
        self.assertEqual(self.port.accepted, [FEW, FEW])

    def test_leaves(self) -> None:
        """
        Where another has fewer, that one is waited for; if in vain, it accepts.
        """
        self.connections = 10
        self.books[1].note(2, Entry(0, 1))
        self.port.doRead()
        self.assertEqual((self.port.accepted, self.port.isReading), ([], False))
        self.clock.advance(RETRY_DELAY)
        self.assertTrue(self.port.isReading)
        self.port.doRead()
        self.assertEqual(self.port.accepted, [FEW])

    def test_closes(self) -> None:
        """
        Once it is closed, it does not look again.
        """
        self.connections = 10
        self.books[1].note(2, Entry(0, 1))
        self.port.doRead()
        self.acceptor.close()
        self.clock.advance(RETRY_DELAY)
        self.assertFalse(self.port.isReading)

    def test_closed(self) -> None:
        """
        Where the parent was first, there is nothing to close any more, nor to look at.
        """
        self.connections = 10
        self.books[1].note(2, Entry(0, 1))
        self.port.doRead()
        self.port.connected = False
        self.clock.advance(RETRY_DELAY)
        self.acceptor.close()
        self.assertEqual((self.port.accepted, self.port.isReading), ([], False))

    def test_closedMeanwhile(self) -> None:
        """
        Another may close the socket for all between a look and what follows: then nobody
        waits there, and that is not an error.
        """
        with self.port.socket.dup() as theirs:
            self.assertRaises(BlockingIOError, self.port.socket.accept)
            theirs.shutdown(socket.SHUT_RDWR)
            self.assertRaises(BlockingIOError, self.port.socket.accept)

    def test_closedForAll(self) -> None:
        """
        Where all end, whoever comes is refused, though others hold the socket as well; and
        these need not be told.
        """
        theirs = FakePort()
        theirs.socket.close()
        theirs.socket = self.port.socket.dup()
        self.addCleanup(lambda: theirs.socket.close())
        clock: Any = self.clock
        other = Acceptor(clock, theirs, Balancer(self.books[1], 2), lambda: 0)
        self.acceptor.closeForAll()
        self.assertEqual((self.port.accepted, self.port.isReading), ([ALL], False))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(self.port.socket.getsockname()).close()
        theirs.doRead()
        other.closeForAll()
        self.assertEqual((theirs.accepted, theirs.isReading), ([], False))
