"""
The line that tells how far a download is.
"""

from __future__ import annotations

from io import StringIO

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from lessons.clients.progress import Progress, ProgressLine, describeSize, describeTime

SIZES = {
    0: "0 bytes",
    999: "999 bytes",
    1000: "1.0 kB",
    1234: "1.2 kB",
    999_949: "999.9 kB",
    12_345_678: "12.3 MB",
    5_000_000_000: "5.0 GB",
    5_000_000_000_000: "5000.0 GB",
}

TIMES = {
    0: "0 s",
    7.4: "7 s",
    59.6: "1 min 00 s",
    125: "2 min 05 s",
    3599: "59 min 59 s",
    11_220: "3 h 07 min",
    360_000: "100 h 00 min",
}


class Screen(StringIO):
    """
    A terminal that keeps what is written.
    """

    def isatty(self) -> bool:
        return True


class DescribeTests(SynchronousTestCase):
    """
    Sizes and durations, as a person reads them.
    """

    def test_sizes(self) -> None:
        """
        Sizes are told in the unit that fits.
        """
        for size, words in SIZES.items():
            self.assertEqual(describeSize(size), words)

    def test_times(self) -> None:
        """
        Durations are told in the units that fit.
        """
        for seconds, words in TIMES.items():
            self.assertEqual(describeTime(seconds), words)


class ProgressTests(SynchronousTestCase):
    """
    Counting the bytes of a download.
    """

    def setUp(self) -> None:
        """
        Take a clock that the test moves.
        """
        self.clock = Clock()

    def test_percent(self) -> None:
        """
        Where the whole is known: percent, sizes, rate, time left.
        """
        progress = Progress(self.clock, 0, 4_000_000)
        progress.received = 1_000_000
        self.clock.advance(2)
        self.assertEqual(progress.describe(), " 25%  1.0 MB of 4.0 MB  500.0 kB/s  6 s left")

    def test_kilobytes(self) -> None:
        """
        Where it is not: kilobytes and rate.
        """
        progress = Progress(self.clock)
        progress.received = 1_234_567
        self.clock.advance(1)
        self.assertEqual(progress.describe(), "1,235 kB  1.2 MB/s")

    def test_resumed(self) -> None:
        """
        What an earlier download has left counts as received, but not for the
        rate.
        """
        progress = Progress(self.clock, 600, 1000)
        progress.received = 800
        self.clock.advance(1)
        self.assertEqual(progress.describe(), " 80%  800 bytes of 1.0 kB  200 bytes/s  1 s left")

    def test_atOnce(self) -> None:
        """
        Before any time has passed there is no rate, and no guess.
        """
        self.assertEqual(
            Progress(self.clock, 0, 10).describe(), "  0%  0 bytes of 10 bytes  0 bytes/s"
        )

    def test_empty(self) -> None:
        """
        A file of no bytes is whole from the beginning.
        """
        self.assertIn("100%", Progress(self.clock, 0, 0).describe())

    def test_done(self) -> None:
        """
        At the end, no time is left to tell of.
        """
        progress = Progress(self.clock, 0, 10)
        progress.received = 10
        self.clock.advance(1)
        self.assertEqual(progress.describe(), "100%  10 bytes of 10 bytes  10 bytes/s")


class ProgressLineTests(SynchronousTestCase):
    """
    The line on the terminal: when it is written, how long it is, and that it is gone at the
    end.
    """

    def setUp(self) -> None:
        """
        Begin a download of a known size.
        """
        self.clock = Clock()
        self.progress = Progress(self.clock, 0, 100)

    def test_silent(self) -> None:
        """
        Nothing is written to what is not a terminal.
        """
        out = StringIO()
        line = ProgressLine(out, self.clock)
        line.show(self.progress)
        line.end(self.progress)
        self.assertEqual(out.getvalue(), "")

    def test_overwritten(self) -> None:
        """
        Each state is written over the one before, and wipes it out.
        """
        out = Screen()
        line = ProgressLine(out, self.clock)
        line.show(self.progress)
        self.clock.advance(1)
        self.progress.received = 100
        line.end(self.progress)
        first, second, third = out.getvalue().split("\r")
        self.assertEqual(first, "")
        self.assertTrue(second.startswith("  0%"))
        self.assertTrue(third.startswith("100%") and third.endswith("\n"))
        self.assertEqual(len(third.rstrip("\n")), len(second))

    def test_notTooOften(self) -> None:
        """
        A thousand pieces in a moment are shown once.
        """
        out = Screen()
        line = ProgressLine(out, self.clock)
        for _ in range(1000):
            line.show(self.progress)
        self.assertEqual(out.getvalue().count("\r"), 1)
        self.clock.advance(0.2)
        line.show(self.progress)
        self.assertEqual(out.getvalue().count("\r"), 2)
