"""
Compare step 15, as its user starts it, with Twisted Web as it is and with others: what
they answer in a second and the processor time that it takes them, memory, start-up. And
measure how long a student waits for a verdict.

All servers run on this machine, each on one core, and are asked in turns, so that whatever else
the machine does meets all of them alike. Shown are medians of some rounds; each ratio is taken
within a round. At the end it says how far each figure is from what is to be reached: how many
times as far the same processor time goes, unless the part says otherwise.
"""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence
from unittest import SkipTest

from tests.bench.parts import PARTS, Part
from tests.bench.running import Unmeasured
from tests.bench.saving import compareSaving
from tests.bench.table import Figure, goalTable, partTable

SAVING = "saving"
NAMES = (*PARTS, SAVING)


def positive(text: str) -> int:
    """
    Read a number from the command line.
    """
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def named(word: str) -> list[str]:
    """
    List the parts that a word of the command line names: C{inspect} names C{inspect-mark} as
    well.
    """
    return [name for name in NAMES if name == word or name.startswith(f"{word}-")]


def makeParser() -> ArgumentParser:
    """
    Make the parser of the command line.
    """
    parser = ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--rounds", type=positive, default=5, help="default 5")
    add("--seconds", type=positive, default=2, help="of each run; default 2")
    add("parts", nargs="*", metavar="PART", help=f"of {', '.join(NAMES)}")
    return parser


def compare(name: str, part: Part, rounds: int, seconds: int) -> list[Figure]:
    """
    Measure one part, and print its table.

    @return: what came of its goals; nothing of those whose servers are not there.
    """
    servers = [server for server in part.servers if not server.lacking()]
    for server in part.servers:
        if lacking := ", ".join(server.lacking()):
            print(f"\n{name}: without {server.name}, which needs {lacking}")
    measured = part.measure(servers, rounds, seconds)
    lines = partTable(f"{name}: {part.title}", part.columns, part.base.name, measured)
    print("", *lines, sep="\n", flush=True)
    return [
        Figure(name, goal, goal.today(measured, part.columns))
        for goal in part.goals
        if goal.names() <= measured[0].keys()
    ]


def run(names: Sequence[str], rounds: int, seconds: int) -> int:
    """
    Measure some parts, and print how far the goals are. Where one part does not work, the
    others do not suffer.

    @return: the exit status.
    """
    figures: list[Figure] = []
    status = 0
    for name in names:
        try:
            if name == SAVING:
                compareSaving(rounds)
            else:
                figures += compare(name, PARTS[name], rounds, seconds)
        except Unmeasured as problem:
            print(f"{name}: {problem}", file=sys.stderr)
            status = 1
    if figures:
        print("", *goalTable(figures), sep="\n")
    return status


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the parts that the command line names, or all.
    """
    parser = makeParser()
    options = parser.parse_args(arguments)
    names = [name for word in options.parts for name in named(word)]
    for word in options.parts:
        if not named(word):
            parser.error(f"no part {word!r}: there are {', '.join(NAMES)}")
    try:
        return run(names or NAMES, options.rounds, options.seconds)
    except SkipTest as missing:
        print(f"{parser.prog}: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # as a shell reports whoever is stopped with Ctrl-C


if __name__ == "__main__":
    # Whoever is told to end leaves no server behind, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
