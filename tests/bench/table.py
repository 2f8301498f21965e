"""
The tables: one for each part, and one that tells how far the goals are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.bench.measuring import Round
from tests.bench.ratios import Column, Goal, ratio, value

WIDTH = 34


def partTable(
    title: str, columns: Sequence[Column], base: str, rounds: Sequence[Round]
) -> list[str]:
    """
    Write the table of one part: for each server the median of each kind of value, followed by the
    ratio to one of them.

    @param base: the name of that one.
    """
    headings = "".join(f"{column.heading:>13}{'ratio':>8}" for column in columns)
    lines = [title, f"  {'':{WIDTH}}{headings}"]
    for name in rounds[0]:
        cells = "".join(
            f"{value(rounds, name, place) * column.scale:>13{column.form}}"
            f"{ratio(rounds, name, base, place, column.isCost):>8.2f}"
            for place, column in enumerate(columns)
        )
        lines.append(f"  {name:{WIDTH}}{cells}")
    return [*lines, f"  Ratios are to {base}, round by round."]


class Figure(NamedTuple):
    """
    What came of one goal.

    @ivar part: the part that it belongs to.
    """

    part: str
    goal: Goal
    today: float


def goalTable(figures: Sequence[Figure]) -> list[str]:
    """
    @return: the table of the goals as lines: a head, and a line for each.
    """
    head = f"{'part':18}{'server':32}{'beside':{WIDTH}}{'today':>8}{'reach':>16}"
    return [head, *map(goalRow, figures)]


def goalRow(figure: Figure) -> str:
    """
    @return: what a goal compares, what was measured, and what was to be, in one line.
    """
    part, goal, today = figure
    beside = goal.base or "(the value itself)"
    mark = "" if goal.isReached(today) else "  not reached"
    return f"{part:18}{goal.name:32}{beside:{WIDTH}}{today:>8.2f}{reachOf(goal):>16}{mark}"


def reachOf(goal: Goal) -> str:
    """
    @return: the value that a goal is to reach, and from which side; a hyphen where none is
        set.
    """
    if goal.reach is None:
        return "-"
    return f"at {'most' if goal.isMost else 'least'} {goal.reach:.2f}"
