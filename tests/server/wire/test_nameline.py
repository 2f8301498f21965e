"""
Tests of L{server.wire.nameline}: on the tap of a step that expects a class.
"""

from __future__ import annotations

from typing import cast

from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import Factory, Protocol, ServerFactory
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from server.wire import Chunk, Direction, Tap


class Pieces(Protocol):
    """
    Keeps what arrives, in the pieces in which it came.
    """

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def dataReceived(self, data: bytes) -> None:
        self.pieces.append(data)


class Colon:
    """
    A client that names itself with a line that begins with a colon and a dot.
    """

    def __init__(self) -> None:
        self.named: list[bytes] = []
        self.heard: list[bytes] = []

    def lengthOf(self, beginning: bytes) -> int | None:
        if not b":.".startswith(beginning[:2]):
            return 0
        return beginning.find(b"\n") + 1 or None

    def name(self, line: bytes) -> str:
        self.named.append(line)
        return "somebody"

    def hear(self, data: bytes) -> None:
        self.heard.append(data)


class NameLineFilterTests(SynchronousTestCase):
    """
    What the program gets, and what is told.
    """

    def setUp(self) -> None:
        """
        Connect a client whose name ends at a colon, to a program that keeps its pieces.
        """
        self.clock = Clock()
        self.told: list[Chunk] = []
        self.client = Colon()
        factory = cast(ServerFactory, Factory.forProtocol(Pieces))
        tap = Tap(self.clock, factory, self.told.append, meet=lambda number: self.client)
        built = tap.buildProtocol(None)
        assert built is not None
        self.connection = built
        self.connection.makeConnection(StringTransport())
        self.program = cast(Pieces, self.connection.wrappedProtocol)

    def send(self, *pieces: bytes) -> None:
        """
        Send some pieces, a second apart.
        """
        for piece in pieces:
            self.connection.dataReceived(piece)
            self.clock.advance(1)

    def happened(self) -> list[tuple[float, str, bytes]]:
        """
        List what was told after the opening.
        """
        return [(it.seconds, it.direction.value, it.data) for it in self.told[1:]]

    def test_line(self) -> None:
        """
        The line is for whoever looks on: the program sees what follows.
        """
        self.send(b":.me\r\nGET")
        self.assertEqual(self.client.named, [b":.me\r\n"])
        self.assertEqual(self.program.pieces, [b"GET"])
        self.assertEqual(self.happened(), [(0, "named", b""), (0, "arrived", b"GET")])
        self.assertEqual(self.told[1].note, "somebody")

    def test_alone(self) -> None:
        """
        Where nothing follows, the program gets nothing, and not an empty piece.
        """
        self.send(b":", b".me", b"\n")
        self.assertEqual(self.client.named, [b":.me\n"])
        self.assertEqual(self.program.pieces, [])
        self.assertEqual(self.happened(), [(2, "named", b"")])

    def test_other(self) -> None:
        """
        What is not such a line is handed on at once, in its pieces.
        """
        self.send(b"G", b"ET", b":.me\n")
        self.assertEqual(self.program.pieces, [b"G", b"ET", b":.me\n"])
        self.assertEqual(self.client.heard, self.program.pieces)
        self.assertEqual(self.client.named, [])

    def test_undecided(self) -> None:
        """
        What may have become one is handed on as it came, with the times at which it came.
        """
        self.send(b":", b"x", b"y")
        self.assertEqual(self.program.pieces, [b":", b"x", b"y"])
        arrived = [(0, "arrived", b":"), (1, "arrived", b"x"), (2, "arrived", b"y")]
        self.assertEqual(self.happened(), arrived)

    def test_end(self) -> None:
        """
        What was held back when the client leaves reaches the program before its end.
        """
        self.send(b":", b".")
        self.assertEqual(self.program.pieces, [])
        self.connection.connectionLost(Failure(ConnectionDone()))
        self.assertEqual(self.program.pieces, [b":", b"."])
        self.assertIs(self.told[-1].direction, Direction.CLOSED)
