"""
Servers that are not as they should be, each with one fault: to be graded.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from threading import BoundedSemaphore, Event, Thread
from types import TracebackType

HOST = "127.0.0.1"

#: From a whole request to what is sent; C{b""} closes without a word.
Answering = Callable[[bytes], bytes]

LENGTH = re.compile(rb"\r\nContent-Length: (\d{1,4})\r\n", re.IGNORECASE)


def ok(
    *fields: bytes, content: bytes = b"hello", status: bytes = b"200 OK", version: bytes = b"1.1"
) -> bytes:
    """
    @return: a response with a Content-Length that is right; by default, a good one.
    """
    lines = (b"HTTP/" + version + b" " + status, *fields, b"Content-Length: %d" % len(content))
    return b"\r\n".join((*lines, b"", content))


def plain(request: bytes) -> bytes:
    """
    Answer as a server without faults would, as far as this one knows the rules.
    """
    if b"\r\nHost: " not in request or b"Transfer-Encoding" in request:
        return ok(b"Connection: close", status=b"400 Bad Request")
    if request.startswith(b"HEAD "):
        return ok(b"Date: d").removesuffix(b"hello")
    return ok(b"Connection: close" if b"Connection: close" in request else b"Date: d")


class FakeServer:
    """
    Serves from a thread for each connection, in a C{with}.

    @ivar port: where it listens.
    @ivar requests: how many have been answered.
    """

    def __init__(
        self,
        answer: Answering = plain,
        *,
        idle: float = 5.0,
        closes: bool = True,
        persists: bool = True,
        readsContent: bool = True,
        threads: int = 100,
        delay: float = 0.0,
        ends: int = 0,
    ) -> None:
        """
        @param idle: seconds until a connection on which nothing comes is closed.
        @param closes: whether it closes where its answer says so.
        @param persists: whether a connection goes on after an answer.
        @param readsContent: whether it reads content before it answers.
        @param threads: how many connections it serves at a time.
        @param delay: seconds that each answer takes.
        @param ends: after how many requests it is gone; 0 for never.
        """
        self.answer = answer
        self.idle = idle
        self.closes = closes
        self.persists = persists
        self.readsContent = readsContent
        self.free = BoundedSemaphore(threads)
        self.delay = delay
        self.ends = ends
        self.requests = 0
        self.over = Event()
        self.listening = socket.create_server((HOST, 0))
        self.port = self.listening.getsockname()[1]
        self.threads = [Thread(target=self.accept)]

    def __enter__(self) -> FakeServer:
        self.threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
        for thread in self.threads:
            thread.join()

    def end(self) -> None:
        """
        Accept nobody from now on; to end twice does nothing.
        """
        if not self.over.is_set():
            self.over.set()
            self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()

    def accept(self) -> None:
        """
        Take connections, as long as threads are free.
        """
        while True:
            self.free.acquire()
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            thread = Thread(target=self.serve, args=(connection,))
            self.threads.append(thread)
            thread.start()

    def serve(self, connection: socket.socket) -> None:
        """
        Answer what comes on one connection.
        """
        with connection:
            connection.settimeout(self.idle)
            try:
                while not self.over.is_set() and self.serveOne(connection):
                    pass
            except OSError:
                pass
        self.free.release()

    def serveOne(self, connection: socket.socket) -> bool:
        """
        Read a request, byte by byte so that the next one stays unread, and answer it.

        @return: whether the connection goes on.
        """
        request = self.readUntil(connection, b"", lambda read: read.endswith(b"\r\n\r\n"))
        if self.readsContent and (length := LENGTH.search(request)):
            size = len(request) + int(length[1])
            request = self.readUntil(connection, request, lambda read: len(read) == size)
        if not request:
            return False
        self.over.wait(self.delay)
        answer = self.answer(request)
        connection.sendall(answer)
        self.requests += 1
        if self.requests == self.ends:
            self.end()
        isOver = self.closes and b"Connection: close" in answer
        return bool(answer) and self.persists and not isOver

    def readUntil(
        self, connection: socket.socket, read: bytes, isWhole: Callable[[bytes], bool]
    ) -> bytes:
        """
        Read on.

        @return: all that has been read; C{b""} where the connection ends before that.
        """
        while not isWhole(read):
            byte = connection.recv(1)
            if not byte or len(read) > 100_000:
                return b""
            read += byte
        return read
