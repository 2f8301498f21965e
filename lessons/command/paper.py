"""
What the command writes on: a terminal, wide or narrow, with colours or without,
or a pipe.
"""

from __future__ import annotations

import os
import shutil
import sys
from textwrap import wrap
from typing import TextIO

NARROWEST, WIDEST = 40, 100

#: SGR codes, ECMA-48 section 8.3.117.
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Trouble(Exception):
    """
    The command cannot be carried out. The text says why, and what to do.
    """


def hasColours(out: TextIO) -> bool:
    """
    Tell whether somebody looks at this who can see colours, and wants to.
    """
    wanted = "NO_COLOR" not in os.environ and os.environ.get("TERM", "dumb") != "dumb"
    return wanted and out.isatty()


class Paper:
    """
    Writes text for a person.

    @ivar width: characters in a line.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = sys.stdout if out is None else out
        self.isColoured = hasColours(self.out)
        columns = shutil.get_terminal_size((80, 24)).columns
        self.width = max(NARROWEST, min(columns, WIDEST))

    def style(self, text: str, *styles: str) -> str:
        """
        Make text bold or coloured, where that can be seen.
        """
        if not (self.isColoured and styles and text):
            return text
        codes = ";".join(STYLES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def say(self, text: str = "", *styles: str) -> None:
        """
        Write lines as they are. What the output cannot show becomes a C{?}.
        """
        encoding = self.out.encoding or "utf-8"
        shown = text.encode(encoding, "replace").decode(encoding)
        print(self.style(shown, *styles), file=self.out, flush=True)

    def tell(self, text: str, mark: str = "", *styles: str) -> None:
        """
        Write a paragraph, broken where the line ends.

        @param mark: stands before its first line; the others begin below the
            first letter.
        @param styles: how the mark looks.
        """
        lines = wrap(text, max(20, self.width - len(mark)), break_on_hyphens=False)
        margin = "\n" + " " * len(mark)
        self.say(self.style(mark, *styles) + margin.join(lines))
