"""
C{report}: measures the steps, and shows the report card in the terminal or writes it as a
page.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from lessons.command.console import Console
from lessons.command.frame import CLEAR
from lessons.language import _
from lessons.replay.servers import NotStarted
from lessons.reportcard.card import SUBJECTS, Subject, draw
from lessons.reportcard.table import page, text
from lessons.trouble import Trouble
from server.conformance.probe import Unfit


def report(console: Console, html: str | None, steps: str | None, rounds: int) -> bool:
    """
    Measure, and show.

    @param html: the name of a file for the page.
    @param steps: the numbers of some steps, as C{3,4}; all of them by default, and what is
        measured beside them.
    @raise Trouble: when it cannot be done.
    """
    subjects = chosen(steps)
    if rounds < 1:
        raise Trouble(_("--rounds is 1 or more"))
    if shutil.which("wrk") is None:
        Console(sys.stderr).tell(_("there is no speed without wrk: apt-get install wrk"), "note: ")
    try:
        if html:
            Path(html).touch()  # it takes minutes: so what cannot be written is told first
        card = draw(subjects, say, rounds)
        if html:
            Path(html).write_text(page(card))
    except (NotStarted, Unfit, OSError) as error:
        raise Trouble(str(error)) from error
    finally:
        say("")
    for line in text(card):
        console.say(line)
    return True


def chosen(steps: str | None) -> list[Subject]:
    """
    Find the steps that are to be measured.

    @raise Trouble: when one of them is not a step, or cannot be measured.
    """
    if steps is None:
        return list(SUBJECTS)
    known = {subject.name.removeprefix("step"): subject for subject in SUBJECTS}
    numbers = [number.strip() for number in steps.split(",")]
    for number in numbers:
        if not number.isdigit() or number not in known:
            raise Trouble(_("{number!r} is not a step from 2 to 15").format(number=number))
    return [known[number] for number in numbers]


def say(what: str) -> None:
    """
    Say what is being done, in one line that the next one replaces.
    """
    if sys.stderr.isatty():
        print(f"\r{CLEAR}{what}", end="", file=sys.stderr, flush=True)
    elif what:
        print(what, file=sys.stderr, flush=True)
