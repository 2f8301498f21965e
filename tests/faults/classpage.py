"""
An hour of class, in minutes: thirty students whose checks the teacher's page is told of, and one
who is hostile. At its end a browser reads the teacher's screen.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

from tests.faults.bystander import Waits
from tests.faults.outcome import Outcome, Size
from tests.faults.pupil import EXERCISES, Told
from tests.support.chromium import openBrowser
from tests.support.classroom import ClassProcess, codeOn
from tests.support.process import ROOT
from tests.support.warm import Warm

#: Bytes that the class's process may grow by, from when all are there to the end.
MOST_GROWN = 40_000_000
#: Reads the table: what is in the first cell of a row, and in that of what is passed.
ROWS = """() => [...document.querySelectorAll("tbody tr")].map(
    (row) => [row.cells[0].textContent, row.cells[4].textContent])"""


class Child:
    """
    A process of ours that waits for a word, inside a C{with}.
    """

    def __init__(self, module: str, *arguments: object) -> None:
        self.process = Warm(
            [sys.executable, "-m", f"tests.faults.{module}", *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *ending: object) -> None:
        self.process.kill()
        self.process.communicate()

    def awaitLine(self) -> str:
        """
        Wait until it says something.

        @raise AssertionError: when it ends instead.
        """
        assert self.process.stdout
        line: str = self.process.stdout.readline()
        assert line, f"{self.process.args!r} has ended"
        return line

    def go(self) -> None:
        """
        Say the word that the child waits for.
        """
        assert self.process.stdin
        print(file=self.process.stdin, flush=True)


def hour(size: Size) -> Outcome:
    """
    Hold a class, and measure what becomes of it.
    """
    with ExitStack() as stack:
        room = stack.enter_context(ClassProcess())
        page = openBrowser(stack).new_page()
        page.goto(room.link)
        code = codeOn(page.locator(".join code").inner_text())
        place = f"http://127.0.0.1:{room.port}"
        names = [f"student {number}" for number in range(size.students)]
        arguments = [("pupil", place, code, name, size.day) for name in names]
        pupils = [stack.enter_context(Child(*each)) for each in arguments]
        for one in pupils:
            one.awaitLine()
        before = room.memory()
        hostile = stack.enter_context(Child("hostile", room.port, code, names[0]))
        for one in pupils:
            one.go()
        told = [Told(*json.loads(one.awaitLine())) for one in pupils]
        hostile.awaitLine()
        hostile.go()
        times = int(hostile.awaitLine())
        grown = room.memory() - before
        shown = readScreen(page)
    wrong = [name for name, one in zip(names, told, strict=True) if not isShown(shown, name, one)]
    note = f"{times} times all that is hostile; {grown / 2**20:.0f} MiB more"
    refused = Counter(why for one in told for why in one.refused)
    if refused:
        note += f"; refused: {', '.join(refused)}"
    if wrong:
        note += f"; not as it should be: {', '.join(wrong)}"
    return outcome(told, len(names) - len(wrong), grown, note)


def outcome(told: Sequence[Told], right: int, grown: int, note: str) -> Outcome:
    """
    Put the figures together: students, and the memory of the class as one more.
    """
    waits = Waits(
        max(one.longest for one in told),
        median(one.median for one in told),
        sum(one.checks for one in told),
        sum(len(one.refused) for one in told),
    )
    return Outcome(len(told) + 1, right + (grown <= MOST_GROWN), waits.failed, waits, note)


def readScreen(page: Any) -> dict[str, str]:
    """
    Read off the screen what each has passed. The second of a name has a number after it.
    """
    page.reload()
    return dict(page.evaluate(ROWS))


def isShown(shown: dict[str, str], name: str, told: Told) -> bool:
    """
    Tell whether all that a student has passed is on the screen, and nothing else; but what the
    page has taken without an answer in time may be there.
    """
    count = len(told.passed) + bool(told.refused)
    listed = shown.get(name, "").partition(": ")[2].split(", ")
    passed = [one for one in listed if one]
    return passed[: len(told.passed)] == told.passed and passed in (
        told.passed,
        EXERCISES[:count],
    )
