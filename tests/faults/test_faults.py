"""
The faults, in their short form; and the measurement itself: that it measures what it says.

The short form leaves out: endless heads and bodies (25 s each until they are refused), the
stopped C{glimpseserver} and the full disk at the index (10 s each), the deleted log, and the
attacks. Of all others it tries less: 1,000 idle connections instead of 10,000, 100 slow ones
instead of 500, one kill instead of five, seconds of a day instead of minutes.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.faults import __main__ as main_
from tests.faults.__main__ import ALL, main, measure
from tests.faults.attacks import Trial, pipeline, request, send
from tests.faults.bystander import Waits
from tests.faults.clients import Load, Reader
from tests.faults.disk import smallDisk
from tests.faults.leaving import CROWD
from tests.faults.logs import broken
from tests.faults.outcome import FAR_TOO_LONG, SHORT, Fault, Outcome, Size, row
from tests.faults.servers import alone
from tests.faults.table import FAULTS
from tests.faults.traffic import Weight, hasNotGrown


class ShortTests(SynchronousTestCase):
    """
    Whatever goes wrong, the server gets over it, and nothing that it acknowledged is lost.
    """

    def get(self, *names: str) -> None:
        """
        Have some things go wrong, one after the other.
        """
        for name in names:
            outcome = FAULTS[name].run(SHORT)
            self.assertTrue(outcome.isGood, row(name, outcome))

    def test_crowds(self) -> None:
        """
        Many clients that say nothing, are slow, or do not read.
        """
        self.get("idle", "slow-heads", "slow-bodies", "slow-readers", "never-read")

    def test_postgres(self) -> None:
        """
        PostgreSQL is killed while plants are added, and stopped.
        """
        self.get("postgres-killed", "postgres-stopped")

    def test_backEnd(self) -> None:
        """
        The temperature service is killed, and stopped.
        """
        self.get("backend-killed", "backend-stopped")

    def test_glimpse(self) -> None:
        """
        When C{glimpseserver} is killed, it is started again, and searches succeed.
        """
        self.get("glimpse-killed")

    def test_disk(self) -> None:
        """
        The disk is full, under the plants and under the log.
        """
        self.get("full-writing", "full-logging")

    def test_logs(self) -> None:
        """
        The log is moved away, and cut off.
        """
        self.get("log-rotated", "log-truncated")

    def test_descriptors(self) -> None:
        """
        There are too few descriptors, from the beginning or later.
        """
        self.get("few-descriptors", "no-descriptors")

    def test_clock(self) -> None:
        """
        The clock is set, forward and back.
        """
        self.get("clock")

    def test_terminal(self) -> None:
        """
        When the server's terminal is closed, nothing that was acknowledged is lost.
        """
        self.get("terminal")

    def test_sigterm(self) -> None:
        """
        The server is stopped under load.
        """
        self.get("sigterm", "sigterm-workers")

    def test_workers(self) -> None:
        """
        Of a server of several processes, a worker is killed, or stopped.
        """
        self.get("worker-killed", "worker-stopped")

    def test_parent(self) -> None:
        """
        Its parent is killed, or stopped.
        """
        self.get("parent-killed", "parent-stopped")

    def test_classroom(self) -> None:
        """
        Thirty students work for some seconds.
        """
        self.get("classroom")

    def test_class(self) -> None:
        """
        Students have a class page told of their checks, and one is hostile.
        """
        self.get("class")

    def test_all(self) -> None:
        """
        Each fault is tried here, but for those that only the long form has.
        """
        text = Path(__file__).read_text()
        for name, fault in FAULTS.items():
            self.assertEqual(f'"{name}"' in text, not fault.isLong, name)


class FaultProgramTests(SynchronousTestCase):
    """
    The program: its table, and what it finds out.
    """

    def test_row(self) -> None:
        """
        Each line has the figures, and a mark where the bystander has waited too long.
        """
        outcome = Outcome(1000, 1000, 0, Waits(0.0123, 0.001, 50), "of it")
        words = row("a", outcome).split()
        self.assertEqual(words, ["a", "1,000", "1,000", "0", "12.3", "ms", "of", "it"])
        late = replace(outcome, waits=Waits(0.2, 0.001, 50))
        self.assertTrue(late.isGood)
        self.assertIn("too long", row("a", late))

    def test_failed(self) -> None:
        """
        A fault has failed where something did not survive, is lost, made a bystander wait
        for seconds; or where nothing was tried.
        """
        good = Outcome(2, 2)
        self.assertTrue(good.isGood)
        waits = Waits(FAR_TOO_LONG + 1, 0.001, 50)
        for change in (
            {"survived": 1},
            {"lost": 1},
            {"waits": waits},
            {"tried": 0, "survived": 0},
        ):
            bad = replace(good, **change)
            self.assertFalse(bad.isGood, change)
            self.assertIn("FAILED", row("a", bad))

    def test_blocked(self) -> None:
        """
        A server that stands still for a while is found out.
        """

        def attack(port: int) -> None:
            time.sleep(0.2)
            send(port, request("GET /blocking", b"Connection: close\r\n"))

        waits = measure(Trial(attack, "lessons.step9", "/", ("--delay", "0.7"))).waits
        assert waits is not None
        self.assertGreater(waits.longest, 0.5)
        self.assertLess(waits.median, 0.5)

    def test_killed(self) -> None:
        """
        A server that cuts its clients off is found out.
        """
        with alone() as step:
            readers = [Reader(step.port, "/non_blocking") for _ in range(CROWD)]
            with Load(readers):
                time.sleep(0.3)
                step.process.kill()
                step.process.wait()
        self.assertGreater(sum(reader.cut + reader.unanswered for reader in readers), 0)

    def test_lines(self) -> None:
        """
        Lines of a log that are not whole are counted.
        """
        whole = '127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] "GET / HTTP/1.1" 200 14 "-" "-"\n'
        self.assertEqual(broken([whole, whole[:-1], whole[20:], "\0" * 5 + whole]), 3)

    def test_grown(self) -> None:
        """
        What a day has left is weighed: memory, descriptors, threads.
        """
        morning = Weight(50_000_000, 20, 9)
        self.assertTrue(hasNotGrown(morning, Weight(51_000_000, 21, 9)))
        for evening in (Weight(99_000_000, 20, 9), Weight(50_000_000, 99, 9), Weight(0, 0, 99)):
            self.assertFalse(hasNotGrown(morning, evening), evening)

    def test_full(self) -> None:
        """
        A disk that is full takes nothing more; freed, it does.
        """
        with smallDisk() as disk, alone("--access-log", str(disk.folder / "log")) as step:
            disk.fill(step)
            log = disk.folder / "log"
            self.assertTrue(Reader(step.port, "/hello").visit())
            self.assertEqual(log.stat().st_size, 0)
            disk.free(step)

    def test_main(self) -> None:
        """
        It prints a line for each fault; one that does not exist is refused.
        """
        out = StringIO()
        self.patch(sys, "stdout", out)
        self.assertEqual(main(["nothing"]), 0)
        lines = out.getvalue().splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["fault", "nothing"])
        self.patch(sys, "stderr", StringIO())
        self.assertRaises(SystemExit, main, ["unknown"])

    def test_broken(self) -> None:
        """
        A fault that cannot be tried is told, and those that follow are tried.
        """

        def fail(size: Size) -> Outcome:
            raise AssertionError("not there")

        self.patch(sys, "stdout", out := StringIO())
        self.patch(main_, "ALL", {"a": Fault(fail), "b": Fault(lambda size: Outcome(1, 1))})
        self.assertEqual(main([]), 1)
        _, first, second = out.getvalue().splitlines()
        self.assertIn("FAILED; not there", first)
        self.assertNotIn("FAILED", second)

    def test_pipeline(self) -> None:
        """
        The last of many requests ends the connection.
        """
        sent = pipeline("GET /", 3)
        self.assertEqual(sent.count(b"GET / HTTP/1.1\r\n"), 3)
        self.assertEqual(sent.count(b"Connection: close\r\n\r\n"), 1)
        self.assertTrue(sent.endswith(b"Connection: close\r\n\r\n"))

    def test_names(self) -> None:
        """
        All faults have names that fit in the table.
        """
        self.assertLess(max(map(len, ALL)), 18)
