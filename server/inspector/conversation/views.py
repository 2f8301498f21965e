"""
The three views of a piece's bytes, side by side, line by line: what they are, the text, and
the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from twisted.web.template import Flattenable, Tag, tags

from server.escapes import ESCAPES
from server.inspector.conversation.fragments import Fragment, keyOf
from server.inspector.view import View
from server.wire import Direction

#: The signs of Unicode for the two bytes that end a line.
SIGNS = {ord("\r"): "␍", ord("\n"): "␊"}
TEXT = ESCAPES | SIGNS
#: Where white space is all that there is, it is seen.
BLANK = TEXT | {ord(" "): "␣"}

#: How a kind is coloured; what is not named is plain.
COLOURS = {
    "word": ("method", "version", "status code", "reason"),
    "target": (
        "target", "path", "query argument", "scheme", "host", "port", "whole server",
    ),
    "name": ("field name",),
    "value": ("field value", "member", "parameter"),
    "content": ("content", "chunk", "line"),
    "framing": ("chunk size", "last chunk size", "chunk extension", "chunk end"),
    "wrong": ("fault",),
    "unread": ("unread", "after close", "unchecked", "undecided", "unexplained"),
    "mark": (
        "space", "line end", "colon", "white space", "end of head", "end of trailers",
        "empty line", "list separator", "parameter separator", "port colon", "scheme end",
        "query mark", "query separator",
    ),
}  # fmt: skip
COLOUR_OF = {kind: colour for colour, kinds in COLOURS.items() for kind in kinds}


#: What stands for a byte of a secret.
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


class Views:
    """
    Makes the views of the pieces of one direction.
    """

    def __init__(self, view: View, direction: Direction) -> None:
        self._view = view
        self._direction = direction

    def line(self, fragments: Sequence[Fragment]) -> Tag:
        """
        Show a line three times.
        """
        return tags.div(
            tags.div([self._chip(each) for each in fragments], class_="meanings"),
            tags.div([self._text(each) for each in fragments], class_="text"),
            tags.div([self._hex(each) for each in fragments], class_="hex"),
            class_="line",
        )

    def _chip(self, fragment: Fragment) -> Tag:
        """
        Show what some bytes are. It is a link to all that is known of them.
        """
        kind = fragment.span.kind
        key = keyOf(self._direction, fragment.span)
        label = "?" if self._view.quiz else kind
        table = TEXT if fragment.data.strip(b" \t\r\n") else BLANK
        ends = "".join(f" {name}" for name in ("goesOn", "wentOn") if getattr(fragment, name))
        return tags.a(
            tags.span(signed(textOf(fragment, table))),
            tags.small(self._label(fragment, label)),
            href=self._view.href(span=key),
            **self._attributes(fragment, "chip" + ends),
        )

    def _label(self, fragment: Fragment, label: str) -> str:
        if fragment.wentOn:
            label = f"… {label}"
        return f"{label} …" if fragment.goesOn else label

    def _text(self, fragment: Fragment) -> Tag:
        return tags.span(signed(textOf(fragment, TEXT)), **self._attributes(fragment))

    def _hex(self, fragment: Fragment) -> Tag:
        size = len(fragment.data)
        shown = " ".join([HIDDEN_HEX] * size) if fragment.isSecret else fragment.data.hex(" ")
        return tags.span(shown + " ", **self._attributes(fragment))

    def _attributes(self, fragment: Fragment, classes: str = "") -> dict[str, str]:
        key = keyOf(self._direction, fragment.span)
        colour = "" if self._view.quiz else COLOUR_OF.get(fragment.span.kind, "")
        lit = "lit" if key == self._view.span else ""
        return {
            "class": " ".join(filter(None, (classes, colour, lit))),
            "data-span": key,
        }
