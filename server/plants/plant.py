"""
What a plant is, and whether what a person typed is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import category, normalize

NAME, DESCRIPTION, RATING = "plant_name", "plant_desc", "plant_rating"

MOST_IN_NAME = 80  # characters
MOST_IN_DESCRIPTION = 2000
LOWEST, HIGHEST = 1, 5

Value = TypeVar("Value")


@dataclass(frozen=True)
class Plant:
    """
    One plant.

    @ivar name: in the normal form NFC, without blanks around it.
    @ivar rating: from 1 to 5.
    """

    name: str
    description: str
    rating: int


class Wrong(Exception):
    """
    One field is wrong. The text says what it should hold.
    """


class WrongFields(Exception):
    """
    Some fields of a form are wrong.

    @ivar messages: what is wrong, by the field's name.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(", ".join(messages))
        self.messages = messages


def readPlant(typed: Mapping[str, str]) -> Plant:
    """
    Make a plant of what was typed.

    @param typed: the text in each field, by the field's name.
    @raise WrongFields: names every field that is wrong.
    """
    messages: dict[str, str] = {}

    def check(field: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        try:
            return read(typed[field])
        except Wrong as wrong:
            messages[field] = str(wrong)
            return otherwise

    plant = Plant(
        check(NAME, readName, ""),
        check(DESCRIPTION, readDescription, ""),
        check(RATING, readRating, 0),
    )
    if messages:
        raise WrongFields(messages)
    return plant


def readName(typed: str) -> str:
    """
    Read a plant's name: 1 to 80 characters of any script.

    Many letters can be written in two ways, as one character or as two (e and
    an accent). Without the normal form, one name would be two plants.
    """
    # Counted roughly first: the normal form of very long text takes very long.
    if len(typed) <= 5 * MOST_IN_NAME:
        name = normalize("NFC", typed).strip()
        if not name:
            raise Wrong("Give the plant a name.")
        if any(category(one) in ("Cc", "Zl", "Zp") for one in name):
            raise Wrong("The name must be one line, without control characters.")
        if not any(category(one)[0] in "LNPS" for one in name):
            raise Wrong("The name has no visible characters.")
        if len(name) <= MOST_IN_NAME:
            return name
    raise Wrong(f"The name is longer than {MOST_IN_NAME} characters.")


def readDescription(typed: str) -> str:
    """
    Read a description: up to 2,000 characters, in lines.
    """
    # HTML: a browser sends the line ends of a textarea as CR LF.
    description = typed.replace("\r\n", "\n").strip()
    if len(description) > MOST_IN_DESCRIPTION:
        most = f"{MOST_IN_DESCRIPTION:,}"
        raise Wrong(f"The description has {len(description):,} characters; the limit is {most}.")
    if any(category(one) == "Cc" and one not in "\n\t" for one in description):
        raise Wrong("The description contains a control character.")
    return description


def readRating(typed: str) -> int:
    """
    Read a rating: one digit, from 1 to 5.
    """
    if not re.fullmatch(f"[{LOWEST}-{HIGHEST}]", typed.strip()):
        raise Wrong(f"The rating is a whole number from {LOWEST} to {HIGHEST}.")
    return int(typed)
