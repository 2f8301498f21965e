"""
The place of one worker, and how long it stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from twisted.internet.interfaces import IDelayedCall

from server.processes.workerprocess import WorkerProcess

#: A worker that has lived for this many seconds was not a failure from the start.
SOUND = 5.0
#: How many seconds pass until the next try, after each one that failed at once; the last
#: number counts for all further tries.
PAUSES = (0.0, 0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass
class Slot:
    """
    The place of one worker.

    @ivar worker: the worker that has it now, if any.
    @ivar successor: the worker that is about to take it, after SIGHUP.
    @ivar failures: how many workers in a row have ended at once.
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

        @param lived: how long the worker that has ended had lived, in seconds.
        """
        self.failures = 0 if lived >= SOUND else self.failures + 1
        return PAUSES[min(max(self.failures - 1, 0), len(PAUSES) - 1)]
