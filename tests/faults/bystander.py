"""
The bystander: a program that asks for one small page again and again, on a connection
of its own, and remembers how long it waited. It is a process of its own, so that what
the attackers do costs it nothing but its share of the machine.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import NamedTuple

from tests.support.process import ROOT
from tests.support.raw import HOST, connect

#: Seconds between an answer and the next request.
PAUSE = 0.003


class Waits(NamedTuple):
    """
    What a bystander has seen, in seconds.

    @ivar answers: how many it got.
    """

    longest: float
    median: float
    answers: int


class Bystander:
    """
    Asks from the beginning of a C{with} to its end.

    @ivar waits: how long it waited; known at the end.
    """

    waits: Waits

    def __init__(self, port: int, page: str) -> None:
        self.command = [sys.executable, "-m", "tests.faults.bystander", str(port), page]

    def __enter__(self) -> Bystander:
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert self.process.stdout is not None
        self.process.stdout.readline()  # it has had its first answer
        return self

    def __exit__(self, *ending: object) -> None:
        said, _ = self.process.communicate()
        if self.process.returncode == 0:
            self.waits = Waits(*json.loads(said))


def ask(port: int, page: str) -> list[float]:
    """
    Ask until nobody wants to know any more: the end of standard input.

    @return: how long each answer took.
    """
    waits: list[float] = []
    request = f"GET {page} HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode()
    with connect(port) as connection:
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            began = perf_counter()
            connection.sendall(request)
            if not connection.recv(65536):
                raise SystemExit("the connection was closed")
            waits.append(perf_counter() - began)
            if len(waits) == 1:
                print("asking", flush=True)
    return waits


if __name__ == "__main__":
    seen = ask(int(sys.argv[1]), sys.argv[2])
    print(json.dumps(Waits(max(seen), median(seen), len(seen))))
