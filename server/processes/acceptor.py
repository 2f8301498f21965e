"""
Who accepts a connection: a worker that has few.

All workers look at the same socket. When a connection comes, the system wakes all of them,
and one gets it: often the one that happens to run already, which may be the busiest.
Connections last, so if many come at once, they would stay with one worker for long. So each
worker writes down how many it has, where all can read it, and a worker that has more than
another leaves the next connection to that one.

The other may be busy, or hang. So nobody waits for long; and a worker that has not even
looked at its port in the meantime is not waited for again until it has.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from errno import EAGAIN, EINVAL
from socket import SHUT_RDWR, SO_ACCEPTCONN, SOL_SOCKET, socket
from typing import Any, NamedTuple

from twisted.internet.interfaces import IReactorTime

#: How many connections to accept at a time. Twisted's port accepts as many as it found the
#: last time, and more.
FEW = 1
#: More connections than can wait.
ALL = 100_000

#: For how many seconds a connection is left to others.
RETRY_DELAY = 0.05

#: The number of connections noted for a worker that is not there: nothing is left to it.
NOBODY = 2**62
#: The size of an entry, in bytes, and of one of its two numbers.
ENTRY, NUMBER = 16, 8


class Entry(NamedTuple):
    """
    What a worker writes down about itself.

    @ivar connections: how many it has.
    @ivar looks: how often it has looked at its port.
    """

    connections: int
    looks: int


def makeScoreboard(size: int) -> int:
    """
    Make a file that holds an entry for each of the workers.

    @return: its descriptor.
    """
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"".join(number.to_bytes(NUMBER, "little") for number in (NOBODY, 0)) * size)
        return os.dup(file.fileno())


class Scoreboard:
    """
    The entries of all workers, where each can read them. Reading or writing one takes no
    system call.
    """

    def __init__(self, descriptor: int) -> None:
        self.shared = memoryview(mmap.mmap(descriptor, 0)).cast("q")

    def note(self, number: int, entry: Entry) -> None:
        """
        Write down an entry.

        @param number: of the worker, from 1.
        """
        self.shared[2 * number - 2], self.shared[2 * number - 1] = entry

    def entries(self) -> dict[int, Entry]:
        """
        Read all entries, by the worker's number.
        """
        numbers = self.shared.tolist()
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return {at: Entry(*pair) for at, pair in enumerate(pairs, 1)}

    def remove(self, number: int) -> None:
        """
        Note that a worker is not there.
        """
        self.note(number, Entry(NOBODY, 0))


def fewerThan(count: int, entries: Mapping[int, Entry]) -> dict[int, Entry]:
    """
    Find the workers that should have the next connection, rather than one that has
    C{count} already. An eighth more than others is not too many.
    """
    most = count - max(1, count // 8)
    return {number: entry for number, entry in entries.items() if entry.connections < most}


@dataclass
class Balancer:
    """
    Balances connections among workers: knows what one worker can know of the others, and to
    which of them it leaves the next connection.

    @ivar number: the worker's own.
    @ivar absent: the workers that did not look when they were left a connection, with the
        entries that they had then.
    """

    scoreboard: Scoreboard
    number: int
    looks: int = 0
    absent: dict[int, Entry] = field(default_factory=dict)

    def look(self, count: int) -> dict[int, Entry]:
        """
        Look at the port.

        @param count: how many connections we have.
        @return: the workers to which we leave the next one, and their entries; none where
            it is ours.
        """
        self.looks += 1
        self.note(count)
        entries = self.scoreboard.entries()
        self.absent = {it: was for it, was in self.absent.items() if entries[it] == was}
        present = {it: now for it, now in entries.items() if it not in self.absent}
        return fewerThan(count, present)

    def note(self, count: int) -> None:
        """
        Write down how many connections we have.
        """
        self.scoreboard.note(self.number, Entry(count, self.looks))

    def missed(self, before: Collection[tuple[int, Entry]]) -> None:
        """
        Remember which workers have not looked since then.

        @param before: workers, and what they had written.
        """
        entries = self.scoreboard.entries()
        self.absent |= {number: entry for number, entry in before if entries[number] == entry}


class SharedSocket(socket):
    """
    A socket that another process may close for all of them, at any time.
    """

    def accept(self) -> tuple[socket, Any]:
        """
        Accept a connection. No connection waits at a socket that is closed for all.

        @raise BlockingIOError: where none waits.
        """
        try:
            return super().accept()
        except OSError as error:
            if error.errno != EINVAL:
                raise
            raise BlockingIOError(EAGAIN, "the socket is closed for all") from error


class Acceptor:
    """
    A port of a worker, which accepts connections in turn with the others.
    """

    def __init__(
        self, reactor: IReactorTime, port: Any, balancer: Balancer, count: Callable[[], int]
    ) -> None:
        """
        @param port: Twisted's.
        @param count: tells how many connections we have.
        """
        self.reactor = reactor
        self.port = port
        self.balancer = balancer
        self.count = count
        self.isClosed = False
        port.socket = SharedSocket(fileno=port.socket.detach())
        port.socket.setblocking(False)
        port.fileno = port.socket.fileno
        self.accept = port.doRead
        port.doRead = self.doRead

    def doRead(self) -> None:
        """
        A connection waits: accept it, or leave it to others.
        """
        others = self.balancer.look(self.count())
        if not isListening(self.port.socket):  # another has closed it for all
            self.port.stopReading()
        elif others:
            self.port.stopReading()
            self.reactor.callLater(RETRY_DELAY, self.lookAgain, others)
        else:
            self.port.numberAccepts = FEW
            self.accept()
            self.balancer.note(self.count())

    def lookAgain(self, others: Mapping[int, Entry]) -> None:
        """
        Look whether the connection still waits.

        @param others: the workers to which it was left.
        """
        self.balancer.missed(others.items())
        if self.port.connected and not self.isClosed:
            self.port.startReading()

    def close(self) -> None:
        """
        Accept all that wait, and no more: the system resets those that wait when the socket
        is closed, and the socket is not ours alone.
        """
        self.isClosed = True
        if self.port.connected:  # the parent may have closed it already
            if isListening(self.port.socket):
                self.port.numberAccepts = ALL
                self.accept()
            self.port.stopReading()

    def closeForAll(self) -> None:
        """
        Close the socket in all processes that share it, and have the system refuse whoever
        comes. Left open, it would take more connections, and reset them when the last
        process ends.
        """
        self.close()
        if self.port.connected:
            with suppress(OSError):  # another was first
                self.port.socket.shutdown(SHUT_RDWR)


def isListening(shared: socket) -> bool:
    """
    Tell whether a socket still takes connections.
    """
    return bool(shared.getsockopt(SOL_SOCKET, SO_ACCEPTCONN))
