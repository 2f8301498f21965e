"""
What the form asks for: checked, before anything is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from server.inspector.rawsender.notation import Draft, readNotation
from server.inspector.rawsender.ways import Way
from server.inspector.senderform import SenderForm
from server.pages import BadRequest

Kind = TypeVar("Kind", bound=Enum)

#: The most milliseconds between two pieces.
MOST_DELAY = 2000
#: The largest number of a connection.
MOST_NUMBER = 10**9


class Button(Enum):
    """
    The form's buttons, by their values: what the browser sends says which one was pressed.
    """

    SEND = "send"
    LOOK = "look at it first"
    REPLAY = "replay on every step"
    CLOSE = "close the connection"


@dataclass(frozen=True)
class CheckedForm:
    """
    What is asked for.

    @ivar delay: seconds between two pieces.
    @ivar number: of the connection; 0 for a new one.
    @ivar corrects: the connection on which the request came that this corrects; 0 for
        none.
    """

    draft: Draft
    way: Way
    delay: float
    ends: bool
    number: int
    button: Button
    corrects: int = 0


def checkForm(filled: SenderForm) -> CheckedForm:
    """
    Check what was filled in. A field that is missing has its usual value.

    @raise BadRequest: where something makes no sense.
    """
    button = _choose(Button, filled.button, Button.SEND)
    return CheckedForm(
        Draft() if button is Button.CLOSE else readNotation(filled.text),
        _choose(Way, filled.way, Way.WHOLE),
        _number(filled.delay, MOST_DELAY, "The delay") / 1000,
        filled.ends != "",
        _number(filled.on, MOST_NUMBER, "A connection's number"),
        button,
        _number(filled.corrects, MOST_NUMBER, "A connection's number"),
    )


def _choose(kinds: type[Kind], name: str, usual: Kind) -> Kind:
    if not name:
        return usual
    try:
        return kinds[name.upper()]
    except KeyError:
        raise BadRequest(f"There is no {kinds.__name__.lower()} {name!r} here.") from None


def _number(text: str, most: int, what: str) -> int:
    if not text.strip():
        return 0
    if text.isascii() and text.isdigit() and int(text) <= most:
        return int(text)
    raise BadRequest(f"{what} is a number from 0 to {most:,}.")
