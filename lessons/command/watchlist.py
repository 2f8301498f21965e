"""
The list of all exercises in C{watch}.
"""

from __future__ import annotations

from itertools import chain

from lessons.command.columns import columnsOf, pad, shorten
from lessons.command.course import PRACTICE, Step, allExercises
from lessons.command.desk import Desk, Page
from lessons.command.paper import Paper
from lessons.exercises.sections import Section
from lessons.language import _, ofTitle

#: What a terminal sends for some keys: the arrows have two forms each (ECMA-48 section
#: 8.3.22 CUU, and DEC's application mode).
ENTER = ("\n", "\r")
UP, DOWN = ("k", "\x1b[A", "\x1bOA"), ("j", "\x1b[B", "\x1bOB")
ESCAPE = "\x1b"


class ListPage(Page):
    """
    All exercises, done and pending, to choose one.
    """

    #: What d and p leave in the list: all, what is done, or what is pending.
    only: bool | None = None

    def __init__(self, chosen: Section) -> None:
        """
        @param chosen: where the cursor stands.
        """
        self.chosen = chosen.number

    def entries(self, desk: Desk) -> list[tuple[Step, Section]]:
        """
        Find what is in the list.
        """
        practice = ((PRACTICE, section) for section in PRACTICE.sections)
        return [
            (step, section)
            for step, section in chain(practice, allExercises())
            if self.only in (None, desk.progress.of(section.number).passed)
        ]

    def write(self, sheet: Paper, desk: Desk) -> None:
        """
        Give each exercise a row.
        """
        entries = self.entries(desk)
        if not entries:
            sheet.say(_("None."))
        states = {True: _("done"), False: _("pending")}
        width = max(map(columnsOf, states.values()))
        for _step, section in entries:
            isDone = desk.progress.of(section.number).passed
            mark = ">" if section.number == self.chosen else " "
            state = pad(states[isDone], width)
            row = f"{mark} {section.number:9} {state}  {ofTitle(section.title)}"
            styles = (["bold"] if mark == ">" else []) + (["green"] if isDone else [])
            row = shorten(row, sheet.width)
            sheet.say(sheet.style(row, *styles) if styles else row)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys.
        """
        moving = [_("j/k or arrows"), _("Enter work on it"), _("d done"), _("p pending")]
        return [*moving, _("l back"), _("q quit")]

    def obey(self, key: str, desk: Desk) -> None:
        """
        Move the cursor, choose, or leave.
        """
        if key in ("d", "p"):
            self.only = None if self.only is (key == "d") else key == "d"
        elif key in ("l", ESCAPE):
            desk.page = desk.task
        elif key in ENTER and self.at(desk) >= 0:
            desk.page = desk.task
            desk.take(*self.entries(desk)[self.at(desk)])
        else:
            self.move(key, desk)
        self.follow(desk)

    def at(self, desk: Desk) -> int:
        """
        Find the row of the cursor; the first one where what it stood at is not in the
        list any more, and -1 where nothing is.
        """
        numbers = [section.number for _step, section in self.entries(desk)]
        return numbers.index(self.chosen) if self.chosen in numbers else min(0, len(numbers) - 1)

    def move(self, key: str, desk: Desk) -> None:
        """
        Move the cursor.
        """
        entries = self.entries(desk)
        last = len(entries) - 1
        at = self.at(desk) + (key in DOWN) - (key in UP)
        at = {"g": 0, "G": last}.get(key, max(0, min(at, last)))
        if entries:
            self.chosen = entries[at][1].number

    def follow(self, desk: Desk) -> None:
        """
        Keep the cursor in the list, and on the screen.
        """
        at = self.at(desk)
        if at >= 0:
            self.chosen = self.entries(desk)[at][1].number
        room = desk.frame().room(desk.screen.size.lines)
        self.top = max(0, at - room + 1, min(self.top, at))
