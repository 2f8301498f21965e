"""
A server of several processes: one of them, or their parent, is killed, or stands still.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.bystander import Bystander
from tests.faults.clients import CLIENTS, FINE, Client, Gardener, Load, Reader, tally
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import ALONE, descendants, frozen, stops, storedPlants
from tests.support.process import StepProcess, poll

WORKERS = 2
#: How many connect while a worker stands still.
NEWCOMERS = 100
#: Seconds in which whoever connects then is answered, on a busy machine as well.
ANSWERED = 2.0


def several(*arguments: str) -> StepProcess:
    """
    Prepare a server of several processes.
    """
    return StepProcess("server", "--processes", str(WORKERS), *ALONE, *arguments)


def workersOf(step: StepProcess) -> list[int]:
    """
    @return: the numbers of the processes of a server's workers.
    """
    return [each for each in descendants(step.process.pid) if "--worker" in commandOf(each)]


def commandOf(process: int) -> list[str]:
    """
    Read the command line of a process; nothing where it has ended.
    """
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def arriving(step: StepProcess) -> list[Client]:
    """
    Make the clients: those that write, and those that read.
    """
    gardeners = [Gardener(step.port, number) for number in range(CLIENTS)]
    return [*gardeners, *(Reader(step.port, "/hello", "/plants/") for _ in range(CLIENTS))]


def missing(step: StepProcess, clients: Sequence[Client]) -> int:
    """
    Count the plants that were acknowledged and are not there.
    """
    gardeners = [client for client in clients if isinstance(client, Gardener)]
    return len({name for each in gardeners for name in each.acknowledged} - storedPlants(step))


def broken(clients: Sequence[Client]) -> list[int]:
    """
    Count the requests of each client that have no answer, or a part of one. (Who is killed
    excuses himself with nothing.)
    """
    return [client.cut + client.unanswered for client in clients]


def workerKilled(size: Size) -> Outcome:
    """
    Kill a worker, again and again, under load. Another takes its place; no client has more
    than the one connection broken each time, none is refused, and no plant is lost.
    """
    longest = 0.0
    with several() as step:
        clients = arriving(step)
        with Bystander(step.port) as bystander, Load(clients):
            for number in range(size.times):
                time.sleep(size.seconds)
                longest = max(longest, killOne(step, number))
            time.sleep(size.seconds)
        tried, fine = tally(clients, FINE)
        hasStopped = stops(step)
        lost = missing(step, clients)
    tooOften = sum(max(0, count - size.times) for count in broken(clients))
    refused = sum(client.refused for client in clients)
    inevitable = sum(broken(clients)) - tooOften
    note = f"killed {size.times} x, {inevitable} broken, another after {longest:.1f} s at most"
    tried += refused - inevitable
    return Outcome(tried + 1, fine + hasStopped, lost, bystander.waits, note)


def killOne(step: StepProcess, number: int) -> float:
    """
    Kill one of the workers.

    @return: after how many seconds another was started in its place.
    """
    victim = workersOf(step)[number % WORKERS]
    os.kill(victim, signal.SIGKILL)
    began = time.monotonic()
    poll(lambda: victim not in workersOf(step) and len(workersOf(step)) == WORKERS)
    return time.monotonic() - began


def parentKilled(size: Size) -> Outcome:
    """
    Kill the parent under load. The workers answer what they have read, and end; nothing is
    cut, the port is free, and no plant is lost.
    """
    tried = survived = lost = cut = late = 0
    for _ in range(size.times):
        with several() as step:
            clients = arriving(step)
            with Load(clients):
                time.sleep(size.seconds)
                workers = workersOf(step)
                step.process.kill()
                step.process.wait()
                awaitEnd(workers)
            lost += missing(step, clients)
        sent, fine = tally(clients, FINE)
        excused = sum(client.excused for client in clients)
        tried, survived = tried + sent - excused, survived + fine
        cut, late = cut + sum(broken(clients)) - excused, late + excused
    note = f"killed {size.times} x; {cut} cut or unanswered, {late} came too late"
    return Outcome(tried, survived, lost + cut, note=note)


def awaitEnd(processes: Sequence[int]) -> None:
    """
    Wait until all of them have ended.
    """
    poll(lambda: not any(map(commandOf, processes)))


def workerStopped(size: Size) -> Outcome:
    """
    Have a worker stand still. Whoever connects is served by the others; the server can be
    stopped all the same.
    """
    with several() as step:
        clients = [Reader(step.port, "/hello") for _ in range(NEWCOMERS)]
        with frozen(workersOf(step)[0]):
            for client in clients:
                client.visit()
            hasStopped = stops(step)
    longest = max(client.longest for client in clients)
    tried, fine = tally(clients, FINE)
    isGood = hasStopped and longest < ANSWERED
    return Outcome(tried + 1, fine + isGood, note=f"answered within {longest:.2f} s")


def parentStopped(size: Size) -> Outcome:
    """
    Have the parent stand still. The workers serve on; one that is killed meanwhile is
    replaced when the parent goes on.
    """
    with several() as step:
        with frozen(step.process.pid), Bystander(step.port) as bystander:
            clients = arriving(step)
            with Load(clients):
                time.sleep(size.seconds)
            victim = workersOf(step)[0]
            os.kill(victim, signal.SIGKILL)
            newcomers = [Reader(step.port, "/hello") for _ in range(NEWCOMERS)]
            for client in newcomers:
                client.visit()
        poll(lambda: len(set(workersOf(step)) - {victim}) == WORKERS)
        tried, fine = tally([*clients, *newcomers], FINE)
        hasStopped = stops(step)
        lost = missing(step, clients)
    return Outcome(tried + 1, fine + hasStopped, lost, bystander.waits)
