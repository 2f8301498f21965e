"""
The clock is set, by hours, while the server runs: forward, back, and right again.

Debian's C{libfaketime} tells a program another time than the system has. Only the time of
day jumps; what counts the seconds since the machine was started (C{CLOCK_MONOTONIC}) goes
on, as it does where somebody sets a clock.
"""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from tests.faults.attacks import CLOSE, request
from tests.faults.bystander import Bystander
from tests.faults.clients import Client, Gardener, Reader
from tests.faults.crowds import GOOD, HELLO, readAll
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import STEP, awaitChild, stops
from tests.faults.services import TEMPERATURE
from tests.support.needs import missing, need
from tests.support.process import StepProcess, poll
from tests.support.raw import connect, readUntil

#: Where Debian has the library; for programs of more than one thread.
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
#: How far the clock is set, in hours.
JUMPS = (3, -3, 26, 0)
#: Seconds that a request runs, and in which it is answered all the same.
DELAY, SOON = 1.0, 5.0
#: Seconds that what a server says of the time may differ from ours.
NEAR = 5.0
COUNTED = re.compile(rb"Counted so far: (\d+)")
#: When a request was, in the log.
MOMENT = re.compile(r"\[(\d\d/\w+/\d{4}:\d\d:\d\d:\d\d) \+0000\]")


class Clock:
    """
    What time it is for a program.

    @ivar environment: tells a program so.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.hours = 0
        self.set(0)
        self.environment = {
            "LD_PRELOAD": findLibrary(),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Otherwise Python's threads wait for each other for seconds.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def set(self, hours: int) -> None:
        """
        Set it to some hours from now.
        """
        new = self.file.with_suffix(".new")
        new.write_text(f"{hours:+d}h\n")
        new.replace(self.file)
        self.hours = hours

    def isNow(self, moment: datetime) -> bool:
        """
        Tell whether that is what this clock shows.
        """
        return abs(moment.timestamp() - time.time() - 3600 * self.hours) < NEAR


def findLibrary() -> str:
    """
    Find C{libfaketime}, or skip the test.
    """
    need("faketime")
    for pattern in LIBRARIES:
        for path in Path("/").glob(pattern.removeprefix("/")):
            return str(path)
    missing("libfaketime", "apt-get install libfaketime")


def jumps(size: Size) -> Outcome:
    """
    Set the clock while requests run, connections are kept, forms are open and browsers have
    sessions; and then stop the server.
    """
    done: list[str] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        clock, log = Clock(Path(name)), Path(name) / "log"
        options = ["--delay", str(DELAY), "--access-log", str(log)]
        with StepProcess(STEP, *options, environment=clock.environment) as step:
            with Bystander(step.port) as bystander:
                for hours in JUMPS:
                    for check, isGood in jump(step, clock, hours, log):
                        (done if isGood else failed).append(f"{check} ({hours:+d} h)")
            hasStopped = stops(step)
    note = f"{len(JUMPS)} jumps; failed: {', '.join(failed)}" if failed else f"{len(JUMPS)} jumps"
    tried = len(done) + len(failed)
    return Outcome(tried + 1, len(done) + hasStopped, waits=bystander.waits, note=note)


def jump(step: StepProcess, clock: Clock, hours: int, log: Path) -> Iterator[tuple[str, bool]]:
    """
    Set the clock once.

    @return: what was looked at, and whether that was right.
    """
    port = step.port
    gardener, visitor = Gardener(port, hours), Visitor(port)
    isReady = gardener.fetchForm() and visitor.count()
    poll(Reader(port, TEMPERATURE.path).visit)
    with ExitStack() as stack:
        idle, begun, running = [stack.enter_context(connect(port)) for _ in range(3)]
        idle.sendall(HELLO)
        readUntil(idle, b"world!\n")
        head = request("GET /hello", CLOSE)
        begun.sendall(head[:20])
        running.sendall(request("GET /non_blocking", CLOSE))
        os.kill(awaitChild(step, TEMPERATURE.program), signal.SIGKILL)
        clock.set(hours)
        began = time.monotonic()
        yield "a request that runs", readAll(running).startswith(GOOD)
        yield "not late", time.monotonic() - began < SOON
        idle.sendall(HELLO)
        yield "an idle connection", readUntil(idle, b"world!\n").startswith(GOOD)
        begun.sendall(head[20:])
        yield "a head that has begun", readAll(begun).startswith(GOOD)
    # What is too old by the new time has to be asked for once more, and then is taken.
    yield "a form", isReady and (gardener.visit() or gardener.visit())
    yield "a session", visitor.counted() == 1 or (visitor.count() and visitor.counted() == 1)
    yield "Date", clock.isNow(parsedate_to_datetime(dateOf(port)))
    yield "the log", clock.isNow(lastIn(log))
    began = time.monotonic()
    poll(Reader(port, TEMPERATURE.path).visit)
    yield "the temperature service", time.monotonic() - began < SOON


class Visitor(Client):
    """
    A client with a session, whose cookie it keeps.
    """

    cookie = ""

    def count(self) -> bool:
        """
        Press the button, and be counted once more.
        """
        answer = self.ask("/session", "POST", "")
        self.cookie = answer.cookie.partition(";")[0] if answer else ""
        return bool(self.cookie)

    def counted(self) -> int | None:
        """
        @return: how often the server knows it was.
        """
        answer = self.ask("/session", fields={"Cookie": self.cookie})
        match = answer and COUNTED.search(answer.content)
        return int(match[1]) if match else None


def dateOf(port: int) -> str:
    """
    Ask a server for the time.
    """
    with connect(port) as connection:
        connection.sendall(request("GET /hello", CLOSE))
        head = readAll(connection).decode("latin-1")
    return head.partition("Date: ")[2].partition("\r\n")[0]


def lastIn(log: Path) -> datetime:
    """
    Find when the last request was, as the log has it.
    """
    *_, last = MOMENT.finditer(log.read_text())
    return datetime.strptime(last[1], "%d/%b/%Y:%H:%M:%S").replace(tzinfo=UTC)
