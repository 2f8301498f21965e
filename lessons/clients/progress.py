"""
One line that tells how far a download is.
"""

from __future__ import annotations

from typing import TextIO

from twisted.internet.interfaces import IReactorTime

#: Seconds between two looks at the line: a person cannot read faster.
PAUSE = 0.2
#: Columns; a longer line before is wiped out with blanks.
WIDTH = 72

KILOBYTE = 1000


def describeSize(size: float) -> str:
    """
    Write a number of bytes in a unit that a person can read.
    """
    for unit in ("bytes", "kB", "MB"):
        if size < KILOBYTE:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= KILOBYTE
    return f"{size:.1f} GB"


def describeTime(seconds: float) -> str:
    """
    Write a duration: C{7 s}, C{2 min 05 s}, C{3 h 07 min}.
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


class Progress:
    """
    Counts the bytes of one download.

    @ivar received: how many are on the disk.
    @ivar total: how many there will be; L{None} while nobody knows.
    """

    def __init__(self, reactor: IReactorTime, start: int = 0, total: int | None = None) -> None:
        """
        @param reactor: tells the time.
        @param start: bytes that an earlier download has left.
        """
        self.reactor = reactor
        self.start = self.received = start
        self.total = total
        self.began = reactor.seconds()

    @property
    def rate(self) -> float:
        """
        Bytes per second, on average since the start; 0 before the first.
        """
        elapsed = self.reactor.seconds() - self.began
        return (self.received - self.start) / elapsed if elapsed > 0 else 0

    def describe(self) -> str:
        """
        Tell how far it is: in percent where the whole is known, else in
        kilobytes.
        """
        rate = f"{describeSize(self.rate)}/s"
        if self.total is None:
            return f"{self.received / KILOBYTE:,.0f} kB  {rate}"
        percent = 100 * self.received // self.total if self.total else 100
        sizes = f"{describeSize(self.received)} of {describeSize(self.total)}"
        return f"{percent:3}%  {sizes}  {rate}{self.describeRest(self.total)}"

    def describeRest(self, total: int) -> str:
        """
        Tell how long it will yet take, if it goes on at this rate.
        """
        if self.rate == 0 or self.received >= total:
            return ""
        return f"  {describeTime((total - self.received) / self.rate)} left"


class ProgressLine:
    """
    Keeps one line of a terminal up to date. Elsewhere it is silent: a file or
    another program has no use for it.
    """

    def __init__(self, out: TextIO, reactor: IReactorTime) -> None:
        """
        @param out: where to write, usually standard error.
        """
        self.out = out
        self.reactor = reactor
        self.silent = not out.isatty()
        self.nextAt = 0.0

    def show(self, progress: Progress) -> None:
        """
        Show how far it is, if it is time to.
        """
        now = self.reactor.seconds()
        if now >= self.nextAt:
            self.nextAt = now + PAUSE
            self.write(progress)

    def end(self, progress: Progress) -> None:
        """
        Show how far it came, and end the line.
        """
        self.write(progress)
        if not self.silent:
            print(file=self.out)

    def write(self, progress: Progress) -> None:
        """
        Write over what the line said before.
        """
        if not self.silent:
            print(f"\r{progress.describe():{WIDTH}}", end="", file=self.out, flush=True)
