"""
Somebody else's text, written so that it cannot control a terminal.
"""

from __future__ import annotations

import re

#: The control characters of ECMA-48, except for the new line and the tab; the characters of
#: Unicode that turn text around; and surrogates, which no encoding has.
STEERING = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)


def legible(text: str) -> str:
    """
    Write as an escape what would control a terminal, or turn its text around; lines and
    tabs, and all characters of any script, stay as they are.
    """
    return STEERING.sub(lambda found: repr(found[0])[1:-1], text)
