"""
What is said between C{watch} and the process that it keeps ready for its checks, over a Unix
socket: numbers.
"""

from __future__ import annotations

import socket

#: What the checks are told in place of an exercise where they are to be kept ready.
READY = "--ready"
#: Bytes of a number.
SIZE = 4


def say(to: socket.socket, number: int) -> None:
    """
    Say a number: of a process, or with what status it has ended.
    """
    to.sendall(number.to_bytes(SIZE, "big", signed=True))


def hearNumber(asked: socket.socket) -> int:
    """
    Hear a number.

    @raise OSError: when none comes.
    """
    said = asked.recv(SIZE, socket.MSG_WAITALL)
    if len(said) != SIZE:
        raise ConnectionResetError
    return int.from_bytes(said, "big", signed=True)
