"""
The list of all that there is to do in C{watch}.
"""

from __future__ import annotations

from lessons.columns import columnsOf, pad, shorten
from lessons.command.console import Console
from lessons.command.keys import ESCAPE
from lessons.command.quiztext import scoreOf
from lessons.command.tasks import QuizTask, Task, allTasks
from lessons.command.watchdesk import Desk, Page
from lessons.language import _

#: What a terminal sends for some keys: the arrows have two forms each (ECMA-48 section
#: 8.3.22 CUU, and DEC's application mode).
ENTER = ("\n", "\r")
UP, DOWN = ("k", "\x1b[A", "\x1bOA"), ("j", "\x1b[B", "\x1bOB")


class ListPage(Page):
    """
    All exercises and quizzes, done and pending, to choose one.
    """

    #: What d and p leave in the list: all, what is done, or what is pending.
    only: bool | None = None

    def __init__(self, chosen: str, before: Page) -> None:
        """
        @param chosen: the number of what the cursor is at.
        @param before: the page to go back to.
        """
        self.chosen = chosen
        self.before = before

    def entries(self, desk: Desk) -> list[Task]:
        """
        Find what is in the list.
        """
        return [task for task in allTasks() if self.only in (None, task.isDone(desk.progress))]

    def write(self, sheet: Console, desk: Desk) -> None:
        """
        Give each exercise a row.
        """
        entries = self.entries(desk)
        if not entries:
            sheet.say(_("None."))
        width = max(columnsOf(_("done")), columnsOf(_("pending")), columnsOf(_("skipped")))
        for task in entries:
            mark = ">" if task.number == self.chosen else " "
            state = pad(stateOf(task, desk), width)
            row = f"{mark} {task.number:9} {state}  {task.title}"
            isDone = task.isDone(desk.progress)
            styles = (["bold"] if mark == ">" else []) + (["green"] if isDone else [])
            row = shorten(row, sheet.width)
            sheet.say(sheet.style(row, *styles) if styles else row)

    def keys(self, desk: Desk) -> list[str]:
        """
        Name the keys that choose, move and leave.
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
            desk.page = self.before
        elif key in ENTER and self.at(desk) >= 0:
            desk.turnTo(self.entries(desk)[self.at(desk)])
        else:
            self.move(key, desk)
        self.follow(desk)

    def at(self, desk: Desk) -> int:
        """
        Find the row of the cursor; the first one where what it was at is not in the list any more,
        and -1 where nothing is.
        """
        numbers = [task.number for task in self.entries(desk)]
        return numbers.index(self.chosen) if self.chosen in numbers else min(0, len(numbers) - 1)

    def move(self, key: str, desk: Desk) -> None:
        """
        Move the cursor, by a row, or to either end.
        """
        entries = self.entries(desk)
        last = len(entries) - 1
        at = self.at(desk) + (key in DOWN) - (key in UP)
        at = {"g": 0, "G": last}.get(key, max(0, min(at, last)))
        if entries:
            self.chosen = entries[at].number

    def follow(self, desk: Desk) -> None:
        """
        Keep the cursor in the list, and on the screen.
        """
        at = self.at(desk)
        if at >= 0:
            self.chosen = self.entries(desk)[at].number
        room = desk.frame().room(desk.screen.size.lines)
        self.top = max(0, at - room + 1, min(self.top, at))


def stateOf(task: Task, desk: Desk) -> str:
    """
    @return: the score of a quiz, and of an exercise whether it is done.
    """
    if isinstance(task, QuizTask):
        return scoreOf(desk.progress, task.quiz)
    return _("done") if task.isDone(desk.progress) else _("pending")
