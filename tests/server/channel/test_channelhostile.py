"""
The channel in a process of its own, under attack: it goes on answering others, its
memory stays bounded, and its terminal stays quiet.
"""

from __future__ import annotations

import signal
import socket
import time
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.lessons.test_hostile import (
    ATTACKS,
    GOOD_HTTP,
    MANY,
    MOST_GROWTH,
    STUCK,
    Attack,
    endless,
    halfRequests,
)
from tests.server.channel.page import MEBIBYTE
from tests.support.process import PROGRAM_PATIENCE, StepProcess, allowDescriptors
from tests.support.raw import connect, exchange, readToEnd, sendAll
from tests.support.responses import only, readResponse, readResponses

PAGE = "tests.server.channel.page"
LARGE = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: "
URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data; boundary=x"


def neverReadsLarge(port: int) -> None:
    """
    Ask for a mebibyte for ever, and never read one.
    """
    with connect(port) as connection:
        connection.settimeout(STUCK)
        sendAll(connection, [LARGE * 1000] * 20)
        time.sleep(STUCK)


def form(kind: bytes, content: bytes) -> Attack:
    """
    Make an attack by a form, which must be answered, and not with a 5xx.
    """
    head = POST + kind + b"\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(content)

    def attack(port: int) -> None:
        response = only(exchange(port, head + content))
        assert 200 <= response.status < 500, response

    return attack


MORE_ATTACKS: dict[str, Attack] = {
    "never reading much": neverReadsLarge,
    "an endless upload": endless(
        b"x", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000\r\n\r\n"
    ),
    "endless chunks": endless(
        b"1\r\nx\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
    "endless chunk extensions": endless(
        b"1;a=b;c=d;e=f;g=h;i=j;k=l\r\nx\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    ),
    "a form of ampersands": form(URLENCODED, b"&" * 20 * MEBIBYTE),
    "a form of fields": form(URLENCODED, b"a=&" * MEBIBYTE),
    "a form of parts": form(
        MULTIPART, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 100_000
    ),
    "forms in forms": form(
        MULTIPART, b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 100_000
    ),
    "a broken form": form(MULTIPART, bytes(range(256)) * 4000),
}


class HostileTests(SynchronousTestCase):
    """
    One attack after the other on one process: the harm that each leaves would show in the
    next.
    """

    def answers(self, step: StepProcess, after: str) -> None:
        """
        Check that a good client is still served, and what the attack has cost.
        """
        request, response = GOOD_HTTP
        self.assertTrue(exchange(step.port, request).startswith(response), after)
        self.assertEqual(step.err, "", after)

    def test_attacks(self) -> None:
        """
        It survives every attack, within bounds.
        """
        with StepProcess(PAGE) as step:
            self.answers(step, "the start")
            before = step.memory()
            for what, attack in (ATTACKS | MORE_ATTACKS).items():
                attack(step.port)
                self.answers(step, what)
                self.assertLess(step.memory() - before, MOST_GROWTH, what)

    def test_crowd(self) -> None:
        """
        It serves one more when many clients hold half a request.
        """
        allowDescriptors(MANY + 200)
        with StepProcess(PAGE) as step, ExitStack() as crowd:
            for connection in halfRequests("page", step.port):
                crowd.enter_context(connection)
            self.answers(step, "half requests")
            crowd.close()
            self.answers(step, "their end")


class RefusalTests(SynchronousTestCase):
    """
    A refusal reaches the client, over a real network.
    """

    def test_whileSending(self) -> None:
        """
        Even one that goes on sending, and reads only then.
        """
        with StepProcess(PAGE) as step, connect(step.port) as connection:
            head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
            sendAll(connection, [head, *[bytes(MEBIBYTE)] * 8])
            self.assertEqual(only(readToEnd(connection)).status, 413)

    def test_refusedAfterAnswers(self) -> None:
        """
        The answers before a refusal arrive as well, however large.
        """
        with StepProcess(PAGE) as step, connect(step.port) as connection:
            sendAll(connection, [LARGE * 3, b"nonsense\r\n\r\n", bytes(MEBIBYTE)])
            responses = readResponses(readToEnd(connection))
        self.assertEqual([response.status for response in responses], [200, 200, 200, 400])
        self.assertEqual(len(responses[0].content), MEBIBYTE)


class StopTests(SynchronousTestCase):
    """
    The runner stops a server of ours like any other.
    """

    def test_idle(self) -> None:
        """
        Idle connections are closed soon: not after the grace that a request gets.
        """
        with StepProcess(PAGE) as step, connect(step.port) as connection:
            request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            connection.sendall(request)
            readResponse(connection.recv(65536))
            began = time.monotonic()
            step.process.send_signal(signal.SIGINT)
            self.assertEqual(readToEnd(connection), b"")
            self.assertLess(time.monotonic() - began, 1)
            self.assertEqual(step.process.wait(PROGRAM_PATIENCE), 0)

    def test_running(self) -> None:
        """
        An upload that is half there gets the time to come, and its answer.
        """
        with StepProcess(PAGE) as step, connect(step.port) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
            # The server has it when it has answered somebody who came later.
            exchange(step.port, GOOD_HTTP[0])
            step.process.send_signal(signal.SIGTERM)
            connection.sendall(b"llo")
            connection.settimeout(5)
            received = connection.recv(65536)
            self.assertTrue(received.endswith(b"hello"), received)
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(step.process.wait(5), 0)
