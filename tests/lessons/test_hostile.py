"""
Hostile bytes, at every step: the step goes on answering others, its memory
stays bounded, and its terminal stays quiet.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import StepProcess, allowDescriptors
from tests.support.raw import connect, exchange, sendAll
from tests.support.steps import FREE_PORTS, STEPS

#: How much a step may grow under attack, in bytes. What is sent is far more.
MOST_GROWTH = 24 * 2**20
MEGABYTE = 2**20
MANY = 1000
#: Seconds without progress after which an attacker gives up.
STUCK = 0.5

GOOD = {"step1": (b"quit\r\n", b"Goodbye.\r\n")}
GOOD_HTTP = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
)

Attack = Callable[[int], None]


def endless(piece: bytes, before: bytes = b"") -> Attack:
    """
    Make an attack that sends one piece for ever, or until it is cut off or has
    to wait; for ever is 32 MiB here.
    """

    def attack(port: int) -> None:
        with connect(port) as connection:
            connection.settimeout(STUCK)
            block = piece * (MEGABYTE // len(piece))
            sendAll(connection, [before, *[block] * 32])

    return attack


def noise(port: int) -> None:
    """
    Send random bytes, the same ones in each run.
    """
    source = random.Random(1)
    for _ in range(50):
        with connect(port) as connection:
            sendAll(connection, [source.randbytes(20_000)])


def earlyClose(port: int) -> None:
    """
    Leave in the middle, in good order and with a reset.
    """
    for linger in (b"\0\0\0\0\0\0\0\0", b"\1\0\0\0\0\0\0\0"):
        for data in (b"", b"G", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"):
            with connect(port) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                connection.sendall(data)


def neverReads(port: int) -> None:
    """
    Ask for ever, and never read an answer.
    """
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(port) as connection:
        connection.settimeout(STUCK)
        sendAll(connection, [request * 2000] * 500)


ATTACKS: dict[str, Attack] = {
    "an endless line": endless(b"x"),
    "an endless line of NULs": endless(b"\0"),
    "endless empty lines": endless(b"\r\n"),
    "an endless request target": endless(b"x", b"GET /"),
    "endless fields": endless(b"x: y\r\n", b"GET / HTTP/1.1\r\n"),
    "endless field value": endless(b"x", b"GET / HTTP/1.1\r\nx: "),
    "endless folded field": endless(b" x\r\n", b"GET / HTTP/1.1\r\nx: y\r\n"),
    "endless chunk size": endless(b"0", b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "noise": noise,
    "an early close": earlyClose,
    "never reading": neverReads,
}


def answers(name: str, port: int) -> bool:
    """
    Tell whether the step still serves a good client.
    """
    request, response = GOOD.get(name, GOOD_HTTP)
    return exchange(port, request).startswith(response)


def halfRequests(name: str, port: int) -> Iterator[socket.socket]:
    """
    Open many connections, each with half a request.

    A good client now and then makes sure that the step has accepted those before. The system holds
    fifty that are not accepted, and lets more of them wait for a second.
    """
    for number in range(MANY):
        connection = connect(port)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: lo")
        yield connection
        if number % 40 == 39:
            assert answers(name, port)


class HostileTests(SynchronousTestCase):
    """
    One test for each step.
    """

    def attack(self, name: str) -> None:
        """
        Run all attacks against one step, one after the other.
        """
        with StepProcess(f"lessons.{name}", *FREE_PORTS.get(name, ())) as step:
            self.assertTrue(answers(name, step.port))
            before = step.memory()
            for what, attack in ATTACKS.items():
                attack(step.port)
                self.assertTrue(answers(name, step.port), f"{name} after {what}")
                growth = step.memory() - before
                self.assertLess(growth, MOST_GROWTH, f"{name} after {what}")
                self.assertLessEqual(step.err.count("\n"), 1, f"{name}, {what}: {step.err}")
            self.assertNotIn("Traceback", step.out)

    def crowd(self, name: str) -> None:
        """
        Answer while a thousand others are in the middle of a request.
        """
        with (
            StepProcess(f"lessons.{name}", *FREE_PORTS.get(name, ())) as step,
            ExitStack() as crowd,
        ):
            for connection in halfRequests(name, step.port):
                crowd.enter_context(connection)
            self.assertTrue(answers(name, step.port), name)
            crowd.close()
            self.assertTrue(answers(name, step.port), name)
            self.assertEqual(step.err, "")


def addTests(name: str) -> None:
    """
    Give a step its two tests: all attacks, and a crowd.
    """

    def attacked(self: HostileTests) -> None:
        self.attack(name)

    def crowded(self: HostileTests) -> None:
        allowDescriptors(MANY + 200)
        self.crowd(name)

    attacked.__doc__ = f"{name} survives every attack, within bounds."
    crowded.__doc__ = f"{name} serves one more when {MANY} clients hold half a request."
    setattr(HostileTests, f"test_{name}_attacks", attacked)
    setattr(HostileTests, f"test_{name}_crowd", crowded)


for stepName in STEPS:
    addTests(stepName)
