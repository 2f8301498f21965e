"""
Answers that come before the server has the whole request.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.statuses import Exit
from tests.support.clients import ScriptedServer, runClient

LARGE = 3_000_000

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
NO_METHOD = b"HTTP/1.1 501 Not Implemented\r\n\r\nno"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
MOVED = b"HTTP/1.1 %d x\r\nLocation: /n\xe9w?a=b\r\nContent-Length: 0\r\n\r\n"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"


def reset(connection: socket.socket) -> None:
    """
    Close at once, so that what is on its way is lost.
    """
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def readForm(connection: socket.socket) -> None:
    """
    Read the rest of the request.
    """
    received = b""
    while not received.endswith(b"--\r\n") and (piece := connection.recv(65536)):
        received = (received + piece)[-10:]


class EarlyTests(SynchronousTestCase):
    """
    validate sends a large form, and the server does not wait for its end.
    """

    def setUp(self) -> None:
        """
        Make a large file.
        """
        self.path = self.mktemp()
        with open(self.path, "wb") as file:
            file.truncate(LARGE)

    def check(self, answer: Callable[[socket.socket], object], status: Exit, words: str) -> None:
        """
        Send the form to a server, and compare what is told.

        @param answer: what the server does once it has the head.
        """
        with ScriptedServer(lambda connection, request: answer(connection)) as server:
            result = runClient("validate", self.path, "--url", server.url, "--timeout", "10")
        told = words.format(url=server.url)
        self.assertEqual((result.returncode, result.stdout + result.stderr), (status, told))

    def test_refused(self) -> None:
        """
        The refusal is told, whether the server reads on, closes, or resets.
        """
        words = "validate: 413 Content Too Large\n"

        def readOn(connection: socket.socket) -> None:
            connection.sendall(REFUSAL)
            connection.recv(LARGE * 2, socket.MSG_WAITALL)

        self.check(readOn, Exit.REFUSED, words)
        self.check(lambda connection: connection.sendall(REFUSAL), Exit.REFUSED, words)

    def test_lengthless(self) -> None:
        """
        So is one whose content ends with the connection.
        """
        words = "validate: 501 Not Implemented\n"
        self.check(lambda connection: connection.sendall(NO_METHOD), Exit.REFUSED, words)

    def test_redirected(self) -> None:
        """
        303 is followed; 308 would need the form again, so its target is told.
        """

        def sendElsewhere(connection: socket.socket, request: bytes) -> None:
            connection.sendall(FINE if request.startswith(b"GET /n%E9w?a=b") else MOVED % 303)

        with ScriptedServer(sendElsewhere) as server:
            result = runClient("validate", self.path, "--url", server.url)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "hello", ""))
        place = "redirected (308) to {url}n%E9w?a=b"
        words = f"validate: {place}: the form was not sent there; --url does\n"
        self.check(lambda connection: connection.sendall(MOVED % 308), Exit.PROTOCOL, words)

    def test_early(self) -> None:
        """
        A server may begin to answer while it still reads.
        """

        def answerEarly(connection: socket.socket) -> None:
            connection.sendall(FINE[:-3])
            readForm(connection)
            connection.sendall(FINE[-3:])

        self.check(answerEarly, Exit.WELL, "hello")

    def test_interim(self) -> None:
        """
        An interim answer is no answer yet.
        """

        def goOn(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            readForm(connection)
            connection.sendall(FINE)

        self.check(goOn, Exit.WELL, "hello")

    def test_hungUp(self) -> None:
        """
        A server that says 200 and hangs up cannot have read the form.
        """
        words = "validate: 200 OK: but it hung up before it had all\n"
        for data in (FINE, CHUNKS):
            self.check(
                lambda connection, data=data: connection.sendall(data), Exit.PROTOCOL, words
            )  # type: ignore[misc]

    def test_malformed(self) -> None:
        """
        A malformed answer is told as such, early or not.
        """
        words = "validate: not understood: a field of the answer has no colon\n"
        data = b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
        self.check(lambda connection: connection.sendall(data), Exit.PROTOCOL, words)
