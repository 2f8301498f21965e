"""
The server that is tried, as its user starts it; what else runs beside it; and what it
has stored.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import perf_counter

from tests.support.postgres import childrenOf
from tests.support.process import StepProcess, poll

STEP = "lessons.step15"
#: Without a temperature service: most faults need none, and the server starts sooner.
ALONE = ("--temperature", "http://127.0.0.1:1/")

#: Waits until the index of the search is made.
SEARCH = "/search/show_search_results?querystr=tomato"

PLANTS = "SELECT p_name FROM Plant_DB"

#: Seconds that a stop may take: the grace of 1.5 s, and what a busy machine adds.
STOP = 4.0


def alone(*arguments: str) -> StepProcess:
    """
    Prepare a server that needs no other.
    """
    return StepProcess(STEP, *ALONE, *arguments)


def dataOf(step: StepProcess) -> Path:
    """
    Tell where a server stores what it stores.
    """
    return Path(step.files.name) / "data"


def storedPlants(step: StepProcess, data: Path | None = None) -> set[str]:
    """
    Look into its SQLite database from outside.
    """
    with closing(sqlite3.connect((data or dataOf(step)) / "greenhouse.db")) as connection:
        return {name for (name,) in connection.execute(PLANTS)}


def descendants(process: int) -> Iterator[int]:
    """
    List the processes below a process.
    """
    with suppress(OSError):
        for child in childrenOf(process):
            yield child
            yield from descendants(child)


def findChild(step: StepProcess, program: str) -> int | None:
    """
    Find a process that a server has started.

    @param program: a part of its command line.
    """
    for process in descendants(step.process.pid):
        with suppress(OSError):
            if program.encode() in Path(f"/proc/{process}/cmdline").read_bytes():
                return process
    return None


def awaitChild(step: StepProcess, program: str) -> int:
    """
    Wait until a server has started such a process.
    """
    poll(lambda: findChild(step, program))
    found = findChild(step, program)
    assert found is not None
    return found


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """
    Have a process stand still for a while.
    """
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)


def stops(step: StepProcess) -> bool:
    """
    Send SIGTERM.

    @return: whether it ended in time, and with status 0.
    """
    began = perf_counter()
    return step.stop(signal.SIGTERM) == 0 and perf_counter() - began < STOP
