"""
The place of one worker, and how long it stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from twisted.internet.interfaces import IDelayedCall

from server.processes.workerprocess import WorkerProcess

#: A worker that has lived so long, in seconds, was not a failure from the start.
SOUND = 5.0
#: Seconds until the next try, after each that failed at once; the last for all others.
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass
class Slot:
    """
    The place of one worker.

    @ivar worker: who has it now, if anybody.
    @ivar successor: who is about to take it, after SIGHUP.
    @ivar failures: how many have ended at once, in a row.
    @ivar retry: the next start, when that has to wait.
    """

    number: int
    worker: WorkerProcess | None = None
    successor: WorkerProcess | None = None
    failures: int = 0
    retry: IDelayedCall | None = None

    def pause(self, lived: float) -> float:
        """
        Tell how long to wait until the next start.

        @param lived: how long the one who has ended has lived, in seconds.
        """
        self.failures = 0 if lived >= SOUND else self.failures + 1
        return PAUSES[min(max(self.failures - 1, 0), len(PAUSES) - 1)]
