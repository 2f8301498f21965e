"""
A clock for steps with threads: what a thread hands back is run when the test
says so, in the test's own thread.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, Queue

from twisted.internet.task import Clock
from twisted.python.failure import Failure

#: Seconds until a thread is given up.
THREAD_PATIENCE = 20.0


class Pool:
    """
    A pool of threads without any threads: what is to be done is done at once.
    """

    def callInThreadWithCallback(
        self,
        onResult: Callable[[bool, object], None],
        function: Callable[..., object],
        *args: object,
        **kwargs: object,
    ) -> None:
        """
        Call the function now, and report its result or its failure.
        """
        try:
            outcome = function(*args, **kwargs)
        except Exception:
            onResult(False, Failure())
        else:
            onResult(True, outcome)


class ThreadedClock(Clock):
    """
    As much of a reactor as a pool of threads needs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.handed: Queue[Callable[[], object]] = Queue()
        self.triggers: list[Callable[[], object]] = []
        self.pool = Pool()

    def getThreadPool(self) -> Pool:
        """
        The reactor's own threads, for what a test need not wait for.
        """
        return self.pool

    def callWhenRunning(self, function: Callable[[], object]) -> None:
        """
        Call a function now: this reactor runs.
        """
        function()

    def addSystemEventTrigger(
        self, phase: str, event: str, function: Callable[[], object]
    ) -> Callable[[], object]:
        """
        Remember what to do at the end.
        """
        assert (phase, event) == ("during", "shutdown")
        self.triggers.append(function)
        return function

    def callFromThread(
        self, function: Callable[..., object], *arguments: object, **keywords: object
    ) -> None:
        """
        Called by a thread: keep a call for L{runUntil}.
        """
        self.handed.put(lambda: function(*arguments, **keywords))

    def runUntil(self, isDone: Callable[[], object]) -> None:
        """
        Run what the threads hand back, until something is so.

        @raise AssertionError: when the threads fall silent before.
        """
        while not isDone():
            try:
                self.handed.get(timeout=THREAD_PATIENCE)()
            except Empty:
                raise AssertionError(f"no thread came back within {THREAD_PATIENCE} s") from None

    def stop(self) -> None:
        """
        Call what is to be called at the end, the newest first, as a reactor does.
        """
        while self.triggers:
            self.triggers.pop()()
