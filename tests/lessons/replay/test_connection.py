"""
One connection: what is sent, and when nothing more is awaited.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from lessons.replay import Answer, ClientStream, connection
from lessons.replay import connection as connectionModule
from lessons.replay.answer import MOST_READ
from lessons.replay.connection import Exchange
from tests.support.process import PROGRAM_PATIENCE

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
#: Seconds: so long that nothing ends by it where something else is to end it.
LONG = PROGRAM_PATIENCE


class ExchangeTests(SynchronousTestCase):
    """
    A step that does just what a test wants.
    """

    def hear(
        self, stream: ClientStream, serve: Callable[[socket.socket], object], wait: float = LONG
    ) -> Answer:
        """
        Talk to a server that runs in a thread, and stays until we leave.
        """
        ours, theirs = socket.socketpair()
        thread = threading.Thread(target=serve, args=(theirs,))
        thread.start()
        try:
            return Exchange(ours, stream, wait).hear(7)
        finally:
            ours.close()
            thread.join(PROGRAM_PATIENCE)
            theirs.close()

    def test_answer(self) -> None:
        """
        What is answered comes, byte for byte, and where the connection stays open, that shows
        soon: nothing more is due.
        """

        def serve(connection: socket.socket) -> None:
            connection.recv(99)
            connection.sendall(ANSWER)

        answer = self.hear(ClientStream(GET), serve)
        self.assertEqual((answer.step, answer.data, answer.closed), (7, ANSWER, False))
        self.assertLess(answer.milliseconds or 0, 1000 * LONG)

    def test_closed(self) -> None:
        """
        The end of the connection ends it.
        """

        def serve(connection: socket.socket) -> None:
            connection.recv(99)
            connection.close()

        answer = self.hear(ClientStream(GET), serve)
        self.assertEqual((answer.data, answer.closed), (b"", True))

    def test_silence(self) -> None:
        """
        Silence ends it after the time that was given.
        """
        answer = self.hear(ClientStream(GET), lambda it: it.recv(99), wait=0.05)
        self.assertEqual((answer.data, answer.closed, answer.milliseconds), (b"", False, None))

    def test_whole(self) -> None:
        """
        Two requests in one piece arrive as one.
        """
        pieces: list[bytes] = []

        def serve(connection: socket.socket) -> None:
            pieces.append(connection.recv(999))
            connection.close()

        self.hear(ClientStream(GET * 2), serve)
        self.assertEqual(pieces, [GET * 2])

    def test_pieces(self) -> None:
        """
        Byte by byte, all of it arrives, in more pieces than one.
        """
        pieces: list[bytes] = []

        def serve(connection: socket.socket) -> None:
            while b"".join(pieces) != GET:
                pieces.append(connection.recv(999))
            connection.close()

        answer = self.hear(ClientStream(GET, isInPieces=True), serve)
        self.assertTrue(answer.closed)
        self.assertGreater(len(pieces), 1)

    def test_hangsUp(self) -> None:
        """
        Where it belongs to the case, the client says that it will send no more.
        """
        got: list[bytes] = []

        def serve(connection: socket.socket) -> None:
            got.extend(iter(lambda: connection.recv(999), b""))
            connection.sendall(b"bye")
            connection.close()

        answer = self.hear(ClientStream(b"half", hangsUp=True), serve)
        self.assertEqual((b"".join(got), answer.data), (b"half", b"bye"))

    def test_large(self) -> None:
        """
        A server that answers before it has all, and reads no further before its answer is
        taken, is heard all the same.
        """
        data = b"x" * 2**20

        def serve(connection: socket.socket) -> None:
            left = len(data)
            while left and (piece := connection.recv(2**12)):
                left -= len(piece)
                connection.sendall(piece)
            connection.close()

        self.patch(connectionModule, "MOST_READ", 2**21)
        answer = self.hear(ClientStream(data), serve)
        self.assertEqual((len(answer.data), answer.closed), (len(data), True))

    def test_endless(self) -> None:
        """
        Of an answer without end, no more than a part is heard.
        """

        def serve(connection: socket.socket) -> None:
            try:
                while True:
                    connection.sendall(b"x" * 2**16)
            except OSError:
                return

        answer = self.hear(ClientStream(GET), serve)
        self.assertGreaterEqual(len(answer.data), MOST_READ)
        self.assertLess(len(answer.data), MOST_READ + 2**17)

    def test_drips(self) -> None:
        """
        An answer that drips in for ever ends, too.
        """

        def serve(connection: socket.socket) -> None:
            try:
                while connection.send(b"H"):
                    threading.Event().wait(0.001)
            except OSError:
                return

        answer = self.hear(ClientStream(GET), serve, wait=0.05)
        self.assertFalse(answer.closed)

    def test_reset(self) -> None:
        """
        A connection that is reset is one that is closed; what was said before is kept.
        """
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def serve() -> None:
                connection = listening.accept()[0]
                connection.recv(999)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()

            thread = threading.Thread(target=serve)
            thread.start()
            port = listening.getsockname()[1]
            answer = connection.converse(3, port, ClientStream(GET), LONG)
            thread.join(PROGRAM_PATIENCE)
        self.assertEqual((answer.step, answer.closed), (3, True))
