"""
Files go from the disk to real sockets, whole and unbroken, however they are asked for.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import PATIENCE, StepProcess

CONTENT = os.urandom(3 * 2**20 + 17)


class SendFileTests(SynchronousTestCase):
    """
    Step 15 with a large file.
    """

    def setUp(self) -> None:
        """
        Start it.
        """
        folder = Path(self.mktemp()).absolute()
        (folder / "files").mkdir(parents=True)
        (folder / "files" / "large.bin").write_bytes(CONTENT)
        options = ["--files", str(folder / "files"), "--data", str(folder / "data")]
        self.step = self.enterContext(StepProcess("lessons.step15", *options))

    def ask(self, *requests: bytes) -> bytes:
        """
        Send requests in one piece.

        @return: all that comes until the server closes.
        """
        address = ("127.0.0.1", self.step.port)
        with closing(socket.create_connection(address, PATIENCE)) as client:
            client.sendall(b"".join(requests))
            client.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := client.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def request(self, *fields: bytes) -> bytes:
        """
        Make a request for the file.
        """
        lines = [b"GET /files/large.bin HTTP/1.1", b"Host: localhost", *fields, b"", b""]
        return b"\r\n".join(lines)

    def test_whole(self) -> None:
        """
        All of it arrives, more than once on one connection.
        """
        answer = self.ask(self.request(), self.request())
        first, _, rest = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Length: %d" % len(CONTENT), first)
        self.assertEqual(rest[: len(CONTENT)], CONTENT)
        self.assertTrue(rest[len(CONTENT) :].startswith(b"HTTP/1.1 200 OK\r\n"))
        self.assertTrue(rest.endswith(CONTENT))

    def test_part(self) -> None:
        """
        Of a part that is larger than what is read at once, no byte more or less arrives.
        """
        answer = self.ask(self.request(b"Range: bytes=1000-2000000"))
        head, _, content = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Range: bytes 1000-2000000/%d" % len(CONTENT), head)
        self.assertEqual(content, CONTENT[1000:2000001])

    def test_slowReader(self) -> None:
        """
        A client that reads late gets all of it, and others are answered meanwhile.
        """
        address = ("127.0.0.1", self.step.port)
        with closing(socket.create_connection(address, PATIENCE)) as slow:
            slow.sendall(self.request(b"Connection: close"))
            self.assertTrue(self.ask(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"))
            received = b""
            while piece := slow.recv(65536):
                received += piece
        self.assertTrue(received.endswith(CONTENT))
