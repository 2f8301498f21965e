"""
Files go from the disk to real sockets, whole and unbroken, however they are asked for.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import PROGRAM_PATIENCE, StepProcess

CONTENT = os.urandom(3 * 2**20 + 17)
HELLO = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"


class SendFileTests(SynchronousTestCase):
    """
    Step 15 with a large file.
    """

    def setUp(self) -> None:
        """
        Start step 15, with the file in its folder.
        """
        folder = Path(self.mktemp()).absolute()
        (folder / "files").mkdir(parents=True)
        self.file = folder / "files" / "large.bin"
        self.file.write_bytes(CONTENT)
        options = ["--files", str(folder / "files"), "--data", str(folder / "data")]
        self.step = self.enterContext(StepProcess("lessons.step15", *options))

    def ask(self, *requests: bytes) -> bytes:
        """
        Send requests in one piece.

        @return: all that comes until the server closes.
        """
        address = ("127.0.0.1", self.step.port)
        with closing(socket.create_connection(address, PROGRAM_PATIENCE)) as client:
            client.sendall(b"".join(requests))
            client.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := client.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def request(self, *fields: bytes) -> bytes:
        """
        @return: the bytes of a GET for the large file, with these field lines.
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

    def test_browser(self) -> None:
        """
        A client that takes compressed answers gets it just as it is: it would not shrink.
        """
        answer = self.ask(self.request(b"Accept-Encoding: gzip", b"Connection: close"))
        head, _, content = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Vary: accept-encoding", head)
        self.assertNotIn(b"Content-Encoding", head)
        self.assertEqual(content, CONTENT)

    def test_part(self) -> None:
        """
        Of a part that is larger than what is read at once, no byte more or less arrives.
        """
        answer = self.ask(self.request(b"Range: bytes=1000-2000000"))
        head, _, content = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Range: bytes 1000-2000000/%d" % len(CONTENT), head)
        self.assertEqual(content, CONTENT[1000:2000001])

    def test_head(self) -> None:
        """
        Of a HEAD nothing but the head arrives, and small answers keep their place between
        large ones.
        """
        head = self.request().replace(b"GET", b"HEAD")
        answer = self.ask(head, HELLO, self.request(), HELLO)
        first, second, rest = answer.split(b"\r\n\r\n", 2)
        self.assertIn(b"Content-Length: %d" % len(CONTENT), first)
        self.assertTrue(second.startswith(b"HTTP/1.1 200 OK\r\n"))
        greeting = b"Hello, world!\n"
        self.assertTrue(rest.startswith(greeting + b"HTTP/1.1 200 OK\r\n"))
        self.assertTrue(rest.endswith(b"\r\n\r\n" + greeting))
        self.assertIn(b"\r\n\r\n" + CONTENT + b"HTTP/1.1 200 OK\r\n", rest)

    def test_changes(self) -> None:
        """
        Of a file that grows while it is sent, as much arrives as was announced; where it
        becomes shorter, the connection ends.
        """
        large = 50 * 2**20  # more than any socket takes at once
        address = ("127.0.0.1", self.step.port)
        for size, complete in ((large + 1000, True), (large // 2, False)):
            os.truncate(self.file, large)
            with closing(socket.create_connection(address, PROGRAM_PATIENCE)) as client:
                client.sendall(self.request(b"Connection: close"))
                head, _, content = client.recv(65536).partition(b"\r\n\r\n")
                self.assertIn(b"Content-Length: %d" % large, head)
                os.truncate(self.file, size)
                received = len(content)
                while piece := client.recv(2**20):
                    received += len(piece)
            self.assertEqual(received == large, complete)
            self.assertLessEqual(received, large)

    def test_slowReader(self) -> None:
        """
        A client that reads late gets all of it, and others are answered meanwhile.
        """
        address = ("127.0.0.1", self.step.port)
        with closing(socket.create_connection(address, PROGRAM_PATIENCE)) as slow:
            slow.sendall(self.request(b"Connection: close"))
            self.assertIn(b"Hello, world!", self.ask(HELLO))
            received = b""
            while piece := slow.recv(65536):
                received += piece
        self.assertTrue(received.endswith(CONTENT))
