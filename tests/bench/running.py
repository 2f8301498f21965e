"""
Starting servers, each in a process of its own, and ending them.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.bench.commands import Command
from tests.bench.content import HOST
from tests.bench.processortime import memory, processorTime
from tests.support.process import ROOT, allowDescriptors

CORES = sorted(os.sched_getaffinity(0))

#: What a program says of its inspector.
LINK = re.compile(r"^inspector at (\S+)$", re.MULTILINE)

#: How many idle connections are opened, and what else a process needs descriptors for.
CONNECTIONS = 10_000
OTHERS = 100

#: Seconds until a server that does not answer is given up: it may have much to read first.
SERVER_PATIENCE = 120.0
#: Seconds in which a server that has nothing to do uses no processor time.
QUIET = 0.5


class Unmeasured(AssertionError):
    """
    There is no figure, because something did not work; the text says what.
    """


def requestFor(path: str) -> bytes:
    """
    @return: the bytes of a GET with a Host and no field more.
    """
    return b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode()


class Server:
    """
    A server in a process of its own, on one core unless it may use all.

    @cvar start: starts the process.
    """

    start: type[subprocess.Popen[Any]] = subprocess.Popen

    def __init__(self, command: Command) -> None:
        self.name = command.name
        self.clientsCores = CORES if command.isWide else CORES[1:] or CORES
        self.command = command
        self.folder = tempfile.TemporaryDirectory()
        for write in command.contents:
            write(Path(self.folder.name))
        with closing(socket.create_server((HOST, 0))) as free:
            self.port: int = free.getsockname()[1]
        words = [word.format(port=self.port, folder=self.folder.name) for word in command.words]
        self.viewers: list[subprocess.Popen[bytes]] = []
        self.said = Path(self.folder.name) / "said"
        allowDescriptors(CONNECTIONS + OTHERS)  # the server inherits that
        self.began = time.monotonic()
        with self.said.open("wb") as said:
            self.process = self.start(
                [sys.executable, *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
            )
        os.sched_setaffinity(self.process.pid, CORES if command.isWide else CORES[:1])

    def link(self) -> str:
        """
        Find the link to the server's inspector.
        """
        link = LINK.search(self.said.read_text())
        if link is None:
            raise Unmeasured(f"{self.name} has no inspector")
        return link[1]

    def beViewed(self) -> None:
        """
        Let its viewers look, beside whoever loads it.
        """
        for _ in range(self.command.viewers):
            viewer = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.viewer", self.link()],
                cwd=ROOT,
                preexec_fn=lambda: pin(CORES[1:] or CORES),
            )
            self.viewers.append(viewer)

    def awaitAnswer(self, path: str = "/hello") -> float:
        """
        Wait until it answers.

        @return: the seconds since its start.
        @raise Unmeasured: when it does not in time, or has ended.
        """
        while time.monotonic() - self.began < SERVER_PATIENCE and self.process.poll() is None:
            if self.firstBytes(path).startswith(self.command.sign):
                return time.monotonic() - self.began
            time.sleep(0.002)
        raise Unmeasured(f"{self.name} does not answer")

    def firstBytes(self, path: str) -> bytes:
        """
        Ask it, and read how the answer begins; nothing where it does not listen yet.
        """
        with suppress(OSError), socket.create_connection((HOST, self.port), 10) as connection:
            connection.sendall(requestFor(path))
            return connection.recv(65536)
        return b""

    def awaitQuiet(self) -> None:
        """
        Wait until it has nothing to do: no process to start, no index to make.
        """
        used = -1.0
        while (
            used < (now := self.processorTime())
            and time.monotonic() < self.began + SERVER_PATIENCE
        ):
            used = now
            time.sleep(QUIET)

    def processorTime(self) -> float:
        """
        What it has used so far, in seconds.
        """
        return processorTime(self.process.pid)

    def memory(self) -> int:
        """
        What is resident now, in bytes.
        """
        return memory(self.process.pid)

    def stop(self) -> None:
        """
        End it; what it has started ends with it.
        """
        for viewer in self.viewers:
            viewer.kill()
            viewer.wait()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def finish(self) -> float:
        """
        Wait for its end; a server that answers is ended at once, before it does anything
        more.

        @return: the processor time that it has used by itself, in seconds: not that of
            the processes that it has started.
        """
        if self.command.sign:
            self.process.kill()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_utime + usage.ru_stime


def pin(cores: Sequence[int]) -> None:
    """
    Keep this process on some cores, and let it open many sockets.
    """
    os.sched_setaffinity(0, cores)
    allowDescriptors(CONNECTIONS + OTHERS)


@contextmanager
def running(commands: Sequence[Command], path: str = "/hello") -> Iterator[list[Server]]:
    """
    Run servers beside each other. Those that are not asked have nothing to do.

    @param path: what they will be asked for.
    """
    with ExitStack() as stack:
        servers = []
        for command in commands:
            servers.append(Server(command))
            stack.callback(servers[-1].stop)
        for server in servers:
            server.awaitAnswer(server.command.path or path)
        for server in servers:
            server.beViewed()
        for server in servers:
            server.awaitQuiet()
        yield servers
