"""
Answers side by side: a column for each group of steps that answer alike, in which the lines
are marked that the group before does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from lessons.columns import pad, wrap
from lessons.command.console import Console
from lessons.language import _
from lessons.replay.groups import Group, constant, ranges
from server.escapes import visible

#: The fewest characters of a column, and what comes between two.
NARROWEST_COLUMN, COLUMN_GAP = 37, "  "
#: The most lines of an answer, and of a content, that are shown.
MOST_ANSWER_LINES, MOST_CONTENT = 40, 5
#: What comes before a line that the group before does not have, or does have.
NEW, GONE, SAME = "+ ", "- ", "  "
SIDE_COLOURS = {NEW: "green", GONE: "red"}

#: A line, and how it looks.
Row = tuple[str, str]


class SideBySide:
    """
    Groups of steps, beside each other as far as the terminal is wide.
    """

    def __init__(self, console: Console, columns: int) -> None:
        """
        @param columns: of the terminal.
        """
        self.console = console
        self.columns = max(columns, NARROWEST_COLUMN)
        self.most = (self.columns + len(COLUMN_GAP)) // (NARROWEST_COLUMN + len(COLUMN_GAP))

    def show(self, groups: Sequence[Group]) -> None:
        """
        Show all of them, several beside each other, the others below.
        """
        most = min(self.most, len(groups))
        self.width = (self.columns + len(COLUMN_GAP)) // most - len(COLUMN_GAP)
        before = [None, *groups]
        columns = [self.column(*pair) for pair in zip(groups, before, strict=False)]
        for start in range(0, len(columns), most):
            self.console.say()
            for rows in zip_longest(*columns[start : start + most], fillvalue=("", "")):
                self.console.say(COLUMN_GAP.join(self.cell(row) for row in rows).rstrip())

    def cell(self, row: Row) -> str:
        """
        Write a line as wide as a column, in its colour.
        """
        text, style = row
        blanks = pad(text, self.width)[len(text) :]
        return self.console.style(text, *([style] if style else [])) + blanks

    def column(self, group: Group, before: Group | None) -> list[Row]:
        """
        All lines of a group, none wider than the column.
        """
        closing = _("{how}; closes the connection")
        text = closing if group.answer.closed else _("{how}; leaves it open")
        how = group.verdict.how
        told = how if group.answer.problem else text.format(how=how)
        colour = "green" if group.verdict.isRight else "yellow"
        rows = [(ranges(group.steps), "bold"), *self.broken(told, "", colour), ("", "")]
        answered = self.answered(group, before)
        rows += islice(answered, MOST_ANSWER_LINES)
        if next(answered, None) is not None:
            rows.append((_("... and more"), "dim"))
        return rows

    def answered(self, group: Group, before: Group | None) -> Iterator[Row]:
        """
        The lines of the answers, marked where the group before has others.
        """
        isComparable = before is not None and before.isHTTP and group.isHTTP
        known = before.compared() if before and isComparable else group.compared()
        for index, (lines, content) in enumerate(group.parts()):
            if index:
                yield "", ""
            for line in lines[:MOST_ANSWER_LINES]:
                mark = SAME if constant(line) in known else NEW
                yield from self.broken(line, mark, SIDE_COLOURS.get(mark, ""))
            yield from self.content(content, group)
        gone = sorted(known - group.compared())[:MOST_ANSWER_LINES]
        if gone:
            yield "", ""
        for line in gone:
            yield from self.broken(line, GONE, SIDE_COLOURS[GONE])

    def content(self, content: bytes, group: Group) -> Iterator[Row]:
        """
        The first lines of a content, below an empty one, and how much follows.
        """
        if not content:
            return
        yield "", ""
        room = MOST_CONTENT * self.width
        lines = content[:room].rstrip(b"\r\n").split(b"\n")[:MOST_CONTENT]
        for line in lines:
            text = visible(line.rstrip(b"\r"))[: self.width - len(SAME)]
            yield SAME + text, ""
        if sum(map(len, lines)) + len(lines) + 1 < len(content):
            yield SAME + _("... {number:,} bytes in all").format(number=len(content)), "dim"
        if not group.isSame:
            text = _("(of step {step}; the other steps' differ)").format(step=group.steps[0])
            yield from self.broken(text, SAME, "dim")

    def broken(self, text: str, mark: str, style: str) -> Iterator[Row]:
        """
        Break a line where the column ends. One that has no end is cut.
        """
        text = text[: MOST_ANSWER_LINES * self.width]
        pieces = wrap(
            text, self.width - len(mark) - len(SAME), breakHyphens=True, breakWords=True
        ) or [""]
        yield mark + pieces[0], style
        for piece in pieces[1:]:
            yield " " * len(mark) + SAME + piece, style
