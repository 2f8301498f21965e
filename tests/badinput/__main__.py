"""
Give bad input to every part that takes something from outside, and print how much was tried
and what it has led to: answers that blame us (500), or none; entries in the log; elements or
scripts in a page; control characters in a terminal. There should be none of them.

What was made up has a number. A fault is told with its number, and "NAME --seed NUMBER"
makes it again.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import count, islice

from tests.badinput.browser import BrowserLook
from tests.badinput.fault import Kind
from tests.badinput.table import TRIALS
from tests.badinput.trial import Result, nothing, run

#: How many faults of each kind of input are told.
TOLD = 10


def makeParser() -> ArgumentParser:
    """
    Make the parser of the command line.
    """
    parser = ArgumentParser(prog="python -m tests.badinput", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TRIALS)}")
    parser.add_argument("--seconds", type=float, default=30, help="for each; default 30")
    parser.add_argument("--attempts", type=int, metavar="N", help="so many of each, at most")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first number")
    parser.add_argument("--seed", type=int, help="try this number alone")
    parser.add_argument("--browser", action="store_true", help="look at the pages in chromium")
    parser.add_argument("--all", action="store_true", help=f"tell all faults, not only {TOLD}")
    return parser


def numbersOf(options: Namespace) -> Iterable[int]:
    """
    @return: the numbers of the attempts: one, where it was named, or those from the first
        on.
    """
    if options.seed is not None:
        return [options.seed]
    return islice(count(options.first), options.attempts)


def heading() -> str:
    """
    Write the first line of the table.
    """
    columns = "".join(f"{kind.value:>15}" for kind in Kind)
    return f"{'input':44}{'tried':>9}{columns}{'seconds':>9}"


def row(result: Result) -> str:
    """
    Write a line of the table.
    """
    found = result.count()
    columns = "".join(f"{found[kind]:>15,}" for kind in Kind)
    return f"{result.about:44}{result.tried:>9,}{columns}{result.seconds:>9.1f}"


def tell(result: Result, most: int) -> None:
    """
    Tell the faults of a trial, each with how to make it again.
    """
    for number, fault in result.faults[:most]:
        print(f"  {fault.kind.value}: {result.name} --seed {number}")
        print("    " + ascii(fault.told).strip("'\"").replace("\\n", "\n    "))
    if len(result.faults) > most:
        print(f"  ... and {len(result.faults) - most} more: --all")


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Try what the command line names, or all.

    @return: 0 where nothing has gone wrong.
    """
    parser = makeParser()
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in TRIALS:
            parser.error(f"no input {name!r}: there are {', '.join(TRIALS)}")
    print(f"seeds: from {options.first if options.seed is None else options.seed} on")
    print(heading())
    status = 0
    browser = BrowserLook() if options.browser else None
    for name in options.names or TRIALS:
        with browser or nullcontext():
            look = browser.look if browser else nothing
            result = run(TRIALS[name], numbersOf(options), options.seconds, look)
        print(row(result), flush=True)
        tell(result, len(result.faults) if options.all else TOLD)
        status = status or int(bool(result.faults))
    if browser:
        print(f"pages that chromium has taken apart: {browser.looked:,}")
    return status


if __name__ == "__main__":
    sys.exit(main())
