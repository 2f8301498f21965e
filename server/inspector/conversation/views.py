"""
The three views of a piece's bytes, side by side, line by line: what they are, the text, and
the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import ESCAPES
from server.inspector.conversation.fragments import Fragment, keyOf
from server.inspector.pacedflattener import Later
from server.inspector.view import View
from server.pages.prerendered import Written
from server.wire import Direction

#: The signs of Unicode for the two bytes that end a line.
LINE_END_SIGNS = {ord("\r"): "␍", ord("\n"): "␊"}
TEXT = ESCAPES | LINE_END_SIGNS
#: Where white space is all that there is, it is made visible.
BLANK = TEXT | {ord(" "): "␣"}

#: How a kind is coloured; what is not named is plain.
COLOURS = {
    "word": ("method", "version", "status code", "reason"),
    "target": (
        "target", "path", "query argument", "scheme", "host", "port", "whole server",
    ),
    "name": ("field name",),
    "value": ("field value", "member", "parameter"),
    "content": ("content", "chunk", "line", "other protocol"),
    "framing": ("chunk size", "last chunk size", "chunk extension", "chunk end"),
    "end": ("end of head", "end of trailers", "empty line"),
    "wrong": ("fault",),
    "unread": ("unread", "after close", "unchecked", "undecided", "unexplained"),
    "mark": (
        "space", "line end", "colon", "white space", "list separator", "parameter separator",
        "port colon", "scheme end", "query mark", "query separator",
    ),
}  # fmt: skip
COLOUR_OF = {kind: colour for colour, kinds in COLOURS.items() for kind in kinds}


Lines = tuple[tuple[Fragment, ...], ...]
#: How many lines are kept as they were shown.
KEPT = 3000

#: What is shown in place of a byte of a secret.
HIDDEN, HIDDEN_HEX = "•", "••"

SIGN = re.compile("([␍␊])")
CLASSES = {"␍": "sign cr", "␊": "sign lf"}


def textOf(fragment: Fragment, table: Mapping[int, str]) -> str:
    """
    Write the bytes of a fragment as text.
    """
    if fragment.isSecret:
        return HIDDEN * len(fragment.data)
    return "".join(map(table.__getitem__, fragment.data))


def signed(text: str) -> Flattenable:
    """
    Put each sign for the end of a line into an element of its own: few fonts have them, and
    the style sheet draws them.
    """
    if "␍" not in text and "␊" not in text:
        return text
    parts = SIGN.split(text)
    return [tags.span(part, class_=CLASSES[part]) if part in CLASSES else part for part in parts]


class Look(NamedTuple):
    """
    How the pieces of one direction are looked at.

    @ivar address: of the page, up to the key of a span.
    @ivar direction: the direction.
    @ivar isQuiz: whether what the bytes mean is hidden.
    @ivar lit: the key of the span that is lit, where it is in the piece.
    """

    address: str
    direction: Direction
    isQuiz: bool
    lit: str = ""


def lookAt(view: View, direction: Direction, lines: Lines) -> Look:
    """
    Find out how the pieces of a direction are looked at.
    """
    address = view.href(span="")
    address += "&span=" if "?" in address else "?span="
    isLit = any(keyOf(direction, each.span) == view.span for line in lines for each in line)
    return Look(address, direction, bool(view.quiz), view.span if isLit else "")


def threeViews(lines: Lines, look: Look) -> Tag:
    """
    Show the lines of a piece three times.
    """
    return tags.div([Later(partial(_line, line, look)) for line in lines])


@lru_cache(maxsize=KEPT)
def _line(fragments: tuple[Fragment, ...], look: Look) -> Written:
    """
    Write a line. Most lines never change once they have come: their text is kept.
    """
    return Written(
        tags.div(
            tags.div([_chip(each, look) for each in fragments], class_="meanings"),
            tags.div([_text(each, look) for each in fragments], class_="text"),
            tags.div([_hex(each, look) for each in fragments], class_="hex"),
            class_="line",
        )
    )


def _chip(fragment: Fragment, look: Look) -> Tag:
    """
    Show what some bytes are. It is a link to all that is known of them.
    """
    table = TEXT if fragment.data.strip(b" \t\r\n") else BLANK
    classes = "chip"
    label = "?" if look.isQuiz else fragment.span.kind
    if fragment.wentOn:
        classes, label = f"{classes} wentOn", f"… {label}"
    if fragment.goesOn:
        classes, label = f"{classes} goesOn", f"{label} …"
    return tags.a(
        tags.span(signed(textOf(fragment, table))),
        tags.small(label, **_hiding(fragment, look)),
        href=look.address + keyOf(look.direction, fragment.span),
        **_attributes(fragment, look, classes),
    )


def _hiding(fragment: Fragment, look: Look) -> dict[str, str]:
    """
    What only separates is named only when it is pointed at, and to a screen reader.
    """
    isMark = COLOUR_OF.get(fragment.span.kind) == "mark" and not look.isQuiz
    return {"class": "unseen"} if isMark else {}


def _text(fragment: Fragment, look: Look) -> Tag:
    return tags.span(signed(textOf(fragment, TEXT)), **_attributes(fragment, look))


def _hex(fragment: Fragment, look: Look) -> Tag:
    size = len(fragment.data)
    shown = " ".join([HIDDEN_HEX] * size) if fragment.isSecret else fragment.data.hex(" ")
    return tags.span(shown + " ", **_attributes(fragment, look))


def _attributes(fragment: Fragment, look: Look, classes: str = "") -> dict[str, str]:
    key = keyOf(look.direction, fragment.span)
    colour = "" if look.isQuiz else COLOUR_OF.get(fragment.span.kind, "")
    names = (classes, colour, "lit" if key == look.lit else "")
    return {"class": " ".join(filter(None, names)), "data-span": key}
