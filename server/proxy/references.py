"""
References to characters, such as C{&amp;} and C{&#38;}, in a text that comes in pieces.
"""

from __future__ import annotations

import re
from html import unescape

#: What may be the beginning of a character reference; the longest name that HTML has
#: is C{&CounterClockwiseContourIntegral;}, and a number may have any length.
HALF_REFERENCE = re.compile(r"&(?:\w{0,33}|#[0-9]*+|#[xX][0-9a-fA-F]*+)\Z", re.ASCII)
#: A number in a reference, and the part of it that matters: leading zeros change nothing,
#: and a number with more than eight digits after them is too large for any character.
NUMBER = re.compile(r"&#(?:([xX])0*+([0-9a-fA-F]{0,8})[0-9a-fA-F]*+|0*+([0-9]{0,8})[0-9]*+)")


def shortened(reference: re.Match[str]) -> str:
    """
    Write a reference to a character by its number with the digits that matter.
    """
    isHex, hexDigits, digits = reference.groups()
    if reference[0] in ("&#", f"&#{isHex}"):
        return reference[0]  # no digit: it is text, or will have some
    return f"&#{isHex or ''}{hexDigits or digits or '0'}"


def withCharacters(text: str) -> str:
    """
    Replace references to characters by the characters.
    """
    if "&" not in text:
        return text
    return unescape(NUMBER.sub(shortened, text) if "&#" in text else text)
