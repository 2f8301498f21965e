"""
Many clients at the same time, which say nothing, are slow, or never read.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from tests.faults.attacks import CLOSE, request
from tests.faults.bystander import Bystander
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import alone
from tests.support.process import allowDescriptors
from tests.support.raw import ANSWER_TIMEOUT, HOST, connect

#: Descriptors for all else.
SPARE = 200
#: Seconds between two bytes of a slow client.
BETWEEN = 0.1
#: The most that a server may keep for a client that does not read, in bytes.
MOST_KEPT = 256 * 1024

GOOD = b"HTTP/1.1 200 "
TOO_LATE = b"HTTP/1.1 408 "
HELLO = request("GET /hello")
HEAD = request("GET /hello", CLOSE)
POST = request("POST /echo", CLOSE, b"x" * 200)
#: A page of some kilobytes, and how often each client asks for it at once.
PAGE = request("GET /")
READ, UNREAD = 20, 30_000
LAST = b"</html>\n"


@contextmanager
def manyConnections(
    port: int, number: int, room: int | None = None
) -> Iterator[list[socket.socket]]:
    """
    Connect often, as far as the system allows it.

    @param room: in the system's buffers, in bytes; as it likes by default.
    """
    had = min(number, allowDescriptors(number + SPARE) - SPARE)
    with ExitStack() as stack:
        yield [stack.enter_context(connectWith(port, room)) for _ in range(had)]


def connectWith(port: int, room: int | None) -> socket.socket:
    """
    @param room: the size of the socket's buffers, in bytes; L{None} for the system's own.
    """
    if room is None:
        return connect(port)
    connection = socket.socket()
    for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        connection.setsockopt(socket.SOL_SOCKET, buffer, room)
    connection.settimeout(ANSWER_TIMEOUT)
    connection.connect((HOST, port))
    return connection


def idle(size: Size) -> Outcome:
    """
    Connections that say nothing, for a while. Then each asks once.
    """
    allowDescriptors(size.idle + SPARE)  # the server inherits that
    with alone() as step, Bystander(step.port) as bystander:
        before = step.memory()
        with manyConnections(step.port, size.idle) as connections:
            time.sleep(size.seconds)
            kept = (step.memory() - before) / len(connections)
            survived = sum(
                hasSent(each, HELLO) and GOOD in each.recv(4096) for each in connections
            )
    note = f"{kept / 1024:.1f} KiB each"
    if len(connections) < size.idle:
        note += f"; the system allows no more than {len(connections):,}"
    return Outcome(len(connections), survived, waits=bystander.waits, note=note)


def hasSent(connection: socket.socket, data: bytes) -> bool:
    """
    Send, as long as the server lets us.
    """
    try:
        connection.sendall(data)
    except OSError:
        return False
    return True


def isAnswered(connection: socket.socket) -> bool:
    """
    Tell whether something has come.
    """
    try:
        connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def readAll(connection: socket.socket) -> bytes:
    """
    Read until the server closes.
    """
    received = bytearray()
    with suppress(OSError):
        while piece := connection.recv(65536):
            received += piece
    return bytes(received)


def slow(size: Size, data: bytes, begun: int) -> Outcome:
    """
    Requests that come a byte at a time, but come: each is answered.

    @param begun: how much of it comes at once, in bytes.
    """
    with (
        alone() as step,
        Bystander(step.port) as bystander,
        manyConnections(step.port, size.crowd) as connections,
    ):
        trickle(connections, data, begun, size.seconds)
        answers = [readAll(connection) for connection in connections]
    survived = sum(answer.startswith(GOOD) for answer in answers)
    return Outcome(len(answers), survived, waits=bystander.waits)


def trickle(connections: Sequence[socket.socket], data: bytes, begun: int, seconds: float) -> None:
    """
    Send on all connections, a byte at a time; when the time is over, all the rest.
    """
    end = time.monotonic() + seconds
    sendOnAll(connections, data[:begun])
    while begun < len(data) - 1 and time.monotonic() < end:
        sendOnAll(connections, data[begun : begun + 1])
        begun += 1
        time.sleep(BETWEEN)
    sendOnAll(connections, data[begun:])


def sendOnAll(connections: Sequence[socket.socket], data: bytes) -> None:
    """
    Send the same bytes on each connection; it does not matter whether they are taken.
    """
    for connection in connections:
        hasSent(connection, data)


def endless(size: Size, data: bytes) -> Outcome:
    """
    Requests that come a byte at a time, and do not come to an end: each is told after
    some time that it took too long.
    """
    began = time.monotonic()
    with (
        alone() as step,
        Bystander(step.port) as bystander,
        manyConnections(step.port, size.crowd) as connections,
    ):
        sendOnAll(connections, data)
        left = list(connections)
        while left and time.monotonic() < began + 2 * ANSWER_TIMEOUT:
            time.sleep(1)
            left = [each for each in left if not isAnswered(each)]
            sendOnAll(left, b"x")
        answers = [readAll(connection) for connection in connections]
    survived = sum(answer.startswith(TOO_LATE) for answer in answers)
    note = f"408 after {time.monotonic() - began:.0f} s"
    return Outcome(len(answers), survived, waits=bystander.waits, note=note)


def slowReaders(size: Size) -> Outcome:
    """
    Clients that ask for much, and read a little at a time; then all. Nothing of it is
    missing.
    """
    asked = PAGE * (READ - 1) + request("GET /", CLOSE)
    with (
        alone() as step,
        Bystander(step.port) as bystander,
        manyConnections(step.port, size.crowd, room=4096) as connections,
    ):
        sendOnAll(connections, asked)
        end = time.monotonic() + size.seconds
        begun = [b""] * len(connections)
        while time.monotonic() < end:
            begun = [one + each.recv(64) for one, each in zip(begun, connections, strict=True)]
            time.sleep(BETWEEN)
        whole = [one + readAll(each) for one, each in zip(begun, connections, strict=True)]
    survived = sum(answers.count(GOOD) == READ and answers.endswith(LAST) for answers in whole)
    return Outcome(len(whole), survived, waits=bystander.waits)


def neverRead(size: Size) -> Outcome:
    """
    Pipelines of many requests, on connections that nobody reads: the server stops reading as well,
    and what it keeps for each is limited.
    """
    with alone() as step, Bystander(step.port) as bystander:
        before = step.memory()
        with manyConnections(step.port, size.crowd, room=4096) as connections:
            stopped = sum(not takesAll(each, PAGE * UNREAD) for each in connections)
            time.sleep(size.seconds)
            kept = (step.memory() - before) / len(connections)
    survived = stopped if kept < MOST_KEPT else 0
    note = f"{kept / 1024:.0f} KiB each"
    return Outcome(len(connections), survived, waits=bystander.waits, note=note)


def takesAll(connection: socket.socket, data: bytes) -> bool:
    """
    Send until nothing more is taken for a while.

    @return: whether all of it was.
    """
    connection.settimeout(0.05)
    return hasSent(connection, data)
