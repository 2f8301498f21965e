"""
The attacks: what a client sends so that all others wait.

Each takes the port of a server that has just started, and returns when it is over.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

from tests.server.greenhouse.test_oddfields import FIELDS, FILE, ODD, requestWith
from tests.support.process import allowDescriptors
from tests.support.raw import HOST, connect, readToEnd

Attack = Callable[[int], None]

#: Connections that an attacker has for himself.
MANY = 20
CLOSE = b"Connection: close\r\n"


@dataclass(frozen=True)
class Trial:
    """
    One attack, and on whom.

    @ivar page: what the bystander asks for.
    @ivar arguments: of the server's command line.
    """

    attack: Attack
    module: str = "lessons.step15"
    page: str = "/hello"
    arguments: tuple[str, ...] = ()


def request(line: str, fields: bytes = b"", content: bytes = b"") -> bytes:
    """
    @param line: the method and the target.
    @param fields: whole lines, each with its line end.
    @return: the bytes of a request of HTTP/1.1.
    """
    if content:
        fields += b"Content-Length: %d\r\n" % len(content)
    return b"%b HTTP/1.1\r\nHost: localhost\r\n%b\r\n%b" % (line.encode(), fields, content)


def send(port: int, data: bytes) -> None:
    """
    Send bytes on a connection of their own, while all that comes is read and forgotten;
    until the server closes.
    """
    with connect(port) as connection, suppress(OSError):
        reading = Thread(target=forget, args=[connection])
        reading.start()
        try:
            connection.sendall(data)
        finally:
            reading.join()


def forget(connection: socket.socket) -> None:
    """
    Read to the end of a connection, and keep nothing.
    """
    with suppress(OSError):
        while connection.recv(65536):
            pass


def sendOnMany(port: int, data: bytes, connections: int = MANY) -> None:
    """
    Send the same on many connections at the same time.
    """
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(lambda _: send(port, data), range(connections)))


def pipeline(line: str, number: int, fields: bytes = b"", content: bytes = b"") -> bytes:
    """
    Make many requests to be sent at once; the last one ends the connection.
    """
    return request(line, fields, content) * (number - 1) + request(line, fields + CLOSE, content)


def nothing(port: int) -> None:
    """
    Ask once: what the others are to be compared with.
    """
    send(port, request("GET /hello", CLOSE))


def upload(port: int, path: str, parts: int, size: int) -> None:
    """
    Post a form with files.

    @param parts: how many files.
    @param size: of each, in bytes.
    """
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'
    content = (part + bytes(size) + b"\r\n") * parts + b"--x--\r\n"
    fields = CLOSE + b"Content-Type: multipart/form-data; boundary=x\r\n"
    send(port, request(f"POST {path}", fields, content))


def smallChunks(port: int) -> None:
    """
    Send content in chunks of one byte.
    """
    head = request("POST /echo", CLOSE + b"Transfer-Encoding: chunked\r\n")
    send(port, head + b"1\r\nx\r\n" * 500_000 + b"0\r\n\r\n")


def percents(port: int) -> None:
    """
    Send large forms in which each byte is encoded.
    """
    fields = b"Content-Type: application/x-www-form-urlencoded\r\n"
    send(port, pipeline("POST /temperature/", 10, fields, b"a=" + b"%41" * 340_000))


def ranges(port: int) -> None:
    """
    Ask for a thousand parts of one file, again and again.
    """
    field = b"Range: bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(0, 3200, 2)) + b"\r\n"
    sendOnMany(port, pipeline(f"GET {FILE}", 50, field))


def oddFields(port: int) -> None:
    """
    Send fields with whatever a field may hold.
    """
    for field in FIELDS:
        data = b"".join(requestWith("GET", "/hello", field, value) for value in ODD)
        send(port, data + request("GET /hello", CLOSE))


def queries(port: int) -> None:
    """
    Search for what is everywhere, for much at once, and for nothing.
    """
    for words in ("the", "e", "+".join(["HTTP", "server", "request"] * 40), "x" * 1000):
        line = f"GET /search/show_search_results?querystr={words}"
        sendOnMany(port, pipeline(line, 5), 8)


def walkthroughs(port: int) -> None:
    """
    Ask for every walkthrough, when nobody has before.
    """
    for step in range(1, 16):
        send(port, request(f"GET /course/step{step}", CLOSE))


def connections(port: int, number: int, data: bytes) -> None:
    """
    Open connections, send a little on each, and close them all.
    """
    number = min(number, allowDescriptors(number + 100) - 100)
    with ExitStack() as stack:
        for _ in range(number):
            connection = stack.enter_context(connect(port))
            connection.sendall(data)


@contextmanager
def origin(answer: bytes) -> Iterator[int]:
    """
    Run a server that gives everybody the same answer, and closes.
    """

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

    with socket.create_server((HOST, 0)) as listening:
        Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def lessThan(port: int) -> None:
    """
    Have the counting proxy read a page of four million C{<}, which is small when packed.
    """
    page = gzip.compress(b"<" * 4_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    answer = head + b"Content-Length: %d\r\n\r\n" % len(page) + page
    with origin(answer) as server, connect(port) as connection:
        host = b"%b:%d" % (HOST.encode(), server)
        form = b"GET http://%b/ HTTP/1.1\r\nHost: %b\r\n%b\r\n"
        connection.sendall(form % (host, host, CLOSE))
        readToEnd(connection)


HEADS = pipeline("HEAD /course/step1", 1500)
PROXY = ("lessons.step14", "/", ("--counts-port", "0", "--allow", HOST))

TRIALS = {
    "nothing": Trial(nothing),
    "heads": Trial(lambda port: send(port, HEADS)),
    "heads-on-many": Trial(lambda port: sendOnMany(port, HEADS)),
    "pages": Trial(lambda port: sendOnMany(port, pipeline("GET /", 300))),
    "plants": Trial(lambda port: sendOnMany(port, pipeline("GET /plants/", 50))),
    "walkthroughs": Trial(walkthroughs),
    "queries": Trial(queries),
    "ranges": Trial(ranges),
    "odd-fields": Trial(oddFields),
    "upload": Trial(lambda port: upload(port, "/upload", 1, 90_000_000)),
    "echo-form": Trial(lambda port: upload(port, "/echo", 1, 90_000_000)),
    "many-parts": Trial(lambda port: upload(port, "/upload", 200_000, 10)),
    "small-chunks": Trial(smallChunks),
    "percents": Trial(percents),
    "connections": Trial(lambda port: connections(port, 2000, b"")),
    "half-heads": Trial(lambda port: connections(port, 2000, b"GET /hello HTTP/1.1\r\nX: ")),
    "less-than": Trial(lessThan, *PROXY),
}
