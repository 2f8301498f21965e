"""
Answers that come before the server has the whole request.
"""

from __future__ import annotations

import socket

from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.statuses import Exit
from tests.support.clients import Answer, ScriptedServer, runClient

LARGE = 40_000_000

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
NO_METHOD = b"HTTP/1.1 501 Not Implemented\r\n\r\nno"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
MOVED = b"HTTP/1.1 %d x\r\nLocation: /n\xe9w?a=b\r\nContent-Length: 0\r\n\r\n"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"


def saysEarly(data: bytes) -> Answer:
    """
    Answer at once, and close in the middle of the request: once so much has been read that the
    client must have seen the answer, since all buffers on the way hold less. (A server that closes
    earlier may well destroy its own answer: RFC 9112 section 9.6.)
    """

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(data)
        left = LARGE // 2
        while left > 0 and (piece := connection.recv(min(left, 65536))):
            left -= len(piece)

    return answer


def readForm(connection: socket.socket) -> None:
    """
    Read the rest of the request.
    """
    received = b""
    while not received.endswith(b"--\r\n") and (piece := connection.recv(65536)):
        received = (received + piece)[-10:]


class EarlyAnswerTests(SynchronousTestCase):
    """
    validate sends a large form, and the server does not wait for its end.
    """

    def setUp(self) -> None:
        """
        Make a large file to send.
        """
        self.path = self.mktemp()
        with open(self.path, "wb") as file:
            file.truncate(LARGE)

    def check(self, answer: Answer, status: Exit, words: str) -> None:
        """
        Send the form to a server, and compare what is told.

        @param answer: what the server does once it has the head.
        """
        with ScriptedServer(answer) as server:
            result = runClient("validate", self.path, "--url", server.url, "--timeout", "10")
        told = words.format(url=server.url)
        self.assertEqual((result.returncode, result.stdout + result.stderr), (status, told))

    def test_refused(self) -> None:
        """
        The refusal is told, and the rest of the form is not sent.
        """
        words = "validate: 413 Content Too Large\n"
        self.check(saysEarly(REFUSAL), Exit.REFUSED, words)

    def test_lengthless(self) -> None:
        """
        A refusal whose content ends with the connection is told as well, and the form is not
        sent on.
        """
        words = "validate: 501 Not Implemented\n"
        self.check(saysEarly(NO_METHOD), Exit.REFUSED, words)

    def test_redirected(self) -> None:
        """
        303 is followed; 308 would need the form again, so its target is told.
        """

        def sendElsewhere(connection: socket.socket, request: bytes) -> None:
            isNext = request.startswith(b"GET /n%E9w?a=b")
            saysEarly(FINE if isNext else MOVED % 303)(connection, request)

        with ScriptedServer(sendElsewhere) as server:
            result = runClient("validate", self.path, "--url", server.url)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "hello", ""))
        place = "redirected (308) to {url}n%E9w?a=b"
        words = f"validate: {place}: the form was not sent there; --url can send it\n"
        self.check(saysEarly(MOVED % 308), Exit.PROTOCOL, words)

    def test_early(self) -> None:
        """
        A server may begin to answer while it still reads.
        """

        def answerEarly(connection: socket.socket, request: bytes) -> None:
            connection.sendall(FINE[:-3])
            readForm(connection)
            connection.sendall(FINE[-3:])

        self.check(answerEarly, Exit.WELL, "hello")

    def test_interim(self) -> None:
        """
        After 100 (Continue), the client still sends its form, and takes the answer that
        follows.
        """

        def goOn(connection: socket.socket, request: bytes) -> None:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            readForm(connection)
            connection.sendall(FINE)

        self.check(goOn, Exit.WELL, "hello")

    def test_hungUp(self) -> None:
        """
        A server that says 200 and hangs up cannot have read the form.
        """
        words = "validate: 200 OK: but it hung up before it had everything\n"
        for data in (FINE, CHUNKS):
            self.check(saysEarly(data), Exit.PROTOCOL, words)

    def test_malformed(self) -> None:
        """
        A malformed answer is told as such, early or not.
        """
        words = "validate: not understood: a field of the answer has no colon\n"
        data = b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
        self.check(saysEarly(data), Exit.PROTOCOL, words)
