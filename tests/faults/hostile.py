"""
The hostile one of a class, as a process: does to the students' port whatever it can think of,
again and again, until its standard input ends. C{python -m tests.faults.hostile PORT CODE NAME}:
the code is on the wall, and NAME is what another student is called.
"""

from __future__ import annotations

import random
import select
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from lessons.classroom.membership import Membership, join
from tests.support.raw import ANSWER_TIMEOUT, HOST

MARKUP = "<script>x</script>"
#: What is not a message, or not one that is allowed.
BROKEN = [b"", b"{", b"[" * 4000, b"null", b"\xff\xfe", b'{"code": 1}', b"0" * 4000]
#: How many connections are open at a time that say half of something.
HALVES = 100
#: Messages that are sent at once.
FLOOD = 100


class Hostile:
    """
    Has the code, as everybody in the room has.
    """

    def __init__(self, port: int, code: str, victim: str) -> None:
        self.port, self.code, self.victim = port, code, victim
        self.place = f"http://{HOST}:{port}"
        self.own = self.join("mallory")
        self.open: deque[socket.socket] = deque()

    def join(self, name: str) -> Membership:
        """
        Make up a place in the class, under another name.
        """
        return join(self.place, self.code, name)

    def connect(self) -> socket.socket:
        """
        Connect to the students' port once more.
        """
        return socket.create_connection((HOST, self.port), ANSWER_TIMEOUT)

    def send(self, data: bytes) -> None:
        """
        Send bytes, and read what comes as long as something does.
        """
        with suppress(OSError), self.connect() as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    def broken(self) -> None:
        """
        Send what is not JSON, or not a message.
        """
        self.send(b"".join(map(post, BROKEN)))

    def huge(self) -> None:
        """
        Send far too much, and say that it will be more.
        """
        self.send(post(b" " * 5_000_000))
        self.send(post(b"x" * 1000, 10**12))

    def slow(self) -> None:
        """
        Begin a head, or a message, and say no more; and end half of those in the middle.
        """
        whole = post(self.own.message("1.1", True).written())
        for part in (whole[:30], whole[:-20], b"", b"\r\n"):
            connection = self.connect()
            connection.sendall(part)
            self.open.append(connection)
        while len(self.open) > HALVES:
            self.open.popleft().close()

    def flood(self) -> None:
        """
        Send C{FLOOD} messages in one go, each of them well-formed.
        """
        numbers = [f"{random.randint(1, 15)}.{number}" for number in range(FLOOD)]
        self.send(b"".join(post(self.own.message(one, True).written()) for one in numbers))

    def others(self) -> None:
        """
        Go by another one's name, and say that nothing is right.
        """
        false = self.join(self.victim)
        self.send(post(false.message("15.5", False, "Everything", "is wrong").written()))

    def crowd(self) -> None:
        """
        Report for a crowd of made-up students.
        """
        names = [self.join(f"nobody {number}") for number in range(FLOOD)]
        self.send(b"".join(post(one.message("1.1", False, "x" * 300).written()) for one in names))

    def markup(self) -> None:
        """
        Put markup wherever there is room for it.
        """
        one = self.join(MARKUP)
        for text in (MARKUP, "</td></table><b>", "\u202e<!--", "&lt;", "\x1b[2J"):
            self.send(post(one.message("1.2", False, text, text).written()))

    def elsewhere(self) -> None:
        """
        Ask the students' port for all that is only on the teacher's.
        """
        for path in ("part", "live", "code", "remove", "../part", "report"):
            self.send(f"GET /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    def ways(self) -> list[Callable[[], None]]:
        """
        List all that it can think of.
        """
        return [
            self.broken,
            self.huge,
            self.slow,
            self.flood,
            self.others,
            self.crowd,
            self.markup,
            self.elsewhere,
        ]


def post(content: bytes, length: int | None = None) -> bytes:
    """
    Write a request, as the command does; it may be longer, or shorter, than it says.
    """
    head = "POST /report HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {length or len(content)}\r\n\r\n".encode() + content


def main(port: str, code: str, victim: str) -> None:
    """
    Do it all, until nobody wants any more.
    """
    hostile = Hostile(int(port), code, victim)
    times = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        for way in hostile.ways():
            way()
        times += 1
        if times == 1:
            print("all done once", flush=True)
    print(times)


if __name__ == "__main__":
    main(*sys.argv[1:])
