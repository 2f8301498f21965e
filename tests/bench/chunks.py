"""
A client that posts content in small chunks: 20,000 of 16 bytes.

wrk cannot send chunks. So here the request is prepared once, as bytes, and sent again and
again on one connection, each time after the answer to the last has been read. At the end
it says, in the words of wrk, how often that was.
"""

from __future__ import annotations

import socket
import sys
from http.client import HTTPResponse
from time import monotonic

from tests.bench.content import HOST

CHUNKS, SIZE = 20_000, 16
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


def makeRequest(path: str) -> bytes:
    """
    Make the request (RFC 9112 section 7.1).
    """
    chunk = b"%x\r\n%b\r\n" % (SIZE, b"x" * SIZE)
    return HEAD.format(path=path).encode() + chunk * CHUNKS + b"0\r\n\r\n"


def post(connection: socket.socket, request: bytes) -> None:
    """
    Send the request, and read the answer to its end.

    @raise AssertionError: when it is not the content that was sent.
    """
    connection.sendall(request)
    response = HTTPResponse(connection, method="POST")
    response.begin()
    content = response.read()
    if response.status != 200 or content != b"x" * (CHUNKS * SIZE):
        raise AssertionError(f"{response.status}, {len(content)} bytes: {content[:100]!r}")


def main(port: int, path: str, seconds: float) -> None:
    """
    Post until the time is over, at least once.
    """
    request, number, began = makeRequest(path), 0, monotonic()
    with socket.create_connection((HOST, port), 30) as connection:
        while not number or monotonic() < began + seconds:
            post(connection, request)
            number += 1
    took = monotonic() - began
    print(f"{number} requests in {took:.2f}s")
    print(f"Requests/sec: {number / took:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
