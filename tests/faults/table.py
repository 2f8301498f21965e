"""
The faults, in the order of the table.
"""

from __future__ import annotations

from tests.faults import (
    classpage,
    clock,
    crowds,
    descriptors,
    failingservices,
    leaving,
    logs,
    terminal,
    traffic,
    workers,
    writing,
)
from tests.faults.attacks import request
from tests.faults.outcome import Fault
from tests.faults.services import GLIMPSE, TEMPERATURE, PostgreSQL

#: What never comes to an end.
ENDLESS_HEAD = request("GET /")[:-2] + b"X: "
ENDLESS_BODY = request("POST /echo", b"", b"x" * 9999)[:-9000]

FAULTS = {
    # Clients that are many, slow, or do not read.
    "idle": Fault(crowds.idle),
    "slow-heads": Fault(lambda size: crowds.slow(size, crowds.HEAD, 0)),
    "slow-bodies": Fault(lambda size: crowds.slow(size, crowds.POST, len(crowds.POST) - 200)),
    "slow-readers": Fault(crowds.slowReaders),
    "endless-heads": Fault(lambda size: crowds.endless(size, ENDLESS_HEAD), isLong=True),
    "endless-bodies": Fault(lambda size: crowds.endless(size, ENDLESS_BODY), isLong=True),
    "never-read": Fault(crowds.neverRead),
    # A service behind the server is killed (kill -9), or stopped (SIGSTOP).
    "postgres-killed": Fault(failingservices.killedWhileWriting),
    "backend-killed": Fault(lambda size: failingservices.killed(size, TEMPERATURE)),
    "glimpse-killed": Fault(lambda size: failingservices.killed(size, GLIMPSE)),
    "postgres-stopped": Fault(lambda size: failingservices.stopped(size, PostgreSQL())),
    "backend-stopped": Fault(lambda size: failingservices.stopped(size, TEMPERATURE)),
    "glimpse-stopped": Fault(lambda size: failingservices.stopped(size, GLIMPSE), isLong=True),
    # No room: on the disk, and for descriptors.
    "full-writing": Fault(writing.plants),
    "full-indexing": Fault(writing.index, isLong=True),
    "full-logging": Fault(logs.full),
    "log-rotated": Fault(lambda size: logs.changed(size, logs.rotate)),
    "log-truncated": Fault(lambda size: logs.changed(size, logs.truncate)),
    "log-deleted": Fault(lambda size: logs.changed(size, logs.delete), isLong=True),
    "few-descriptors": Fault(descriptors.atStart),
    "no-descriptors": Fault(descriptors.later),
    # What is around it changes; and the end.
    "clock": Fault(clock.jumps),
    "terminal": Fault(terminal.closed),
    "sigterm": Fault(leaving.terminated),
    "sigterm-workers": Fault(lambda size: leaving.terminated(size, "--processes", "2")),
    # A server of several processes.
    "worker-killed": Fault(workers.workerKilled),
    "worker-stopped": Fault(workers.workerStopped),
    "parent-killed": Fault(workers.parentKilled),
    "parent-stopped": Fault(workers.parentStopped),
    # And all together.
    "classroom": Fault(traffic.day),
    # The class page, with one who is hostile in the class.
    "class": Fault(classpage.hour),
}
