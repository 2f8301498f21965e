"""
A student's copy of the repository, from the time when git tracked the students' files, is
brought up to date as README.rst says.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from lessons.introduction import readme
from lessons.syllabus.handout import originalsIn
from tests.lessons.command.checkout import Checkout
from tests.support.installed import run
from tests.support.process import ROOT

FOLDER = "lessons/exercises"
#: What git ignored.
BEFORE = "/progress.txt\n__pycache__/\n"
MINE = "# my own work\n"


class Clone(Checkout):
    """
    The student's copy: a clone in which Ada commits.
    """

    def __init__(self, origin: Checkout, path: str) -> None:
        self.path = Path(path).absolute()
        git(origin, f"clone --quiet . {self.path}")
        git(self, "config user.name Ada")
        git(self, "config user.email ada@example.org")


def git(checkout: Checkout, command: str, status: int = 0) -> str:
    """
    Run git, without the user's own configuration.

    @return: what it has said.
    """
    own = "GIT_CONFIG_GLOBAL=/dev/null"
    return run("env", own, "git", *shlex.split(command), cwd=checkout.path, status=status)


def commit(origin: Checkout) -> None:
    """
    Commit everything that is not ignored.
    """
    git(origin, "add --all")
    git(origin, "-c user.name=Eve -c user.email=eve@example.org commit --quiet --message =")


class UpgradeTests(SynchronousTestCase):
    """
    A pull over the commit after which git no longer tracks the students' files.
    """

    skip = None if shutil.which("git") else "git is missing: apt-get install git"

    def setUp(self) -> None:
        """
        Make the repository as it was, and a student's copy. The repository goes on.
        """
        self.origin = Checkout(self.mktemp())
        (self.origin.path / ".gitignore").write_text(BEFORE)
        git(self.origin, "init --quiet --initial-branch=main")
        commit(self.origin)
        self.mine = Clone(self.origin, self.mktemp())
        shutil.copy(ROOT / ".gitignore", self.origin.path)
        for original in originalsIn(self.origin.path / FOLDER):
            git(self.origin, f"rm --quiet --cached {FOLDER}/{original.name}")
        commit(self.origin)

    def workIn(self, step: str) -> None:
        """
        Do something in a student's file.
        """
        with self.mine.exercises(step).open("a") as file:
            file.write(MINE)

    def types(self, line: str) -> None:
        """
        Type a line that README.rst tells.
        """
        self.assertIn(f"\n    {line}\n", readme())
        program, _, rest = line.partition(" ")
        if program == "git":
            git(self.mine, rest)
        else:
            status, said = self.mine.run(*shlex.split(rest.removeprefix("-m lessons ")))
            self.assertEqual(status, 0, said)

    def assertKept(self, progress: str) -> None:
        """
        Look whether the work is there and git sees none of it, today and when the course
        changes again.
        """
        for _ in range(2):
            self.assertTrue(self.mine.exercises("step1").read_text().endswith(MINE))
            self.assertEqual(self.mine.progress.read_text(), progress)
            self.assertNotIn(".py", git(self.mine, "status --short"))
            with (self.origin.path / FOLDER / "pristine" / "step1.py").open("a") as file:
                file.write("# a better exercise\n")
            commit(self.origin)
            git(self.mine, "pull --no-rebase --no-edit")
            self.mine.run("next")

    def test_untouched(self) -> None:
        """
        Where nobody has worked, a pull takes the files away, and the first command makes them.
        They follow when their originals change.
        """
        for _ in range(2):
            git(self.mine, "pull")
            self.assertEqual(self.mine.run("check", "1")[0], 1)
            for original in originalsIn(self.mine.path / FOLDER):
                mine = self.mine.exercises(original.stem)
                self.assertEqual(mine.read_bytes(), original.read_bytes(), mine)
            self.assertNotIn(".py", git(self.mine, "status --short"))
            with (self.origin.path / FOLDER / "pristine" / "step1.py").open("a") as file:
                file.write("# a better exercise\n")
            commit(self.origin)

    def test_workedIn(self) -> None:
        """
        Where somebody has worked, git refuses to pull; export and import lead over it.
        """
        self.mine.solve("step1")
        self.workIn("step1")
        self.assertEqual(self.mine.run("check", "1")[0], 0)
        progress = self.mine.progress.read_text()
        said = git(self.mine, "pull", status=1)
        self.assertIn("Your local changes to the following files would be overwritten", said)
        self.assertTrue(self.mine.exercises("step1").read_text().endswith(MINE))
        self.types("python -m lessons export mine")
        self.types("git checkout lessons/exercises")
        self.types("git pull")
        self.types("python -m lessons import mine.zip")
        self.assertKept(progress)

    def test_committed(self) -> None:
        """
        Where somebody has committed the work, git leaves it there, and has to be told that it is
        no longer its own.
        """
        self.mine.solve("step1")
        self.workIn("step1")
        self.assertEqual(self.mine.run("check", "1")[0], 0)
        progress = self.mine.progress.read_text()
        git(self.mine, "commit --quiet --all --message mine")
        said = git(self.mine, "pull --no-rebase", status=1)
        self.assertIn("CONFLICT (modify/delete): lessons/exercises/step1.py deleted in", said)
        self.types("git rm --cached lessons/exercises/step1.py")
        self.types("git commit --no-edit")
        self.assertKept(progress)
