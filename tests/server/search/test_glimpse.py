"""
The engine on the real Glimpse: its programs, its words, and its processes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.trial.unittest import SynchronousTestCase, TestCase

from server.childcommand import endsWithParent
from server.search import glimpseserver
from server.search.engine import EngineFailure
from server.search.glimpse import GlimpseEngine
from server.search.glimpseserver import HOST, freePort, readAnswer
from server.search.glimpsewords import LONGEST_RUN, glimpsePattern, glimpseWords
from server.search.workers import Workers
from tests.server.search.contract import EngineContract
from tests.server.search.support import index, write
from tests.support.needs import need
from tests.support.process import StepProcess, hasEnded, poll
from tests.support.raw import connect, readToEnd
from tests.support.responses import only


def children(process: int) -> dict[int, str]:
    """
    Find the processes that a process has started, with their command lines.
    """
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if parent == process:
            found[int(entry.name)] = command
    return found


class GlimpseTests(EngineContract, TestCase):
    """
    It keeps the contract, and looks after its processes.
    """

    def makeEngine(self, workers: Workers, folder: Path) -> GlimpseEngine:
        """
        Make the engine on a free port; the test is skipped where Glimpse is not installed.
        """
        from twisted.internet import reactor

        need("glimpse")
        self.reactor = cast(Any, reactor)
        return GlimpseEngine(self.reactor, workers, folder, 0)

    @property
    def glimpse(self) -> GlimpseEngine:
        """
        The engine, whose type is known here.
        """
        assert isinstance(self.engine, GlimpseEngine)
        return self.engine

    @property
    def process(self) -> int:
        """
        The number of the process of the engine's C{glimpseserver}.
        """
        return int(cast(Any, self.glimpse.server.transport).pid)

    def test_stop(self) -> Deferred[None]:
        """
        When the engine is stopped, C{glimpseserver} has ended.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            process = self.process
            self.assertFalse(hasEnded(process))
            await self.engine.stop()
            self.assertTrue(hasEnded(process))

        return ensureDeferred(test())

    def test_serverDied(self) -> Deferred[None]:
        """
        A C{glimpseserver} that was killed is started again by the next query.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            before = self.process
            os.kill(before, signal.SIGKILL)
            await self.glimpse.server.ended
            self.assertEqual(await self.rows("tomato"), [("a.txt", 1)])
            self.assertNotEqual(self.process, before)

        return ensureDeferred(test())

    def test_serverHangs(self) -> Deferred[None]:
        """
        A C{glimpseserver} that does not answer is a failure, after a time, and
        no client of it is left.
        """

        async def test() -> None:
            self.patch(glimpseserver, "QUERY_LIMIT", 0.3)
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            os.kill(self.process, signal.SIGSTOP)
            with self.assertRaises(EngineFailure) as caught:
                await self.rows("tomato")
            self.assertIn("took too long", str(caught.exception))
            left = [line for line in children(os.getpid()).values() if "glimpse -C" in line]
            self.assertEqual(left, [])

        return ensureDeferred(test())

    def test_portTaken(self) -> Deferred[None]:
        """
        Where the port is taken, the failure says so, and nobody else is asked.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            taken = self.glimpse.boundTo
            other = GlimpseEngine(self.reactor, self.workers, self.folder / "other", taken)
            index(self.corpus, other)
            for attempt in (other.start, lambda: other.propose(["tomato"])):
                with self.assertRaises(EngineFailure) as caught:
                    await attempt()
                self.assertIn("Address already in use", str(caught.exception))
            await other.stop()

        return ensureDeferred(test())

    def test_missing(self) -> None:
        """
        Where Glimpse is not installed, the failure names the package.
        """
        self.patch(shutil, "which", lambda name: None)
        error = self.assertRaises(EngineFailure, self.engine.known)
        self.assertEqual(str(error), "glimpseindex is missing: apt-get install glimpse")

    def test_longPath(self) -> None:
        """
        A path that Glimpse would silently index nothing under is refused.
        """
        folder = Path("/" + "x" * 200)
        engine = GlimpseEngine(self.reactor, self.workers, folder, 0)
        self.assertIn("see --data", str(self.assertRaises(EngineFailure, engine.known)))

    def test_oddPath(self) -> Deferred[None]:
        """
        A path that would mean something to a shell means nothing.
        """

        async def test() -> None:
            self.folder = self.folder / "a b;touch x'$(id)"
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            self.assertEqual(await self.rows("tomato"), [("a.txt", 1)])

        return ensureDeferred(test())

    def test_twoServers(self) -> Deferred[None]:
        """
        Two servers do not use one folder at the same time.
        """

        async def test() -> None:
            await self.ready()
            other = self.makeEngine(self.workers, self.folder)
            error = self.assertRaises(EngineFailure, other.known)
            self.assertIn("another server uses", str(error))
            await self.engine.stop()
            other.known()
            await other.stop()

        return ensureDeferred(test())

    def test_indexIsKept(self) -> Deferred[None]:
        """
        Where nothing has changed, the index is not made again.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            await self.ready()
            before = self.glimpse.index
            await self.ready()
            self.assertEqual(self.glimpse.index, before)
            write(self.root, {"b.txt": "tomato"})
            await self.ready()
            self.assertNotEqual(self.glimpse.index, before)
            self.assertFalse(before.exists())

        return ensureDeferred(test())

    def test_halfAnIndex(self) -> Deferred[None]:
        """
        What a killed C{glimpseindex} and a killed transaction have left is
        removed.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            index(self.corpus, self.engine)
            (self.folder / "index-new").mkdir()
            (self.folder / "index-new" / ".glimpse_index").write_text("half")
            write(self.folder / "words", {"4711": "tomato\n"})
            await self.engine.start()
            self.assertFalse((self.folder / "words" / "4711").exists())
            self.assertEqual(await self.rows("tomato"), [("a.txt", 1)])

        return ensureDeferred(test())

    def test_indexFails(self) -> Deferred[None]:
        """
        A C{glimpseindex} that fails is a failure.
        """

        async def test() -> None:
            write(self.root, {"a.txt": "tomato"})
            index(self.corpus, self.engine)
            failing = self.folder / "glimpseindex"
            failing.write_text("#!/bin/sh\necho no space >&2\nexit 2\n")
            failing.chmod(0o700)
            self.patch(shutil, "which", lambda name: str(failing))
            with self.assertRaises(EngineFailure) as caught:
                await self.engine.start()
            self.assertEqual(str(caught.exception), "glimpseindex ended with status 2: no space")

        return ensureDeferred(test())

    def test_manyAtOnce(self) -> Deferred[None]:
        """
        Twenty queries at the same time are all answered.
        """

        async def test() -> None:
            write(self.root, {f"{number}.txt": f"tomato{number}x" for number in range(20)})
            await self.ready()
            os.kill(self.process, signal.SIGKILL)  # and one server is enough for them
            await self.glimpse.server.ended
            waiting = [self.engine.propose([f"tomato{number}x"]) for number in range(20)]
            for proposed in waiting:
                self.assertEqual(len(set(await proposed)), 20)  # Glimpse sees "tomato"

        return ensureDeferred(test())


class WordsTests(SynchronousTestCase):
    """
    What Glimpse gets to see, and to hear.
    """

    def test_words(self) -> None:
        """
        The runs of ASCII letters, from three on.
        """
        words = glimpseWords("a tomato-plant_9 abc123def grün\nxyz")
        self.assertEqual(words, {"tomato", "plant", "abc", "def", "xyz"})

    def test_pattern(self) -> None:
        """
        The longest run of a query; none where there is none.
        """
        self.assertEqual(glimpsePattern(["a", "-tom;ato", "plants*"]), "plants")
        self.assertEqual(glimpsePattern(["-k", "ü", "中文", "20", "a;b"]), None)

    def test_longRuns(self) -> None:
        """
        Whatever part of a long run is asked for, the pattern is whole in one of the pieces.
        """
        letters = "abcdefghijklmnopqrstuvwxyz"
        run = "".join(first + second for first in letters[:10] for second in letters)
        words = glimpseWords(run)
        self.assertLessEqual(max(map(len, words)), LONGEST_RUN)
        for start in range(len(run) - 3):
            for end in (start + 3, start + 30, start + 31, start + 100, len(run)):
                pattern = glimpsePattern([run[start:end]])
                if pattern is not None:
                    self.assertTrue(any(pattern in word for word in words), pattern)

    def test_answer(self) -> None:
        """
        A line of the answer names a file; a complaint does not.
        """
        self.assertEqual(readAnswer(b"/a b/words/12: tomato"), 12)
        for line in (b"", b"glimpse: no", b"/words/12", b"/words/x: tomato", b"12: tomato"):
            self.assertRaises(EngineFailure, readAnswer, line)

    def test_freePort(self) -> None:
        """
        A free port is one that Glimpse takes.
        """
        self.assertTrue(1024 <= freePort() <= 30000)


class LeashTests(SynchronousTestCase):
    """
    A program that ends with its parent.
    """

    def test_becomesTheProgram(self) -> None:
        """
        It runs as if it had been started itself.
        """
        command = endsWithParent("/bin/sh", "-c", 'echo "$1"; exit 7', "sh", "a b")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (7, "a b\n"))

    def test_dies(self) -> None:
        """
        It dies when the program that started it is killed.
        """
        program = (
            "import subprocess; from server.childcommand import endsWithParent;"
            "child = subprocess.Popen(endsWithParent('sleep', '600'), stdout=subprocess.DEVNULL);"
            "print(child.pid, flush=True); child.wait()"
        )
        parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        poll(lambda: b"sleep\x00600" in Path(f"/proc/{child}/cmdline").read_bytes()[:10])
        parent.kill()
        parent.wait()
        parent.stdout.close()
        poll(lambda: hasEnded(child))

    def test_tooLate(self) -> None:
        """
        Where the parent is dead already, the program is not started.
        """
        command = endsWithParent("/bin/echo", "started")
        command[4] = "1"  # the number of another process
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, ""))


class ProcessTests(SynchronousTestCase):
    """
    Step 12 with C{--engine glimpse}, and the C{glimpseserver} that it starts and ends.
    """

    def start(self) -> StepProcess:
        """
        Start it with an index of its own.
        """
        need("glimpse")
        data = ("--data", str(Path(self.mktemp()).absolute()))
        return StepProcess("lessons.step12", "--engine", "glimpse", "--glimpse-port", "0", *data)

    def status(self, step: StepProcess, text: str) -> int:
        """
        Search for a word.

        @return: the status of the answer.
        """
        target = f"/search/show_search_results?querystr={text}"
        with connect(step.port) as connection:
            connection.sendall(f"GET {target} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
            return only(readToEnd(connection)).status

    def awaitIndex(self, step: StepProcess) -> None:
        """
        Search until the index is there: on a busy machine, the first answer may
        be that it is still being made.
        """
        poll(lambda: self.status(step, "tomato") == 200)

    def server(self, step: StepProcess) -> int:
        """
        @return: the number of the process of its C{glimpseserver}.
        """
        (process,) = [
            number
            for number, command in children(step.process.pid).items()
            if command.startswith("/usr/bin/glimpseserver")
        ]
        return process

    def test_stopped(self) -> None:
        """
        It searches; stopped, it leaves no process.
        """
        with self.start() as step:
            self.awaitIndex(step)
            process = self.server(step)
            self.assertEqual((step.stop(signal.SIGTERM), step.err), (0, ""))
            self.assertTrue(hasEnded(process))

    def test_killed(self) -> None:
        """
        Killed by C{kill -9}, it leaves no process either.
        """
        with self.start() as step:
            self.awaitIndex(step)
            process = self.server(step)
            step.process.kill()
            step.process.wait()
            poll(lambda: hasEnded(process))

    def test_hangs(self) -> None:
        """
        Where C{glimpseserver} hangs, the page says so after some seconds, other
        pages come at once, and when it goes on, so does the search.
        """
        with self.start() as step:
            self.awaitIndex(step)
            os.kill(self.server(step), signal.SIGSTOP)
            self.assertEqual(self.status(step, "tomato"), 504)
            self.assertEqual(self.status(step, "%C3%BC"), 200)  # no work for Glimpse
            os.kill(self.server(step), signal.SIGCONT)
            self.awaitIndex(step)
            self.assertEqual((step.stop(), step.err), (0, ""))
