"""
Running the programs, and the ports that they meet: one that listens, one that
is closed, and one that never answers.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from tests.support.process import ROOT
from tests.support.raw import ANSWER_TIMEOUT, HOST
from tests.support.warm import Warm

#: What .invalid is for (RFC 2606): it names nothing, anywhere.
NO_SUCH_HOST = "nosuchhost.invalid"

REFUSED = "connection refused: nothing listens there\n"
UNKNOWN = "no such host: the name cannot be looked up (DNS)\n"
TIMEOUT = "timeout: no answer in time\n"


def start(name: str, *arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL) -> Program:
    """
    Start a program, its output and its errors each in a pipe.
    """
    command = [sys.executable, "-m", f"lessons.reactor.{name}", *arguments]
    pipe = subprocess.PIPE
    return Warm(command, cwd=ROOT, stdin=stdin, stdout=pipe, stderr=pipe)


Program = subprocess.Popen[bytes]


def finish(program: Program, typed: bytes | None = None) -> tuple[int, str, str]:
    """
    Wait for a program's end.

    @return: its status, its output, its errors.
    """
    try:
        out, err = program.communicate(typed, timeout=ANSWER_TIMEOUT)
    finally:
        program.kill()
    return program.returncode, out.decode(), err.decode()


def run(name: str, *arguments: str) -> tuple[int, str, str]:
    """
    Run a program to its end.
    """
    return finish(start(name, *arguments))


@contextmanager
def listening() -> Iterator[tuple[socket.socket, int]]:
    """
    A server that does nothing unless the test does it.
    """
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(ANSWER_TIMEOUT)
        yield server, server.getsockname()[1]


@contextmanager
def closedPort() -> Iterator[int]:
    """
    A port where nothing listens, nor will: it is taken.
    """
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        yield taken.getsockname()[1]


@contextmanager
def mutePort() -> Iterator[int]:
    """
    A port that never answers: its queue of connections is full, so the system
    drops whatever else comes.
    """
    with ExitStack() as stack, socket.socket() as server:
        server.bind((HOST, 0))
        server.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def accept(server: socket.socket) -> socket.socket:
    """
    Accept one connection, and limit the time for what it says.
    """
    connection, _ = server.accept()
    connection.settimeout(ANSWER_TIMEOUT)
    return connection


def reset(connection: socket.socket) -> None:
    """
    Break a connection off with a reset.
    """
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
