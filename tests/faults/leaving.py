"""
SIGTERM, while clients ask on connections that they keep.
"""

from __future__ import annotations

import time

from tests.faults.clients import CLIENTS, Load, Reader
from tests.faults.outcome import Outcome, Size
from tests.faults.servers import alone, stops

#: How many ask: those that get what they ask for at once, and those that wait a little.
CROWD = 5 * CLIENTS
#: How many of them may come too late each time.
FEW = CROWD // 4
PAGES = ("/hello", "/", "/plants/", "/course/step1", "/non_blocking")


def terminated(size: Size, *options: str) -> Outcome:
    """
    Stop a server under load, again and again. No answer is cut in the middle, and no request
    stays without one that the server can have read; who connects later is refused.

    @param options: of the server.
    """
    tried = survived = cut = unanswered = excused = 0
    longest = 0.0
    for _ in range(size.times):
        with alone("--delay", "0.2", *options) as step:
            readers = [Reader(step.port, *PAGES[n % 5 :]) for n in range(CROWD)]
            with Load(readers):
                time.sleep(size.seconds)
                began = time.monotonic()
                hasStopped = stops(step)
                longest = max(longest, time.monotonic() - began)
        tried += sum(reader.sent - reader.excused for reader in readers) + 1
        survived += sum(reader.statuses[200] for reader in readers) + hasStopped
        cut += sum(reader.cut for reader in readers)
        unanswered += sum(reader.unanswered - reader.excused for reader in readers)
        excused += sum(reader.excused for reader in readers)
    note = f"{size.times} x, within {longest:.1f} s; {cut} cut, {unanswered} unanswered"
    note += f", {excused} came too late"
    tooMany = max(0, excused - size.times * FEW)
    return Outcome(tried, survived, cut + unanswered + tooMany, note=note)
