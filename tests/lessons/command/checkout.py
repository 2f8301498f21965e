"""
A student's own copy of the checkout.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from lessons.syllabus.handout import NOTES, originalsIn
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT

LEFT_OUT = shutil.ignore_patterns("progress.txt", "*.py.[0-9]*", NOTES)


@cache
def pristine() -> Path:
    """
    Make the copy of which the others are copies.
    """
    place = Path(mkdtemp(prefix="checkout-"))
    atexit.register(shutil.rmtree, place)
    for folder in "lessons", "server":
        shutil.copytree(ROOT / folder, place / folder, ignore=LEFT_OUT)
    for original in originalsIn(place / "lessons/exercises"):
        shutil.copy(original, place / "lessons/exercises" / original.name)
    return place


class Checkout:
    """
    A copy of the course, with untouched exercises, and its command. Its C{server}
    is a link: no student changes that.
    """

    def __init__(self, path: str) -> None:
        """
        @param path: where to put it.
        """
        self.path = Path(path).absolute()
        # In one go, and with what Python has compiled: it believes that by the files' times.
        self.path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "--archive", pristine() / "lessons", self.path], check=True)
        (self.path / "server").symlink_to(pristine() / "server")

    def exercises(self, step: str) -> Path:
        """
        The student's file for a step.
        """
        return self.path / "lessons/exercises" / f"{step}.py"

    @property
    def progress(self) -> Path:
        """
        The file that remembers what has been done.
        """
        return self.path / "progress.txt"

    def solve(self, step: str) -> None:
        """
        Put the reference solutions where the student works.
        """
        shutil.copy(self.path / f"lessons/exercises/solutions/{step}.py", self.exercises(step))

    def change(self, step: str, old: str, new: str) -> None:
        """
        Replace a text in the student's file for a step.
        """
        path = self.exercises(step)
        source = path.read_text()
        assert source.count(old) == 1, f"{path.name} holds {old!r} {source.count(old)} times"
        path.write_text(source.replace(old, new))

    def environment(self, **own: str) -> dict[str, str]:
        """
        As ours, without what would decide about colours or chance.
        """
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        turns = {"XDG_RUNTIME_DIR": str(self.path.parent)}  # nobody else's checks are waited for
        return kept | turns | {"TERM": "dumb", "LC_ALL": "C.UTF-8"} | own

    def run(
        self, *arguments: str, module: str = "lessons", option: str = "", **own: str
    ) -> tuple[int, str]:
        """
        Run the command, or another module, as the student does.

        @param option: for Python.
        @param own: variables for its environment.
        @return: the status, and all that it printed.
        """
        ended = warm.run(
            [sys.executable, *filter(None, [option]), "-m", module, *arguments],
            cwd=self.path,
            env=self.environment(**own),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PROGRAM_PATIENCE,
        )
        return ended.returncode, ended.stdout
