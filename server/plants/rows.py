"""
A plant as a database holds it. No form has checked it: whoever has the database's file,
or the right to write into it, can put anything there, and in SQLite any type into any column.
It is shown as well as possible, and does not keep any other plant from being shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.plants.plant import HIGHEST, LOWEST, MOST_IN_DESCRIPTION, MOST_IN_NAME, Plant

if TYPE_CHECKING:
    from server.database import Row


def makePlant(row: Row) -> Plant:
    """
    Make a plant of a row, whatever is in it: text is cut, and the rating is the nearest
    one.
    """
    name, description, rating = row
    return Plant(
        textOf(name, MOST_IN_NAME), textOf(description, MOST_IN_DESCRIPTION), ratingOf(rating)
    )


def textOf(value: object, most: int) -> str:
    """
    Make text of whatever is where text should be.

    @param most: how many characters it may have.
    """
    if isinstance(value, bytes):
        value = value[: 4 * most].decode("utf-8", "replace")  # at most four bytes for one
    text = "" if value is None else str(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def ratingOf(value: object) -> int:
    """
    Find the rating that is nearest to whatever is where one should be; the lowest, where
    that is not a number.
    """
    if type(value) is int:
        return min(max(value, LOWEST), HIGHEST)
    try:
        number = float(str(value))
    except ValueError:
        return LOWEST
    return int(min(max(number, LOWEST), HIGHEST)) if number == number else LOWEST  # not for NaN
