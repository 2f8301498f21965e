"""
What the command writes on: a terminal, wide or narrow, with colours or without,
or a pipe.
"""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from lessons.columns import columnsOf, wrap
from lessons.command.reflow import readItems, rejoin
from server.screen import countColours, paint

NARROWEST_TERMINAL, WIDEST_TERMINAL = 40, 100
#: The fewest columns of a text that comes after a mark.
NARROWEST_TEXT = 16

#: SGR codes, ECMA-48 section 8.3.117.
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Console:
    """
    Writes text for a person.

    @ivar width: columns of a line.
    @ivar colours: how many it has; 0 where nobody sees them, or wants to see them.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = sys.stdout if out is None else out
        self.colours = countColours(self.out)
        columns = shutil.get_terminal_size((80, 24)).columns
        self.width = max(NARROWEST_TERMINAL, min(columns, WIDEST_TERMINAL))

    def style(self, text: str, *styles: str) -> str:
        """
        Make text bold or coloured, where that can be seen.
        """
        codes = ";".join(STYLES[style] for style in styles)
        return paint(text, codes) if self.colours else text

    def say(self, text: str = "", *styles: str) -> None:
        """
        Write lines as they are. What the output cannot show becomes a C{?}.
        """
        print(self.style(self.shown(text), *styles), file=self.out, flush=True)

    def shown(self, text: str) -> str:
        """
        Put C{?} in place of what the output cannot show.
        """
        encoding = self.out.encoding or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)

    def tell(self, text: str, mark: str = "", *styles: str) -> None:
        """
        Write a paragraph, broken where the line ends.

        @param mark: comes before its first line; the others begin below the first letter. Where it
            leaves too little room, all of them do.
        @param styles: how the mark looks, or, where there is none, the paragraph.
        """
        if columnsOf(mark) > self.width - NARROWEST_TEXT:
            self.say(self.style(mark.rstrip(), *styles))
            mark, styles = "    ", ()
        indent = columnsOf(mark)
        text = f"\n{' ' * indent}".join(wrap(text, self.width - indent))
        self.say(self.style(mark, *styles) + text if mark else self.style(text, *styles))

    def retell(self, text: str) -> None:
        """
        Write text that has been broken into lines for a page of 79 columns. On a
        narrower one, its prose is broken anew; what is indented stays, and may be longer.
        """
        lines = text.splitlines()
        prose = [line for line in lines if not line.startswith(" ")]
        if max(map(columnsOf, prose), default=0) <= self.width:
            self.say("\n".join(lines))
            return
        for line in rejoin(lines):
            if line.startswith(" ") or not line:
                self.say(line)
            else:
                self.tell(line)

    def tellItems(self, text: str) -> None:
        """
        Write a list. Where one of its lines is too long, each item is broken anew.
        """
        lines = text.splitlines()
        if max(map(columnsOf, lines), default=0) <= self.width:
            self.say(text)
            return
        for mark, item in readItems(lines):
            self.tell(item, mark)
