"""
Reads what a person types for a temperature.
"""

from __future__ import annotations

import re
from math import isfinite

from server.temperature.scale import possible

#: How long a text may be to be read as a number, in characters.
LONGEST = 50

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")

# "1,000" is a thousand to one reader and one to another, so we do not guess. A point, as
# in "1.000", is how our sentences show numbers.
SEPARATORS = ",.'’_ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
GROUPED = re.compile(rf"[+-]?[1-9]\d{{0,2}}(,\d{{3}}|[{SEPARATORS}]\d{{3}}(\D\d{{3}})*([.,]\d*)?)")
PLAIN = re.compile(r"[+-]?\d+\.\d+")


class NoNumber(ValueError):
    """
    The text is not a number; says how to write one.
    """


class RefusedInput(ValueError):
    """
    The text seems to be a number, but is not accepted; says why.
    """


def readTemperature(text: str, scale: str) -> float:
    """
    Read a temperature.

    @param scale: C{C} or C{F}.
    @raise NoNumber: when it is not a number.
    @raise RefusedInput: when there can be no such temperature, or it is not clear which is
        meant.
    """
    value = readNumber(text)
    try:
        return possible(value, scale)
    except ValueError as error:
        sentence = str(error)
        raise RefusedInput(f"{sentence[:1].upper()}{sentence[1:]}.") from None


def readNumber(text: str) -> float:
    """
    Read what a person writes for a number; a comma is taken for a decimal point.

    @raise NoNumber: when it is not a finite number.
    @raise RefusedInput: when it is too long, or may have a separator for thousands.
    """
    if len(text) > LONGEST:
        raise RefusedInput(
            f"A temperature has at most {LONGEST} characters; this one has {len(text):,}."
        )
    number = text.replace("\N{MINUS SIGN}", "-")
    if GROUPED.fullmatch(number) and not PLAIN.fullmatch(number):
        raise RefusedInput(
            f"“{text}” looks as if it had a separator for thousands. Write it without one, "
            "and decimals after a point: 1234.5."
        )
    if not NUMBER.fullmatch(number):
        raise NoNumber(f"“{text}” is not a number. Write one like 21.5.")
    value = float(number.replace(",", "."))
    if not isfinite(value):
        raise NoNumber(f"“{text}” is not a temperature. Write one like 21.5.")
    return value
