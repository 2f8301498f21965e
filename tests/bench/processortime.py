"""
How much processor time a server uses, and how much memory: what Linux says in C{/proc}
of a process and of those that it has started, see proc(5).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tests.support.process import residentMemory

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")

#: The shortest time that can be told from none, in seconds.
SHORTEST = 1 / TICKS


def family(process: int, proc: Path = PROC) -> list[int]:
    """
    List a process and all that descend from it. Any thread may have started some.
    """
    found = [process]
    with suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
        for children in (proc / str(process) / "task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                found += family(child, proc)
    return found


def ticksIn(stat: str) -> int:
    """
    Read C{/proc/PID/stat}: C{utime}, C{stime}, and the same of the children that have
    ended. The name before these may hold anything, also blanks and brackets.

    @return: clock ticks.
    """
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))


def processorTime(process: int, proc: Path = PROC) -> float:
    """
    What a process and those that it has started have used so far, in user mode and in
    the system.

    @return: seconds.
    """
    ticks = 0
    for member in family(process, proc):
        with suppress(FileNotFoundError, ProcessLookupError):
            ticks += ticksIn((proc / str(member) / "stat").read_text(errors="replace"))
    return ticks / TICKS


def memory(process: int) -> int:
    """
    What is resident of a process and of those that it has started.

    @return: bytes.
    """
    return sum(map(residentMemory, family(process)))
