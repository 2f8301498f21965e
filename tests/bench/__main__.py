"""
Compare servers: requests per second, large content, memory, start-up. And measure how
long a student waits for a verdict.

All servers run on this machine, each on one core, and are asked in turns, so that
whatever else the machine does meets all of them alike. Shown are medians, and their
ratio to Twisted Web as it is.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from statistics import median
from unittest import SkipTest

from tests.bench.measuring import (
    CONNECTIONS,
    DIFFERENT,
    HELLO,
    LARGE,
    OTHERS,
    PIPELINED,
    UPLOAD,
    Load,
    Sample,
    loaded,
    memoryPerConnection,
    running,
    startUp,
)
from tests.bench.saving import compareSaving
from tests.bench.servers import SERVERS
from tests.support.needs import need
from tests.support.process import allowDescriptors

STOCK = "stock Twisted Web"
CEILING = "LineReceiver, the ceiling"
ALL = tuple(SERVERS)
PAGES = tuple(name for name in ALL if name != CEILING)
#: gunicorn's threads keep no more connections than they are.
PATIENT = tuple(name for name in PAGES if "gunicorn" not in name)


def row(name: str, value: float, base: float, form: str, note: str = "") -> str:
    """
    Write one line of a table.
    """
    return f"  {name:30}{value:>12{form}}{value / base:>9.2f}{note}"


def table(title: str, values: dict[str, float], form: str, notes: dict[str, str]) -> None:
    """
    Print a table: the value of each server, and its ratio to Twisted Web.
    """
    print(f"\n{title}")
    for name, value in values.items():
        print(row(name, value, values[STOCK], form, notes.get(name, "")), flush=True)


def compareLoad(load: Load, names: Sequence[str], rounds: int, seconds: int) -> None:
    """
    Load servers in turns.
    """
    need("wrk")  # before anything is started
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    with running(names) as servers:
        for _ in range(rounds):
            for server in servers:
                samples[server.name].append(loaded(server, load, seconds))
    rates = {name: median(each.rate for each in some) for name, some in samples.items()}
    costs = {name: median(each.cost for each in some) for name, some in samples.items()}
    notes = {name: f"{cost:>11,.0f} µs of processor time each" for name, cost in costs.items()}
    table(load.name, rates, ",.0f", notes)


def compare(
    title: str, names: Sequence[str], rounds: int, measure: Callable[[str], float], form: str
) -> None:
    """
    Measure servers in turns.
    """
    values: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            values[name].append(measure(name))
    table(title, {name: median(some) for name, some in values.items()}, form, {})


def compareMemory() -> None:
    """
    Open as many connections as may be, up to a number, once: they hardly differ.
    """
    number = min(CONNECTIONS, allowDescriptors(CONNECTIONS + OTHERS) - OTHERS)
    title = f"memory of an idle connection, of {number:,}: bytes"
    compare(title, PATIENT, 1, lambda name: memoryPerConnection(name, number), ",.0f")


def makeParser() -> ArgumentParser:
    """
    Make the command line.
    """
    parser = ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=5, help="5 unless told")
    parser.add_argument("--seconds", type=int, default=2, help="of each run; 2 unless told")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser


PARTS: dict[str, Callable[[int, int], None]] = {
    "hello": lambda rounds, seconds: compareLoad(HELLO, ALL, rounds, seconds),
    "different": lambda rounds, seconds: compareLoad(DIFFERENT, PATIENT, rounds, seconds),
    "pipelined": lambda rounds, seconds: compareLoad(PIPELINED, PATIENT, rounds, seconds),
    "large": lambda rounds, seconds: compareLoad(LARGE, PAGES, rounds, seconds),
    "upload": lambda rounds, seconds: compareLoad(UPLOAD, PAGES, rounds, seconds),
    "memory": lambda rounds, seconds: compareMemory(),
    "start": lambda rounds, seconds: compare(
        "from start to first answer: seconds", PAGES, rounds, startUp, ".3f"
    ),
    "saving": lambda rounds, seconds: compareSaving(rounds),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the parts that the command line names, or all.
    """
    parser = makeParser()
    options = parser.parse_args(arguments)
    for name in options.parts:
        if name not in PARTS:
            parser.error(f"no part {name!r}: there are {', '.join(PARTS)}")
    for name in options.parts or PARTS:
        try:
            PARTS[name](options.rounds, options.seconds)
        except SkipTest as missing:
            print(f"{parser.prog}: {missing}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
