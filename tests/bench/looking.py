"""
Measuring the inspector, as those who look at it experience it: how long until what happens is on
the page, and until another connection is.
"""

from __future__ import annotations

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from queue import Empty, SimpleQueue
from statistics import median

from tests.bench.commands import Command
from tests.bench.content import HOST
from tests.bench.loads import HELLO
from tests.bench.measuring import Round, askOnce
from tests.bench.running import CORES, OTHERS, Server, Unmeasured, pin, running
from tests.bench.viewer import Viewer
from tests.support.process import PROGRAM_PATIENCE, ROOT, allowDescriptors

#: Bytes that are sent, one after the other, each when the one before is on the page.
MARKS = 20
#: Connections that are open, and how many of them are looked at.
OPEN, CHOSEN = 1000, 10
#: Bytes that each of them sends and is sent, for the memory that they take: together more
#: than twice what is kept.
CONTENT = 2**16
#: The lanes, the newest first: whose each is.
ENTRY = re.compile(r'id="entry-(\d+)".*?<small>([^<]*)</small>', re.DOTALL)
MEBIBYTE = 2**20


class Reader(Viewer):
    """
    One open page, on which something is awaited.
    """

    def __init__(self, server: Server) -> None:
        super().__init__(server.link())
        self.server = server
        self.told = SimpleQueue[set[str]]()
        threading.Thread(target=self.listen, args=[self.told], daemon=True).start()
        self.told.get(timeout=PROGRAM_PATIENCE)

    def numbers(self) -> dict[str, int]:
        """
        Find the numbers of the connections that are listed, by the clients' addresses; the
        newest comes first.
        """
        self.ask("/part/connections")
        return {peer: int(number) for number, peer in ENTRY.findall(self.text)}

    def numberOf(self, peer: str) -> int:
        """
        Find the number of a connection, once it is listed.
        """
        until = time.monotonic() + PROGRAM_PATIENCE
        while peer not in (numbers := self.numbers()):
            if time.monotonic() > until:
                raise Unmeasured(f"{self.server.name}: a connection is not listed")
        return numbers[peer]

    def awaitMark(self, number: int, position: int) -> None:
        """
        Hear what happens, and ask for the lane of a connection each time, as the page does,
        until the mark of a piece is there.
        """
        while f'id="lane-{number}-{position}"' not in self.text:
            try:
                changed = self.told.get(timeout=PROGRAM_PATIENCE)
            except Empty:
                raise Unmeasured(f"{self.server.name}: nothing came on the page") from None
            if str(number) in changed or "data-behind" in self.text:
                self.ask(f"/part/lane?lane={number}")


def marking(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Send single bytes to servers in turns.

    @return: for each, how long it takes until one has its mark on the page, in the median,
        in seconds.
    """
    with running(commands) as servers:
        return [{server.name: (marked(server),) for server in servers} for _ in range(rounds)]


def markingUnderLoad(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    As L{marking}, while others ask as fast as they can.
    """
    with running(commands) as servers:
        return [
            {server.name: (markedUnderLoad(server),) for server in servers} for _ in range(rounds)
        ]


def marked(server: Server) -> float:
    """
    Send one byte after the other.

    @return: how long it takes until one is on the page, in the median, in seconds.
    """
    reader, took = Reader(server), []
    with closing(socket.create_connection((HOST, server.port), PROGRAM_PATIENCE)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"G")
        number = reader.numberOf("{}:{}".format(*connection.getsockname()))
        for position in range(2, MARKS + 2):
            began = time.monotonic()
            connection.sendall(b"E")
            reader.awaitMark(number, position)
            took.append(time.monotonic() - began)
    return median(took)


def markedUnderLoad(server: Server) -> float:
    """
    The same, while others ask as fast as they can.
    """
    with loading(server):
        reader = Reader(server)
        while max(reader.numbers().values(), default=0) < HELLO.connections:
            pass  # the load has not begun
        return marked(server)


@contextmanager
def loading(server: Server) -> Iterator[None]:
    """
    Ask a server as fast as it can answer.
    """
    command = HELLO.command(server.port, server.command.path or HELLO.path, 600, "")
    load = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: pin(CORES[1:] or CORES),
    )
    try:
        yield
    finally:
        load.kill()
        load.wait()


def choosing(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Look at one of many open connections after the other.

    @return: for each server, how long it takes until a page with all its parts is there, and
        until the part is that shows a connection, in seconds, in the median.
    """
    with running(commands) as servers:
        return [{server.name: chosen(server) for server in servers} for _ in range(rounds)]


def chosen(server: Server) -> tuple[float, float]:
    """
    Open connections that ask once, and look at some.
    """
    reader = Reader(server)
    with openMany(server, b""):
        last = max(reader.numbers().values())
        return tuple(
            median(
                timeOf(reader, f"{path}?connection={last - number}") for number in range(CHOSEN)
            )
            for path in ("/", "/part/conversation")
        )  # type: ignore[return-value]


def timeOf(reader: Reader, path: str) -> float:
    """
    Ask for something that is about a connection.

    @return: how long it takes, in seconds.
    """
    began = time.monotonic()
    reader.ask(path)
    if "/hello" not in reader.text:
        raise Unmeasured(f"{reader.server.name}: {path} does not show the request")
    return time.monotonic() - began


def keeping(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Let many connections say more than is kept. Each round has servers of its own: what one
    has given back, it would not ask for again.

    @return: for each server, by how many MiB it grows.
    """
    return [{command.name: (keptBy(command),) for command in commands} for _ in range(rounds)]


def keptBy(command: Command) -> float:
    """
    Open connections that post something and are sent it back.
    """
    with running([command]) as (server,):
        before = server.memory()
        with openMany(server, b"x" * CONTENT):
            if command.words[-2:] == ("--inspect", "0"):
                Reader(server).ask("/?connection=1")
            return (server.memory() - before) / MEBIBYTE


@contextmanager
def openMany(server: Server, content: bytes) -> Iterator[None]:
    """
    Open connections, each of which has been answered.

    @param content: is posted on each, if anything.
    """
    number = min(OPEN, allowDescriptors(OPEN + OTHERS) - OTHERS)
    with ExitStack() as crowd:
        for _ in range(number):
            connection = crowd.enter_context(askOnce(server.port))
            if content:
                post(connection, content)
        yield


def post(connection: socket.socket, content: bytes) -> None:
    """
    Post something, and read it when it comes back.
    """
    head = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    connection.sendall(head % len(content) + content)
    left = len(content)
    while left > 0:
        left -= len(connection.recv(2**16))
