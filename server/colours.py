"""
Which colour a span has, and which one a connection.

There are few colours, and none says anything that the text does not. Where there are 256,
we use those that are as far from black as they are from white, so that they can be read on
either (WCAG 2.2 asks for a contrast of 3 to 1 in large text; here it is 4 to 1). Where
there are 8, what they look like is up to the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.explain import Span
from server.screen import MANY, paint

#: The codes of each look: for 8 colours, and for 256.
CODES = {
    "first": ("1;35", "1;38;5;98"),
    "target": ("1", "1"),
    "name": ("36", "38;5;31"),
    "content": ("32", "38;5;28"),
    "size": ("1;33", "1;38;5;130"),
    "fault": ("7;31", "1;7;38;5;161"),
    "aside": ("2", "38;5;243"),
    "more": ("2", "38;5;243"),
    "title": ("2", "38;5;243"),
    "waits": ("1;33", "1;38;5;130"),
    "wrong": ("1;31", "1;38;5;161"),
    "plain": ("", ""),
}

#: The kinds of spans that have a look. A span of another kind looks as its parts do, or
#: plain.
KINDS = {
    "first": "method, status code",
    "target": "target, path, query mark, query argument, query separator, whole server",
    "name": "field name",
    "plain": "field value",
    "content": "content, chunk",
    "size": "chunk size, last chunk size, chunk extension",
    "fault": "fault",
    "aside": "version, reason, line end, empty line, end of head, end of trailers, chunk end",
}
LOOKS = {kind: look for look, kinds in KINDS.items() for kind in kinds.split(", ")}

#: The colours of the connections, in turn: for 8 colours, and for 256.
CONNECTIONS = (("36", "33", "35", "32", "34", "31"), ("31", "130", "163", "28", "63", "161"))


def lookOf(span: Span) -> str:
    """
    Tell how the bytes of a span look.
    """
    return LOOKS.get(span.kind, "plain")


def outermost(span: Span) -> Iterator[Span]:
    """
    Find the outermost parts of a span that have a look, or have no parts.
    """
    if span.kind in LOOKS or not span.children:
        yield span
    else:
        for child in span.children:
            yield from outermost(child)


class Palette:
    """
    The colours of one terminal.
    """

    def __init__(self, count: int) -> None:
        """
        @param count: how many there are; 0 for none.
        """
        self._count = count

    def paint(self, text: str, look: str) -> str:
        """
        Paint a text as it should look.
        """
        return paint(text, CODES[look][self._count >= MANY]) if self._count else text

    def mark(self, text: str, connection: int) -> str:
        """
        Paint what belongs to a connection in the connection's colour.

        @param connection: its number.
        """
        if not self._count:
            return text
        isRich = self._count >= MANY
        colours = CONNECTIONS[isRich]
        colour = colours[(connection - 1) % len(colours)]
        return paint(text, f"1;38;5;{colour}" if isRich else f"1;{colour}")
