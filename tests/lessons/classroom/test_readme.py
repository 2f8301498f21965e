"""
What README says of a class, line by line: a teacher who has nothing else, and three students.
"""

from __future__ import annotations

import re
import shlex
import sys

import pexpect

from lessons.command.environment import ACTIVATE
from tests.lessons.classroom.test_class import ClassTestCase
from tests.lessons.command.checkout import Checkout
from tests.lessons.command.test_command import RIGHT, TODO
from tests.support.process import ROOT, StepProcess, poll
from tests.support.terminals import Spawn

FIXED = RIGHT.rjust(len(RIGHT) + 8)
#: What README writes for the address and the code on the teacher's own screen.
ADDRESS = "http://192.168.1.10:8080/K7PX"


def block() -> list[str]:
    """
    Read the lines that are typed, the teacher's first.
    """
    section = (ROOT / "README.rst").read_text("utf-8").partition("\nA class\n-------\n")[2]
    teacher, student = re.findall(r"::\n\n((?:    .*\n)+)", section)[:2]
    return [line.strip() for line in (teacher + student).splitlines()]


class ReadmeTests(ClassTestCase):
    """
    The lines are typed as they are there, except for the port and the network: a test stays on its
    machine.
    """

    def student(self, name: str, line: str) -> pexpect.spawn:
        """
        Type a line in a student's copy, made out for this class.
        """
        own = line.replace(ADDRESS, f"http://127.0.0.1:{self.room.port}/{self.code()}")
        python, *words = shlex.split(own.replace("--name ada", f"--name {name}"))
        self.assertEqual(python, "python")
        checkout = self.checkouts[name]
        child = Spawn(
            sys.executable,
            words,
            cwd=str(checkout.path),
            env=checkout.environment(),
            encoding="utf-8",
            timeout=120,
        )
        self.addCleanup(child.close, force=True)
        return child

    def test_class(self) -> None:
        """
        Three students join, and what they pass while they watch is on the teacher's page.
        """
        activate, opens, again, joins, watches = block()
        self.assertEqual((activate, again), (ACTIVATE, ACTIVATE))
        self.assertEqual(opens, "python -m lessons class --interface 0.0.0.0")
        shown = re.search(r"try: (python .*)", self.room.out)
        assert shown
        self.assertTrue(joins.startswith(shown[1].rpartition("http://")[0]), shown[1])
        names = ("ada", "bob", "cem")
        self.checkouts = {name: Checkout(self.mktemp()) for name in names}
        for name in names:
            child = self.student(name, joins)
            child.expect_exact("Send it? [y/n]")
            child.sendline("y")
            child.expect_exact("was told")
            child.expect(pexpect.EOF)
        self.assertIn("3 students", self.look("part"))
        for name in names:
            child = self.student(name, watches)
            child.expect_exact("Enter check again")
            self.checkouts[name].change("step1", TODO, FIXED)
            child.expect_exact("Enter check again")
            self.assertNotIn("FAILED", child.before)
        self.assertEqual(self.look("part").count("has passed 1.1"), 3)

    def test_room(self) -> None:
        """
        In a room, the class says what students type: an address that others reach, and not
        that of all interfaces.
        """
        with StepProcess("lessons.classroom", "--interface", "0.0.0.0") as room:
            poll(lambda: "stop: Ctrl-C" in room.out)
            self.assertRegex(room.out, r"--teacher http://(?!0\.0\.0\.0)[\d.]+:\d+/\w{4}")
