"""
What has become of a fault, as figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.bystander import Waits

#: Seconds; a bystander who waits for longer is marked: nobody should notice the trouble
#: of others, on a machine that has nothing else to do.
TOO_LONG = 0.1
#: Seconds; one who waits for longer was let down, on whatever machine.
FAR_TOO_LONG = 3.0


@dataclass(frozen=True)
class Size:
    """
    How much is tried.

    @ivar idle: connections that are open and say nothing.
    @ivar crowd: connections that are slow.
    @ivar times: how often something is killed, full, or gone.
    @ivar seconds: of load before and after that; and for which slow ones are slow.
    @ivar day: seconds that a day of classroom traffic takes.
    @ivar students: of a class, each a process.
    """

    idle: int = 10_000
    crowd: int = 500
    times: int = 5
    seconds: float = 5.0
    day: float = 240.0
    students: int = 30


#: What fits into a test.
SHORT = Size(idle=1_000, crowd=100, times=1, seconds=0.5, day=5.0, students=8)


@dataclass(frozen=True)
class Outcome:
    """
    What has become of one fault.

    @ivar tried: how many requests, connections or stops there were.
    @ivar survived: those of them that went as they have to.
    @ivar lost: what was acknowledged and is not there: a plant that was "added", the rest
        of an answer, a line of the log.
    @ivar waits: the bystander's.
    @ivar note: what else was measured.
    """

    tried: int
    survived: int
    lost: int = 0
    waits: Waits | None = None
    note: str = ""

    @property
    def isGood(self) -> bool:
        """
        Whether the server has got over it.
        """
        hasWaited = self.waits is not None and self.waits.longest > FAR_TOO_LONG
        return 0 < self.tried == self.survived and not self.lost and not hasWaited


@dataclass(frozen=True)
class Fault:
    """
    Something that goes wrong, and what it takes to try it.

    @ivar run: has it go wrong, with a server of its own.
    @ivar isLong: whether the short form leaves it out.
    """

    run: Callable[[Size], Outcome]
    isLong: bool = False


HEADINGS = f"{'fault':18}{'tried':>8}{'survived':>9}{'lost':>5}{'longest wait':>14}  note"


def row(name: str, outcome: Outcome) -> str:
    """
    Write one line of the table.
    """
    waits = outcome.waits
    longest = f"{waits.longest * 1000:,.1f} ms" if waits else "-"
    figures = f"{outcome.tried:>8,}{outcome.survived:>9,}{outcome.lost:>5,}{longest:>14}"
    return f"{name:18}{figures}  {'; '.join(filter(None, [verdict(outcome), outcome.note]))}"


def verdict(outcome: Outcome) -> str:
    """
    Say what is wrong with a fault's outcome, if anything is.
    """
    if not outcome.isGood:
        return "FAILED"
    isLate = outcome.waits is not None and outcome.waits.longest > TOO_LONG
    return "too long" if isLate else ""
