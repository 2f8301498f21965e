"""
One connection: a case is sent, and what comes back is heard.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import NamedTuple

from server.conformance.case import Case
from server.conformance.judge import Awaited, awaited
from server.conformance.target import Target

#: How many bytes of what a server sends are read: no right answer has more.
MOST = 2**24


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long to wait, in seconds.

    @ivar answer: for an answer that is due.
    @ivar close: for the end of the connection. It is shorter than the server keeps an idle
        connection: otherwise that end would be taken for the one that is asked for.
    @ivar quiet: for something that must not come.
    """

    answer: float
    close: float
    quiet: float

    def of(self, what: Awaited) -> float:
        """
        How long to wait for something.
        """
        waits = {Awaited.ANSWER: self.answer, Awaited.CLOSE: self.close, Awaited.MORE: self.quiet}
        return waits.get(what, 0)


class Conversation(NamedTuple):
    """
    @ivar received: all that the server sent.
    @ivar closed: whether it closed the connection.
    """

    received: bytes
    closed: bool


def converse(target: Target, case: Case, patience: Patience) -> Conversation:
    """
    Send a case on a connection of its own, and hear what comes.

    @raise OSError: when there is no connection.
    """
    with socket.create_connection((target.host, target.port), patience.answer) as connection:
        send(connection, case)
        return hear(connection, case, patience)


def send(connection: socket.socket, case: Case) -> None:
    """
    Send the bytes of a case, as many as the server takes.
    """
    try:
        connection.sendall(case.sent)
        if case.hangsUp:
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        # It has closed, or reads no more. What it said before that is read all the same.
        return


def hear(connection: socket.socket, case: Case, patience: Patience) -> Conversation:
    received = b""
    # An answer that drips in for ever ends here.
    end = time.monotonic() + 10 * patience.answer
    while len(received) < MOST:
        wait = min(patience.of(awaited(case, received)), end - time.monotonic())
        if wait <= 0:
            break
        connection.settimeout(wait)
        try:
            piece = connection.recv(2**20)
        except TimeoutError:
            break
        except ConnectionError:
            piece = b""
        if not piece:
            return Conversation(received, closed=True)
        received += piece
    return Conversation(received, closed=False)
