"""
What is made of the rounds: medians, ratios round by round, and how far a goal is.

A machine is faster in one minute than in the next. So a ratio is taken of two values of
the same round, and the median of these ratios is what counts; not the ratio of two
medians.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.measuring import Round


@dataclass(frozen=True)
class Column:
    """
    One kind of value.

    @ivar heading: what it is.
    @ivar form: how it is written.
    @ivar scale: what a value is multiplied with to be shown.
    @ivar isCost: whether its ratio tells how far the same cost goes (twice as far is
        2.0), and not how much it is.
    """

    heading: str
    form: str
    isCost: bool = False
    scale: float = 1


RATE = Column("a second", ",.0f")
PROCESSOR = Column("µs each", ",.1f", isCost=True)
CORES = Column("wrk's cores", ".2f")
#: Answers a second, if the server had as many cores as processes, and the client had others.
ALONE = Column("cores alone", ",.0f")
PROCESSOR_MS = Column("ms each", ",.2f", isCost=True, scale=1e-3)
BYTES = Column("bytes", ",.0f")
MEBIBYTES = Column("MiB", ",.1f")
SECONDS = Column("seconds", ".3f")
MEDIAN, LONGEST = Column("median s", ".3f"), Column("longest s", ".3f")
PROCESSOR_SECONDS = Column("processor s", ".3f")


def value(rounds: Sequence[Round], name: str, column: int) -> float:
    """
    The median of a server's values.
    """
    return median(each[name][column] for each in rounds)


def ratio(rounds: Sequence[Round], name: str, base: str, column: int, isCost: bool) -> float:
    """
    The median of the ratios of two servers, round by round.

    @param isCost: see L{Column}.
    """
    over, under = (base, name) if isCost else (name, base)
    return median(each[over][column] / each[under][column] for each in rounds)


@dataclass(frozen=True)
class Goal:
    """
    How good a server is to be, in a column of its table.

    @ivar name: of the server.
    @ivar base: the server that it is compared with; L{None} where the value itself counts.
    @ivar reach: the ratio, or the value, that is to be reached; L{None} where there is
        none, and the figure is there to be seen.
    @ivar isMost: whether no more is allowed, where otherwise no less is allowed.
    @ivar column: its place in the table; the last by default.
    """

    name: str
    base: str | None
    reach: float | None = None
    isMost: bool = False
    column: int = -1

    def names(self) -> set[str]:
        """
        Name the servers without which there is no figure.
        """
        return {self.name} | ({self.base} if self.base else set())

    def today(self, rounds: Sequence[Round], columns: Sequence[Column]) -> float:
        """
        Tell how good the server is today: the ratio, or the value.
        """
        place = range(len(columns))[self.column]
        if self.base is None:
            return value(rounds, self.name, place)
        return ratio(rounds, self.name, self.base, place, columns[place].isCost)

    def isReached(self, figure: float) -> bool:
        """
        Tell whether that is good enough.
        """
        if self.reach is None:
            return True
        figure = round(figure, 2)  # as it is shown
        return figure <= self.reach if self.isMost else figure >= self.reach
