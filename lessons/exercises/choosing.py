"""
An exercise file is a program: C{python -m lessons.exercises.step1 --exercise 1.2}.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable


def offer(exercises: Iterable[str]) -> Callable[[ArgumentParser], None]:
    """
    Add the choice of an exercise to the command line.

    @param exercises: their numbers; the first is run where none is named.
    """
    numbers = list(exercises)

    def addOptions(parser: ArgumentParser) -> None:
        parser.add_argument(
            "--exercise",
            choices=numbers,
            default=numbers[0],
            help=f"which one to run; default {numbers[0]}",
        )

    return addOptions
