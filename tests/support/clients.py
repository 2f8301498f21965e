"""
The web clients under test: in memory, and as processes that meet a server
which says exactly the bytes that a test wants it to say.
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from treq.testing import RequestTraversalAgent
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.web.http_headers import Headers
from twisted.web.iweb import IAgent, IBodyProducer, IResponse
from twisted.web.resource import IResource
from zope.interface import implementer

from lessons.clients.web import Web
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT

T = TypeVar("T")

#: How often what is on its way in memory is delivered.
MOST_TURNS = 20
#: Seconds of the time limit that the clients get in memory.
LIMIT = 10.0


class MemoryWeb(Web):
    """
    What clients make their requests with, connected in memory to a tree of
    resources, which answers for every host.
    """

    def __init__(self, resource: IResource) -> None:
        self.clock = Clock()
        self.network = RequestTraversalAgent(resource)
        super().__init__(self.clock, self.network, LIMIT)

    def finish(self, program: Coroutine[Any, Any, T]) -> Deferred[T]:
        """
        Run a coroutine as far as it gets.
        """
        running = Deferred.fromCoroutine(program)
        for _ in range(MOST_TURNS):
            self.network.flush()
        return running


@implementer(IAgent)
class SilentAgent:
    """
    Connects to a server that never answers.
    """

    def request(
        self,
        method: bytes,
        uri: bytes,
        headers: Headers | None = None,
        bodyProducer: IBodyProducer | None = None,
    ) -> Deferred[IResponse]:
        """
        Send nothing, and wait for ever.
        """
        return Deferred()


def environment() -> dict[str, str]:
    """
    The environment of a client's process: as ours, with the checkout to import.
    """
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def command(name: str, *arguments: str) -> list[str]:
    """
    The command that runs a client.
    """
    return [sys.executable, "-m", f"lessons.clients.{name}", *arguments]


def runClient(name: str, *arguments: str, cwd: str = ".") -> subprocess.CompletedProcess[str]:
    """
    Run a client to its end, without a terminal.

    @return: C{returncode}, C{stdout} and C{stderr}.
    """
    return warm.run(
        command(name, *arguments),
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=PROGRAM_PATIENCE,
    )


Answer = Callable[[socket.socket, bytes], object]


def saying(*pieces: bytes) -> Answer:
    """
    Answer every request with the same bytes, and close.
    """

    def answer(connection: socket.socket, request: bytes) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return answer


def saysNothing(connection: socket.socket, request: bytes) -> None:
    """
    Answer nothing, until the client leaves.
    """
    while connection.recv(65536):
        pass


class ScriptedServer:
    """
    A server on a real port, in a thread, that knows no HTTP: it waits for the
    end of a request's head, and lets the test answer.

    @ivar port: the port it listens on.
    @ivar requests: the heads that have come, with what came after them.
    """

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        """
        @param answer: called with the connection and the request.
        """
        self.answer = answer
        self.tls = tls
        self.requests: list[bytes] = []

    def __enter__(self) -> ScriptedServer:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept
        self.listener.close()
        self.thread.join(PROGRAM_PATIENCE)

    @property
    def url(self) -> str:
        """
        Its URL, with C{https} where it speaks TLS, and a slash at the end.
        """
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/"

    def serve(self) -> None:
        """
        Serve one connection after the other, until the listener is closed.
        """
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(PROGRAM_PATIENCE)
                self.serveOne(connection)

    def serveOne(self, connection: socket.socket) -> None:
        """
        Read a request's head, and answer. A client may leave at any time.
        """
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
                request += piece
            self.requests.append(request)
            self.answer(connection, request)
            connection.close()
        except OSError:
            pass
