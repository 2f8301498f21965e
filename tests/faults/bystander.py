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
from http.client import HTTPConnection, HTTPException
from statistics import median
from time import perf_counter
from typing import NamedTuple

from tests.support.process import ROOT
from tests.support.raw import ANSWER_TIMEOUT, HOST
from tests.support.warm import Warm

#: Seconds between an answer and the next request.
PAUSE = 0.003


class Waits(NamedTuple):
    """
    What a bystander has seen, in seconds.

    @ivar answers: how many it got.
    @ivar failed: how often it had to ask again: the connection broke, or was refused.
    """

    longest: float
    median: float
    answers: int
    failed: int = 0


class Bystander:
    """
    Asks from the beginning of a C{with} to its end.

    @ivar waits: how long it waited; known at the end.
    """

    waits: Waits

    def __init__(self, port: int, page: str = "/hello") -> None:
        self.command = [sys.executable, "-m", "tests.faults.bystander", str(port), page]

    def __enter__(self) -> Bystander:
        self.process = Warm(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert self.process.stdout is not None
        self.process.stdout.readline()  # it has had its first answer
        return self

    def __exit__(self, *ending: object) -> None:
        said, _ = self.process.communicate()
        if self.process.returncode == 0:
            self.waits = Waits(*json.loads(said))


def isOver(seconds: float) -> bool:
    """
    Wait; then tell whether nobody wants to know any more: the end of standard input.
    """
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def isAnswered(connection: HTTPConnection, page: str) -> bool:
    """
    Ask once.

    @return: whether a whole answer came, and a good one.
    """
    try:
        connection.request("GET", page)
        response = connection.getresponse()
        response.read()
        return response.status == 200
    except (OSError, HTTPException):
        connection.close()
        return False


def ask(port: int, page: str) -> Waits:
    """
    Ask until the end. Whoever gets no answer asks again, and has waited since he asked
    first.
    """
    waits: list[float] = []
    failed = 0
    connection = HTTPConnection(HOST, port, timeout=ANSWER_TIMEOUT)
    while not isOver(PAUSE):
        began = perf_counter()
        while not isAnswered(connection, page):
            failed += 1
            if isOver(PAUSE):
                break
        waits.append(perf_counter() - began)
        if len(waits) == 1:
            print("asking", flush=True)
    return Waits(max(waits), median(waits), len(waits), failed)


if __name__ == "__main__":
    print(json.dumps(ask(int(sys.argv[1]), sys.argv[2])))
