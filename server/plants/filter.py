"""
Which plants of a list are wanted: those that have something in their name, and a rating
that is high enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

from server.pages import BadRequest
from server.plants.fields import Fields, readField
from server.plants.names import keyOf
from server.plants.plant import HIGHEST, LOWEST, MOST_IN_NAME

#: The fields of the form.
TEXT, LEAST = "name", "rating"

RATINGS = tuple(map(str, range(LOWEST, HIGHEST + 1)))

#: What comes before a character that means itself, where it would mean something to LIKE.
ESCAPE = "!"
SPECIAL = str.maketrans({sign: f"{ESCAPE}{sign}" for sign in f"{ESCAPE}%_"})


@dataclass(frozen=True)
class Filter:
    """
    What a plant must have to be in the list.

    @ivar text: what its name must contain, upper case and accents aside; as it was typed.
    @ivar least: the lowest rating.
    """

    text: str = ""
    least: int = LOWEST

    def fields(self) -> Mapping[str, str]:
        """
        Say the same in fields of a query; there are none where all plants are wanted.
        """
        fields = {}
        if self.text:
            fields[TEXT] = self.text
        if self.least > LOWEST:
            fields[LEAST] = str(self.least)
        return fields

    def conditions(self) -> tuple[list[str], list[object]]:
        """
        Say the same in SQL.

        @return: conditions, and the values for their question marks.
        """
        conditions: list[str] = []
        values: list[object] = []
        if self.text:
            conditions.append(f"p_key LIKE ? ESCAPE '{ESCAPE}'")
            values.append(f"%{keyOf(self.text).translate(SPECIAL)}%")
        if self.least > LOWEST:
            conditions.append("p_rating >= ?")
            values.append(self.least)
        return conditions, values


#: All plants.
ALL = Filter()


class WrongFilter(BadRequest):
    """
    A filter that makes no sense.

    @ivar kept: what can be shown of it, for the person to correct.
    """

    def __init__(self, sentence: str, text: str, least: str = "") -> None:
        super().__init__(sentence)
        isRating = least in RATINGS
        shown = "".join(one for one in text if category(one) != "Cc")
        self.kept = Filter(shown, int(least) if isRating else LOWEST)


def readFilter(request: Fields) -> Filter:
    """
    Read which plants are wanted: all by default.

    @raise WrongFilter: when it makes no sense.
    @raise BadRequest: when it cannot be read.
    """
    text = readField(request, TEXT).strip() if TEXT.encode() in request.args else ""
    least = readField(request, LEAST) if LEAST.encode() in request.args else ""
    if len(text) > MOST_IN_NAME:
        most = f"No name of a plant is longer than {MOST_IN_NAME} characters."
        raise WrongFilter(most, text, least)
    if any(category(one) == "Cc" for one in text):
        raise WrongFilter("No plant's name contains a control character.", text, least)
    if least and least not in RATINGS:
        raise WrongFilter(f"A rating is a whole number from {LOWEST} to {HIGHEST}.", text)
    return Filter(text if keyOf(text) else "", int(least or LOWEST))
