"""
Attack step 15 as its user starts it, in one way after the other, while a bystander asks
for a small page all the time; and say how long the bystander waited. No attack should
have it wait for more than 100 ms, on a machine that has nothing else to do.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from tests.faults.attacks import TRIALS, Trial
from tests.faults.bystander import Bystander, Waits
from tests.support.process import StepProcess

#: Seconds; who waits for longer is marked.
TOO_LONG = 0.1


def measure(trial: Trial) -> Waits:
    """
    Start a server, attack it, and see how long its bystander waits.
    """
    with StepProcess(trial.module, *trial.arguments) as step:
        bystander = Bystander(step.port, trial.page)
        with bystander:
            trial.attack(step.port)
        if step.err:
            print(step.err[-1000:], file=sys.stderr)
        return bystander.waits


def row(name: str, waits: Waits) -> str:
    """
    Write one line of the table.
    """
    mark = "  too long" if waits.longest > TOO_LONG else ""
    times = f"{waits.longest * 1000:>10.1f} ms{waits.median * 1000:>10.2f} ms"
    return f"{name:16}{times}{waits.answers:>9,}{mark}"


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Make the attacks that the command line names, or all.
    """
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ATTACK", help=f"of {', '.join(TRIALS)}")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in TRIALS:
            parser.error(f"no attack {name!r}: there are {', '.join(TRIALS)}")
    print(f"{'attack':16}{'longest wait':>13}{'median':>13}{'answers':>9}")
    for name in options.names or TRIALS:
        print(row(name, measure(TRIALS[name])), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
