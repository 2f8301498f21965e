"""
A screen that is drawn anew: what is above, what may be longer than the screen, and the keys below.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from lessons.columns import columnsOf, cut, shorten
from lessons.command.console import Console
from lessons.command.pager import COLOUR
from lessons.language import _

#: The most characters of the bar, and what comes between two keys.
WIDEST_BAR, KEY_GAP = 30, "  "
#: ECMA-48: to the first row (8.3.21 CUP), and clear the one that the cursor is in
#: (8.3.41 EL). Nothing else is needed, so nothing flickers.
HOME, CLEAR = "\x1b[H", "\x1b[2K"
#: Clear all of it, ECMA-48 section 8.3.39 ED.
EMPTY = "\x1b[2J"
#: Hide the cursor while it runs over the screen, and show it again (DEC private mode 25).
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


@dataclass(frozen=True)
class Frame:
    """
    What a screen shows.

    @ivar top: the first row of the body that is shown.
    """

    head: Sequence[str]
    body: Sequence[str]
    foot: Sequence[str]
    top: int = 0

    def room(self, lines: int) -> int:
        """
        Count the rows of the body that a screen can show.

        @param lines: of the screen.
        """
        return max(1, lines - len(self.head) - len(self.foot) - 1)

    def rows(self, lines: int, columns: int) -> list[str]:
        """
        Draw it.

        @return: as many rows as the screen has, from its first one to its last.
        """
        room = self.room(lines)
        shown = list(self.body[self.top : self.top + room])
        shown += [""] * (room - len(shown))
        rows = [*self.head, *shown, self.rule(room, columns), *self.foot]
        return rows[:lines]

    def rule(self, room: int, columns: int) -> str:
        """
        Draw the line below the body, which says what is left of it.
        """
        count = len(self.body)
        if count <= room:
            return "-" * columns
        last = min(self.top + room, count)
        more = _("-- rows {first} to {last} of {count}, Space: more")
        text = _("-- rows {first} to {last} of {count}, Space: back to the top")
        said = (text if last == count else more).format(first=self.top + 1, last=last, count=count)
        return cut(f"{said} ", columns) + "-" * (columns - columnsOf(said) - 1)

    def below(self, lines: int) -> int:
        """
        Find what the next page of the body begins with; after the last, the first.
        """
        top = self.top + self.room(lines)
        return top if top < len(self.body) else 0


class Screen:
    """
    A terminal that is drawn on, inside a C{with}.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.measure()

    def measure(self) -> bool:
        """
        Find out how large it is.

        @return: whether that is news.
        """
        before = getattr(self, "size", None)
        self.size = shutil.get_terminal_size((80, 24))
        return self.size != before

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.console.say()  # the cursor comes after the keys

    def empty(self) -> None:
        """
        Show nothing, for whoever writes line by line.
        """
        self.console.out.write(HOME + EMPTY)
        self.console.out.flush()

    def show(self, frame: Frame) -> None:
        """
        Draw on it, over what it shows.
        """
        rows = frame.rows(self.size.lines, self.size.columns)
        drawn = "\n".join(CLEAR + self.console.shown(row) for row in rows)
        self.console.out.write(HIDE + HOME + drawn + SHOW)
        self.console.out.flush()


def fold(text: str, columns: int) -> list[str]:
    """
    Break lines where the screen ends; colours take no room.
    """
    columns = max(columns, 2)  # one of them would hold no Chinese character
    rows = []
    for line in text.expandtabs().splitlines():
        row, room = "", columns
        for isColour, piece in pieces(line):
            while not isColour and columnsOf(piece) > room:
                fits = cut(piece, room)
                rows.append(row + fits)
                row, piece, room = "", piece[len(fits) :], columns
            row += piece
            room -= 0 if isColour else columnsOf(piece)
        rows.append(row)
    return rows


def pieces(line: str) -> list[tuple[bool, str]]:
    """
    Split a line into colours and what they colour.
    """
    found, end = [], 0
    for match in COLOUR.finditer(line):
        found += [(False, line[end : match.start()]), (True, match[0])]
        end = match.end()
    return [*found, (False, line[end:])]


def drawBar(done: int, total: int, columns: int) -> str:
    """
    Draw how much of something is done: C{[#####.....] 12 of 50}.
    """
    count = " " + _("{number} of {total}").format(number=done, total=total)
    width = max(5, min(WIDEST_BAR, columns - columnsOf(count) - 2))
    full = done * width // total if total else 0
    if done > 0:
        full = max(1, full)
    return f"[{'#' * full}{'.' * (width - full)}]{count}"


def twoSides(left: str, right: str, columns: int) -> list[str]:
    """
    Put one text to each side of a row; below each other where they do not fit.
    """
    gap = columns - columnsOf(left) - columnsOf(right)
    if gap >= len(KEY_GAP):
        return [left + " " * gap + right]
    return [cut(right, columns), shorten(left, columns)]


def listKeys(keys: Sequence[str], columns: int) -> list[str]:
    """
    Name the keys in as few rows as they take.
    """
    rows = [""]
    for key in keys:
        longer = f"{rows[-1]}{KEY_GAP}{key}" if rows[-1] else key
        if columnsOf(longer) > columns:
            rows.append(key)
        else:
            rows[-1] = longer
    return rows
