"""
What from the input has reached a terminal.
"""

from __future__ import annotations

import re

#: All that a program without colours may print beside text: the controls of ECMA-48, C0 and
#: C1, but for the new line and the tab; and the characters of Unicode that turn text around.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: The colours of our own.
COLOURS = re.compile("\x1b\\[[0-9;]*m")


def steering(text: str, isColoured: bool = False) -> list[str]:
    """
    Find what would steer a terminal, each with the text around it.

    @param isColoured: whether the program itself uses colours.
    """
    if isColoured:
        text = COLOURS.sub("", text)
    found = STEERING.finditer(text)
    return [repr(text[max(0, each.start() - 20) : each.end() + 20]) for each in found]
