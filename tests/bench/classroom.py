"""
How long students wait for a verdict when there are thirty on one machine, each with a folder of
their own; and how soon what they have passed is on their teacher's page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from threading import Barrier
from typing import Any

import pexpect

from lessons.classroom.membership import Membership, join
from lessons.classroom.telling import tell
from lessons.command.sandbox import copyOf
from tests.bench.commands import Command
from tests.bench.measuring import Round, Sample
from tests.bench.running import Unmeasured
from tests.bench.saving import VERDICT, saveOnce
from tests.support.chromium import openBrowser
from tests.support.classroom import ClassProcess, codeOn
from tests.support.process import ROOT

STUDENTS = 30
STEP, EXERCISE = "step1", "1.1"
#: Seconds in which each of them checks once, when nobody gives a sign.
LESSON_SECONDS = 30
#: Seconds that whoever watches may wait, on a machine that has a lot to do.
LONG = 300

CHECK = Command("check, one alone", ())
CHECKS = Command("check, thirty at once", ())
LESSON = Command("check, thirty in half a minute", ())
WATCH = Command("watch, one saves", ())
WATCHES = Command("watch, thirty save at once", ())
ANSWER = Command("the page, asked for", ())
BROWSER = Command("the page, in a browser", ())


@contextmanager
def folders() -> Iterator[list[Path]]:
    """
    Make a folder for each student, with the exercises of a step solved.
    """
    solved = (ROOT / f"lessons/exercises/solutions/{STEP}.py").read_bytes()
    with ExitStack() as stack:
        yield [stack.enter_context(copyOf({STEP: solved})) for _ in range(STUDENTS)]


def checkOnce(folder: Path) -> float:
    """
    @return: seconds until the command has ended with its verdict.
    """
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "lessons", "check", EXERCISE],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Unmeasured(done.stdout + done.stderr)
    return time.monotonic() - began


def environment(folder: Path) -> dict[str, str]:
    """
    What a student's command finds: all the commands are one user's, and take turns.
    """
    turns = {"XDG_RUNTIME_DIR": str(folder.parent)}
    return {"PATH": os.environ["PATH"], "TERM": "dumb", "LC_ALL": "C.UTF-8"} | turns


def sideBySide(works: Sequence[Callable[[], float]]) -> Sample:
    """
    Do several things side by side.

    @return: of the seconds that they take, the median and the most.
    """
    with ThreadPoolExecutor(len(works)) as pool:
        seconds = list(pool.map(lambda work: work(), works))
    return median(seconds), max(seconds)


def atOnce(works: Sequence[Callable[[], float]]) -> Sample:
    """
    Do several things at the same instant, L{sideBySide}.
    """
    together = Barrier(len(works))

    def one(work: Callable[[], float]) -> float:
        together.wait()
        return work()

    return sideBySide([partial(one, work) for work in works])


def atRandom(works: Sequence[Callable[[], float]]) -> Sample:
    """
    Do several things L{sideBySide}, each at some moment of L{LESSON_SECONDS}, as they would
    come by chance; by the same chance each time.
    """
    chance = Random(STUDENTS)

    def one(work: Callable[[], float], moment: float) -> float:
        time.sleep(moment)
        return work()

    return sideBySide([partial(one, work, chance.uniform(0, LESSON_SECONDS)) for work in works])


def checking(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Check one exercise alone, and thirty at once.
    """
    with folders() as made:
        each = [partial(checkOnce, folder) for folder in made]
        return [{CHECK.name: atOnce(each[:1]), CHECKS.name: atOnce(each)} for _ in range(rounds)]


def working(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Check one exercise alone, and thirty as they come, each at a moment of its own.
    """
    with folders() as made:
        each = [partial(checkOnce, folder) for folder in made]
        return [{CHECK.name: atOnce(each[:1]), LESSON.name: atRandom(each)} for _ in range(rounds)]


def watching(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Save a file that is watched, and thirty at once.
    """
    with folders() as made, ExitStack() as stack:
        children = [stack.enter_context(watched(folder)) for folder in made]
        each = [
            partial(saveOnce, child, folder / f"lessons/exercises/{STEP}.py")
            for child, folder in zip(children, made, strict=True)
        ]
        return [{WATCH.name: atOnce(each[:1]), WATCHES.name: atOnce(each)} for _ in range(rounds)]


@contextmanager
def watched(folder: Path) -> Iterator[pexpect.spawn]:
    """
    Watch an exercise, after its first verdict.
    """
    child = pexpect.spawn(
        sys.executable,
        ["-m", "lessons", "watch", EXERCISE],
        cwd=str(folder),
        env=environment(folder),
        encoding="utf-8",
        timeout=LONG,
    )
    try:
        child.expect_exact(VERDICT)
        yield child
    finally:
        child.close(force=True)


def showing(commands: Sequence[Command], rounds: int, seconds: int) -> list[Round]:
    """
    Thirty students tell at once that they have passed something: how long is it until the last
    one's is on the page?
    """
    with ExitStack() as stack:
        room = stack.enter_context(ClassProcess())
        page = openBrowser(stack).new_page()
        page.goto(room.link)
        code = codeOn(page.locator(".join code").inner_text())
        place = f"http://127.0.0.1:{room.port}"
        members = [join(place, code, f"student {number}") for number in range(STUDENTS)]
        page.get_by_text("live").wait_for()
        return [oneShown(page, members, f"{number}.1") for number in range(1, rounds + 1)]


def oneShown(page: Any, members: Sequence[Membership], exercise: str) -> Round:
    """
    Have all students tell of one exercise.
    """
    *others, last = members
    began = time.monotonic()
    with ThreadPoolExecutor(len(members)) as pool:
        told = [pool.submit(passed, one, exercise) for one in (*others, last)]
        mark = page.get_by_role("row", name=last.name).get_by_text(f"has passed {exercise}")
        mark.wait_for(timeout=LONG * 1000)
        shown = time.monotonic() - began
        for one in told:
            one.result()
    began = time.monotonic()
    passed(last, exercise)
    count = page.request.get(f"{page.url}part").text().count(f"has passed {exercise}")
    answered = time.monotonic() - began
    if count != len(members):
        raise Unmeasured(f"the page shows {count} passes, not {len(members)}")
    return {ANSWER.name: (answered,), BROWSER.name: (shown,)}


def passed(member: Membership, exercise: str) -> None:
    """
    Tell the teacher's page that a student has passed an exercise.
    """
    tell(member.teacher, [member.message(exercise, True)])
