"""
Who is replaced, and when: with workers that are not processes, on a clock.
"""

from __future__ import annotations

import os
import signal
from errno import EMFILE
from typing import Any, cast

from twisted.internet.error import ProcessDone, ProcessTerminated
from twisted.internet.task import Clock
from twisted.logger import ILogObserver, LogEvent, Logger, formatEvent
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from server.processes import pool
from server.processes.acceptor import makeScoreboard
from server.processes.pool import HANG_TIMEOUT, IDLE_LEISURE, LEISURE, WorkerPool
from server.processes.slot import PAUSES, SOUND
from server.processes.spawning import Spawner
from server.processes.workerprocess import Watcher, WorkerProcess, howEnded
from server.shutdown import GRACE

KILLED = Failure(ProcessTerminated(signal=signal.SIGKILL))
FAILED = Failure(ProcessTerminated(exitCode=1))


class FakeWorker:
    """
    A worker of which it is only noted what becomes of it.
    """

    isReady = False

    def __init__(self, number: int, generation: str, startedAt: float) -> None:
        self.number = number
        self.generation = generation
        self.startedAt = startedAt
        self.left: list[tuple[float, ...]] = []
        self.signals: list[signal.Signals] = []

    def __str__(self) -> str:
        return f"worker {self.number}"

    def leave(self, *seconds: float) -> None:
        """
        Note that it was told to end.
        """
        self.left.append(seconds)

    def send(self, number: signal.Signals) -> None:
        self.signals.append(number)


class WorkerPoolTests(SynchronousTestCase):
    """
    A pool of two workers: when another one is started, and what is told of it.
    """

    def setUp(self) -> None:
        """
        Start the pool: one worker has been spawned, and none accepts connections yet.
        """
        self.lines: list[str] = []
        self.patch(pool, "log", Logger(observer=cast(ILogObserver, self.note)))
        self.clock = Clock()
        self.started: list[FakeWorker] = []
        self.events: list[str] = []
        self.pool = WorkerPool(self.clock, 2, self.spawn, "g")
        self.pool.onAllReady = lambda: self.events.append("all ready")
        self.pool.onNoStart = lambda reason: self.events.append("no start")
        self.pool.onAllGone = lambda: self.events.append("all gone")
        self.pool.start()

    def note(self, event: LogEvent) -> None:
        self.lines.append(formatEvent(event))

    def spawn(self, number: int, generation: str, watcher: Watcher) -> WorkerProcess:
        """
        Make a fake worker, at the clock's time, and keep it in C{started}.
        """
        self.started.append(FakeWorker(number, generation, self.clock.seconds()))
        return cast(WorkerProcess, self.started[-1])

    def ready(self, *workers: FakeWorker) -> None:
        """
        Tell the pool that some workers accept connections.
        """
        for worker in workers:
            worker.isReady = True
            self.pool.onReady(cast(WorkerProcess, worker))

    def end(self, worker: FakeWorker, reason: Failure = KILLED) -> None:
        """
        Tell the pool that a worker has ended; by default it was killed.
        """
        self.pool.onEnded(cast(WorkerProcess, worker), reason)

    def begin(self) -> list[FakeWorker]:
        """
        Have both workers accept connections.

        @return: the two.
        """
        self.ready(self.started[0])
        self.ready(self.started[1])
        return self.started[:2]

    def numbers(self) -> list[int]:
        """
        Tell who has been started, in order.
        """
        return [worker.number for worker in self.started]

    def logged(self) -> list[str]:
        """
        @return: the lines that were logged since this was last asked.
        """
        lines, self.lines = self.lines, []
        return lines

    def test_begins(self) -> None:
        """
        The first starts alone, then the others; it is told when all are there.
        """
        self.assertEqual(self.numbers(), [1])
        self.ready(self.started[0])
        self.assertEqual((self.numbers(), self.events), ([1, 2], []))
        self.ready(self.started[1])
        self.assertEqual((self.numbers(), self.events), ([1, 2], ["all ready"]))

    def test_noStart(self) -> None:
        """
        Where the first cannot start, none is started again.
        """
        self.end(self.started[0], FAILED)
        self.assertEqual((self.numbers(), self.events), ([1], ["no start"]))

    def test_replaces(self) -> None:
        """
        One that ends is replaced at once, and so is the next.
        """
        first, _ = self.begin()
        self.clock.advance(SOUND)
        self.end(first)
        self.assertEqual(self.numbers(), [1, 2, 1])
        self.end(self.started[2])
        self.assertEqual(self.numbers(), [1, 2, 1, 1])

    def test_pauses(self) -> None:
        """
        One that ends at once, again and again, is tried again after longer and longer
        pauses, which have an end; each is said. One that is sound begins anew.
        """
        self.begin()
        for pause in (*PAUSES, PAUSES[-1]):
            count = len(self.started)
            self.end(self.started[-1], FAILED)
            if pause:
                self.clock.advance(pause - 0.01)
                self.assertEqual(len(self.started), count)
                self.clock.advance(0.02)
            self.assertEqual(len(self.started), count + 1)
        said = self.logged()
        self.assertEqual(len(said), len(PAUSES) + 1)
        self.assertIn("worker 2 ended with status 1; another takes its place", said[0])
        self.assertIn("3 times in a row soon after its start; the next try is in 0.5 s", said[2])
        self.clock.advance(SOUND)
        count = len(self.started)
        self.end(self.started[-1])
        self.assertEqual(len(self.started), count + 1)

    def test_renews(self) -> None:
        """
        One after the other, a new one is ready before the old one is told to leave, and has
        much time to. Logs are opened again at once.
        """
        first, second = self.begin()
        told: list[str] = []
        self.pool.onAllNew = lambda: told.append("all new")
        self.pool.renew()
        self.assertEqual((first.signals, second.signals), ([signal.SIGHUP], [signal.SIGHUP]))
        self.assertEqual((self.numbers(), first.left), ([1, 2, 1], []))
        self.ready(self.started[2])
        self.assertEqual((self.numbers(), second.left), ([1, 2, 1, 2], []))
        self.assertEqual(first.left, [(LEISURE, IDLE_LEISURE)])
        self.assertEqual(told, [])
        self.ready(self.started[3])
        self.assertEqual(told, ["all new"])
        self.assertEqual(second.left, [(LEISURE, IDLE_LEISURE)])
        self.end(first, Failure(ProcessDone(None)))
        self.assertEqual(self.numbers(), [1, 2, 1, 2])
        generations = [worker.generation for worker in self.started]
        self.assertEqual(generations, ["g", "g", "g.1", "g.1"])
        self.assertEqual(self.logged(), [])

    def test_renewsAgain(self) -> None:
        """
        SIGHUP in the middle has all replaced once more, afterwards; whoever is still leaving is
        not given any more time.
        """
        first, _ = self.begin()
        self.pool.renew()
        self.pool.renew()
        self.pool.renew()
        self.ready(self.started[2])
        self.ready(self.started[3])
        self.assertEqual(self.numbers(), [1, 2, 1, 2, 1])
        self.assertEqual(first.left, [(LEISURE, IDLE_LEISURE), (GRACE,)])
        self.ready(self.started[4])
        self.ready(self.started[5])
        self.assertEqual(self.numbers(), [1, 2, 1, 2, 1, 2])

    def test_hangs(self) -> None:
        """
        An old one that does not leave is ended, after the time that it had.
        """
        first, second = self.begin()
        self.pool.renew()
        self.ready(self.started[2])
        self.ready(self.started[3])
        self.end(second, Failure(ProcessDone(None)))
        self.clock.advance(LEISURE)
        self.assertNotIn(signal.SIGKILL, first.signals)
        self.clock.advance(HANG_TIMEOUT - LEISURE)
        self.assertIn(signal.SIGKILL, first.signals)
        self.assertNotIn(signal.SIGKILL, second.signals)

    def test_cannotRenew(self) -> None:
        """
        Where a new one does not start, the old ones stay, and that is said.
        """
        first, second = self.begin()
        self.pool.renew()
        self.end(self.started[2], FAILED)
        self.assertEqual((self.numbers(), first.left, second.left), ([1, 2, 1], [], []))
        (line,) = self.logged()
        self.assertIn("those that are running stay", line)
        self.pool.renew()
        self.assertEqual(self.numbers(), [1, 2, 1, 1])

    def test_diesBeforeSuccessor(self) -> None:
        """
        One that ends while another is about to take its place is not replaced twice.
        """
        first, _ = self.begin()
        self.pool.renew()
        self.end(first)
        self.assertEqual(self.numbers(), [1, 2, 1])
        self.ready(self.started[2])
        self.end(self.started[2])
        self.assertEqual(self.numbers(), [1, 2, 1, 2, 1])

    def test_leaves(self) -> None:
        """
        All are told to leave, even those that start and those that are about to be started;
        it is told when none is left, and none is replaced.
        """
        first, second = self.begin()
        self.end(first)
        self.end(self.started[2])
        self.end(self.started[3])  # now it pauses
        self.pool.leave(GRACE)
        self.assertEqual((second.left, self.events), ([(GRACE,)], ["all ready"]))
        self.end(second, Failure(ProcessDone(None)))
        self.assertEqual(self.events, ["all ready", "all gone"])
        self.clock.advance(60)
        self.assertEqual(len(self.started), 4)

    def test_leavesAtOnce(self) -> None:
        """
        Where nobody is there, that is told at once.
        """
        self.end(self.started[0])
        self.pool.leave(GRACE)
        self.assertEqual(self.events, ["no start", "all gone"])

    def test_kill(self) -> None:
        """
        Workers that do not end when they are told to are killed.
        """
        first, second = self.begin()
        self.pool.leave(GRACE)
        self.end(first)
        self.pool.kill()
        self.assertEqual((first.signals, second.signals), ([], [signal.SIGKILL]))

    def test_howEnded(self) -> None:
        """
        How one has ended is said in words.
        """
        self.assertEqual(howEnded(KILLED), "was ended by SIGKILL")
        self.assertEqual(howEnded(FAILED), "ended with status 1")
        error = OSError(EMFILE, "Too many open files")
        self.assertEqual(howEnded(Failure(error)), "cannot be started: Too many open files")


class NoRoom(Clock):
    """
    A reactor on a system that has no more descriptors.
    """

    def spawnProcess(self, *arguments: object, **options: object) -> None:
        """
        Fail, as where there are no more descriptors.
        """
        raise OSError(EMFILE, "Too many open files")

    def adoptStreamConnection(self, *arguments: object) -> None:
        """
        Adopt one end of a pair of sockets.
        """


class SpawnerTests(SynchronousTestCase):
    """
    A worker's process is started, or cannot be.
    """

    def test_noRoom(self) -> None:
        """
        One that cannot be started is told as one that has ended; so it is tried again, more
        and more seldom, until it can.
        """
        lines: list[str] = []

        def note(event: LogEvent) -> None:
            lines.append(formatEvent(event))

        self.patch(pool, "log", Logger(observer=cast(ILogObserver, note)))
        reactor: Any = NoRoom()
        scoreboard = makeScoreboard(1)
        self.addCleanup(os.close, scoreboard)
        spawner = Spawner(reactor, [], scoreboard, lines.append)
        self.pool = WorkerPool(reactor, 1, spawner.spawn, "g")
        self.pool.hasBegun = True
        self.pool.start()
        for _ in range(4):
            reactor.advance(0)
        self.assertEqual(len(lines), 3)
        self.assertIn("worker 1 (pid None) cannot be started: Too many open files", lines[2])
        self.assertIn("the next try is in 0.5 s", lines[2])
        reactor.advance(0.5)
        reactor.advance(0)
        self.assertEqual(len(lines), 4)
        self.assertEqual(howEnded(Failure(ProcessDone(None))), "ended with status 0")
