"""
One kind of input, and what is tried with it.
"""

from __future__ import annotations

import gc
import time
import traceback
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, cast

from twisted.logger import ILogObserver, LogLevel, formatEvent, globalLogPublisher

from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind


class Trial(ABC):
    """
    Gives one kind of input to a part of ours, again and again.

    @cvar name: as the command line has it.
    @cvar about: what is tried, for the table.
    @cvar short: how many attempts the tests make.
    @ivar resources: closed at the end.
    @ivar tried: how many inputs there were: an attempt may have several.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    short: ClassVar[int]

    def __init__(self) -> None:
        self.resources = ExitStack()
        self.tried = 0

    def __enter__(self) -> Self:
        with self.resources as resources:
            self.start()
            self.resources = resources.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self.resources.close()

    def start(self) -> None:  # noqa: B027  # some have nothing to start
        """
        Start what is attacked; what is to be closed goes into C{resources}.
        """

    @abstractmethod
    def attempt(self, chance: Chance) -> Iterable[Fault]:
        """
        Make something up, try it, and tell what has gone wrong.
        """

    def end(self) -> Iterable[Fault]:
        """
        @return: faults that show only when all attempts are made.
        """
        return ()


class LogWatch:
    """
    Notes what this process logs: what nobody has handled, or is a warning at least.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def __call__(self, event: dict[str, Any]) -> None:
        failure = event.get("log_failure")
        if failure is not None or event["log_level"] >= LogLevel.warn:
            told = formatEvent(event) + (f"\n{failure.getTraceback()}" if failure else "")
            self.faults.append(Fault(Kind.LOG, told))

    def __enter__(self) -> Self:
        globalLogPublisher.addObserver(cast(ILogObserver, self))
        return self

    def __exit__(self, *exception: object) -> None:
        globalLogPublisher.removeObserver(cast(ILogObserver, self))

    def take(self) -> list[Fault]:
        """
        Take what was noted since the last time.
        """
        faults, self.faults = self.faults, []
        return faults


@dataclass
class Result:
    """
    What has come of a trial.

    @ivar faults: each with the number of its attempt.
    @ivar seconds: how long it took.
    """

    name: str
    about: str = ""
    tried: int = 0
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    seconds: float = 0.0

    def count(self) -> Counter[Kind]:
        """
        Count the faults by their kind.
        """
        return Counter(fault.kind for _, fault in self.faults)


#: After this many attempts garbage is collected.
COLLECTED = 100
#: This many faults are enough to begin with.
MOST_FAULTS = 200


def nothing(atLeast: int = 0) -> Iterable[Fault]:
    """
    Find no more faults: called where there is no browser that could look for them.
    """
    return ()


def run(
    kind: type[Trial],
    numbers: Iterable[int],
    seconds: float = float("inf"),
    look: Callable[[int], Iterable[Fault]] = nothing,
) -> Result:
    """
    Make attempts with some numbers, for this many seconds at the most.

    @param look: tells what else is wrong, once enough has been kept to make it worth while.
    """
    result, began = Result(kind.name, kind.about), time.monotonic()
    gc.collect()  # what others have left behind is not a fault of this one's
    with kind() as trial, LogWatch() as log:
        for number in numbers:
            found = [*attempt(trial, number)]
            # An error that nobody has handled is logged when it is garbage.
            if number % COLLECTED == 0:
                gc.collect()
            result.faults += [(number, fault) for fault in [*found, *log.take(), *look(50)]]
            if time.monotonic() > began + seconds or len(result.faults) > MOST_FAULTS:
                break
        gc.collect()
        result.faults += [(number, fault) for fault in [*trial.end(), *log.take(), *look(1)]]
        result.tried = trial.tried
    result.seconds = time.monotonic() - began
    return result


def attempt(trial: Trial, number: int) -> Iterator[Fault]:
    """
    Make one attempt. What is raised in it is a fault: nothing of ours may raise for any input.
    """
    try:
        yield from trial.attempt(Chance(trial.name, number))
    except Exception:
        yield Fault(Kind.ANSWER, f"raised:\n{traceback.format_exc()}")
