"""
The disk is full, and becomes free again: while plants are written, while the search is
indexed, while requests are logged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tests.faults.bystander import Bystander
from tests.faults.clients import CLIENTS, FINE, Gardener, Load, Reader, tally
from tests.faults.disk import smallDisk
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import SEARCH, alone, stops, storedPlants
from tests.support.process import poll

Gardeners = Sequence[Gardener]


def plants(size: Size) -> Outcome:
    """
    Write plants until the disk is full, and beyond; then there is room again.
    """
    with smallDisk() as disk, alone("--data", str(disk.folder)) as step:
        poll(Reader(step.port, SEARCH).visit)  # the index is made
        gardeners = [Gardener(step.port, number) for number in range(CLIENTS)]
        with Bystander(step.port) as bystander, Load(gardeners):
            for _ in range(size.times):
                time.sleep(size.seconds)
                disk.fill(step)
                awaitMore(gardeners, refusals)
                time.sleep(size.seconds)
                disk.free(step)
                awaitMore(gardeners, additions)
        tried, survived = tally(gardeners, FINE)
        hasStopped = stops(step)
        acknowledged = {name for each in gardeners for name in each.acknowledged}
        lost = len(acknowledged - storedPlants(step, disk.folder))
    note = f"{disk.kind}, full {size.times} x, {refusals(gardeners):,} refused"
    return Outcome(tried + 1, survived + hasStopped, lost, bystander.waits, note)


def awaitMore(gardeners: Gardeners, count: Callable[[Gardeners], int]) -> None:
    """
    Wait until there is more of something.
    """
    before = count(gardeners)
    poll(lambda: count(gardeners) > before)


def additions(gardeners: Gardeners) -> int:
    """
    Count the plants that were acknowledged.
    """
    return sum(len(each.acknowledged) for each in gardeners)


def refusals(gardeners: Gardeners) -> int:
    """
    Count how often it was said that nothing can be stored.
    """
    return sum(each.statuses[503] for each in gardeners)


def index(size: Size) -> Outcome:
    """
    Start where no room is left for the index. The search says that it does not work, all
    else does; when there is room, the search works as well.
    """
    with smallDisk() as disk:
        if disk.isReal:
            disk.fill()
        with alone("--data", str(disk.folder)) as step:
            if not disk.isReal:
                disk.fill(step)
            searcher, reader = Reader(step.port, SEARCH), Reader(step.port, "/", "/hello")
            with Bystander(step.port) as bystander:
                for client in (searcher, reader) * 4:
                    client.visit()
                disk.free(step)
                began = time.monotonic()
                poll(searcher.visit)
            passed = time.monotonic() - began
            tried, survived = tally([searcher, reader], (200, 503))
            hasStopped = stops(step)
    note = f"{disk.kind}, {searcher.statuses[503]:,} refused, works after {passed:.1f} s"
    return Outcome(tried + 1, survived + hasStopped, waits=bystander.waits, note=note)
