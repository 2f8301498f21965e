"""
What a screen shows: how many colours, how many columns, which characters.
"""

from __future__ import annotations

import os
from typing import TextIO

#: How many colours most terminals show, and how many nearly all of today's do.
FEW, MANY = 8, 256
#: How many columns we suppose where a terminal does not say how many it has; and how many
#: we suppose at least.
USUAL, NARROWEST = 80, 40
#: What replaces characters that an encoding does not have.
SIMPLER = str.maketrans({"…": "...", "─": "-", "│": "|"})


def isScreen(out: TextIO | None) -> bool:
    """
    Tell whether somebody looks at a stream through a terminal that can do more than print.
    One that calls itself dumb is usually a program that reads as if from a pipe.
    """
    if (os.environ.get("TERM") or "dumb") == "dumb":
        return False
    isTerminal = getattr(out, "isatty", None)  # BestEffortStream may hold no stream
    return isTerminal is not None and isTerminal()


def countColours(out: TextIO | None) -> int:
    """
    Tell how many colours to use.

    no-color.org: "Command-line software which adds ANSI color to its output by default
    should check for a NO_COLOR environment variable that, when present and not an empty
    string (regardless of its value), prevents the addition of ANSI color."

    @return: 0, C{FEW} or C{MANY}.
    """
    if os.environ.get("NO_COLOR") or not isScreen(out):
        return 0
    isModern = "256color" in os.environ["TERM"] or os.environ.get("COLORTERM")
    return MANY if isModern else FEW


def paint(text: str, codes: str) -> str:
    """
    Switch colours on before a text and off after it.

    @param codes: of Select Graphic Rendition, ECMA-48 section 8.3.117, with C{;} between
        them; empty for none.
    """
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text


def countColumns(out: TextIO) -> int:
    """
    Tell how wide a terminal is now.
    """
    try:
        columns = os.get_terminal_size(out.fileno()).columns
    except (AttributeError, OSError, ValueError):
        columns = 0
    return max(columns or USUAL, NARROWEST)


def drawable(text: str, encoding: str | None) -> str:
    """
    Replace what an encoding does not have by what it has.
    """
    try:
        text.encode(encoding or "ascii")
    except UnicodeError:
        return text.translate(SIMPLER)
    return text
