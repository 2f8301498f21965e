"""
Fuzz the engine for a limited time. Bytes with which it finds a fault are kept in a file,
fuzz-crash-..., and tried alone with --again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.targets import TARGETS

NUMBER = re.compile(r"number_of_executed_units: (\d+)")


def makeParser() -> ArgumentParser:
    """
    Name the targets, the seconds for each, and a file of bytes to try again.
    """
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=60, help="for each; default 60")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try these bytes alone")
    return parser


def fuzz(target: str, seconds: int) -> bool:
    """
    Fuzz one target.

    @return: whether all is well.
    """
    command = [sys.executable, "-m", "tests.fuzz.once", target, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, errors="backslashreplace")
    number = NUMBER.search(done.stderr)
    if done.returncode == 0 and number is not None:
        print(f"{target}: {int(number[1]):,} inputs, no fault", flush=True)
        return True
    print(f"{target}: a fault\n{done.stdout}{done.stderr}", flush=True)
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Fuzz the targets that the command line names, or all.

    @return: 0 where no fault was found.
    """
    parser = makeParser()
    options = parser.parse_args(arguments)
    for name in options.targets:
        if name not in TARGETS:
            parser.error(f"no target {name!r}: there are {', '.join(TARGETS)}")
    names = options.targets or list(TARGETS)
    if options.again:
        for name in names:
            TARGETS[name](options.again.read_bytes())
        return 0
    faults = [name for name in names if not fuzz(name, options.seconds)]
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
