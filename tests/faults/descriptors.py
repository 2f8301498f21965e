"""
The system gives the server no more descriptors, at its start, and later.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from subprocess import PIPE, Popen

from tests.faults.attacks import CLOSE, request
from tests.faults.bystander import Bystander
from tests.faults.clients import Reader, tally
from tests.faults.crowds import GOOD, hasSent, manyConnections, readAll
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import STEP, awaitChild, stops
from tests.faults.services import TEMPERATURE
from tests.support.process import ANNOUNCEMENT, ROOT, StepProcess, poll

#: From too few to just enough.
LIMITS = (8, 63, 64, 96)
PAGES = ("/hello", "/", "/plants/", "/files/hello.txt", "/search/show_search_results?querystr=tea")
#: Answers while there are no descriptors: those that take one may be refused, and say so.
FINE = (200, 503)
#: How many more descriptors a server gets than it has, and how many want to connect.
MORE, CROWD = 20, 200
#: The most of a second that a server may work while nothing is to be done.
BUSY = 0.5
#: How many seconds it has for what there was to do.
SECONDS = 10


def atStart(size: Size) -> Outcome:
    """
    Start a server with few descriptors. It serves, or ends with a sentence; and never shows
    a traceback.
    """
    survived = sum(map(servesOrExplains, LIMITS))
    return Outcome(len(LIMITS), survived, note=f"{LIMITS[0]} to {LIMITS[-1]} descriptors")


def servesOrExplains(limit: int) -> bool:
    """
    Start the server with so few descriptors.

    @return: whether it serves each page twice and ends in good order; or ends at once with
        one line that names the descriptors.
    """
    shell = ["sh", "-c", f'ulimit -n {limit}; exec "$0" "$@"', sys.executable, "-m", STEP]
    with (
        tempfile.TemporaryDirectory() as data,
        Popen(
            [*shell, "--port", "0", "--data", data], stdout=PIPE, stderr=PIPE, cwd=ROOT, text=True
        ) as process,
    ):
        assert process.stdout is not None
        match = ANNOUNCEMENT.search(process.stdout.readline())
        isServed = match is not None and all(
            Reader(int(match[2]), page).visit() for page in PAGES for _ in range(2)
        )
        process.terminate()
        said = process.communicate()[1]
    if isServed:
        return process.returncode == 0 and not said
    return process.returncode == 1 and "descriptors" in said and said.count("\n") == 1


def later(size: Size) -> Outcome:
    """
    Take the descriptors away while the server runs, and have many connect. Whoever is connected is
    served, if only with a sentence; the temperature service, killed meanwhile, comes back
    afterwards; so does all else; and nothing spins.
    """
    with StepProcess(STEP) as step, Bystander(step.port) as bystander:
        backEnd = awaitChild(step, TEMPERATURE.program)
        readers = [Reader(step.port, page) for page in PAGES]
        for reader in readers:
            poll(reader.visit)
        before = limitDescriptors(step, MORE)
        with manyConnections(step.port, CROWD) as connections:
            os.kill(backEnd, signal.SIGKILL)
            for connection in connections:
                hasSent(connection, request("GET /hello", CLOSE))
            for reader in readers:
                reader.visit()
            worked = leastWork(step)  # the temperature service is tried again meanwhile
            answers = [readAll(each) for each in connections]
        resource.prlimit(step.process.pid, resource.RLIMIT_NOFILE, before)
        for reader in readers:
            poll(reader.visit)
        poll(Reader(step.port, TEMPERATURE.path).visit)
        tried, survived = tally(readers, FINE)
        hasStopped = stops(step)
        said = step.err
    served = sum(answer.startswith(GOOD) for answer in answers)
    note = f"{served} of {CROWD} served, {worked:.0%} busy"
    isGood = hasStopped and worked < BUSY and "Traceback" not in said
    return Outcome(tried + 1, survived + isGood, waits=bystander.waits, note=note)


def limitDescriptors(step: StepProcess, more: int) -> tuple[int, int]:
    """
    Allow a server not many more descriptors than it has.

    @return: what it was allowed.
    """
    number = len(os.listdir(f"/proc/{step.process.pid}/fd"))
    hard = resource.prlimit(step.process.pid, resource.RLIMIT_NOFILE)[1]
    return resource.prlimit(step.process.pid, resource.RLIMIT_NOFILE, (number + more, hard))


def leastWork(step: StepProcess) -> float:
    """
    Measure which part of a second a server works, once it has done what there was to do: a
    busy machine may take some seconds for that. One that spins never comes to an end.
    """
    least = 1.0
    for _ in range(SECONDS):
        least = min(least, workedIn(step, 1.0))
        if least < BUSY:
            break
    return least


def workedIn(step: StepProcess, seconds: float) -> float:
    """
    Measure which part of some time a server works.
    """
    before = processorTime(step.process.pid)
    time.sleep(seconds)
    return (processorTime(step.process.pid) - before) / seconds


def processorTime(process: int) -> float:
    """
    @return: what a process has used so far, in seconds.
    """
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
