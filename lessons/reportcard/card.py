"""
The report card: who is measured, and what came of it.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from lessons.replay.servers import Server, Servers
from lessons.reportcard import measurements
from lessons.reportcard.lines import linesOf

#: Rounds in which all are loaded one after the other: the median counts.
ROUNDS = 3
#: The one with whose speed the others' is compared.
FIRST = "step2"


@dataclass(frozen=True)
class Subject:
    """
    Somebody who is measured.

    @ivar name: of the program, in C{lessons}.
    @ivar page: the page that it is asked for under load.
    """

    name: str
    title: str
    page: str = "/"


SUBJECTS: Sequence[Subject] = (
    *(Subject(f"step{step}", f"step {step}") for step in range(2, 15)),
    Subject("step15", "step 15", "/hello"),
    Subject("reportcard.stock", "Twisted Web"),
    Subject("reportcard.engine", "the engine"),
)


@dataclass
class Marks:
    """
    What came of one of them.

    @ivar lines: of the program, and of what it builds on in C{server}.
    @ivar levels: rules that are kept and that could be tried, by MUST, SHOULD and MAY.
    @ivar refused: bad requests that are refused, and that were tried.
    @ivar rates: answers in a second, round by round.
    @ivar memory: bytes for each connection on which nothing is said.
    @ivar isPatient: whether a bystander is answered while others dawdle.
    @ivar isBounded: whether a line without end is stopped.
    """

    subject: Subject
    lines: tuple[int, int] = (0, 0)
    levels: dict[str, tuple[int, int]] = field(default_factory=dict)
    refused: tuple[int, int] = (0, 0)
    rates: list[float] = field(default_factory=list)
    memory: int = 0
    isPatient: bool = False
    isBounded: bool = False

    @property
    def rate(self) -> float | None:
        """
        Answers in a second; L{None} where it was not measured.
        """
        return median(self.rates) if self.rates else None


@dataclass(frozen=True)
class Card:
    """
    All of it.

    @ivar machine: what it was measured on, in one line.
    """

    marks: Sequence[Marks]
    machine: str
    day: str

    def speed(self, marks: Marks) -> float | None:
        """
        How fast one is, in relation to the first step that speaks HTTP.
        """
        first = next((each.rate for each in self.marks if each.subject.name == FIRST), None)
        return marks.rate / first if first and marks.rate else None


def draw(subjects: Iterable[Subject], say: Callable[[str], None], rounds: int = ROUNDS) -> Card:
    """
    Measure everybody.

    @param say: is told what is being done, in a few words.
    """
    everybody = [Marks(subject) for subject in subjects]
    with Servers() as servers:
        running = [_started(servers, marks, say) for marks in everybody]
        for marks, server in zip(everybody, running, strict=True):
            say(f"{marks.subject.title}: the rules")
            _judge(marks, server.port)
        for number in range(1, rounds + 1):
            say(f"speed: round {number} of {rounds}")
            for marks, server in zip(everybody, running, strict=True):
                found = measurements.rate(server.port, marks.subject.page)
                marks.rates += [] if found is None else [found]
        for marks, server in zip(everybody, running, strict=True):
            say(f"{marks.subject.title}: those who dawdle")
            marks.isPatient = measurements.survivesSlow(server.port)
            marks.isBounded = measurements.stopsEndless(server.port)
    return Card(everybody, machine(), date.today().isoformat())


def _started(servers: Servers, marks: Marks, say: Callable[[str], None]) -> Server:
    """
    Start one, and measure what does not need the others.
    """
    say(f"{marks.subject.title}: its lines, and a connection")
    marks.lines = linesOf(f"lessons.{marks.subject.name}")
    server = servers.startProgram(marks.subject.name)
    marks.memory = measurements.memoryOfIdle(server.port, server.process.pid)
    return server


def _judge(marks: Marks, port: int) -> None:
    grades = measurements.grade(port, "/")
    marks.levels, marks.refused = measurements.levels(grades), measurements.refused(grades)


def machine() -> str:
    """
    Name what is measured on.
    """
    python, twisted = platform.python_version(), version("Twisted")
    return f"{_processor()}, {os.cpu_count()} cores; Python {python}, Twisted {twisted}"


def _processor() -> str:
    """
    Name the processor, as Linux does.
    """
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
