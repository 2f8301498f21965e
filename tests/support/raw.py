"""
Raw bytes to a port, raw bytes back.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

HOST = "127.0.0.1"

#: Seconds that a server may let us wait.
PATIENCE = 20.0


def connect(port: int) -> socket.socket:
    """
    Connect to a port of this machine.
    """
    return socket.create_connection((HOST, port), timeout=PATIENCE)


def readToEnd(connection: socket.socket) -> bytes:
    """
    Read until the server closes.
    """
    return b"".join(iter(lambda: connection.recv(65536), b""))


def readUntil(connection: socket.socket, ending: bytes) -> bytes:
    """
    Read until what came ends in some bytes, or the server closes.
    """
    received = b""
    while not received.endswith(ending):
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return received


def exchange(port: int, *pieces: bytes) -> bytes:
    """
    Send some bytes, then no more, and read all that comes back.

    @param pieces: sent one after the other.
    """
    with connect(port) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sendAll(connection, pieces)
        connection.shutdown(socket.SHUT_WR)
        return readToEnd(connection)


def sendAll(connection: socket.socket, pieces: Iterable[bytes]) -> bool:
    """
    Send as long as the server lets us.

    @return: whether all was sent.
    """
    try:
        for piece in pieces:
            connection.sendall(piece)
    except (ConnectionError, TimeoutError):
        return False
    return True
