"""
C{watch} on a terminal that can be drawn on: one exercise at a time.
"""

from __future__ import annotations

from lessons.command.check import Listen
from lessons.command.console import Console
from lessons.command.filewatch import Changes
from lessons.command.frame import Screen
from lessons.command.keys import Keys
from lessons.command.tasks import Task
from lessons.command.watchdesk import Desk
from lessons.command.watchpages import TaskPage
from lessons.command.watchquiz import QuizPage
from lessons.syllabus.progress import Progress

QUIT, TURN = "q", " "


def watchOnScreen(
    console: Console, keys: Keys, progress: Progress, task: Task, listen: Listen
) -> bool:
    """
    Check now and whenever the file is saved, until q or Ctrl-C. After a pass, the reader
    says when to go on.

    @param listen: hears what the checks say.
    @return: whether all was well the last time.
    """
    with Screen(console) as screen:
        desk = Desk(screen, keys, progress, TaskPage(), QuizPage, listen)
        desk.turnTo(task)
        while not desk.hasEnded:
            workOn(desk)
    return desk.isPassed()


def workOn(desk: Desk) -> None:
    """
    Watch one exercise, until it is another one's turn.
    """
    with Changes(desk.step.exercises) as changes:
        desk.changes, desk.isElsewhere = changes, False
        if desk.page is desk.task:
            desk.check()
        else:
            desk.show()
        while not (desk.isElsewhere or desk.hasEnded):
            key, isSaved = changes.happened(desk.keys)
            if isSaved:
                desk.note = ""
                desk.check()
            elif key:
                press(desk, key)
            refresh(desk, bool(key))


def press(desk: Desk, key: str) -> None:
    """
    Do what a key says: to turn the page or to end is the same everywhere, all else is for
    the page that is shown.
    """
    if key == QUIT:
        desk.hasEnded = True
    elif key == TURN:
        desk.turn()
    else:
        desk.page.obey(key, desk)


def refresh(desk: Desk, isPressed: bool) -> None:
    """
    Draw again where something is new, or the screen is another.
    """
    isNew = desk.screen.measure() or desk.keys.wasAway or isPressed
    desk.keys.wasAway = False
    if isNew and not (desk.isElsewhere or desk.hasEnded):
        desk.show()
