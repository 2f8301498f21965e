"""
Have things go wrong, one after the other, with step 15 as its user starts it: clients that
are slow or rude, processes that are killed or stand still, a disk that is full, a clock that
jumps. All the while a bystander asks for a small page, and remembers how long it waited.

The columns: how much was tried; how much of it went as it has to; what was acknowledged and
is lost; the bystander's longest wait, which should not be over 100 ms on a machine that has
nothing else to do. The status is 1 where anything failed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from unittest import SkipTest

from tests.faults.attacks import TRIALS, Trial
from tests.faults.bystander import Bystander
from tests.faults.outcome import HEADINGS, SHORT, Fault, Outcome, Size, row
from tests.faults.table import FAULTS
from tests.support.process import StepProcess


def measure(trial: Trial) -> Outcome:
    """
    Start a server, attack it, and see how long its bystander waits.
    """
    with StepProcess(trial.module, *trial.arguments) as step:
        with Bystander(step.port, trial.page) as bystander:
            trial.attack(step.port)
        if step.err:
            print(step.err[-1000:], file=sys.stderr)
        return Outcome(1, int(step.process.poll() is None), waits=bystander.waits)


def attackWith(trial: Trial) -> Fault:
    """
    @return: a fault that is an attack: whatever its size, it is made once.
    """
    return Fault(lambda size: measure(trial))


ALL = {**FAULTS, **{name: attackWith(trial) for name, trial in TRIALS.items()}}


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Have go wrong what the command line names, or all.
    """
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="FAULT", help=f"of {', '.join(ALL)}")
    parser.add_argument("--short", action="store_true", help="as the tests do: less of each")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in ALL:
            parser.error(f"no fault {name!r}: there are {', '.join(ALL)}")
    names = options.names or [name for name in ALL if not (options.short and ALL[name].isLong)]
    print(HEADINGS)
    outcomes = [tell(name, SHORT if options.short else Size()) for name in names]
    return int(not all(outcome.isGood for outcome in outcomes))


def tell(name: str, size: Size) -> Outcome:
    """
    Have one thing go wrong, and print its line. One that cannot be tried has failed; what
    it lacks is said there, as in a test that is skipped.
    """
    try:
        outcome = ALL[name].run(size)
    except (Exception, SkipTest) as error:
        outcome = Outcome(0, 0, note=" ".join(f"{error}".split())[:200])
    print(row(name, outcome), flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
