"""
What the benchmark makes of what it has measured: all of it without a server.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.bench.chunks import CHUNKS, SIZE, makeRequest
from tests.bench.content import COMMON
from tests.bench.measuring import Round, readClient
from tests.bench.prepared import LINES, textOf
from tests.bench.processortime import TICKS, family, processorTime, ticksIn
from tests.bench.ratios import BYTES, PROCESSOR, PROCESSOR_MS, RATE, Goal, ratio, value
from tests.bench.running import Unmeasured
from tests.bench.table import Figure, goalTable, partTable

WRK = """\
Running 1s test @ http://127.0.0.1:1/hello
  1 threads and 2 connections
  50000 requests in 1.00s, 6.00MB read
Requests/sec:  49876.54
Transfer/sec:  6.00MB
"""

#: The machine was twice as fast in the second round, and busy in the third.
ROUNDS: list[Round] = [
    {"ours": (300.0, 10.0), "stock": (100.0, 40.0)},
    {"ours": (600.0, 5.0), "stock": (200.0, 20.0)},
    {"ours": (100.0, 30.0), "stock": (100.0, 90.0)},
]
COLUMNS = (RATE, PROCESSOR)


class WrkOutputTests(SynchronousTestCase):
    """
    What wrk says, as figures.
    """

    def test_right(self) -> None:
        """
        Requests per second, and processor time for each, in microseconds.
        """
        self.assertEqual(readClient(WRK, 0.5), (49876.54, 10.0))

    def test_bad(self) -> None:
        """
        A figure for answers that were not good, or for none, is not a figure.
        """
        for line in ("  Non-2xx or 3xx responses: 7\n", "  Socket errors: connect 1, read 0\n"):
            self.assertRaises(AssertionError, readClient, WRK + line, 0.5)
        self.assertRaises(AssertionError, readClient, WRK.replace("50000", "0"), 0.5)
        self.assertRaises(AssertionError, readClient, "wrk: command not found", 0.5)

    def test_lessThanATick(self) -> None:
        """
        Less time than the system counts is not none: a ratio to it can be taken.
        """
        self.assertEqual(readClient(WRK, 0.0)[1], 1 / TICKS / 50_000 * 1e6)

    def test_whatWentWrong(self) -> None:
        """
        Where there is no figure, what the client has said is told.
        """
        error = self.assertRaises(Unmeasured, readClient, "wrk: command not found", 0.5)
        self.assertIn("command not found", str(error))


class PreparedTests(SynchronousTestCase):
    """
    What all servers are given, so that their work is alike.
    """

    def test_texts(self) -> None:
        """
        In each text, one line holds the common word, and it is not always the same.
        """
        texts = [textOf(number).splitlines() for number in range(2 * LINES)]
        places = [[COMMON in line for line in text] for text in texts]
        self.assertEqual({sum(each) for each in places}, {1})
        self.assertEqual({each.index(True) for each in places}, set(range(LINES)))

    def test_chunks(self) -> None:
        """
        The content in chunks is that which is expected back.
        """
        head, _, content = makeRequest("/echo").partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"POST /echo HTTP/1.1\r\n"))
        sizes = content.replace(b"x" * SIZE + b"\r\n", b"")
        self.assertEqual(sizes, b"10\r\n" * CHUNKS + b"0\r\n\r\n")


class RatioTests(SynchronousTestCase):
    """
    Medians, and ratios within a round.
    """

    def test_value(self) -> None:
        """
        Of the values of all rounds, the one in the middle counts.
        """
        self.assertEqual(value(ROUNDS, "ours", 0), 300)
        self.assertEqual(value(ROUNDS, "stock", 1), 40)

    def test_withinARound(self) -> None:
        """
        A ratio is taken within each round, and the median of these counts: the ratio of the
        medians would be a different one.
        """
        rounds: list[Round] = [
            {"ours": (2.0,), "stock": (1.0,)},
            {"ours": (30.0,), "stock": (10.0,)},
            {"ours": (5.0,), "stock": (5.0,)},
        ]
        self.assertEqual(ratio(rounds, "ours", "stock", 0, False), 2.0)
        self.assertEqual(value(rounds, "ours", 0) / value(rounds, "stock", 0), 1.0)

    def test_cost(self) -> None:
        """
        The ratio of a cost tells how many times as far it goes.
        """
        self.assertEqual(ratio(ROUNDS, "ours", "stock", 1, True), 4.0)

    def test_goal(self) -> None:
        """
        A goal is about the last column; about the value itself, where it names no base.
        """
        self.assertEqual(Goal("ours", "stock", 2.75).today(ROUNDS, COLUMNS), 4.0)
        self.assertEqual(Goal("ours", "stock", 1.0).today(ROUNDS, (BYTES, BYTES)), 0.25)
        self.assertEqual(Goal("ours", None, 0.55).today(ROUNDS, COLUMNS), 10.0)

    def test_isReached(self) -> None:
        """
        A goal is reached by exactly as much, as a figure is shown, or exactly as little; a missing
        goal always is.
        """
        least, most = Goal("ours", "stock", 2.75), Goal("ours", "stock", 1.0, isMost=True)
        self.assertEqual([least.isReached(it) for it in (2.7, 2.746, 3)], [False, True, True])
        self.assertEqual([most.isReached(it) for it in (0.9, 1.004, 1.1)], [True, True, False])
        self.assertTrue(Goal("ours", "stock").isReached(0.1))


class TableTests(SynchronousTestCase):
    """
    The tables, as they are printed.
    """

    def test_part(self) -> None:
        """
        Each line shows the median of each column, followed by the ratio.
        """
        title, headings, ours, stock, note = partTable("a title", COLUMNS, "stock", ROUNDS)
        self.assertEqual(title, "a title")
        self.assertEqual(headings.split(), ["a", "second", "ratio", "µs", "each", "ratio"])
        self.assertEqual(ours.split(), ["ours", "300", "3.00", "10.0", "4.00"])
        self.assertEqual(stock.split(), ["stock", "100", "1.00", "40.0", "1.00"])
        self.assertEqual(len(ours), len(headings))
        self.assertIn("stock", note)

    def test_scale(self) -> None:
        """
        A value may be shown in another unit; its ratio is the same.
        """
        line = partTable("a title", (RATE, PROCESSOR_MS), "stock", ROUNDS)[2]
        self.assertEqual(line.split(), ["ours", "300", "3.00", "0.01", "4.00"])

    def test_goals(self) -> None:
        """
        Beside today's figure is what is to be reached, and whether it is.
        """
        least, most = Goal("ours", "stock", 2.75), Goal("ours", None, 0.55, isMost=True)
        seen = Goal("ours", "stock")
        figures = [Figure("a", least, 2.5), Figure("b", most, 0.5), Figure("c", seen, 0.1)]
        head, *lines = goalTable(figures)
        self.assertEqual(head.split(), ["part", "server", "beside", "today", "reach"])
        self.assertEqual(lines[0].split()[3:], ["2.50", "at", "least", "2.75", "not", "reached"])
        self.assertRegex(lines[1], r"^b +ours +\(the value itself\) +0.50 +at most 0.55$")
        self.assertEqual(lines[2].split()[3:], ["0.10", "-"])


class ProcTests(SynchronousTestCase):
    """
    What Linux says of processes, here of some that we have made up.
    """

    def process(self, number: int, name: str, ticks: str, *children: str) -> None:
        """
        Make up a process.

        @param ticks: in user mode, in the system, and the same of its children that have
            ended.
        @param children: those that each of its threads has started.
        """
        folder = self.proc / str(number)
        for thread, started in enumerate(children, number):
            task = folder / "task" / str(thread)
            task.mkdir(parents=True)
            (task / "children").write_text(started)
        folder.mkdir(parents=True, exist_ok=True)
        stat = f"{number} ({name}) S 1 9 9 0 -1 4 9 9 9 9 {ticks} 20 0 1 0 9 9\n"
        (folder / "stat").write_text(stat)

    def setUp(self) -> None:
        """
        Make up a server whose threads have started others. One of these has ended.
        """
        self.proc = Path(self.mktemp())
        self.process(10, "python", "100 20 3 0", "11 ", "12 13")
        self.process(11, "a) (b c) R", "7 1 0 0", "14 ")
        self.process(12, "python", "0 0 0 0", "")
        self.process(14, "python", "1000 0 0 0", "")

    def test_family(self) -> None:
        """
        All that descend from a process belong to it, whichever thread has started them.
        """
        self.assertEqual(sorted(family(10, self.proc)), [10, 11, 12, 13, 14])

    def test_ticks(self) -> None:
        """
        The time in user mode and in the system is counted, and that of children that have ended; a
        name with blanks and brackets does no harm.
        """
        stat = (self.proc / "11" / "stat").read_text()
        self.assertEqual(ticksIn(stat), 8)

    def test_processorTime(self) -> None:
        """
        The time of a server is that of its whole family; whatever has ended meanwhile is in that
        of its parent.
        """
        self.assertEqual(processorTime(10, self.proc), (123 + 8 + 0 + 1000) / TICKS)

    def test_gone(self) -> None:
        """
        A process that has ended uses nothing.
        """
        self.assertEqual(processorTime(99, self.proc), 0)
