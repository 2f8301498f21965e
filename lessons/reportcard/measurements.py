"""
Measures one server that listens: what it keeps of the rules, how fast it is, what a
connection costs, and whether those who dawdle keep others waiting.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from server.conformance import CASES, Level
from server.conformance.case import REFUSALS, Case
from server.conformance.judge import Mark
from server.conformance.report import numbers
from server.conformance.run import Grade, begin
from server.conformance.target import Target

HOST = "127.0.0.1"
#: Connections of the load, and its seconds in each round.
CONNECTIONS, SECONDS = 16, 1
#: Idle connections whose memory is measured, and those that dawdle.
IDLE, SLOW = 500, 300
#: A head that is not finished.
DAWDLING = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow"
#: Seconds in which a bystander has to be answered, and those after which nobody waits on.
SOON_ENOUGH, ANSWER_TIMEOUT = 1.0, 10.0
#: Bytes of a field line that does not end, and how many of them go at a time.
ENDLESS, PIECE = 8 * 2**20, 2**16


def grade(port: int, page: str) -> Sequence[Grade]:
    """
    Send the whole conformance table.

    @raise Unfit: when it is not a server of HTTP.
    """
    run = begin(Target(HOST, port, page))
    for _ in run.tryFamilies(CASES):
        pass
    return run.grades


def levels(grades: Sequence[Grade]) -> dict[str, tuple[int, int]]:
    """
    Count the rules that are kept, and those that could be tried, at each level.
    """
    return {level.value: numbers(grades, level) for level in Level}


def refused(grades: Sequence[Grade]) -> tuple[int, int]:
    """
    Count the bad requests that are refused, of those that could be tried.
    """
    bad = [each for each in grades if isBad(each.case) and each.verdict.mark is not Mark.UNTESTED]
    return sum(each.verdict.mark is Mark.KEPT for each in bad), len(bad)


def isBad(case: Case) -> bool:
    """
    Tell whether a case is a request that no server may carry out.
    """
    return any(answer <= REFUSALS for answer in case.answers)


def rate(port: int, page: str) -> float | None:
    """
    Ask for a page as often as it goes.

    @return: answers in a second; L{None} where not all of them were good.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    load = f"-t1 -c{CONNECTIONS} -d{SECONDS}s --timeout=30s".split()
    command = [wrk, *load, f"http://{HOST}:{port}{page}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"Requests/sec: *([\d.]+)", done.stdout)
    isBroken = re.search(r"Non-2xx or 3xx responses|Socket errors", done.stdout)
    return None if found is None or isBroken else float(found[1])


def memoryOfIdle(port: int, process: int) -> int:
    """
    Open connections on which nothing is said.

    @param process: its number.
    @return: by how many bytes the server grows with each of them.
    """
    before = residentBytes(process)
    with connected(port, IDLE, b""):
        ask(port)  # the last of them has been accepted before this one
        return max(residentBytes(process) - before, 0) // IDLE


def residentBytes(process: int) -> int:
    """
    Read how much memory a process has.
    """
    status = Path(f"/proc/{process}/status").read_text()
    match = re.search(r"^VmRSS:\s*(\d+) kB", status, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


def survivesSlow(port: int) -> bool:
    """
    Tell whether a bystander is answered soon while others do not finish their heads.
    """
    with connected(port, SLOW, DAWDLING):
        seconds = ask(port)
        return seconds is not None and seconds < SOON_ENOUGH


def stopsEndless(port: int) -> bool:
    """
    Tell whether a server stops a field line that does not end, before it has taken all of it.
    """
    with socket.create_connection((HOST, port), ANSWER_TIMEOUT) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
            for _ in range(ENDLESS // PIECE):
                connection.sendall(b"x" * PIECE)
            connection.settimeout(SOON_ENOUGH)
            return bool(connection.recv(1)) or True
        except TimeoutError:
            return False
        except OSError:
            return True


def ask(port: int) -> float | None:
    """
    Ask for the first page.

    @return: after how many seconds something came; L{None} where nothing did.
    """
    begun = time.monotonic()
    try:
        with socket.create_connection((HOST, port), ANSWER_TIMEOUT) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return time.monotonic() - begun if connection.recv(1) else None
    except OSError:
        return None


@contextmanager
def connected(port: int, count: int, data: bytes) -> Iterator[None]:
    """
    Have connections, each of which has said something and no more.
    """
    with ExitStack() as stack:
        for _ in range(count):
            connection = socket.create_connection((HOST, port), ANSWER_TIMEOUT)
            stack.enter_context(connection)
            connection.sendall(data)
        yield
