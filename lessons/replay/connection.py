"""
One connection: bytes are sent, and what comes back is heard until nothing more does.
"""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from contextlib import suppress

from lessons.replay.answer import MOST_READ, Answer
from lessons.replay.clientstream import ClientStream
from lessons.replay.judge import Judge

HOST = "127.0.0.1"
#: Seconds of silence after which nothing more is awaited: where something is due, by default; and
#: where nothing is.
WAIT, SETTLED = 2.0, 0.3
#: Seconds between two pieces: long enough for a server on this machine to read the first.
PAUSE = 0.002
#: No answer is heard for longer than this many waits.
MOST_WAITS = 10


class Exchange:
    """
    Sends, and hears. Both at the same time: a server may answer before it has all, and read
    no further before its answer is taken.
    """

    def __init__(self, connection: socket.socket, stream: ClientStream, wait: float) -> None:
        """
        @param wait: seconds of silence that end it, where an answer is due.
        """
        self.connection = connection
        self.pieces = deque(stream.pieces())
        self.stream = stream
        self.wait = wait
        self.judge = Judge(stream)
        self.data = b""
        self.closed = False
        self.last: float | None = None

    def hear(self, step: int) -> Answer:
        """
        Send everything, and hear everything.
        """
        self.connection.setblocking(False)
        begun = time.monotonic()
        while self.goesOn(begun) and self.pollOnce():
            pass
        passed = None if self.last is None else round(1000 * (self.last - begun))
        return Answer(step, self.data, self.closed, passed)

    def goesOn(self, begun: float) -> bool:
        """
        Tell whether there is anything that may still come.
        """
        isLate = time.monotonic() > begun + MOST_WAITS * self.wait
        return not (self.closed or isLate or len(self.data) >= MOST_READ)

    def pollOnce(self) -> bool:
        """
        Wait for the connection, and do what it is ready for.

        @return: whether it was ready within the time.
        """
        poll = select.poll()
        poll.register(self.connection, select.POLLIN | (select.POLLOUT if self.pieces else 0))
        ready = poll.poll(1000 * min(SETTLED, self.wait))
        if not ready and not self.isSettled():
            ready = poll.poll(1000 * max(self.wait - SETTLED, 0))
        for _, events in ready:
            if events & ~select.POLLOUT:
                self.receive()
            if events & select.POLLOUT and self.pieces:
                self.send()
        return bool(ready)

    def isSettled(self) -> bool:
        """
        Tell whether nothing more is due. That takes long where much has come, so it is asked
        where it is quiet only.
        """
        return not self.pieces and self.judge.isSettled(self.data)

    def send(self) -> None:
        """
        Send the next piece, as far as it is taken.
        """
        piece = self.pieces.popleft()
        try:
            rest = piece[self.connection.send(piece) :]
        except BlockingIOError:
            rest = piece
        except ConnectionError:  # it reads no more; what it has said is heard all the same
            self.pieces.clear()
            return
        if rest:
            self.pieces.appendleft(rest)
        elif self.pieces:
            select.select([self.connection], [], [], PAUSE)
        elif self.stream.hangsUp:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_WR)

    def receive(self) -> None:
        """
        Take what has come; the end of the connection, too.
        """
        try:
            piece = self.connection.recv(2**16)
        except BlockingIOError:
            return
        except ConnectionError:
            piece = b""
        self.last = time.monotonic()
        self.closed = not piece
        self.data += piece


def converse(step: int, port: int, stream: ClientStream, wait: float) -> Answer:
    """
    Send bytes to a port of this machine, on a connection of their own.

    @param wait: seconds of silence that end it, where an answer is due.
    @raise OSError: when there is no connection.
    """
    with socket.create_connection((HOST, port), wait) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Exchange(connection, stream, wait).hear(step)
