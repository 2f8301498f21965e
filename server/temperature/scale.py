"""
The arithmetic of temperatures. Nothing here knows of XML-RPC or of the web.
"""

from __future__ import annotations

from math import isfinite

#: Each category and the highest temperature that belongs to it, in °C.
RANGES: tuple[tuple[float, str], ...] = (
    (0, "cold"),
    (20, "cool"),
    (25, "moderate"),
    (30, "warm"),
    (35, "hot"),
    (40, "very hot"),
    (1000, "extremely hot"),
)
UNKNOWN = "Unknown"

#: The lowest possible temperature, on each scale.
ABSOLUTE_ZERO = {"C": -273.15, "F": -459.67}


def number(value: object) -> float:
    """
    Read a value as the number of a temperature.

    @raise ValueError: when it is not a finite number; says so for a person.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")
    try:
        temperature = float(value)
    except OverflowError:
        temperature = float("inf")
    if not isfinite(temperature):
        raise ValueError("the number is too large, or not a number")
    return temperature


def possible(value: object, scale: str) -> float:
    """
    Read a value as a temperature that is physically possible.

    @param scale: C{C} or C{F}.
    @raise ValueError: when it is not one; says so for a person.
    """
    temperature, lowest = number(value), ABSOLUTE_ZERO[scale]
    if temperature < lowest:
        raise ValueError(f"nothing is colder than absolute zero, \u2212{-lowest} °{scale}")
    return temperature


def c2f(celsius: object) -> float:
    """
    Convert degrees Celsius to degrees Fahrenheit.

    @raise ValueError: when there can be no such temperature, or the result is too large.
    """
    return number(possible(celsius, "C") * 9 / 5 + 32)


def f2c(fahrenheit: object) -> float:
    """
    Convert degrees Fahrenheit to degrees Celsius.

    @raise ValueError: when there can be no such temperature.
    """
    return (possible(fahrenheit, "F") - 32) * 5 / 9


def temperatureCategory(scale: object, temperature: object) -> str:
    """
    Name a temperature.

    @param scale: C{C} or C{F}.
    @return: the first category whose limit it does not pass, or C{Unknown}.
    @raise ValueError: when the scale is unknown or the value is not a finite number.
    """
    if scale not in ("C", "F"):
        raise ValueError(f"{scale!r} is not a scale: give C or F")
    celsius = number(temperature) if scale == "C" else f2c(temperature)
    return next((name for limit, name in RANGES if celsius <= limit), UNKNOWN)


def temperatureRanges() -> list[list[float | str]]:
    """
    List the categories.

    @return: for each, its highest temperature in °C, and its name.
    """
    return [[limit, name] for limit, name in RANGES]
