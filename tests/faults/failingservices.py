"""
A service that the server uses, such as PostgreSQL, ends or stands still while it is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Thread

from tests.faults.bystander import Bystander
from tests.faults.clients import CLIENTS, FINE, Client, Gardener, Load, Reader, tally
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import STEP, stops
from tests.faults.services import PostgreSQL, Service
from tests.support.process import StepProcess, poll

#: What they may be told where the service stands still.
LATE = (503, 504)
#: Seconds in which whoever asks is answered, while a service behind the server stands still: the
#: limits of database, search and temperature client, and what a busy machine adds.
ANSWERED = 8.0


def isThere(step: StepProcess, service: Service) -> bool:
    """
    Tell whether the server can use the service behind it.
    """
    return Reader(step.port, service.path).visit()


def killed(size: Size, service: Service) -> Outcome:
    """
    Kill a service behind the server, again and again, while clients ask for what needs it.
    """
    with StepProcess(STEP, *service.arguments()) as step:
        poll(lambda: isThere(step, service))
        readers = [Reader(step.port, service.path) for _ in range(CLIENTS)]
        return killUnder(readers, size, step, service)


def killedWhileWriting(size: Size) -> Outcome:
    """
    Kill PostgreSQL, again and again, while clients add plants. Each plant that was said to
    be added is there at the end.
    """
    service = PostgreSQL()
    size = replace(size, times=2 * size.times)  # each time, there are two ways to kill it
    with StepProcess(STEP, *service.arguments()) as step:
        poll(lambda: isThere(step, service))
        gardeners = [Gardener(step.port, number) for number in range(CLIENTS)]
        return killUnder(gardeners, size, step, service, lambda: missing(gardeners, service))


def missing(gardeners: Sequence[Gardener], service: PostgreSQL) -> int:
    """
    Count the plants that were acknowledged and are not there.
    """
    acknowledged = {name for each in gardeners for name in each.acknowledged}
    return len(acknowledged - service.stored())


def killUnder(
    clients: Sequence[Client],
    size: Size,
    step: StepProcess,
    service: Service,
    countLost: Callable[[], int] = lambda: 0,
) -> Outcome:
    """
    Kill a service behind the server, while clients ask.
    """
    longest = 0.0
    with Bystander(step.port) as bystander, Load(clients):
        time.sleep(size.seconds)
        for _ in range(size.times):
            service.kill(step)
            began = time.monotonic()
            poll(lambda: isThere(step, service))
            longest = max(longest, time.monotonic() - began)
            time.sleep(size.seconds)
    tried, survived = tally(clients, FINE)
    refused = tried - sum(client.statuses[200] + client.statuses[303] for client in clients)
    note = f"killed {size.times} x, {refused:,} refused, works again after {longest:.1f} s"
    lost = countLost()
    return Outcome(tried + 1, survived + stops(step), lost, bystander.waits, note)


def stopped(size: Size, service: Service) -> Outcome:
    """
    Have a service behind the server stand still. Whoever needs it is told so after some seconds,
    and the server can be stopped, in the middle of a request.
    """
    with StepProcess(STEP, *service.arguments()) as step:
        poll(lambda: isThere(step, service))
        with service.frozen(step):
            with Bystander(step.port) as bystander:
                clients = [Reader(step.port, service.path) for _ in range(CLIENTS)]
                with ThreadPoolExecutor(CLIENTS) as threads:
                    list(threads.map(Reader.visit, clients))
            asking = Thread(target=Reader(step.port, service.path).visit)
            asking.start()
            hasStopped = stops(step)
            asking.join()
    longest = max(client.longest for client in clients)
    tried, survived = tally(clients, LATE)
    note = f"told after {longest:.1f} s"
    isGood = hasStopped and longest < ANSWERED
    return Outcome(tried + 1, survived + isGood, waits=bystander.waits, note=note)
