"""
The report card: what is measured, and how it is shown.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.replay.servers import ROOT, Servers
from lessons.reportcard.card import SUBJECTS, Card, Marks
from lessons.reportcard.lines import codeLines, linesOf
from lessons.reportcard.measurements import ask, memoryOfIdle, stopsEndless, survivesSlow
from lessons.reportcard.table import HEADS, LEGEND, page, text
from tests.support import warm
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE


def makeCard() -> Card:
    """
    A card with what two subjects might have got.
    """
    marks = [
        Marks(
            SUBJECTS[0], (39, 1183), {"MUST": (60, 118)}, (1, 73), [900.0, 1000.0, 1100.0], 5200
        ),
        Marks(SUBJECTS[1], (157, 1183), {"MUST": (128, 134)}, (82, 85), [1500.0], 0, True, True),
        Marks(SUBJECTS[2]),
    ]
    return Card(marks, "a machine", "2026-11-29")


class ShownTests(SynchronousTestCase):
    """
    A card as text and as a page.
    """

    def test_text(self) -> None:
        """
        A row for each, no wider than 80 columns, with the speed in relation to step 2.
        """
        lines = list(text(makeCard()))
        self.assertEqual(lines[1].split()[-5:], ["1.00", "5.1", "KiB", "no", "no"])
        self.assertIn("1.50", lines[2])
        self.assertIn(" - ", lines[3])
        self.assertLessEqual(max(map(len, lines)), 80)

    def test_legend(self) -> None:
        """
        The legend explains the head of each column, and nothing else.
        """
        self.assertEqual(set(LEGEND), set(HEADS) - {""})

    def test_page(self) -> None:
        """
        The page needs nothing beside it, and shows each row and a bar for each speed.
        """
        shown = page(makeCard())
        self.assertTrue(shown.startswith("<!DOCTYPE html>"))
        self.assertEqual(shown.count("<rect"), 2)
        self.assertEqual(shown.count("<tr>"), 4)
        self.assertIn("<tr><td>step 2</td><td>39</td><td>1,183</td><td>60/118</td>", shown)
        for outside in ("src=", "href=", "<script"):
            self.assertNotIn(outside, shown)


class LinesTests(SynchronousTestCase):
    """
    What counts as a line of code.
    """

    def test_codeLines(self) -> None:
        """
        Blank lines, comments and docstrings do not count.
        """
        path = Path(self.mktemp())
        path.write_text(
            '"""\nText.\n"""\n\n# a word\nx = (\n    1,\n)\n\n\ndef f():\n    "Text."\n'
        )
        self.assertEqual(codeLines(path), ["x = (", "1,", ")", "def f():"])

    def test_below(self) -> None:
        """
        Step 3 builds on less of the course than step 11 does.
        """
        three, eleven = linesOf("lessons.step3"), linesOf("lessons.step11")
        self.assertGreater(three[0], 100)
        self.assertLess(three[1], eleven[1])


class MeasuringTests(SynchronousTestCase):
    """
    What is measured of a server that runs.
    """

    def test_server(self) -> None:
        """
        Step 3 answers a bystander while others dawdle, stops a line without end, and answers
        after it; a connection takes some memory, but not much.
        """
        with Servers() as servers:
            server = servers.start(3)
            self.assertTrue(survivesSlow(server.port))
            self.assertTrue(stopsEndless(server.port))
            self.assertIsNotNone(ask(server.port))
            self.assertLess(memoryOfIdle(server.port, server.process.pid), 2**17)

    def test_beside(self) -> None:
        """
        The two servers beside the steps answer with the same page.
        """
        with Servers() as servers:
            for name in ("reportcard.stock", "reportcard.engine"):
                self.assertIsNotNone(ask(servers.startProgram(name).port))


class CommandTests(SynchronousTestCase):
    """
    The command C{python -m lessons report}.
    """

    def test_report(self) -> None:
        """
        The command measures a step, says what it is doing, and writes both the card and the
        page.
        """
        need("wrk")
        path = Path(self.mktemp()).absolute()
        command = [sys.executable, "-m", "lessons", "report", "--steps", "2", "--rounds", "1"]
        done = subprocess.run(
            [*command, "--html", str(path)], cwd=ROOT, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("speed: round 1 of 1", done.stderr)
        row = next(line for line in done.stdout.splitlines() if line.startswith("step 2"))
        self.assertIn(" 1.00 ", row)
        self.assertIn("<title>The report card</title>", path.read_text())

    def test_noStep(self) -> None:
        """
        What is not a step is one clear line, and nothing is measured.
        """
        for wrong in ("1", "x", "2,,3", "16"):
            command = [sys.executable, "-m", "lessons", "report", "--steps", wrong]
            done = warm.run(command, PROGRAM_PATIENCE, cwd=ROOT, capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("is not a step from 2 to 15", done.stderr)
