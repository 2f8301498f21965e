"""
The command in a process of its own: how it is begun, and how it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, cast

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.trial.unittest import TestCase

from server.inspector.replays import run as runs
from server.inspector.replays.run import Run, Runs
from server.pages import Unavailable

ECHO = "import sys, json; print(json.dumps([{'data': sys.stdin.read()}]))"
WAIT = "import sys, time; print('ready', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAIT}"


class RunTests(TestCase):
    """
    One run after the other.
    """

    def setUp(self) -> None:
        """
        Make runs whose command does nothing.
        """
        self.triggers: list[Callable[[], None]] = []
        self.runs = self.make("pass")

    def make(self, program: str) -> Runs:
        """
        Run a program in place of the command. What is to be done when the reactor stops is
        noted.
        """

        class Noting:
            """
            The reactor; the test goes on when the step would have stopped.
            """

            def __getattr__(noting, name: str) -> Any:
                return getattr(reactor, name)

            def addSystemEventTrigger(noting, phase: str, event: str, stop: Any) -> None:
                self.triggers.append(stop)

        made = Runs(Noting(), [sys.executable, "-c", program])
        self.addCleanup(self.finish, made)
        return made

    async def finish(self, made: Runs) -> None:
        """
        Kill a command that still runs, and wait until it has ended.
        """
        if made.last is not None:
            if not made.last.isOver:
                made.last.transport.signalProcess("KILL")
            await self.ended(made.last)

    async def begun(self, program: str) -> Run:
        """
        Begin, and wait until it says that it is ready.
        """
        self.runs = self.make(program)
        self.runs.start(b"")
        run = self.runs.last
        assert run
        while not run._out:
            await turn()
        return run

    async def ended(self, run: Run) -> None:
        """
        Let the reactor turn until the run is over.
        """
        while not run.isOver:
            await turn()

    async def completed(self, program: str, data: bytes = b"") -> Run:
        """
        @return: the run of a program, after its end.
        """
        self.runs = self.make(program)
        self.runs.start(data)
        assert self.runs.last
        await self.ended(self.runs.last)
        return self.runs.last

    async def test_answers(self) -> None:
        """
        The bytes are handed over, and what the command says is kept.
        """
        run = await self.completed(ECHO, b"GET /\r\n")
        self.assertEqual((run.answers, run.problem), ([{"data": "GET /\r\n"}], ""))

    async def test_wrong(self) -> None:
        """
        A command that fails is told by its last line; one that says nothing, too.
        """
        run = await self.completed("import sys; sys.exit('first\\nno room')")
        self.assertEqual(run.problem, "no room")
        run = await self.completed("pass")
        self.assertEqual(run.problem, "The command has said nothing.")

    async def test_one(self) -> None:
        """
        There is one run at a time; then the next can begin.
        """
        run = await self.begun(WAIT)
        self.assertRaises(Unavailable, self.runs.start, b"")
        run.stop("Enough.")
        await self.ended(run)
        self.assertEqual(run.problem, "Enough.")
        self.runs.start(b"")

    async def test_stubborn(self) -> None:
        """
        One that does not end when it is told to is killed.
        """
        self.patch(runs, "GRACE", 0.1)
        run = await self.begun(STUBBORN)
        self.runs.stop()
        await self.ended(run)

    async def test_long(self) -> None:
        """
        A run that takes too long is ended.
        """
        self.patch(runs, "TIME_LIMIT", 0.01)
        run = await self.completed(WAIT)
        self.assertEqual(run.problem, "It took longer than a minute.")

    async def test_flood(self) -> None:
        """
        One that says too much is ended, and little of it is kept.
        """
        self.patch(runs, "MOST_ANSWERED", 1000)
        run = await self.completed("while True: print('x' * 1000)")
        self.assertEqual(run.problem, "The answers are too long to be shown here.")
        self.assertEqual(len(run._out), 0)

    async def test_left(self) -> None:
        """
        Where the page was open and is left, it is ended; where none was open, it goes on.
        """
        self.patch(runs, "LOOK", 0.001)
        run = await self.begun(WAIT)
        for _ in range(20):
            await turn()
        self.assertEqual(run.problem, "")
        run._isWatched = lambda: True
        while not run._wasWatched:
            await turn()
        looks = iter([False, False, True])  # a reload
        run._isWatched = lambda: next(looks, False)
        await self.ended(run)
        self.assertEqual(list(looks), [])
        self.assertEqual(run.problem, "The page was left.")

    async def test_stepStops(self) -> None:
        """
        Where the step stops, it is ended.
        """
        run = await self.begun(WAIT)
        (stop,), pid = self.triggers, run.transport.pid
        stop()
        await self.ended(run)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    async def test_realCommand(self) -> None:
        """
        The command is there, and says what is expected of it.
        """
        command = [*runs.COMMAND, "--steps", "3"]
        self.runs = Runs(reactor, command)
        self.addCleanup(self.finish, self.runs)
        self.runs.start(b"GET / HTTP/1.1\r\n\r\n")
        run = self.runs.last
        assert run
        await self.ended(run)
        ((answer,), problem) = run.answers, run.problem
        self.assertEqual((answer["step"], answer["status"], problem), (3, [400], ""))


def turn() -> Deferred[None]:
    """
    Let the reactor do something else.
    """
    return deferLater(cast(IReactorTime, reactor), 0.005)
