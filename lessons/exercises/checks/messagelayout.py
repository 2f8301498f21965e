"""
How a message is laid out to fit a small screen: what is long is cut, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.columns import columnsOf
from lessons.columns import wrap as breakLine
from lessons.exercises.checks.failures import PLACES, skipping
from lessons.language import N_, _, ofExercise

#: The width of prose: a trial report is 79 columns wide.
WIDTH = 79
INDENT = "    "
#: A screen has 24 rows of 80 columns, and the command's own words around a message take
#: four of them.
COLUMNS = 80
MESSAGE_ROWS = 20
#: This many lines of bytes or a value are worth more than an empty line around them.
ENOUGH = 5
#: And this many are worth more than a command.
FEW = 2
#: The most characters of a row below a heading.
LONGEST_ROW = 150
#: The most characters of a sentence or two.
LONGEST_PROSE = 480
#: The headings of commands. They are pasted, so they are never cut: where there is no room
#: for them, they are left out.
RUN_HEADING, PASTE_HEADING = N_("try it, in one terminal"), N_("and in another")
TRY_HEADING = N_("try it")
COMMANDS = {RUN_HEADING, PASTE_HEADING, TRY_HEADING}


@dataclass
class Part:
    """
    A part of a message: prose where it has no heading.

    @ivar lines: the text, a line for each row unless it is too long.
    """

    heading: str
    lines: list[str]

    @property
    def rows(self) -> int:
        """
        How many rows of the screen it takes.
        """
        own = sum(max(1, -(-columnsOf(line) // COLUMNS)) for line in self.lines)
        return own + bool(self.heading)

    @property
    def spare(self) -> tuple[int, int]:
        """
        How many lines may be left out at the beginning, and at the end: none of prose or
        of a command, nor the first line, or the one that a caret points at.
        """
        if not self.heading or self.heading in COMMANDS:
            return 0, 0
        carets = [index for index, line in enumerate(self.lines) if line.strip() == "^"]
        kept = carets[0] if carets else 0
        return max(kept - 1, 0), len(self.lines) - 1 - kept

    @property
    def canShrink(self) -> bool:
        """
        Whether a line may be left out. The first takes another one with it: that says so.
        """
        return max(self.spare) > 1

    def shrink(self) -> None:
        """
        Leave one line out: at the beginning, or at the end.
        """
        above, below = self.spare
        index, where = (0, "before") if above > below else (-1, "more")
        count = howMany(self.lines.pop(index)) + howMany(self.lines.pop(index))
        mark = INDENT + skipping(count, where)
        self.lines.insert(0 if index == 0 else len(self.lines), mark)


def howMany(line: str) -> int:
    """
    Tell how many lines one line stands for.
    """
    number = re.search(r"\d[\d,]*", line)
    count = int(number[0].replace(",", "")) if number else 1
    marks = (skipping(count, where) for where in PLACES)
    return count if line.strip() in marks else 1


def cut(text: str, most: int = LONGEST_ROW) -> str:
    """
    Cut a long row, and say how long it was.
    """
    if len(text) <= most:
        return text
    long = _("{beginning} ... ({number:,} characters)")
    return long.format(beginning=text[: most // 2], number=len(text))


def wrap(line: str) -> list[str]:
    """
    Break a long line of prose; what is indented is cut.
    """
    if line.startswith(" "):
        return [cut(line)]
    return breakLine(line, WIDTH, breakWords=True) or [""]


def makePart(heading: str, text: str) -> Part:
    """
    Make a part: its rows are cut where they are too long, unless they are a command.
    """
    lines = text.splitlines()
    if not heading:
        return Part("", [row for line in lines for row in wrap(cut(line, LONGEST_PROSE))])
    keep = heading in COMMANDS
    return Part(heading, [INDENT + (line if keep else cut(line)) for line in lines])


def join(parts: Sequence[Part], isTight: bool = False) -> str:
    """
    Write the parts, with an empty line around prose, and before commands.

    @param isTight: without the empty lines.
    """
    text = ""
    for before, part in zip([None, *parts], parts, strict=False):
        isApart = before is None or not (before.heading and part.heading)
        isApart = isApart or part.heading in (RUN_HEADING, TRY_HEADING)
        text += "" if before is None else "\n\n" if isApart and not isTight else "\n"
        heading = _("{heading}:").format(heading=said(part.heading))
        text += "\n".join([heading] * bool(part.heading) + part.lines)
    return text


def countRows(parts: Sequence[Part], isTight: bool = False) -> int:
    """
    Count the rows that the parts take, with the empty ones.
    """
    return sum(part.rows for part in parts) + join(parts, isTight).count("\n\n")


def longestOf(parts: Sequence[Part], least: int) -> Part | None:
    """
    Find the part that can be shortened best.

    @param least: how many lines are left to each.
    """
    several = [part for part in parts if part.canShrink and len(part.lines) > least]
    return max(several, key=lambda part: len(part.lines), default=None)


def fit(parts: Sequence[Part], fewest: int) -> str:
    """
    Shorten what is shown of bytes and values, the longest first, until all of it fits;
    before that hurts, the empty lines go.

    @param fewest: how many lines are left to each part.
    @return: empty where it cannot be made to fit.
    """
    for isTight, least in (False, ENOUGH), (True, ENOUGH), (True, fewest):
        while countRows(parts, isTight) > MESSAGE_ROWS:
            longest = longestOf(parts, least)
            if longest is None:
                break
            longest.shrink()
        else:
            return join(parts, isTight)
    return ""


def said(text: str) -> str:
    """
    Translate each line that is a message.
    """
    return "\n".join(ofExercise(_(line)) for line in text.split("\n"))


def writeMessage(given: Sequence[tuple[str, str]]) -> str:
    """
    Write a message that fits the screen. Where there is no room for commands to paste,
    they are left out.

    @param given: headings and texts; what is empty is left out.
    """
    told = [(heading, text if heading else said(text)) for heading, text in given if text]
    plain = [(heading, text) for heading, text in told if heading not in COMMANDS]
    for several, fewest in (told, FEW), (plain, 0):
        parts = [makePart(heading, text) for heading, text in several]
        message = fit(parts, fewest)
        if message:
            return message
    return join(parts)
